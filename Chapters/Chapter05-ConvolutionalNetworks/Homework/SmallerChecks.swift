import Foundation
import Grading
import Messages
import TensorCore

// The checks of the exercises on smaller networks, 5.12 to 5.14, computed in double precision.

// MARK: 5.12

/// A student's logits, its teacher's, and the labels.
private struct Lesson {
    var student: [[Float]]
    var teacher: [[Float]]
    var labels: [Int]
    var temperature: Float
    var weight: Float

    private func logSoftmax(_ row: [Float], _ temperature: Float) -> [Double] {
        let scaled = row.map { Double($0) / Double(temperature) }
        let largest = scaled.max() ?? 0
        let total = log(scaled.reduce(0) { $0 + exp($1 - largest) })
        return scaled.map { $0 - largest - total }
    }

    /// The mean over the examples of both parts, each with its factor.
    private func mean(
        labels labelFactor: Double, teacher teacherFactor: Double, of temperatures: (Float, Float)? = nil,
        labelTemperature: Float = 1,
        divergence: ([Double], [Double]) -> Double = { t, p in
            zip(t, p).reduce(0) { $0 + exp($1.0) * ($1.0 - $1.1) }
        }
    ) -> Float {
        let (forTeacher, forStudent) = temperatures ?? (temperature, temperature)
        let losses = labels.indices.map { row in
            let onLabel = -logSoftmax(student[row], labelTemperature)[labels[row]]
            let onTeacher = divergence(
                logSoftmax(teacher[row], forTeacher), logSoftmax(student[row], forStudent))
            return labelFactor * onLabel + teacherFactor * onTeacher
        }
        return Float(losses.reduce(0, +) / Double(labels.count))
    }

    private var a: Double { Double(weight) }
    private var square: Double { Double(temperature) * Double(temperature) }

    var right: Float { mean(labels: 1 - a, teacher: a * square) }
    var withoutSquare: Float { mean(labels: 1 - a, teacher: a) }
    var onlyOnce: Float { mean(labels: 1 - a, teacher: a * Double(temperature)) }
    var weightsSwapped: Float { mean(labels: a, teacher: (1 - a) * square) }
    var withoutLabels: Float { mean(labels: 0, teacher: a * square) }
    var withoutTemperature: Float { mean(labels: 1 - a, teacher: a * square, of: (1, 1)) }
    var onlyTeacherSoft: Float { mean(labels: 1 - a, teacher: a * square, of: (temperature, 1)) }
    var labelsSoft: Float { mean(labels: 1 - a, teacher: a * square, labelTemperature: temperature) }
    var turnedRound: Float {
        mean(labels: 1 - a, teacher: a * square) { t, p in
            zip(t, p).reduce(0) { $0 + exp($1.1) * ($1.1 - $1.0) }
        }
    }
    var crossEntropy: Float {
        mean(labels: 1 - a, teacher: a * square) { t, p in -zip(t, p).reduce(0) { $0 + exp($1.0) * $1.1 } }
    }
    var sum: Float { right * Float(labels.count) }
}

extension Lesson {
    init(size: Int, generator: inout RandomGenerator) {
        let classes = 1 + generator.integer(below: size + 1)
        student = generator.rows(size, classes, size: size)
        teacher = generator.rows(size, classes, size: size)
        labels = (0..<size).map { _ in generator.integer(below: classes) }
        temperature = generator.element(of: [0.5, 1, 2, 4, 20])
        weight = generator.element(of: [0, 0.25, 0.5, 0.75, 1])
    }

