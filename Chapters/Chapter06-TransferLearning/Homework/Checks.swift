import Grading
import Messages
import TensorCore

/// The exercises and how they are checked.
public let transferHomework = Homework<any TransferHomework>(
    chapter: 6, title: Words(en: "Transfer learning", zh: "迁移学习"),
    file: "Chapters/Chapter06-TransferLearning/Homework/Starter.swift",
    exercises: [
        adding, freezing, sharing, rounding, choosing, transferring, surveying, predictingSpending,
        mendingTuning, contrasting,
    ])

/// The homework of Chapter 6 for the grader.
public let chapter06Homework = AnyHomework(transferHomework, starter: Starter(), solution: Solution())

// MARK: 6.1

private struct TwoDigits {
    var left, right: [Float]

    var right19: [Float] { folded { $0 * $1 } }
    var added: [Float] { folded { $0 + $1 } }
    var turned: [Float] { folded(right.reversed()) { $0 * $1 } }
    var withoutTheLast: [Float] { Array(right19.dropLast()) }
    var placeByPlace: [Float] { zip(left, right).map { $0 * $1 } }

    private func folded(_ other: [Float]? = nil, _ combine: (Double, Double) -> Double) -> [Float] {
        let other = other ?? right
        return (0..<left.count + other.count - 1).map { sum in
            var total = 0.0
            for a in left.indices where other.indices.contains(sum - a) {
                total += combine(Double(left[a]), Double(other[sum - a]))
            }
            return Float(total)
        }
    }
}

extension TwoDigits {
    init(size: Int, generator: inout RandomGenerator) {
        func distribution(_ count: Int) -> [Float] {
            // Quarters where inputs are small; a digit may have no probability.
            var raw = (0..<count).map { _ in Float(generator.integer(below: size == 1 ? 3 : 8)) }
            raw[generator.integer(below: count)] += 1
            return raw.map { $0 / raw.reduce(0, +) }
        }
        left = distribution(1 + generator.integer(below: size + 1))
        right = distribution(1 + generator.integer(below: size + 1))
    }

    static let examples = [TwoDigits(left: [0.5, 0.5], right: [0.2, 0.8])]
    static let edges = [
        TwoDigits(left: [1], right: [0.5, 0.25, 0.25]), TwoDigits(left: [0, 1, 0], right: [0, 1]),
        TwoDigits(left: [1], right: [1]), TwoDigits(left: [0.25, 0, 0.75], right: [0.5, 0, 0, 0.5]),
        TwoDigits(left: [0.25, 0.75, 0], right: [0.125, 0.875]),
    ]
}

private let adding = Exercise<any TransferHomework>(
    "6.1", Words(en: "Probabilities of a sum", zh: "和的概率"), sizes: 1...9,
    hint: Words(
        en: "Two coins, 0 or 1 each: 0 in one way, 1 in two ways, 2 in one.",
        zh: "两枚硬币，各是 0 或 1：和为 0 有一种，1 有两种，2 有一种。"),
    input: TwoDigits.init, examples: TwoDigits.examples, edges: TwoDigits.edges, expected: \.right19,
    answer: { try $0.sumProbabilities($1.left, $1.right) },
    mistakes: [
        Mistake(en: "The joint probability is the product, not the sum.", zh: "联合概率是乘积，不是和。", \.added),
        Mistake(
            en: "That is the difference of the digits: one of the two runs backwards.",
            zh: "这是两个数字之差：其中一个的次序反了。", \.turned),
        Mistake(
            en: "The largest sum is missing: 9 + 9 is 18, the nineteenth element.",
            zh: "缺了最大的和：9 + 9 是 18，即第十九个元素。", \.withoutTheLast),
        Mistake(
            en: "Only equal digits are paired: every digit meets every other.",
            zh: "只配了相同的数字：每个数字要与另一边的每个数字相配。", \.placeByPlace),
    ],
    cases: [
        Case(en: "a digit without probability", zh: "概率为 0 的数字") { $0.left.contains(0) },
        Case(en: "digits that are not alike in number", zh: "两边的数字个数不同") { $0.left.count < $0.right.count },
    ],
    meant: [Meant("left[]", "right[]", lack: .negative, .large, because: "probabilities lie between 0 and 1")]
)

