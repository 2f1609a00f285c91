import Datasets

/// A training that cycles: after some rows the weights are what they were before, to the last bit.
///
/// The rule depends only on the weights and the next row. So once a state repeats, the same states follow again and again,
/// and a mistake among them is made forever. Integer weights stay integers, and on rows that are not linearly separable
/// they stay bounded (Minsky and Papert, 1969, chapter 11), so the training must end in a cycle.
struct PerceptronCycle {
    /// The perceptron before it sees a row, the row's index, and whether it makes a mistake there.
    struct State {
        let perceptron: Perceptron
        let row: Int
        let isMistake: Bool
    }

    /// The rows seen before the first state of the cycle.
    let start: Int

    /// The states of the cycle; after the last comes the first.
    let states: [State]

    /// The rows until the weights repeat.
    var length: Int { states.count }

    /// The mistakes of one cycle.
    var mistakes: Int { states.count { $0.isMistake } }
}

/// Trains a perceptron from zero weights until a state with a mistake after it comes again; nil where the training converges,
/// or `maximumPasses` were too few.
func trainUntilItRepeats(on data: ClassificationData, maximumPasses: Int) -> PerceptronCycle? {
    struct Situation: Hashable {
        let perceptron: Perceptron
        let row: Int
    }
    var perceptron = Perceptron(inputCount: data.featureNames.count)
    var firstSeen: [Situation: Int] = [:]
    var states: [PerceptronCycle.State] = []
    for step in 0..<maximumPasses * data.count {
        let row = step % data.count
        if let start = firstSeen[Situation(perceptron: perceptron, row: row)] {
            let cycle = PerceptronCycle(start: start, states: Array(states[start...]))
            return cycle.mistakes > 0 ? cycle : nil
        }
        firstSeen[Situation(perceptron: perceptron, row: row)] = step
        let before = perceptron
        let isMistake = perceptron.learn(data.features[row], target: data.labels[row])
        states.append(PerceptronCycle.State(perceptron: before, row: row, isMistake: isMistake))
    }
    return nil
}