    static let examples = [
        Lesson(student: [[1, 0]], teacher: [[2, 0]], labels: [0], temperature: 2, weight: 0.5)
    ]
    static let edges = [
        Lesson(student: [[3]], teacher: [[-1]], labels: [0], temperature: 2, weight: 0.75),
        Lesson(student: [[1, 2, -3]], teacher: [[0, 0, 0]], labels: [2], temperature: 1, weight: 1),
        Lesson(student: [[1, 2, -3]], teacher: [[0, 4, 0]], labels: [1], temperature: 4, weight: 0),
        Lesson(
            student: [[200, 0], [0, 12]], teacher: [[100, 0], [0, 150]], labels: [0, 1], temperature: 2,
            weight: 0.5),
        Lesson(
            student: [[0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 2], [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
            teacher: [[0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 1], [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0]],
            labels: [11, 10], temperature: 4, weight: 0.25),
    ]
}

let distilling = Exercise<any ConvolutionHomework>(
    "5.12", Words(en: "The loss of distillation", zh: "蒸馏的损失"),
    // The divergence is a small difference of logarithms, and T² is up to 400.
    tolerance: Tolerance(absolute: 2e-4, relative: 1e-4),
    hint: Words(
        en: "Both softmaxes of the divergence are of logits / T; the one of the labels is not.",
        zh: "散度中的两个 softmax 都是 logits / T 的；标签的那个不除。"),
    input: Lesson.init, examples: Lesson.examples, edges: Lesson.edges, expected: \.right,
    answer: {
        try $0.distillationLoss(
            $1.student, teacher: $1.teacher, labels: $1.labels, temperature: $1.temperature,
            weight: $1.weight)
    },
    mistakes: [
        Mistake(
            en: "The factor T² is missing: without it the teacher counts less the higher the temperature.",
            zh: "缺了因子 T²：没有它，温度越高教师越不算数。", \.withoutSquare),
        Mistake(en: "The factor is T², not T.", zh: "因子是 T²，不是 T。", \.onlyOnce),
        Mistake(
            en: "The weights are swapped: `weight` is that of the teacher.", zh: "权重弄反了：`weight` 是教师的。",
            \.weightsSwapped),
        Mistake(
            en: "The labels are missing: they count 1 − weight.", zh: "缺了标签：它们占 1 − weight。", \.withoutLabels),
        Mistake(
            en: "The logits of the divergence are not divided by the temperature.", zh: "散度中的 logits 没有除以温度。",
            \.withoutTemperature),
        Mistake(
            en: "Only the teacher's logits are divided by the temperature: the student's too.",
            zh: "只有教师的 logits 除以了温度：学生的也要除。", \.onlyTeacherSoft),
        Mistake(
            en: "The cross-entropy with the labels is that of the logits as they are, at temperature 1.",
            zh: "与标签的交叉熵用原来的 logits，即温度为 1。", \.labelsSoft),
        Mistake(
            en: "The divergence is turned round: Σ t (ln t − ln p), with t the teacher's probabilities.",
            zh: "散度弄反了：是 Σ t (ln t − ln p)，t 是教师的概率。", \.turnedRound),
        Mistake(
            en: "That is the cross-entropy with the teacher: subtract the entropy of its probabilities.",
            zh: "这是与教师的交叉熵：还要减去教师概率的熵。", \.crossEntropy),
        Mistake(en: "That is the sum over the batch: take the mean.", zh: "这是批的和：要取平均。", \.sum),
    ],
    cases: [
        Case(en: "labels alone", zh: "只有标签") { $0.weight == 0 },
        Case(en: "the teacher alone", zh: "只有教师") { $0.weight == 1 },
        Case(en: "a temperature above 1", zh: "温度高于 1") { $0.temperature > 1 && $0.weight > 0 },
        Case(en: "a temperature below 1", zh: "温度低于 1") { $0.temperature < 1 && $0.weight > 0 },
    ],
    meant: [
        Meant("labels[]", lack: .negative, because: "classes are numbered from 0"),
        Meant("temperature", lack: .negative, .zero, because: "a temperature is above 0"),
        Meant("weight", lack: .negative, .large, because: "a share"),
        .together("student.count", "teacher.count", because: "each example has its teacher's logits"),
        .together("student.count", "labels.count", because: "each example has its label"),
        .together("teacher.count", "labels.count", because: "each example has its label"),
        .together("student[].count", "teacher[].count", because: "both know the same classes"),
    ])

// MARK: 5.13

/// The weights of layers, and how many are to be pruned.
private struct PrunedLayers {
    var layers: [[Float]]
    var count: Int

    /// The places of all weights in an order, and 0 at the first of them.
    private func pruned(
        _ count: Int, by isBefore: (Float, Float) -> Bool = { $0.magnitude < $1.magnitude }
    ) -> [[Float]] {
        let places = layers.indices.flatMap { layer in layers[layer].indices.map { (layer, $0) } }
        // Swift's sort keeps the order of equals.
        let order = places.indices.sorted { a, b in
            let (x, y) = (
                layers[places[a].0][places[a].1], layers[places[b].0][places[b].1]
            )
            return isBefore(x, y) || (!isBefore(y, x) && a < b)
        }
        var result = layers
        for index in order.prefix(count) { result[places[index].0][places[index].1] = 0 }
        return result
    }

    var right: [[Float]] { pruned(count) }
    var bySign: [[Float]] { pruned(count) { $0 < $1 } }
    var largest: [[Float]] { pruned(count) { $0.magnitude > $1.magnitude } }
    var oneTooMany: [[Float]] { pruned(count + 1) }
    var oneTooFew: [[Float]] { pruned(max(0, count - 1)) }
    var perLayer: [[Float]] {
        let total = max(1, layers.joined().count)
        return layers.map { PrunedLayers(layers: [$0], count: count * $0.count / total).right[0] }
    }
    var eachLayer: [[Float]] { layers.map { PrunedLayers(layers: [$0], count: count).right[0] } }
    var mask: [[Float]] {
        let places = PrunedLayers(layers: layers.map { $0.map { $0 == 0 ? 1e-30 : $0 } }, count: count)
        return places.right.map { $0.map { $0 == 0 ? 0 : 1 } }
    }
    var allEquals: [[Float]] {
        guard count > 0 else { return layers }
        let threshold = layers.joined().map(\.magnitude).sorted()[count - 1]
        return layers.map { $0.map { $0.magnitude <= threshold ? 0 : $0 } }
    }
}

extension PrunedLayers {
    init(size: Int, generator: inout RandomGenerator) {
        let count = 1 + generator.integer(below: size + 1)
        layers = (0..<count).map { _ in
            generator.numbers(1 + generator.integer(below: 2 * size), size: size)
        }
        self.count = generator.integer(below: layers.joined().count + 1)
    }

    static let examples = [PrunedLayers(layers: [[1, -8, 3], [-2, 5]], count: 2)]
    static let edges = [
        PrunedLayers(layers: [[2]], count: 0), PrunedLayers(layers: [[-2]], count: 1),
        PrunedLayers(layers: [[1, -1, 1], [-1, 12]], count: 2),
        PrunedLayers(layers: [[-12, -3, 0.5], [7, 9, 8, -1]], count: 3),
        PrunedLayers(layers: [[0.5, -0.5, 1], [20, 30, -40]], count: 3),
    ]
}

let pruning = Exercise<any ConvolutionHomework>(
    "5.13", Words(en: "The smallest weights pruned", zh: "剪去最小的权重"),
    hint: Words(
        en: "Sort the magnitudes of all layers together; of equal ones the first goes first.",
        zh: "把所有层的绝对值放在一起排序；相等时先剪前面的。"),
    input: PrunedLayers.init, examples: PrunedLayers.examples, edges: PrunedLayers.edges, expected: \.right,
    answer: { try $0.pruned($1.layers, count: $1.count) },
    mistakes: [
        Mistake(
            en: "A weight far below 0 is no small one: compare magnitudes.", zh: "远小于 0 的权重并不小：要比绝对值。",
            \.bySign),
        Mistake(en: "The largest are pruned: the smallest should be.", zh: "剪去了最大的：应剪最小的。", \.largest),
        Mistake(en: "One too many is pruned.", zh: "多剪了一个。", \.oneTooMany),
        Mistake(en: "One too few is pruned.", zh: "少剪了一个。", \.oneTooFew),
        Mistake(
            en: "Every layer loses its share: all layers have one order together.",
            zh: "每层都剪了自己的份额：所有层要排在一起。",
            \.perLayer),
        Mistake(
            en: "Every layer loses `count` weights: all layers together lose so many.",
            zh: "每层都剪了 `count` 个：所有层一共剪这么多。", \.eachLayer),
        Mistake(en: "That is the mask: give the weights that are left.", zh: "这是掩码：要给出剩下的权重。", \.mask),
        Mistake(
            en: "All weights as small as the last one are pruned: exactly `count` should be.",
            zh: "与最后一个一样小的全剪了：应恰好剪 `count` 个。", \.allEquals),
    ],
    cases: [
        Case(en: "nothing to prune", zh: "什么也不剪") { $0.count == 0 },
        Case(en: "all pruned", zh: "全部剪去") { $0.count == $0.layers.joined().count },
        Case(en: "several layers", zh: "有几层") { $0.layers.count > 1 && $0.count > 0 },
    ],
    meant: [Meant("count", lack: .negative, because: "a count")])

// MARK: 5.14

/// Weights, a row for each output channel.
private struct ChannelWeights {
    var weights: [[Float]]

    private func rounded(
        scale: ([Float]) -> Float, by rule: FloatingPointRoundingRule = .toNearestOrEven,
        limit: Float = 127
    ) -> [[Float]] {
        weights.map { row in
            let step = scale(row)
            return row.map { step == 0 ? 0 : max(-limit, min(limit, ($0 / step).rounded(rule))) * step }
        }
    }

    private static func largest(_ row: [Float]) -> Float { row.map(\.magnitude).max() ?? 0 }

    var right: [[Float]] { rounded { Self.largest($0) / 127 } }
    var oneScale: [[Float]] {
        let all = weights.map(Self.largest).max() ?? 0
        return rounded { _ in all / 127 }
    }
    var truncated: [[Float]] { rounded(scale: { Self.largest($0) / 127 }, by: .towardZero) }
    var down: [[Float]] { rounded(scale: { Self.largest($0) / 127 }, by: .down) }
    var by128: [[Float]] { rounded { Self.largest($0) / 128 } }
    var by255: [[Float]] { rounded { Self.largest($0) / 255 } }
    var withoutMagnitude: [[Float]] { rounded { max(0, $0.max() ?? 0) / 127 } }
    var integers: [[Float]] {
        weights.map { row in
            let step = Self.largest(row) / 127
            return row.map { step == 0 ? 0 : ($0 / step).rounded(.toNearestOrEven) }
        }
    }
}

extension ChannelWeights {
    init(size: Int, generator: inout RandomGenerator) {
        let width = 1 + generator.integer(below: size + 1)
        // Steps are powers of two and no weight lies halfway between two, so that nobody's rounding is undecided.
        weights = (0..<size).map { _ in
            let step = generator.element(of: [0.0625, 0.25, 1] as [Float])
            let full = generator.integer(below: width)
            return (0..<width).map { place in
                let sign: Float = generator.bernoulli(0.5) ? 1 : -1
                if place == full { return 127 * step * sign }
                if generator.integer(below: 6) == 0 { return 0 }
                let quarter = generator.element(of: [-0.25, 0, 0.25] as [Float])
                return (Float(1 + generator.integer(below: 126)) + quarter) * step * sign
            }
        }
    }

    static let examples = [ChannelWeights(weights: [[127, -63.25, 0], [1.984375, 0.5, -0.01171875]])]
    static let edges = [
        ChannelWeights(weights: [[0, 0]]), ChannelWeights(weights: [[-127]]),
        ChannelWeights(weights: [[-127, 3.75, -2.75]]),
    ]
}

let quantizing = Exercise<any ConvolutionHomework>(
    "5.14", Words(en: "Weights in 8 bits and back", zh: "权重量化到 8 位再还原"),
    hint: Words(
        en: "For each row: scale = largest magnitude / 127, q = round(w / scale), and back q · scale.",
        zh: "对每一行：比例 = 最大的绝对值 / 127，q = round(w / 比例)，再还原为 q · 比例。"),
    input: ChannelWeights.init, examples: ChannelWeights.examples, edges: ChannelWeights.edges,
    expected: \.right, answer: { try $0.quantizedAndBack($1.weights) },
    mistakes: [
        Mistake(
            en: "One scale for all rows: every output channel has its own.", zh: "所有行用了一个比例：每个输出通道有自己的。",
            \.oneScale),
        Mistake(
            en: "The fraction is cut off: round to the nearest integer.", zh: "舍去了小数：应取最近的整数。", \.truncated),
        Mistake(en: "Rounded down: round to the nearest integer.", zh: "向下取整了：应取最近的整数。", \.down),
        Mistake(
            en: "The largest magnitude becomes 127, not 128, which is no 8-bit number.",
            zh: "最大的绝对值变成 127，不是 128：8 位放不下 128。", \.by128),
        Mistake(
            en: "Integers go from −127 to 127: the largest magnitude becomes 127, not 255.",
            zh: "整数从 −127 到 127：最大的绝对值变成 127，不是 255。", \.by255),
        Mistake(
            en: "The scale follows from the largest magnitude, also of a negative weight.",
            zh: "比例由最大的绝对值决定，负的权重也算。", \.withoutMagnitude),
        Mistake(
            en: "Those are the integers: give back the weights that they mean, q · scale.",
            zh: "这是整数：要还原为它们代表的权重，q · 比例。", \.integers),
    ],
    cases: [
        Case(en: "a row of zeros", zh: "一行零") { $0.weights.contains { $0.allSatisfy { $0 == 0 } } },
        Case(en: "rows of different size", zh: "大小不同的行") {
            Set($0.weights.map { $0.map(\.magnitude).max() ?? 0 }).count > 1
        },
    ])
