import Grading
import TensorCore

/// Two shapes: often made from a common one, sometimes not fitting.
private struct ShapePair {
    var first: [Int]
    var second: [Int]

    init(size: Int, generator: inout RandomGenerator) {
        let common = (0..<size).map { _ in
            generator.integer(below: 6) == 0 ? 0 : 2 + generator.integer(below: 4)
        }
        first = ShapePair.shrunk(common, &generator)
        second = ShapePair.shrunk(common, &generator)
        if size > 1, generator.integer(below: 3) == 0 { second[second.count - 1] = 7 }
    }

    /// A shape that stretches to this one: some extents 1, some axes in front left out.
    private static func shrunk(_ shape: [Int], _ generator: inout RandomGenerator) -> [Int] {
        let kept = shape.suffix(1 + generator.integer(below: shape.count))
        return kept.map { generator.integer(below: 3) == 0 ? 1 : $0 }
    }

    /// The extents of both, aligned at the last axis or at the first.
    private func columns(fromTheLeft: Bool = false) -> [(Int, Int)] {
        let rank = max(first.count, second.count)
        func extent(_ shape: [Int], _ column: Int) -> Int {
            let axis = fromTheLeft ? column : column - (rank - shape.count)
            return shape.indices.contains(axis) ? shape[axis] : 1
        }
        return (0..<rank).map { (extent(first, $0), extent(second, $0)) }
    }

    /// The common shape of columns, or nil where one does not fit.
    private func joined(_ columns: [(Int, Int)]) -> [Int]? {
        guard columns.allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else { return nil }
        return columns.map { $0 == 1 ? $1 : $0 }
    }

    var common: [Int]? { joined(columns()) }
    var alignedLeft: [Int]? { joined(columns(fromTheLeft: true)) }
    var neverNil: [Int]? { columns().map { $0 == 1 ? $1 : $0 } }
    var larger: [Int]? { columns().map { max($0, $1) } }
    var largerOrNil: [Int]? { common.map { _ in columns().map { max($0, $1) } } }
    var equalOnly: [Int]? { columns().allSatisfy { $0 == $1 } ? common : nil }
    var identicalOnly: [Int]? { first == second ? first : nil }
    var equalRanksOnly: [Int]? { first.count == second.count ? common : nil }
}

let broadcastingShapes = Exercise<any TensorHomework>(
    "2.1", "The broadcast shape", draws: 8,
    hint: "Write the shapes under each other, last axes in one column, and compare column by column.",
    input: ShapePair.init, expected: \.common,
    answer: { try $0.broadcastShape($1.first, $1.second) },
    mistakes: [
        Mistake("Shapes are aligned at their last axis; axes are missing in front.", \.alignedLeft),
        Mistake("Extents that differ fit only where one of them is 1; else the answer is nil.", \.neverNil),
        Mistake(
            "Extents that differ fit only where one of them is 1, and then the other counts, not the larger.",
            \.larger),
        Mistake(
            "An axis of extent 1 stretches to the other's extent, also to 0: the larger is not always right.",
            \.largerOrNil),
        Mistake("An axis of extent 1 fits any other: it is stretched.", \.equalOnly),
        Mistake("An axis of extent 1 fits any other: it is stretched.", \.identicalOnly),
        Mistake("Shapes of different length fit too: missing axes in front count as 1.", \.equalRanksOnly),
    ])

/// A shape whose extents are all above 1, so that no stride is equal by coincidence.
private struct ArrayShape {
    var shape: [Int]

    init(size: Int, generator: inout RandomGenerator) {
        shape = (0..<size).map { _ in 2 + generator.integer(below: 4) }
    }

    /// Of an axis: the product of the extents behind it.
    var rowMajor: [Int] { shape.indices.map { shape[($0 + 1)...].reduce(1, *) } }
    var columnMajor: [Int] { shape.indices.map { shape[..<$0].reduce(1, *) } }
    var withOwnExtent: [Int] { shape.indices.map { shape[$0...].reduce(1, *) } }
    var nextExtent: [Int] { shape.indices.map { $0 + 1 < shape.count ? shape[$0 + 1] : 1 } }
    var extents: [Int] { shape }
    var reversed: [Int] { rowMajor.reversed() }
}