// MARK: 6.2

private struct Step {
    var weights, gradients: [Float]
    var isFrozen: [Bool]
    var learningRate: Float

    var right: [Float] { stepped { $1 ? 0 : -$0 } }
    var allMoved: [Float] { stepped { gradient, _ in -gradient } }
    var wrongOnesMoved: [Float] { stepped { $1 ? -$0 : 0 } }
    var uphill: [Float] { stepped { $1 ? 0 : $0 } }
    var zeroed: [Float] { zip(right, isFrozen).map { $1 ? 0 : $0 } }
    var withoutRate: [Float] {
        weights.indices.map { isFrozen[$0] ? weights[$0] : weights[$0] - gradients[$0] }
    }

    var downAlways: [Float] { stepped { $1 ? 0 : -abs($0) } }
    var downOnly: [Float] { stepped { $1 ? 0 : -max(0, $0) } }

    private func stepped(_ direction: (Float, Bool) -> Float) -> [Float] {
        weights.indices.map { weights[$0] + learningRate * direction(gradients[$0], isFrozen[$0]) }
    }
}

extension Step {
    init(size: Int, generator: inout RandomGenerator) {
        weights = generator.numbers(size, size: size)
        gradients = generator.numbers(size, size: size)
        isFrozen = (0..<size).map { _ in generator.bernoulli(0.5) }
        learningRate = generator.element(of: [0.5, 0.25, 0.125, 0.1])
    }

    static let examples = [
        Step(weights: [1, 2], gradients: [-1, 3], isFrozen: [false, true], learningRate: 0.1)
    ]
    static let edges = [
        Step(
            weights: [0, -10, 1, 2], gradients: [1, -2, 10, 0], isFrozen: [true, false, false, true],
            learningRate: 0.5),
        Step(weights: [3, -1], gradients: [0, 2], isFrozen: [true, true], learningRate: 0.25),
        Step(weights: [-3, 1], gradients: [1, -2], isFrozen: [false, false], learningRate: 1),
    ]
}

private let freezing = Exercise<any TransferHomework>(
    "6.2", Words(en: "A step with frozen weights", zh: "冻结权重时的一步"),
    hint: Words(en: "What should a frozen weight be after the step?", zh: "走一步之后，冻结的权重应该是多少？"),
    input: Step.init, examples: Step.examples, edges: Step.edges, expected: \.right,
    answer: {
        try $0.updated(
            $1.weights, gradients: $1.gradients, isFrozen: $1.isFrozen, learningRate: $1.learningRate)
    },
    mistakes: [
        Mistake(en: "The frozen weights changed too.", zh: "冻结的权重也变了。", \.allMoved),
        Mistake(
            en: "The wrong ones changed: frozen weights stay, the others are trained.",
            zh: "变错了对象：冻结的权重不动，其余的才训练。", \.wrongOnesMoved),
        Mistake(en: "The step goes uphill: subtract.", zh: "这一步往上坡走了：要减去。", \.uphill),
        Mistake(en: "Frozen weights became 0: they stay as they were.", zh: "冻结的权重变成了 0：它们应保持原样。", \.zeroed),
        Mistake(en: "The learning rate is missing.", zh: "缺了学习率。", \.withoutRate),
        Mistake(
            en: "A weight with a gradient below 0 must grow: subtract the gradient with its sign.",
            zh: "梯度小于 0 的权重应当增大：要连符号一起减去梯度。", \.downAlways),
        Mistake(
            en: "A weight with a gradient below 0 must grow: it stayed as it was.",
            zh: "梯度小于 0 的权重应当增大：这里没有动。", \.downOnly),
    ],
    cases: [
        Case(en: "all weights frozen", zh: "所有权重都冻结") { !$0.isFrozen.contains(false) },
        Case(en: "no weight frozen", zh: "没有权重冻结") { !$0.isFrozen.contains(true) },
        Case(en: "a frozen weight without gradient", zh: "梯度为 0 的冻结权重") {
            zip($0.isFrozen, $0.gradients).contains { $0 && $1 == 0 }
        },
        Case(en: "one weight", zh: "一个权重") { $0.weights.count == 1 },
    ],
    meant: [
        Meant(
            "learningRate", lack: .negative, .zero, .large,
            because: "a learning rate is a small number above 0"),
        .together("weights.count", "gradients.count", "isFrozen.count", because: "one of each for a weight"),
    ])

