import Foundation

/// A sum tree: priorities by index, and the index at which their running sum passes a value, found in log n steps.
struct PriorityTree {
    private let leaves: Int
    /// A binary tree: entry n is the sum of entries 2n and 2n + 1.
    private var sums: [Double]

    init(count: Int) {
        var leaves = 1
        while leaves < count { leaves *= 2 }
        self.leaves = leaves
        sums = [Double](repeating: 0, count: 2 * leaves)
    }

    var total: Double { sums[1] }
    var byteCount: Int { 8 * sums.count }

    /// The first priorities as little-endian bytes. All sums follow from them.
    func bytes(count: Int) -> Data {
        Data(
            sums[leaves..<leaves + count].flatMap { value in
                (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
            })
    }

    /// The priorities from their `bytes`.
    static func values(in bytes: Data) -> [Double] {
        let bytes = [UInt8](bytes)
        return stride(from: 0, to: bytes.count - 7, by: 8).map { start in
            Double(bitPattern: (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) })
        }
    }

    /// Sets the first priorities of an empty tree.
    mutating func setValues(_ values: [Double]) {
        sums.replaceSubrange(leaves..<leaves + values.count, with: values)
        for node in stride(from: leaves - 1, through: 1, by: -1) {
            sums[node] = sums[2 * node] + sums[2 * node + 1]
        }
    }

    func value(at index: Int) -> Double { sums[leaves + index] }

    mutating func set(_ index: Int, to value: Double) {
        var node = leaves + index
        sums[node] = value
        while node > 1 {
            node /= 2
            sums[node] = sums[2 * node] + sums[2 * node + 1]
        }
    }

    /// The first index at which the sum of all priorities up to it is more than `value`.
    func find(_ value: Double) -> Int {
        var (node, rest) = (1, value)
        while node < leaves {
            node *= 2
            if rest >= sums[node], sums[node + 1] > 0 {
                rest -= sums[node]
                node += 1
            }
        }
        return node - leaves
    }
}
