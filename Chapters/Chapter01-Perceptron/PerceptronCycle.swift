import Datasets

/// A training that goes in a circle: after some rows the weights are what they were before, to the last bit.
///
/// The rule depends on nothing but the weights and the row that comes next. So from a state that was there before
/// the same states follow again, and again: a mistake among them is made for ever. Weights of whole numbers stay
/// whole numbers, and on rows that no line separates they stay bounded (Minsky and Papert, 1969, chapter 11),
/// so that such a training must come round.
struct PerceptronCycle {
    /// The perceptron before it sees a row, the row's place, and what happens there.
    struct State {
        let perceptron: Perceptron
        let row: Int
        let isMistake: Bool
    }

    /// The rows seen before the first state of the circle.
    let start: Int

    /// The states of the circle; the one after the last is the first.
    let states: [State]

    /// The rows until the weights come back.
    var length: Int { states.count }

    /// The mistakes of one round.
    var mistakes: Int { states.count { $0.isMistake } }

    /// Trains from zero weights until a state with a mistake behind it comes again; nil where a whole pass makes
    /// no mistake, or `maximumPasses` were too few.
    init?(on data: ClassificationData, maximumPasses: Int) {
        struct Situation: Hashable {
            let perceptron: Perceptron
            let row: Int
        }
        var perceptron = Perceptron(inputCount: data.featureNames.count)
        var firstSeen: [Situation: Int] = [:]
        var states: [State] = []
        for step in 0..<maximumPasses * data.count {
            let row = step % data.count
            if let start = firstSeen[Situation(perceptron: perceptron, row: row)] {
                self.start = start
                self.states = Array(states[start...])
                guard mistakes > 0 else { return nil }
                return
            }
            firstSeen[Situation(perceptron: perceptron, row: row)] = step
            let before = perceptron
            let isMistake = perceptron.learn(data.features[row], target: data.labels[row])
            states.append(State(perceptron: before, row: row, isMistake: isMistake))
        }
        return nil
    }
}
