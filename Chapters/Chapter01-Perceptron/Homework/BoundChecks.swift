import Grading
import Messages
import TensorCore

// MARK: 1.9

/// A line and rows that it separates, or not quite.
private struct Separated: Sendable {
    var weights: [Float]
    var bias: Float
    var rows: [[Float]]
    var targets: [Int]

    /// (R/γ)², each row with a 1 for the bias unless said.
    private func bound(
        one: Bool = true, biasInLength: Bool = true, largest: Bool = true, nearest: Bool = true,
        signs: Bool = true,
        squared: Bool = true
    ) -> Float {
        let length = (weights + (biasInLength ? [bias] : [])).reduce(0.0) { $0 + Double($1) * Double($1) }
            .squareRoot()
        let distances = zip(rows, targets).map { row, target in
            (target == 1 || !signs ? 1 : -1) * Double(weightedSum(weights, bias, row)) / length
        }
        let radii = rows.map { row in
            row.reduce(one ? 1.0 : 0) { $0 + Double($1) * Double($1) }.squareRoot()
        }
        let gamma = (nearest ? distances.min() : distances.max()) ?? 0
        guard gamma > 0 else { return .infinity }
        let ratio = ((largest ? radii.max() : radii.min()) ?? 0) / gamma
        return Float(squared ? ratio * ratio : ratio)
    }

    var right: Float { bound() }
    var withoutOne: Float { bound(one: false) }
    var biasNotInLength: Float { bound(biasInLength: false) }
    var oldMargin: Float { bound(one: false, biasInLength: false) }
    var smallestRadius: Float { bound(largest: false) }
    var farthestRow: Float { bound(nearest: false) }
    var withoutSigns: Float { bound(signs: false) }
    var notSquared: Float { bound(squared: false) }
}

extension Separated {
    init(size: Int, generator: inout RandomGenerator) {
        let count = 1 + generator.integer(below: size + 1)
        weights = generator.numbers(count, size: size)
        if weights.allSatisfy({ $0 == 0 }) { weights[0] = -1 }
        bias = generator.half()
        rows = generator.rows(1 + generator.integer(below: size + 2), count, size: size)
        // Mostly on the side on which they are, but not always.
        let (weights, bias, isWrong) = (weights, bias, generator.bernoulli(0.15))
        targets = rows.enumerated().map {
            (weightedSum(weights, bias, $1) > 0) != (isWrong && $0 == 0) ? 1 : 0
        }
    }

    static let examples = [
        Separated(
            weights: [2, 2], bias: -3, rows: [[0, 0], [1, 0], [0, 1], [1, 1]], targets: [0, 0, 0, 1])
    ]
    static let edges = [
        // A row on the line, and one on the wrong side.
        Separated(weights: [1], bias: -1, rows: [[1], [3]], targets: [0, 1]),
        Separated(weights: [2, -1], bias: 0, rows: [[12, 0], [-10, 3]], targets: [1, 1]),
        Separated(weights: [-20], bias: 10, rows: [[0], [2], [-1]], targets: [1, 0, 1]),
        Separated(weights: [0, 3], bias: -1.5, rows: [[4, 1]], targets: [1]),
    ]
}

let boundExercise = Exercise<any PerceptronHomework>(
    "1.9", Words(en: "How many mistakes there can be", zh: "至多犯多少次错"), draws: 6,
    hint: Words(
        en: "Write R and γ of the example beside yours: R is √3, γ is 1 / √17.",
        zh: "把例子的 R 和 γ 写在你算的旁边：R 是 √3，γ 是 1 / √17。"),
    input: Separated.init, examples: Separated.examples, edges: Separated.edges, expected: \.right,
    answer: { try $0.mistakeBound(weights: $1.weights, bias: $1.bias, rows: $1.rows, targets: $1.targets) },
    mistakes: [
        Mistake(
            en: "R lacks the 1 that stands for the bias in each row.", zh: "R 里缺了每一行中代表偏置的那个 1。", \.withoutOne
        ),
        Mistake(
            en: "Here the bias belongs to the length: it is the weight of an input of 1, unlike in 1.3.",
            zh: "这里偏置计入长度：它是输入 1 的权重，与 1.3 不同。",
            \.biasNotInLength),
        Mistake(
            en:
                "That is the margin of 1.3, without the bias: here each row has a 1, and the bias is its weight.",
            zh: "这是 1.3 的间隔，不含偏置：这里每一行多一个 1，偏置是它的权重。",
            \.oldMargin),
        Mistake(en: "R is the length of the longest row.", zh: "R 是最长一行的长度。", \.smallestRadius),
        Mistake(en: "γ is that of the row that is nearest to the line.", zh: "γ 由离直线最近的一行决定。", \.farthestRow),
        Mistake(
            en: "Rows of class 0 count from the other side: their sign turns round.",
            zh: "类别 0 的行从另一侧算起：符号要反过来。", \.withoutSigns),
        Mistake(en: "R / γ is to be squared.", zh: "R / γ 要平方。", \.notSquared),
    ],
    cases: [
        Case(en: "a line that does not separate", zh: "直线没有把两类分开") { $0.right == .infinity },
        Case(en: "one row", zh: "一行") { $0.rows.count == 1 },
        Case(en: "one input", zh: "一个输入") { $0.weights.count == 1 },
        Case(en: "rows of both classes, separated", zh: "两类都有，而且分开了") {
            Set($0.targets).count == 2 && $0.right.isFinite
        },
    ],
    meant: [
        Meant("targets[]", lack: .variety, .negative, .large, because: "a target is 0 or 1"),
        .together("rows.count", "targets.count", because: "each row has its target"),
        .together("weights.count", "rows[].count", because: "a weight for each input"),
    ])

// MARK: 1.10

