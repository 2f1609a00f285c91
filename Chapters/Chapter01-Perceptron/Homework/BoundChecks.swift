import Grading
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
    "1.9", "How many mistakes there can be", draws: 6,
    hint: "Write R and γ of the example beside yours: R is √3, γ is 1 / √17.",
    input: Separated.init, examples: Separated.examples, edges: Separated.edges, expected: \.right,
    answer: { try $0.mistakeBound(weights: $1.weights, bias: $1.bias, rows: $1.rows, targets: $1.targets) },
    mistakes: [
        Mistake("R lacks the 1 that stands for the bias in each row.", \.withoutOne),
        Mistake(
            "Here the bias belongs to the length: it is the weight of an input of 1, unlike in 1.3.",
            \.biasNotInLength),
        Mistake(
            "That is the margin of 1.3, without the bias: here each row has a 1, and the bias is its weight.",
            \.oldMargin),
        Mistake("R is the length of the longest row.", \.smallestRadius),
        Mistake("γ is that of the row that is nearest to the line.", \.farthestRow),
        Mistake("Rows of class 0 count from the other side: their sign turns round.", \.withoutSigns),
        Mistake("R / γ is to be squared.", \.notSquared),
    ],
    cases: [
        Case("a line that does not separate") { $0.right == .infinity },
        Case("one row") { $0.rows.count == 1 }, Case("one input") { $0.weights.count == 1 },
        Case("rows of both classes, separated") { Set($0.targets).count == 2 && $0.right.isFinite },
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
    "1.10", "A perceptron of several classes", draws: 6,
    hint: "Print the score of each class and which is largest, before the step.",
    input: ManyClasses.init, examples: ManyClasses.examples, edges: ManyClasses.edges, expected: \.right,
    answer: { try $0.learnClass(weights: $1.weights, inputs: $1.inputs, target: $1.target) },
    mistakes: [
        Mistake("Of several largest scores the first counts.", \.lastOfEqual),
        Mistake("The predicted class must lose the row, too.", \.targetAlone),
        Mistake("The right class must gain the row, too.", \.bestAlone),
        Mistake(
            "The right class gains the row, the predicted one loses it: the signs are exchanged.", \.turned),
        Mistake("A row that is classified rightly changes nothing.", \.always),
        Mistake("Of the wrong classes only the predicted one loses the row.", \.allOthers),
        Mistake(
            "Of the classes with higher scores only the highest loses the row, and an equal score that comes first is a mistake too.",
            \.allAbove),
        Mistake("The predicted class has the largest score, not the smallest.", \.smallest),
    ],
    cases: [
        Case("one class") { $0.weights.count == 1 }, Case("one input") { $0.inputs.count == 1 },
        Case("equal scores") { input in
            input.weights.count > 1 && input.weights.allSatisfy { $0 == input.weights[0] }
        },
        Case("a row that is right") { $0.right == $0.weights && $0.weights.count > 1 },
        Case("no score above 0") { input in
            input.weights.count > 1 && input.weights.allSatisfy { weightedSum($0, 0, input.inputs) < 0 }
        },
    ],
    meant: [
        Meant("target", lack: .negative, because: "classes are numbered from 0"),
        .together("weights[].count", "inputs.count", because: "a weight for each input"),
    ])
