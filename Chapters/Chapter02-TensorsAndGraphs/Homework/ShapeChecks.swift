import Grading
import TensorCore

/// Two shapes: often made from a common one, sometimes not fitting.
private struct ShapePair {
    var first: [Int]
    var second: [Int]

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
    var lastAxisOnly: [Int]? {
        columns().last.map { $0 == $1 || $0 == 1 || $1 == 1 } ?? true ? neverNil : nil
    }
    var multiplesFit: [Int]? {
        let fits = columns().allSatisfy {
            min($0, $1) == 0 ? $0 == $1 || max($0, $1) == 1 : max($0, $1) % min($0, $1) == 0
        }
        return fits ? larger.map { zip($0, columns()).map { min($1.0, $1.1) == 0 ? 0 : $0 } } : nil
    }
    var zeroFits: [Int]? {
        let open = columns().filter { $0 != 0 && $1 != 0 }
        return joined(open) == nil ? nil : columns().map { min($0, $1) == 0 ? 0 : max($0, $1) }
    }
    var neverNil: [Int]? { columns().map { $0 == 1 ? $1 : $0 } }
    var larger: [Int]? { columns().map { max($0, $1) } }
    var largerOrNil: [Int]? { common.map { _ in columns().map { max($0, $1) } } }
    var equalOnly: [Int]? { columns().allSatisfy { $0 == $1 } ? common : nil }
    var identicalOnly: [Int]? { first == second ? first : nil }
    var equalRanksOnly: [Int]? { first.count == second.count ? common : nil }
}

extension ShapePair {
    init(size: Int, generator: inout RandomGenerator) {
        let common = (0..<size).map { _ in
            generator.integer(below: 6) == 0 ? 0 : 2 + generator.integer(below: size > 3 ? 11 : 4)
        }
        first = ShapePair.shrunk(common, &generator)
        second = ShapePair.shrunk(common, &generator)
        // Every third pair has an axis, anywhere, that does not fit, and may be a multiple of the other.
        if generator.integer(below: 3) == 0 {
            let axis = generator.integer(below: second.count)
            second[axis] = generator.bernoulli(0.5) ? 2 * second[axis] : second[axis] + 1
        }
    }

    /// A shape that stretches to this one: some extents 1, some axes in front left out.
    private static func shrunk(_ shape: [Int], _ generator: inout RandomGenerator) -> [Int] {
        let kept = shape.suffix(1 + generator.integer(below: shape.count))
        return kept.map { generator.integer(below: 3) == 0 ? 1 : $0 }
    }

    static let examples = [ShapePair(first: [3, 1], second: [4]), ShapePair(first: [2, 3], second: [2])]
    static let edges = [
        ShapePair(first: [], second: [2]), ShapePair(first: [3], second: []),
        ShapePair(first: [1, 4], second: [0, 1]),
        ShapePair(first: [2, 3], second: [4, 3]), ShapePair(first: [2], second: [4]),
        ShapePair(first: [0], second: [3]), ShapePair(first: [5, 2], second: [5, 0]),
        ShapePair(first: [7, 2], second: [7, 2]), ShapePair(first: [7], second: [7, 1]),
        ShapePair(first: [10, 1], second: [1, 12]), ShapePair(first: [6, 1, 5], second: [3, 1, 1]),
    ]
}

let broadcastingShapes = Exercise<any TensorHomework>(
    "2.1", "The broadcast shape", draws: 8,
    hint: "Write the shapes under each other, last axes in one column, and compare column by column.",
    input: ShapePair.init, examples: ShapePair.examples, edges: ShapePair.edges, expected: \.common,
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
        Mistake("Every column must fit, not the last one alone: [2, 3] and [4, 3] give nil.", \.lastAxisOnly),
        Mistake("A multiple does not fit: only an extent of 1 is stretched.", \.multiplesFit),
        Mistake("An extent of 0 fits 0 and 1, as any other: [0] and [3] give nil.", \.zeroFits),
    ],
    cases: [
        Case("two shapes that do not fit") { $0.common == nil },
        Case("a scalar") { $0.first.isEmpty || $0.second.isEmpty },
        Case("an axis without elements") { $0.first.contains(0) && $0.common != nil },
        Case("an axis in front that does not fit") { $0.lastAxisOnly != nil && $0.common == nil },
        Case("1 stretched to 0") { $0.larger != $0.common && $0.common != nil },
    ],
    meant: [Meant("first[]", "second[]", lack: .negative, because: "an extent counts elements")],
    forbids: [".broadcast"])

/// The shape of an array.
private struct ArrayShape {
    var shape: [Int]

    /// Of an axis: the product of the extents behind it.
    var rowMajor: [Int] { shape.indices.map { shape[($0 + 1)...].reduce(1, *) } }
    var columnMajor: [Int] { shape.indices.map { shape[..<$0].reduce(1, *) } }
    var withOwnExtent: [Int] { shape.indices.map { shape[$0...].reduce(1, *) } }
    var nextExtent: [Int] { shape.indices.map { $0 + 1 < shape.count ? shape[$0 + 1] : 1 } }
    var extents: [Int] { shape }
    var reversed: [Int] { rowMajor.reversed() }
}

