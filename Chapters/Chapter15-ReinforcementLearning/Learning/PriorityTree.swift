import Foundation

/// Numbers at places, and the place at which their running sum passes a value, found in log n steps.
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

    /// All sums, the lowest byte of each first.
    var bytes: Data {
        Data(sums.flatMap { sum in (0..<8).map { UInt8(truncatingIfNeeded: sum.bitPattern >> (8 * $0)) } })
    }

    /// Takes over sums that `bytes` gave of a tree as large.
    mutating func setBytes(_ bytes: Data) {
        let bytes = Array(bytes)
        for place in sums.indices where 8 * place + 8 <= bytes.count {
            let bits = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[8 * place + $1]) << (8 * UInt64($1)) }
            sums[place] = Double(bitPattern: bits)
        }
    }

    func value(at place: Int) -> Double { sums[leaves + place] }

    mutating func set(_ place: Int, to value: Double) {
        var node = leaves + place
        sums[node] = value
        while node > 1 {
            node /= 2
            sums[node] = sums[2 * node] + sums[2 * node + 1]
        }
    }

    /// The first place at which the sum of all numbers up to it is more than `value`.
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