// MARK: 6.3

private struct Shared {
    var left, right: [Float]
    var upstream: Float

    var expected: [Float] { zip(left, right).map { upstream * ($0 + $1) } }
    var leftAlone: [Float] { left.map { upstream * $0 } }
    var rightAlone: [Float] { right.map { upstream * $0 } }
    var mean: [Float] { expected.map { $0 / 2 } }
    var multiplied: [Float] { zip(left, right).map { upstream * $0 * $1 } }
    var withoutUpstream: [Float] { zip(left, right).map { $0 + $1 } }
}

extension Shared {
    init(size: Int, generator: inout RandomGenerator) {
        left = generator.numbers(size, size: size)
        right = generator.numbers(size, size: size)
        upstream = generator.number(size: size)
    }

    static let examples = [Shared(left: [1, 2], right: [3, 5], upstream: 2)]
    static let edges = [
        Shared(left: [-1, 10, 0], right: [-3, 0.5, -12], upstream: -10),
        Shared(left: [1], right: [2], upstream: 0),
        Shared(left: [3, 0], right: [-1, 2], upstream: 12),
    ]
}

private let sharing = Exercise<any TransferHomework>(
    "6.3", Words(en: "Weights that two towers share", zh: "两座塔共享的权重"),
    hint: Words(en: "Write the output as w · (left + right).", zh: "把输出写成 w · (left + right)。"),
    input: Shared.init, examples: Shared.examples, edges: Shared.edges, expected: \.expected,
    answer: { try $0.sharedGradient($1.left, $1.right, upstream: $1.upstream) },
    mistakes: [
        Mistake(
            en: "Only the left tower counts: the right one uses the weights as well.", zh: "只算了左塔：右塔也用这些权重。",
            \.leftAlone),
        Mistake(
            en: "Only the right tower counts: the left one uses the weights as well.", zh: "只算了右塔：左塔也用这些权重。",
            \.rightAlone),
        Mistake(
            en: "Halved: gradients of shared weights add up, they are not averaged.",
            zh: "少了一半：共享权重的梯度是相加，不是取平均。", \.mean),
        Mistake(
            en: "The towers' inputs are multiplied: their gradients add up.", zh: "两座塔的输入乘起来了：它们的梯度应相加。",
            \.multiplied),
        Mistake(en: "The upstream gradient is missing.", zh: "缺了上游梯度。", \.withoutUpstream),
    ],
    meant: [.together("left.count", "right.count", because: "both towers have the same weights")])

// MARK: 6.4

private struct Guesses {
    var guesses: [Float]
    var sums: [Int]

    var right: Float { share { Int($0.rounded()) == $1 } }
    var cutOff: Float { share { Int($0) == $1 } }
    var roundedUp: Float { share { Int($0.rounded(.up)) == $1 } }
    var within: Float { share { abs($0 - Float($1)) <= 1 } }
    var counted: Float { right * Float(sums.count) }

    var lessThanHalf: Float { share { abs($0 - Float($1)) < 0.5 } }
    var halfOrLess: Float { share { abs($0 - Float($1)) <= 0.5 } }
    var halvesToEven: Float { share { Int($0.rounded(.toNearestOrEven)) == $1 } }
    var halvesDown: Float { share { Int(($0 - 0.5).rounded(.up)) == $1 } }

    private func share(_ isRight: (Float, Int) -> Bool) -> Float {
        Float(zip(guesses, sums).count(where: isRight)) / Float(sums.count)
    }
}

extension Guesses {
    init(size: Int, generator: inout RandomGenerator) {
        sums = (0..<size).map { _ in generator.integer(below: 19) }
        // Near the sum, halves among them, and at times far off.
        guesses = sums.map {
            Float($0) + generator.element(of: [0, -0.5, 0.5, 0.25, -0.25, 0.375, -0.75, 1, -2.5])
        }
    }