extension ArrayShape {
    init(size: Int, generator: inout RandomGenerator) {
        shape = (0..<size).map { _ in generator.integer(below: 6) == 0 ? 1 : 2 + generator.integer(below: 4) }
    }

    static let examples = [ArrayShape(shape: [2, 3, 4])]
    static let edges = [[], [5], [1], [1, 1, 5], [0], [3, 0, 2], [12, 1, 3], [2, 10]].map {
        ArrayShape(shape: $0)
    }
}

let findingStrides = Exercise<any TensorHomework>(
    "2.2", "Row-major strides",
    hint:
        "Number the elements of a [2, 3] array row by row: by how much does a step along each axis count on?",
    input: ArrayShape.init, examples: ArrayShape.examples, edges: ArrayShape.edges, expected: \.rowMajor,
    answer: { try $0.strides(of: $1.shape) },
    mistakes: [
        Mistake(
            "These are column-major strides: in a row-major array the last axis has stride 1, not the first.",
            \.columnMajor),
        Mistake("A stride is the product of the extents behind its axis, without its own.", \.withOwnExtent),
        Mistake(
            "A stride is the product of all extents behind its axis, not the next one alone.", \.nextExtent),
        Mistake("These are the extents; a stride tells how far neighbours lie apart.", \.extents),
        Mistake("The right numbers in the wrong order: the first axis has the largest stride.", \.reversed),
    ],
    cases: [
        Case("a scalar") { $0.shape.isEmpty },
        Case("an axis of extent 1") { $0.shape.dropFirst().contains(1) },
        Case("an axis without elements") { $0.shape.dropFirst().contains(0) },
    ],
    meant: [
        Meant("shape[]", lack: .negative, because: "an extent counts elements"),
        Meant("answer.last", lack: .variety, because: "the last axis has stride 1"),
    ])

/// A gradient of a stretched shape, and the shape it came from.
private struct StretchedGradient {
    var gradient: NDArray
    var shape: Shape

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

extension StretchedGradient {
    init(size: Int, generator: inout RandomGenerator) {
        let rank = 1 + size / 3
        let stretched = (0..<rank).map { _ in 1 + generator.integer(below: 4) }
        gradient = NDArray(
            generator.numbers(stretched.reduce(1, *), size: size), shape: Shape(stretched))
        let kept = stretched.suffix(generator.integer(below: rank + 1))
        shape = Shape(kept.map { generator.integer(below: 2) == 0 ? 1 : $0 })
    }

    static let examples = [
        StretchedGradient(gradient: .ones([2, 3]), shape: [3]),
        StretchedGradient(gradient: .ones([2, 3]), shape: [2, 1]),
    ]
    static let edges = [
        StretchedGradient(gradient: NDArray([1, -2, 0.5]), shape: []),
        StretchedGradient(gradient: NDArray([1, -2, 0.5]), shape: [3]),
        StretchedGradient(gradient: NDArray([-1.5]), shape: [1]),
        StretchedGradient(gradient: NDArray(rows: [[1, -2], [3, 10]]), shape: [1, 2]),
        StretchedGradient(gradient: NDArray(rows: [[1, -2], [-3, 0]]), shape: [1, 1]),
        StretchedGradient(gradient: NDArray(rows: [[-12, -2, 1]]), shape: [1, 1]),
        StretchedGradient(gradient: .ones([10, 1]), shape: [10, 1]),
        StretchedGradient(gradient: .ones([2, 3, 1]), shape: [2, 1, 1]),
        StretchedGradient(gradient: .ones([1, 2, 4]), shape: [1, 1, 4]),
        StretchedGradient(gradient: .ones([3, 1, 2]), shape: [1, 2]),
    ]
}

let undoingBroadcasts = Exercise<any TensorHomework>(
    "2.5", "Broadcasting undone", draws: 8,
    hint: "Which elements of the gradient belong to copies of one element? Their sum is its gradient.",
    input: StretchedGradient.init, examples: StretchedGradient.examples, edges: StretchedGradient.edges,
    expected: \.sums,
    answer: { try $0.undoBroadcast($1.gradient, to: $1.shape) },
    mistakes: [
        Mistake("The sum over the stretched axes is missing.", \.untouched),
        Mistake("Axes of extent 1 were stretched too: sum over them as well.", \.onlyMissingAxes),
        Mistake("Axes that the array does not have were stretched too: sum over them as well.", \.onlyOnes),
        Mistake("The copies' gradients add up; their mean is too small.", \.means),
        Mistake("The result must have the array's shape, its axes of extent 1 included.", \.withoutOnes),
        Mistake("The gradients of all copies count, not that of the first alone.", \.firstCopies),
        Mistake("The gradients of all copies count, not that of the last alone.", \.lastCopies),
    ],
    cases: [
        Case("a scalar") { $0.shape.rank == 0 }, Case("nothing to undo") { $0.shape == $0.gradient.shape },
        Case("an axis of extent 1 that was not stretched") {
            $0.shape.rank > 0 && $0.shape[$0.shape.rank - 1] == 1
                && $0.gradient.shape[$0.gradient.rank - 1] == 1
        },
    ],
    meant: [Meant("shape[]", lack: .negative, .zero, because: "the extents of an array with elements")],
    forbids: [".summed"])
