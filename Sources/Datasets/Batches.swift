import Messages
import TensorCore

/// The rows of a data set cut into batches: a sequence of lists of row numbers, the last one short where the
/// count is no multiple of the size.
///
/// ```swift
/// for rows in Batches(of: 4, order: Array(0..<10)) { print(rows.count) }  // 4, 4, 2
/// ```
public struct Batches: Sequence, Sendable {
    /// The row numbers in the order in which they are handed out.
    public let order: [Int]

    /// How many rows a batch has.
    public let size: Int

    /// Whether a short last batch is left out.
    public let dropsLast: Bool

    /// Batches of the given row numbers. Traps where `size` is below 1.
    public init(of size: Int, order: [Int], dropsLast: Bool = false) {
        guard size >= 1 else { explainFailure("Batches", "a batch has at least 1 row, not \(size)") }
        self.order = order
        self.size = size
        self.dropsLast = dropsLast
    }

    /// How many batches there are.
    public var count: Int {
        dropsLast ? order.count / size : (order.count + size - 1) / size
    }

    /// Hands out the batches from the first on.
    public func makeIterator() -> AnyIterator<[Int]> {
        var next = 0
        return AnyIterator {
            guard next < count else { return nil }
            let start = next * size
            next += 1
            return Array(order[start..<Swift.min(start + size, order.count)])
        }
    }
}

/// Batches of the rows 0..<`count` in random order: to be called anew for every epoch, so that each has its
/// own order. Traps where `size` is below 1 or `count` is negative.
///
/// ```swift
/// for rows in shuffledBatches(of: 128, count: 1000, using: &generator) { print(rows.count) }  // 128, …, 104
/// ```
public func shuffledBatches(
    of size: Int, count: Int, dropsLast: Bool = false, using generator: inout RandomGenerator
) -> Batches {
    guard count >= 0 else { explainFailure("shuffledBatches", "\(count) rows") }
    return Batches(of: size, order: generator.permutation(count), dropsLast: dropsLast)
}

/// Batches of the rows 0..<`count` in their own order. Traps where `size` is below 1 or `count` is negative.
///
/// ```swift
/// for rows in orderedBatches(of: 2, count: 5) { print(rows) }  // [0, 1], [2, 3], [4]
/// ```
public func orderedBatches(of size: Int, count: Int, dropsLast: Bool = false) -> Batches {
    guard count >= 0 else { explainFailure("orderedBatches", "\(count) rows") }
    return Batches(of: size, order: Array(0..<count), dropsLast: dropsLast)
}