    static let examples = [Guesses(guesses: [6.6, 2.4, 9.5], sums: [7, 3, 10])]
    static let edges = [
        Guesses(guesses: [6.5], sums: [7]), Guesses(guesses: [6.5, 7.5, 7.25, 0], sums: [6, 8, 7, 0]),
        Guesses(guesses: [8.5, 8.5, -0.25, 12.75], sums: [9, 8, 0, 12]),
        Guesses(guesses: [5.7, 5.7], sums: [6, 4]),
        Guesses(guesses: [-0.75], sums: [0]),
        Guesses(guesses: [7.3, 6.7, 8, 4.4, 5.6], sums: [7, 7, 8, 4, 6]),
    ]
}

private let rounding = Exercise<any TransferHomework>(
    "6.4", Words(en: "Exact sums", zh: "恰好预测对的和"),
    hint: Words(
        en: "Work out the example by hand: round each guess, count those that are their sums, divide.",
        zh: "手算例子：把每个预测取整，数一数与和相等的有几个，再除。"),
    input: Guesses.init,
    examples: Guesses.examples, edges: Guesses.edges, expected: \.right,
    answer: { try $0.exactFraction($1.guesses, sums: $1.sums) },
    mistakes: [
        Mistake(en: "The fraction is cut off: 6.7 is nearest to 7.", zh: "小数部分直接丢掉了：离 6.7 最近的是 7。", \.cutOff),
        Mistake(en: "Rounded up: 7.3 is nearest to 7.", zh: "向上取整了：离 7.3 最近的是 7。", \.roundedUp),
        Mistake(en: "Within 1 is not exact: round, then compare.", zh: "相差在 1 以内不算恰好：先取整，再比较。", \.within),
        Mistake(
            en: "That is the number of exact sums: divide by the number of pairs.", zh: "这是对的个数：要除以总个数。",
            \.counted),
        Mistake(
            en: "A half is rounded, away from 0: 9.5 is 10.", zh: "恰在正中的数也要取整，远离 0：9.5 变成 10。", \.lessThanHalf
        ),
        Mistake(
            en: "A half is rounded one way alone, away from 0: 9.5 is 10, not 9.",
            zh: "恰在正中的数只往一边取整，远离 0：9.5 变成 10，不是 9。", \.halfOrLess),
        Mistake(
            en: "Halves go away from 0, not to the even neighbour: 6.5 is 7.",
            zh: "恰在正中的数远离 0 取整，不取偶数：6.5 变成 7。", \.halvesToEven),
        Mistake(
            en: "Halves go away from 0, not down: 9.5 is 10.", zh: "恰在正中的数远离 0 取整，不向下：9.5 变成 10。",
            \.halvesDown),
    ],
    cases: [
        Case(en: "a half that is rounded up to its sum", zh: "恰在正中、比和小的预测") {
            zip($0.guesses, $0.sums).contains { Float($1) - $0 == 0.5 }
        },
        Case(en: "a half above its sum", zh: "恰在正中、比和大的预测") {
            zip($0.guesses, $0.sums).contains { $0 - Float($1) == 0.5 }
        },
        Case(en: "a half next to an even sum below it", zh: "恰在正中、比偶数的和大的预测") {
            zip($0.guesses, $0.sums).contains { $0 - Float($1) == 0.5 && $1 % 2 == 0 }
        },
        Case(en: "no exact sum", zh: "一个也没有预测对") { $0.right == 0 },
        Case(en: "all sums exact", zh: "全部预测对") { $0.right == 1 && $0.sums.count > 1 },
    ],
    meant: [
        Meant("sums[]", lack: .negative, because: "two digits have no sum below 0"),
        .together("guesses.count", "sums.count", because: "each sum has its prediction"),
    ])

// MARK: 6.5

private struct Choice {
    var digits: Int
    var share: Float
    var order: [Int]

    var right: [Int] { Array(order.prefix(count)) }
    var firstOfTheFile: [Int] { Array(0..<count) }
    var theRest: [Int] { Array(order.dropFirst(count)) }
    var last: [Int] { Array(order.suffix(count)) }

