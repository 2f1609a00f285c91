import Grading
import Messages
import TensorCore

// MARK: 6.6

/// A new network and a pretrained one.
private struct Pair {
    var network: [Parameter]
    var pretrained: [Parameter]

    private func values(
        orElse fallback: (Parameter) -> [Float] = { $0.values }, _ fits: (Parameter, Parameter) -> Bool
    ) -> [[Float]] {
        network.map { own in pretrained.first { fits($0, own) }?.values ?? fallback(own) }
    }

    private static func fits(_ a: Parameter, _ b: Parameter) -> Bool {
        a.name == b.name && a.shape == b.shape
    }
    private static func lastName(_ parameter: Parameter) -> Substring {
        parameter.name.split(separator: ".").last ?? ""
    }

    var right: [[Float]] { values(Self.fits) }
    var byName: [[Float]] { values { $0.name == $1.name } }
    var byCount: [[Float]] { values { $0.name == $1.name && $0.values.count == $1.values.count } }
    var byRank: [[Float]] { values { $0.name == $1.name && $0.shape.count == $1.shape.count } }
    var byShape: [[Float]] { values { $0.shape == $1.shape } }
    var byLastName: [[Float]] { values { Self.lastName($0) == Self.lastName($1) && $0.shape == $1.shape } }
    var nothing: [[Float]] { network.map(\.values) }
    var pretrainedAlone: [[Float]] { pretrained.map(\.values) }
    var zeros: [[Float]] { values(orElse: { $0.values.map { _ in 0 } }, Self.fits) }
    var allOrNothing: [[Float]] {
        let fitting = network.allSatisfy { own in pretrained.contains { Self.fits($0, own) } }
        return fitting ? right : nothing
    }
    var byPlace: [[Float]] {
        network.enumerated().map { index, own in
            guard index < pretrained.count, pretrained[index].shape == own.shape else { return own.values }
            return pretrained[index].values
        }
    }
    /// Stops at the first that does not fit.
    var untilTheFirst: [[Float]] {
        var isGoing = true
        return zip(network, right).map { own, values in
            isGoing = isGoing && pretrained.contains { Self.fits($0, own) }
            return isGoing ? values : own.values
        }
    }

    var isPartlyCopied: Bool { right != nothing && zip(right, network).contains { $0 == $1.values } }
}

extension Pair {
    private static let names = ["conv1.weight", "conv1.bias", "conv2.weight", "fc.weight", "fc.bias"]

    init(size: Int, generator: inout RandomGenerator) {
        func parameter(_ name: String, _ shape: [Int]) -> Parameter {
            Parameter(
                name: name, shape: shape, values: generator.numbers(shape.reduce(1, *), size: size))
        }
        let names = generator.permutation(Self.names.count).map { Self.names[$0] }
        let shapes = names.map { _ in
            (0...generator.integer(below: 2)).map { _ in 1 + generator.integer(below: 3) }
        }
        let count = 1 + generator.integer(below: names.count)
        network = (0..<count).map { parameter(names[$0], shapes[$0]) }
        let order = generator.permutation(names.count).prefix(1 + generator.integer(below: names.count))
        pretrained = order.map { index in
            switch generator.integer(below: 8) {
            case 0: return parameter(names[index], shapes[index].reversed())
            case 1: return parameter(names[index], shapes[index].map { $0 + 1 })
            case 2: return parameter(names[index], shapes[index] + [1])
            default: return parameter(names[index], shapes[index])
            }
        }
    }

    static let examples = [
        Pair(
            network: [
                Parameter(name: "conv", shape: [2], values: [0, 0]),
                Parameter(name: "fc", shape: [3], values: [1, 1, 1]),
            ],
            pretrained: [
                Parameter(name: "fc", shape: [2], values: [5, 6]),
                Parameter(name: "conv", shape: [2], values: [7, 8]),
            ])
    ]
    static let edges = [
        Pair(
            network: [Parameter(name: "a", shape: [2, 3], values: [1, 2, 3, 4, 5, 6])],
            pretrained: [Parameter(name: "a", shape: [3, 2], values: [-1, -2, -3, -4, -5, -6])]),
        Pair(
            network: [Parameter(name: "a", shape: [10], values: (0..<10).map { Float($0) })],
            pretrained: [Parameter(name: "a", shape: [10], values: (0..<10).map { -10 * Float($0) })]),
        Pair(
            network: [Parameter(name: "a.weight", shape: [1], values: [1])],
            pretrained: [Parameter(name: "b.weight", shape: [1], values: [12])]),
        Pair(
            network: [
                Parameter(name: "new", shape: [1], values: [0.5]),
                Parameter(name: "old", shape: [1], values: [0]),
            ], pretrained: [Parameter(name: "old", shape: [1], values: [-12])]),
        Pair(
            network: [Parameter(name: "b", shape: [2], values: [1, 2])],
            pretrained: [Parameter(name: "b", shape: [2, 1], values: [3, 4])]),
        // Two sides of 11 fit only themselves.
        Pair(
            network: [
                Parameter(name: "x", shape: [1, 11], values: (0..<11).map { Float($0) }),
                Parameter(name: "y", shape: [1], values: [2]),
            ],
            pretrained: [
                Parameter(name: "x", shape: [11, 1], values: (0..<11).map { Float(-$0) }),
                Parameter(name: "y", shape: [1], values: [3]),
            ]),
    ]
}