/// The weights of several classes, and a row of one of them.
private struct ManyClasses: Sendable {
    var weights: [[Float]]
    var inputs: [Float]
    var target: Int

    private var scores: [Float] { weights.map { weightedSum($0, 0, inputs) } }
    /// The weights, each class's moved by so many times the row.
    private func changed(_ step: (_ label: Int) -> Float) -> [[Float]] {
        weights.enumerated().map { label, row in
            let times = step(label)
            return zip(row, inputs).map { $0 + times * $1 }
        }
    }
    private func learned(
        _ best: Int?, target up: Float = 1, best down: Float = -1, always: Bool = false
    ) -> [[Float]] {
        let (best, target) = (best ?? 0, target)
        if best == target, !always { return weights }
        return changed { $0 == target ? up : $0 == best ? down : 0 }
    }

    private var best: Int? { scores.firstIndex(of: scores.max() ?? 0) }

    var right: [[Float]] { learned(best) }
    var lastOfEqual: [[Float]] { learned(scores.lastIndex(of: scores.max() ?? 0)) }
    var targetAlone: [[Float]] { learned(best, best: 0) }
    var bestAlone: [[Float]] { learned(best, target: 0) }
    var turned: [[Float]] { learned(best, target: -1, best: 1) }
    var always: [[Float]] { learned(best, always: true) }
    var allOthers: [[Float]] {
        let target = target
        return best == target ? weights : changed { $0 == target ? 1 : -1 }
    }
    var allAbove: [[Float]] {
        let (scores, target) = (scores, target)
        if scores.max() == scores[target] { return weights }
        return changed { $0 == target ? 1 : scores[$0] > scores[target] ? -1 : 0 }
    }
    var smallest: [[Float]] { learned(scores.firstIndex(of: scores.min() ?? 0)) }
}

extension ManyClasses {
    init(size: Int, generator: inout RandomGenerator) {
        let (classes, count) = (
            1 + generator.integer(below: size + 2), 1 + generator.integer(below: size + 1)
        )
        weights = generator.rows(classes, count, size: size)
        // Equal scores, as at the beginning.
        if generator.bernoulli(0.3) { weights = [[Float]](repeating: weights[0], count: classes) }
        inputs = generator.numbers(count, size: size)
        target = generator.integer(below: classes)
    }

    static let examples = [ManyClasses(weights: [[1, 0], [0, 0], [0, 1]], inputs: [2, 1], target: 1)]
    static let edges = [
        ManyClasses(weights: [[0, 0], [0, 0], [0, 0]], inputs: [1, -1], target: 2),
        ManyClasses(weights: [[0, 0], [0, 0], [0, 0]], inputs: [1, -1], target: 0),
        ManyClasses(weights: [[-12]], inputs: [10], target: 0),
        ManyClasses(weights: [[-3, -1], [-1, -2], [-2, -2]], inputs: [1, 1], target: 2),
        ManyClasses(weights: [[3], [2], [1]], inputs: [1], target: 2),
        ManyClasses(weights: (0..<12).map { [Float($0)] }, inputs: [2], target: 10),
    ]
}

let classesExercise = Exercise<any PerceptronHomework>(
    "1.10", Words(en: "A perceptron of several classes", zh: "多类感知机"), draws: 6,
    hint: Words(
        en: "Print the score of each class and which is largest, before the step.",
        zh: "走这一步之前，打印每个类别的得分，以及哪个最大。"),
    input: ManyClasses.init, examples: ManyClasses.examples, edges: ManyClasses.edges, expected: \.right,
    answer: { try $0.learnClass(weights: $1.weights, inputs: $1.inputs, target: $1.target) },
    mistakes: [
        Mistake(en: "Of several largest scores the first counts.", zh: "有几个最大的得分时，取第一个。", \.lastOfEqual),
        Mistake(en: "The predicted class must lose the row, too.", zh: "所预测的类别也要减去这一行。", \.targetAlone),
        Mistake(en: "The right class must gain the row, too.", zh: "正确的类别也要加上这一行。", \.bestAlone),
        Mistake(
            en: "The right class gains the row, the predicted one loses it: the signs are exchanged.",
            zh: "正确的类别加上这一行，所预测的类别减去它：符号弄反了。", \.turned),
        Mistake(en: "A row that is classified rightly changes nothing.", zh: "分类正确的行什么也不改。", \.always),
        Mistake(
            en: "Of the wrong classes only the predicted one loses the row.", zh: "错误的类别中，只有所预测的那个减去这一行。",
            \.allOthers),
        Mistake(
            en:
                "Of the classes with higher scores only the highest loses the row, and an equal score that comes first is a mistake too.",
            zh: "得分更高的类别中，只有最高的减去这一行；得分相等而排在前面，也算犯错。",
            \.allAbove),
        Mistake(
            en: "The predicted class has the largest score, not the smallest.", zh: "所预测的类别得分最大，不是最小。",
            \.smallest),
    ],
    cases: [
        Case(en: "one class", zh: "一个类别") { $0.weights.count == 1 },
        Case(en: "one input", zh: "一个输入") { $0.inputs.count == 1 },
        Case(en: "equal scores", zh: "得分都相等") { input in
            input.weights.count > 1 && input.weights.allSatisfy { $0 == input.weights[0] }
        },
        Case(en: "a row that is right", zh: "分类正确的行") { $0.right == $0.weights && $0.weights.count > 1 },
        Case(en: "no score above 0", zh: "没有大于 0 的得分") { input in
            input.weights.count > 1 && input.weights.allSatisfy { weightedSum($0, 0, input.inputs) < 0 }
        },
    ],
    meant: [
        Meant("target", lack: .negative, because: "classes are numbered from 0"),
        .together("weights[].count", "inputs.count", because: "a weight for each input"),
    ])
