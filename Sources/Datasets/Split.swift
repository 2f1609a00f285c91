import Messages
import TensorCore

/// Row numbers to train on and row numbers held out; no row is in both.
///
/// ```swift
/// let split = Split.random(count: 100, testFraction: 0.2, using: &generator)
/// print(split.training.count, split.test.count)  // 80 20
/// ```
public struct Split: Equatable, Sendable {
    /// The rows to train on.
    public let training: [Int]

    /// The rows held out.
    public let test: [Int]

    /// These rows, as somebody else split them.
    ///
    /// Traps where a row is in both parts.
    public init(training: [Int], test: [Int]) {
        if let row = Set(training).intersection(test).min() {
            explainFailure("Split", "row \(row) is to be trained on and held out")
        }
        (self.training, self.test) = (training, test)
    }

    /// Holds out a random part of the rows 0..<`count`: the nearest whole number to `testFraction` of them.
    ///
    /// Traps where `count` is negative or the fraction is not within 0...1.
    public static func random(
        count: Int, testFraction: Double, using generator: inout RandomGenerator
    ) -> Split {
        let testCount = heldOut(count, testFraction)
        let order = generator.permutation(count)
        return Split(training: Array(order[testCount...]), test: Array(order[..<testCount]))
    }

    /// Holds out the same fraction of every class, so that training and test have the classes in the same
    /// proportion; both parts are in random order.
    ///
    /// `labels` has the class of each row, from 0. Traps where a label is negative or the fraction is not
    /// within 0...1.
    public static func stratified(
        labels: [Int], testFraction: Double, using generator: inout RandomGenerator
    ) -> Split {
        guard labels.allSatisfy({ $0 >= 0 }) else {
            explainFailure("Split.stratified", "a label is negative")
        }
        let order = generator.permutation(labels.count)
        var remaining = [Int](repeating: 0, count: (labels.max() ?? -1) + 1)
        for label in labels { remaining[label] += 1 }
        remaining = remaining.map { heldOut($0, testFraction) }
        var training: [Int] = []
        var test: [Int] = []
        for row in order {
            if remaining[labels[row]] > 0 {
                remaining[labels[row]] -= 1
                test.append(row)
            } else {
                training.append(row)
            }
        }
        return Split(training: training, test: test)
    }

    /// `folds` splits of the rows 0..<`count` in random order; every row is held out in exactly one, and the
    /// sizes of the held-out parts differ by 1 at most.
    ///
    /// Traps where `folds` is below 2 or above `count`.
    public static func folds(
        _ folds: Int, count: Int, using generator: inout RandomGenerator
    ) -> [Split] {
        guard folds >= 2, folds <= count else {
            explainFailure(
                "Split.folds", "\(folds) folds of \(count) rows; at least 2 folds and a row in each")
        }
        let order = generator.permutation(count)
        return (0..<folds).map { fold in
            let test = fold * count / folds..<(fold + 1) * count / folds
            return Split(
                training: Array(order[..<test.lowerBound] + order[test.upperBound...]),
                test: Array(order[test]))
        }
    }

    private static func heldOut(_ count: Int, _ fraction: Double) -> Int {
        guard count >= 0, (0...1).contains(fraction) else {
            explainFailure("Split", "\(fraction) of \(count) rows; a fraction must be within 0...1")
        }
        return Int((Double(count) * fraction).rounded())
    }
}