let transferring = Exercise<any TransferHomework>(
    "6.6", Words(en: "Weights by name and shape", zh: "按名字和形状迁移权重"), draws: 8, tolerance: .exact,
    hint: Words(
        en: "Write the names and shapes of both networks side by side and draw a line where both are equal.",
        zh: "把两个网络的名字和形状并排写下来，两者都相同的连一条线。"),
    input: Pair.init, examples: Pair.examples, edges: Pair.edges, expected: \.right,
    answer: { try $0.transferred($1.network, from: $1.pretrained) },
    mistakes: [
        Mistake(en: "Nothing is taken over from the pretrained network.", zh: "没有从预训练的网络取来任何东西。", \.nothing),
        Mistake(
            en: "A parameter of the same name may have another shape: then the network keeps its own.",
            zh: "名字相同的参数，形状可能不同：这时网络保留自己的。", \.byName),
        Mistake(
            en: "As many values are not the same shape: [2, 3] is not [3, 2].",
            zh: "数值一样多，不等于形状相同：[2, 3] 不是 [3, 2]。", \.byCount),
        Mistake(
            en: "As many axes are not the same shape: the extents must be equal too.",
            zh: "轴数一样多，不等于形状相同：各轴的长度也必须相等。", \.byRank),
        Mistake(en: "The name must be the same as well as the shape.", zh: "不只形状，名字也必须相同。", \.byShape),
        Mistake(
            en: "The whole name must be the same, not only what comes after the point.",
            zh: "整个名字都必须相同，不只点后面的部分。", \.byLastName),
        Mistake(
            en: "The order of the parameters says nothing: go by the name.", zh: "参数的次序不说明什么：要按名字来。",
            \.byPlace),
        Mistake(
            en: "The result has the parameters of the network, not those of the pretrained one.",
            zh: "结果里是这个网络的参数，不是预训练网络的。",
            \.pretrainedAlone),
        Mistake(
            en: "What does not fit keeps the network's own values, not 0.", zh: "对不上的参数保留网络自己的值，不是 0。",
            \.zeros),
        Mistake(
            en: "Take over what fits even where something else does not.", zh: "即使有别的对不上，对得上的也要取来。",
            \.allOrNothing),
        Mistake(
            en: "What comes after the first parameter that does not fit may fit again: go on.",
            zh: "第一个对不上的参数之后，还可能有对得上的：要接着看。", \.untilTheFirst),
    ],
    cases: [
        Case(en: "some taken over, some not", zh: "有的取来，有的没有") { $0.isPartlyCopied },
        Case(en: "the same name and another shape of as many values", zh: "名字相同，形状不同而数值一样多") {
            $0.right != $0.byCount
        },
        Case(en: "nothing fits", zh: "全都对不上") { $0.right == $0.nothing },
    ],
    meant: [
        Meant(
            "network[].shape[]", "pretrained[].shape[]", lack: .negative, .zero, because: "extents")
    ])

// MARK: 6.7

/// Surveyed towns.
private struct Survey {
    var light: [Float]
    var spending: [Float]
    var penalty: Float

    private func mean(_ values: [Float]) -> Double {
        values.reduce(0) { $0 + Double($1) } / Double(values.count)
    }
    private var x: Double { mean(light) }
    private var y: Double { mean(spending) }
    private var count: Double { Double(light.count) }

    private func sums(x: Double, y: Double) -> (product: Double, square: Double, other: Double) {
        zip(light, spending).reduce((0, 0, 0)) { sums, town in
            let (dx, dy) = (Double(town.0) - x, Double(town.1) - y)
            return (sums.0 + dx * dy, sums.1 + dx * dx, sums.2 + dy * dy)
        }
    }

    private func line(_ slope: Double, _ intercept: ((_ slope: Double) -> Double)? = nil) -> Fields {
        Fields(["slope": Float(slope), "intercept": Float(intercept?(slope) ?? y - slope * x)])
    }
    private func line(penalty: Double) -> Fields {
        let sums = sums(x: x, y: y)
        return line(sums.product / (sums.square + penalty))
    }