let findingStrides = Exercise<any TensorHomework>(
    "2.2", "Row-major strides",
    hint:
        "Number the elements of a [2, 3] array row by row: by how much does a step along each axis count on?",
    input: ArrayShape.init, expected: \.rowMajor, answer: { try $0.strides(of: $1.shape) },
    mistakes: [
        Mistake(
            "These are column-major strides: in a row-major array the last axis has stride 1, not the first.",
            \.columnMajor),
        Mistake("A stride is the product of the extents behind its axis, without its own.", \.withOwnExtent),
        Mistake(
            "A stride is the product of all extents behind its axis, not the next one alone.", \.nextExtent),
        Mistake("These are the extents; a stride tells how far neighbours lie apart.", \.extents),
        Mistake("The right numbers in the wrong order: the first axis has the largest stride.", \.reversed),
    ])

/// A gradient of a stretched shape, and the shape it came from.
private struct StretchedGradient {
    var gradient: NDArray
    var shape: Shape

    init(size: Int, generator: inout RandomGenerator) {
        let rank = 1 + size / 2
        let stretched = (0..<rank).map { _ in 2 + generator.integer(below: 3) }
        gradient = .uniform(Shape(stretched), from: 0.5, to: 2, using: &generator)
        let kept = stretched.suffix(size == 1 ? 1 : 1 + generator.integer(below: rank))
        var extents = kept.map { generator.integer(below: 2) == 0 ? 1 : $0 }
        // Something was stretched, or there is nothing to undo.
        if extents.count == rank, extents == stretched { extents[rank - 1] = 1 }
        shape = Shape(extents)
    }

    /// Each element of the gradient goes to the one it was copied from, whose index is 0 along stretched
    /// axes.
    private func collected(_ put: (inout Float, Float) -> Void) -> NDArray {
        var result = [Float](repeating: 0, count: shape.elementCount)
        let missing = gradient.rank - shape.rank
        for (index, value) in gradient.scalars.enumerated() {
            var (rest, target, step) = (index, 0, 1)
            for axis in (0..<gradient.rank).reversed() {
                let index = rest % gradient.shape[axis]
                rest /= gradient.shape[axis]
                guard axis >= missing else { continue }
                if shape[axis - missing] != 1 { target += index * step }
                step *= shape[axis - missing]
            }
            put(&result[target], value)
        }
        return NDArray(result, shape: shape)
    }

    var sums: NDArray { collected { $0 += $1 } }
    var lastCopies: NDArray { collected { $0 = $1 } }
    var firstCopies: NDArray { collected { if $0 == 0 { $0 = $1 } } }
    var means: NDArray { sums * (Float(shape.elementCount) / Float(gradient.elementCount)) }
    var withoutOnes: NDArray { sums.reshaped(shape.filter { $0 != 1 }) }
    var untouched: NDArray { gradient }

    /// Summed over the missing axes only; those of extent 1 keep their copies.
    var onlyMissingAxes: NDArray {
        gradient.sum(axes: Array(0..<gradient.rank - shape.rank))
    }

    /// Summed over the axes of extent 1 only; those in front are still there.
    var onlyOnes: NDArray {
        let missing = gradient.rank - shape.rank
        let ones = (missing..<gradient.rank).filter { shape[$0 - missing] == 1 }
        return gradient.sum(axes: ones, keepingDimensions: true)
    }
}

let undoingBroadcasts = Exercise<any TensorHomework>(
    "2.5", "Broadcasting undone", draws: 8,
    hint: "Which elements of the gradient belong to copies of one element? Their sum is its gradient.",
    input: StretchedGradient.init, expected: \.sums,
    answer: { try $0.undoBroadcast($1.gradient, to: $1.shape) },
    mistakes: [
        Mistake("The sum over the stretched axes is missing.", \.untouched),
        Mistake("Axes of extent 1 were stretched too: sum over them as well.", \.onlyMissingAxes),
        Mistake("Axes that the array does not have were stretched too: sum over them as well.", \.onlyOnes),
        Mistake("The copies' gradients add up; their mean is too small.", \.means),
        Mistake("The result must have the array's shape, its axes of extent 1 included.", \.withoutOnes),
        Mistake("The gradients of all copies count, not that of the first alone.", \.firstCopies),
        Mistake("The gradients of all copies count, not that of the last alone.", \.lastCopies),
    ])
