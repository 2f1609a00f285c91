import ChapterSupport
import TensorCore

/// Proposes the hyperparameters of the next trial.
protocol Proposer: Sendable {
    /// The values of trial `number`, after these others have ended.
    func values(ofTrial number: Int, after trials: [Trial], in space: SearchSpace) -> [HyperparameterValue]
}

/// Values drawn one by one, each independently of all others (Bergstra and Bengio 2012).
///
/// On a grid of as many trials each hyperparameter takes few values; drawn at random it takes a new one in each trial, and
/// most of the time one or two of them decide.
struct RandomSearch: Proposer {
    let seed: UInt64

    func values(ofTrial number: Int, after trials: [Trial], in space: SearchSpace) -> [HyperparameterValue] {
        var generator = self.generator(ofTrial: number)
        return space.hyperparameters.map { $0.value(at: generator.place()) }
    }

    /// Each trial has numbers of its own: which values it gets does not depend on when others ended.
    func generator(ofTrial number: Int) -> RandomGenerator {
        RandomGenerator(seed: seed &* 1_000_003 &+ UInt64(number))
    }
}

extension RandomGenerator {
    /// A place from 0 to below 1.
    mutating func place() -> Double { Double(uniform()) }
}
