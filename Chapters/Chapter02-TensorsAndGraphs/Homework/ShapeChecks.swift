import Grading
import Messages
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
    "2.1", Words(en: "The broadcast shape", zh: "广播后的形状"), draws: 8,
    hint: Words(
        en: "Write the shapes under each other, last axes in one column, and compare column by column.",
        zh: "把两个形状上下写好，最后一轴对齐，逐列比较。"),
    input: ShapePair.init, examples: ShapePair.examples, edges: ShapePair.edges, expected: \.common,
    answer: { try $0.broadcastShape($1.first, $1.second) },
    mistakes: [
        Mistake(
            en: "Shapes are aligned at their last axis; axes are missing in front.", zh: "形状按最后一轴对齐；缺的轴在前面。",
            \.alignedLeft),
        Mistake(
            en: "Extents that differ fit only where one of them is 1; else the answer is nil.",
            zh: "长度不同时，其中一个是 1 才合得上；否则答案是 nil。", \.neverNil),
        Mistake(
            en:
                "Extents that differ fit only where one of them is 1, and then the other counts, not the larger.",
            zh: "长度不同时，其中一个是 1 才合得上，这时取另一个，而不是较大的那个。",
            \.larger),
        Mistake(
            en:
                "An axis of extent 1 stretches to the other's extent, also to 0: the larger is not always right.",
            zh: "长度为 1 的轴拉伸到另一个的长度，也可以是 0：较大的不一定对。",
            \.largerOrNil),
        Mistake(
            en: "An axis of extent 1 fits any other: it is stretched.", zh: "长度为 1 的轴与任何长度都合得上：它会拉伸。",
            \.equalOnly),
        Mistake(
            en: "An axis of extent 1 fits any other: it is stretched.", zh: "长度为 1 的轴与任何长度都合得上：它会拉伸。",
            \.identicalOnly),
        Mistake(
            en: "Shapes of different length fit too: missing axes in front count as 1.",
            zh: "轴数不同的形状也合得上：前面缺的轴算作 1。", \.equalRanksOnly),
        Mistake(
            en: "Every column must fit, not the last one alone: [2, 3] and [4, 3] give nil.",
            zh: "每一列都要合得上，不只是最后一列：[2, 3] 和 [4, 3] 得到 nil。", \.lastAxisOnly),
        Mistake(
            en: "A multiple does not fit: only an extent of 1 is stretched.", zh: "倍数合不上：只有长度为 1 的轴才拉伸。",
            \.multiplesFit),
        Mistake(
            en: "An extent of 0 fits 0 and 1, as any other: [0] and [3] give nil.",
            zh: "长度 0 与别的长度一样，只与 0 和 1 合得上：[0] 和 [3] 得到 nil。", \.zeroFits),
    ],
    cases: [
        Case(en: "two shapes that do not fit", zh: "两个合不上的形状") { $0.common == nil },
        Case(en: "a scalar", zh: "标量") { $0.first.isEmpty || $0.second.isEmpty },
        Case(en: "an axis without elements", zh: "没有元素的轴") { $0.first.contains(0) && $0.common != nil },
        Case(en: "an axis in front that does not fit", zh: "前面有一轴合不上") {
            $0.lastAxisOnly != nil && $0.common == nil
        },
        Case(en: "1 stretched to 0", zh: "1 拉伸到 0") { $0.larger != $0.common && $0.common != nil },
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
    "2.2", Words(en: "Row-major strides", zh: "行主序的步幅"),
    hint:
        Words(
            en:
                "Number the elements of a [2, 3] array row by row: by how much does a step along each axis count on?",
            zh: "把 [2, 3] 数组的元素逐行编号：沿每个轴走一步，编号增加多少？"),
    input: ArrayShape.init, examples: ArrayShape.examples, edges: ArrayShape.edges, expected: \.rowMajor,
    answer: { try $0.strides(of: $1.shape) },
    mistakes: [
        Mistake(
            en:
                "These are column-major strides: in a row-major array the last axis has stride 1, not the first.",
            zh: "这是列主序的步幅：行主序的数组，步幅为 1 的是最后一轴，不是第一轴。",
            \.columnMajor),
        Mistake(
            en: "A stride is the product of the extents behind its axis, without its own.",
            zh: "步幅是它后面各轴长度的乘积，不含它自己的。", \.withOwnExtent),
        Mistake(
            en: "A stride is the product of all extents behind its axis, not the next one alone.",
            zh: "步幅是它后面所有轴的长度的乘积，不只是下一个。", \.nextExtent),
        Mistake(
            en: "These are the extents; a stride tells how far neighbours lie apart.",
            zh: "这是长度；步幅说的是相邻元素相距多远。", \.extents),
        Mistake(
            en: "The right numbers in the wrong order: the first axis has the largest stride.",
            zh: "数都对，次序反了：第一轴的步幅最大。", \.reversed),
    ],
    cases: [
        Case(en: "a scalar", zh: "标量") { $0.shape.isEmpty },
        Case(en: "an axis of extent 1", zh: "长度为 1 的轴") { $0.shape.dropFirst().contains(1) },
        Case(en: "an axis without elements", zh: "没有元素的轴") { $0.shape.dropFirst().contains(0) },
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
    "2.5", Words(en: "Broadcasting undone", zh: "还原广播"), draws: 8,
    hint: Words(
        en: "Which elements of the gradient belong to copies of one element? Their sum is its gradient.",
        zh: "梯度的哪些元素属于同一个元素的副本？它们的和就是它的梯度。"),
    input: StretchedGradient.init, examples: StretchedGradient.examples, edges: StretchedGradient.edges,
    expected: \.sums,
    answer: { try $0.undoBroadcast($1.gradient, to: $1.shape) },
    mistakes: [
        Mistake(en: "The sum over the stretched axes is missing.", zh: "没有沿拉伸的轴求和。", \.untouched),
        Mistake(
            en: "Axes of extent 1 were stretched too: sum over them as well.", zh: "长度为 1 的轴也拉伸了：也要沿它们求和。",
            \.onlyMissingAxes),
        Mistake(
            en: "Axes that the array does not have were stretched too: sum over them as well.",
            zh: "数组没有的轴也拉伸了：也要沿它们求和。", \.onlyOnes),
        Mistake(
            en: "The copies' gradients add up; their mean is too small.", zh: "各副本的梯度相加；取平均就太小了。", \.means),
        Mistake(
            en: "The result must have the array's shape, its axes of extent 1 included.",
            zh: "结果的形状必须与数组相同，包括长度为 1 的轴。", \.withoutOnes),
        Mistake(
            en: "The gradients of all copies count, not that of the first alone.", zh: "所有副本的梯度都算，不只是第一个的。",
            \.firstCopies),
        Mistake(
            en: "The gradients of all copies count, not that of the last alone.", zh: "所有副本的梯度都算，不只是最后一个的。",
            \.lastCopies),
    ],
    cases: [
        Case(en: "a scalar", zh: "标量") { $0.shape.rank == 0 },
        Case(en: "nothing to undo", zh: "没有要还原的") { $0.shape == $0.gradient.shape },
        Case(en: "an axis of extent 1 that was not stretched", zh: "长度为 1 而没有拉伸的轴") {
            $0.shape.rank > 0 && $0.shape[$0.shape.rank - 1] == 1
                && $0.gradient.shape[$0.gradient.rank - 1] == 1
        },
    ],
    meant: [Meant("shape[]", lack: .negative, .zero, because: "the extents of an array with elements")],
    forbids: [".summed"])