    var withoutTheOne: [Int] { Array(order.prefix(Int((share * Float(digits)).rounded()))) }
    var roundedDown: [Int] { Array(order.prefix(max(1, Int(share * Float(digits))))) }
    var roundedUp: [Int] { Array(order.prefix(max(1, Int((share * Float(digits)).rounded(.up))))) }

    private var count: Int { max(1, Int((share * Float(digits)).rounded())) }
}

extension Choice {
    init(size: Int, generator: inout RandomGenerator) {
        digits = 1 + generator.integer(below: 10 * size)
        // A product that lies between two whole numbers is rounded one way or the other: that is not the exercise.
        repeat {
            share = Float(1 + generator.integer(below: 100)) / 100
        } while abs((share * Float(digits)).truncatingRemainder(dividingBy: 1) - 0.5) < 0.05
        order = generator.permutation(digits)
    }

    private init(share: Float, order: [Int]) {
        (digits, self.share, self.order) = (order.count, share, order)
    }

    static let examples = [Choice(share: 0.4, order: [3, 1, 4, 0, 2])]
    static let edges = [
        Choice(share: 0.01, order: [3, 1, 4, 0, 2]), Choice(share: 0.58, order: [3, 1, 4, 0, 2]),
        Choice(share: 0.64, order: [4, 2, 1, 0, 3]), Choice(share: 1, order: [2, 0, 1]),
        Choice(share: 0.3, order: [0]),
        Choice(share: 0.25, order: [7, 5, 11, 0, 2, 9, 10, 1, 3, 4, 6, 8]),
    ]
}

private let choosing = Exercise<any TransferHomework>(
    "6.5", Words(en: "A fraction of the digits", zh: "一部分数字"), tolerance: .exact,
    hint: Words(en: "How many are they? Which come first in the order?", zh: "要取多少个？次序里排在前面的是哪些？"),
    input: Choice.init, examples: Choice.examples, edges: Choice.edges, expected: \.right,
    answer: { try $0.chosen($1.digits, share: $1.share, order: $1.order) },
    mistakes: [
        Mistake(
            en: "Those are the first of the file: take the first indices of the order.",
            zh: "这是文件里最前的：要取次序里最前的索引。", \.firstOfTheFile),
        Mistake(
            en: "Those are the ones left over: take the first of the order.", zh: "这是剩下的那些：要取次序里最前的。",
            \.theRest),
        Mistake(en: "Those are the last of the order: take the first.", zh: "这是次序里最后的：要取最前的。", \.last),
        Mistake(
            en: "At least one digit is taken, also where the share rounds to none.",
            zh: "至少取一个数字，比例取整后为 0 时也一样。", \.withoutTheOne),
        Mistake(
            en: "The number of digits is rounded, not cut off: 3.7 gives 4.", zh: "个数要四舍五入，不是去掉小数：3.7 得 4。",
            \.roundedDown),
        Mistake(
            en: "The number of digits is rounded to the nearest, not up: 3.3 gives 3.",
            zh: "个数要四舍五入，不是向上取整：3.3 得 3。", \.roundedUp),
    ],
    cases: [
        Case(en: "a share that rounds to none", zh: "比例取整后为 0") { $0.share * Float($0.digits) < 0.45 },
        Case(en: "all digits", zh: "全部数字") { $0.share == 1 },
        Case(en: "one digit", zh: "一个数字") { $0.digits == 1 },
        Case(en: "a number that is rounded up", zh: "向上舍入的个数") { $0.roundedDown.count < $0.right.count },
        Case(en: "a number that is rounded down", zh: "向下舍入的个数") { $0.roundedUp.count > $0.right.count },
    ],
    meant: [
        Meant("digits", lack: .negative, .zero, because: "there is something to choose from"),
        Meant("share", lack: .negative, .zero, .large, because: "a share is above 0 and at most 1"),
        Meant("order[]", lack: .negative, because: "indices begin with 0"),
        .together("digits", "order.count", because: "the order holds every digit once"),
    ])
