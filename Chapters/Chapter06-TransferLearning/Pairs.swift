import Images
import TensorCore

/// Pairs of digits and their sums.
struct Pairs {
    let digits: LabeledImages
    /// The indices of the left and the right digit of each pair.
    let left: [Int]
    let right: [Int]

    /// Each digit once on the left and once on the right, in random order.
    init(of digits: LabeledImages, using generator: inout RandomGenerator) {
        self.digits = digits
        left = generator.permutation(digits.count)
        right = generator.permutation(digits.count)
    }

    var count: Int { left.count }

    /// The sum of each pair.
    var sums: [Int] { zip(left, right).map { digits.labels[$0] + digits.labels[$1] } }

    /// The pairs in mini-batches of at most `size`, as ranges.
    func batches(of size: Int) -> [Range<Int>] {
        stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
    }

    /// The pictures of some pairs, `[N, 1, 28, 28]` each, and their sums.
    func batch(_ range: Range<Int>) -> (left: NDArray, right: NDArray, sums: [Int]) {
        let (left, right) = (left[range], right[range])
        return (
            digits.images(at: left), digits.images(at: right),
            zip(left, right).map { digits.labels[$0] + digits.labels[$1] }
        )
    }

    /// The accuracy of an adder: the share of pairs whose sum it predicts exactly.
    func accuracy(of adder: any Adder) -> Double {
        adder.evaluate()
        let correct = batches(of: 500).reduce(0) { count, range in
            let (left, right, sums) = batch(range)
            return count + zip(adder.sums(left, right), sums).count { $0 == $1 }
        }
        return Double(correct) / Double(max(1, count))
    }

    /// The share of pairs with the most frequent sum.
    var majorityFraction: Double {
        let sizes = sums.reduce(into: [Int](repeating: 0, count: 19)) { $0[$1] += 1 }
        return Double(sizes.max() ?? 0) / Double(max(1, count))
    }
}