    private var lambda: Double { Double(penalty) }
    var right: Fields { line(penalty: lambda) }
    var withoutPenalty: Fields { line(penalty: 0) }
    var ofMeans: Fields {
        let sums = sums(x: x, y: y)
        return line(sums.product / count / (sums.square / count + lambda))
    }
    var squaredPenalty: Fields { line(penalty: lambda * lambda) }
    var penaltyTakenAway: Fields { line(penalty: -lambda) }
    var penaltyAbove: Fields {
        let sums = sums(x: x, y: y)
        return line((sums.product + lambda) / sums.square)
    }
    var notCentred: Fields {
        let sums = sums(x: 0, y: 0)
        return line(sums.product / (sums.square + lambda))
    }
    var throughZero: Fields {
        let sums = sums(x: 0, y: 0)
        return line(sums.product / (sums.square + lambda)) { _ in 0 }
    }
    var interceptIsMean: Fields {
        let sums = sums(x: x, y: y)
        return line(sums.product / (sums.square + lambda)) { _ in y }
    }
    var interceptTurned: Fields {
        let sums = sums(x: x, y: y)
        return line(sums.product / (sums.square + lambda)) { y + $0 * x }
    }
    var lightBySpending: Fields {
        let sums = sums(x: x, y: y)
        return line(sums.product / (sums.other + lambda))
    }
    var penalizedIntercept: Fields {
        let sums = sums(x: x, y: y)
        return line(sums.product / (sums.square + lambda)) { (y - $0 * x) * count / (count + lambda) }
    }
}

extension Survey {
    init(size: Int, generator: inout RandomGenerator) {
        // Counts whose division is exact.
        let count = generator.element(of: size <= 2 ? [1, 2] : [1, 2, 4, 8, 4, 8])
        light = generator.numbers(count, size: size)
        spending = generator.numbers(count, size: size)
        penalty = generator.element(of: [0, 0.5, 1, 2, 4])
        if Set(light).count == 1 { penalty = max(penalty, 1) }
    }

    static let examples = [Survey(light: [0, 2], spending: [1, 5], penalty: 2)]
    static let edges = [
        Survey(light: [2], spending: [-3], penalty: 0.5),
        Survey(light: [1, 3], spending: [4, 2], penalty: 0),
        Survey(light: [-10, 0, 1, 1], spending: [20, 0, -12, 0], penalty: 10),
        Survey(light: [2, 2], spending: [1, 4], penalty: 1),
        Survey(light: [1, 2, 12, -1, 0, 3, 0.5, 0.5], spending: [0, 1, 2, 3, 4, 5, 6, 12], penalty: 4),
    ]
}

let surveying = Exercise<any TransferHomework>(
    "6.7", Words(en: "Ridge regression", zh: "岭回归"), draws: 6,
    hint: Words(
        en: "Print x̄, ȳ and the two sums, and compare them with the example.", zh: "打印 x̄、ȳ 和两个和，与例子比较。"),
    input: Survey.init, examples: Survey.examples, edges: Survey.edges, expected: \.right,
    answer: { homework, survey in
        let line = try homework.ridge(
            light: survey.light, spending: survey.spending, penalty: survey.penalty)
        return Fields(["slope": line.slope, "intercept": line.intercept])
    },
    mistakes: [
        Mistake(en: "The penalty is missing from the divisor.", zh: "分母里缺了惩罚项。", \.withoutPenalty),
        Mistake(
            en: "Sums over the towns, not means: beside a mean the penalty weighs more.",
            zh: "是对各城镇求和，不是取平均：除以了个数，惩罚项就更重。", \.ofMeans),
        Mistake(en: "The penalty itself is added, not its square.", zh: "加的是惩罚项本身，不是它的平方。", \.squaredPenalty),
        Mistake(
            en: "The penalty is added to the divisor, not taken away: the slope shrinks.",
            zh: "惩罚项要加到分母上，不是减去：斜率会变小。", \.penaltyTakenAway),
        Mistake(en: "The penalty belongs below the fraction bar.", zh: "惩罚项应在分母里。", \.penaltyAbove),
        Mistake(en: "The means are not taken away before the products.", zh: "相乘之前没有减去平均值。", \.notCentred),
        Mistake(
            en: "A line through 0: take the means away first, and return the intercept.",
            zh: "这是过 0 的直线：先减去平均值，还要返回截距。", \.throughZero),
        Mistake(
            en: "The intercept is the height at 0, not that at the mean: ȳ − slope · x̄.",
            zh: "截距是 0 处的高度，不是平均值处的：ȳ − slope · x̄。", \.interceptIsMean),
        Mistake(
            en: "The sign in the intercept is turned: ȳ − slope · x̄.", zh: "截距里的符号反了：ȳ − slope · x̄。",
            \.interceptTurned),
        Mistake(
            en: "The divisor is made of light, not of spending.", zh: "分母由灯光算出，不是由支出。", \.lightBySpending),
        Mistake(en: "The intercept is not penalized.", zh: "截距不受惩罚。", \.penalizedIntercept),
    ],
    cases: [
        Case(en: "one town", zh: "一个城镇") { $0.light.count == 1 },
        Case(en: "no penalty", zh: "没有惩罚项") { $0.penalty == 0 },
        Case(en: "light that is everywhere the same", zh: "各处灯光都相同") {
            $0.light.count > 1 && Set($0.light).count == 1
        },
    ],
    meant: [
        Meant("penalty", lack: .negative, because: "a penalty"),
        .together("light.count", "spending.count", because: "each town has both"),
    ])
