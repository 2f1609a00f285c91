import TensorCore

/// Whole numbers as rows with a single 1: value v of `range` has it in column v − first, `[N][range.count]`.
///
/// The range is the declared one (hours 0...23), not the one that occurs, so that every part of the data has
/// the same columns. Traps where a value lies outside of it.
public func oneHot(_ values: [Int], in range: ClosedRange<Int>) -> [[Float]] {
    values.map { value in
        guard range.contains(value) else {
            explainFailure("oneHot", "\(value) is not within \(range.lowerBound)...\(range.upperBound)")
        }
        var row = [Float](repeating: 0, count: range.count)
        row[value - range.lowerBound] = 1
        return row
    }
}
