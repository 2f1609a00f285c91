import Grading
import Messages
import TensorCore

// MARK: 7.8

/// The loss of the content and the Gram matrices of layers.
private struct Weighed {
    var content: Float
    var grams: [[Float]]
    var targets: [[Float]]
    var weights: [Float]

    private func loss(
        content share: Double = 1,
        _ term: (_ weight: Double, _ difference: Double) -> Double = { $0 * $1 * $1 },
        weights other: [Float]? = nil, layers: [Int]? = nil, mean: Bool = false
    ) -> Float {
        var loss = share * Double(content)
        for layer in layers ?? Array(grams.indices) {
            let weight = Double((other ?? weights)[layer])
            let sum = zip(grams[layer], targets[layer]).reduce(0) {
                $0 + term(weight, Double($1.0) - Double($1.1))
            }
            loss += mean ? sum / Double(grams[layer].count) : sum
        }
        return Float(loss)
    }

    var mended: Float { loss() }
    var asItStands: Float { loss { $0 * $0 * $1 * $1 } }
    var unweighed: Float { loss { $1 * $1 } }
    var notSquared: Float { loss { $0 * $1 } }
    var absolute: Float { loss { $0 * abs($1) } }
    var styleAlone: Float { loss(content: 0) }
    var contentAlone: Float { content }
    var allWeighed: Float { loss(content: weights.first.map(Double.init) ?? 1) }
    var means: Float { loss(mean: true) }
    var firstWeight: Float { loss(weights: weights.map { _ in weights[0] }) }
    var lastLayer: Float { loss(layers: Array(grams.indices.suffix(1))) }
}

extension Weighed {
    init(size: Int, generator: inout RandomGenerator) {
        content = generator.number(size: size)
        grams = (0..<generator.integer(below: size + 1)).map { _ in [] }
        for layer in grams.indices {
            grams[layer] = generator.numbers(1 + generator.integer(below: size), size: size)
        }
        targets = grams.map { gram in gram.map { _ in generator.number(size: size) } }
        weights = grams.map { _ in generator.element(of: [0, 0.5, 2, 3, 10, 100]) }
    }

    static let examples = [Weighed(content: 1, grams: [[3]], targets: [[1]], weights: [10])]
    static let edges = [
        Weighed(content: -12, grams: [], targets: [], weights: []),
        Weighed(content: 0, grams: [[0, 12], [-10]], targets: [[-12, 0], [10]], weights: [0.5, 100]),
        Weighed(content: 10, grams: [[1, 2, -1, 0]], targets: [[1, 0, 0.5, 0]], weights: [2]),
        Weighed(
            content: 0.5, grams: [[2], [1, 1], [0]], targets: [[0], [3, 1], [2]], weights: [3, 0, 0.5]),
    ]
}

let mendingLoss = Exercise<any StyleHomework>(
    findTheFault: "7.8", Words(en: "a weighed loss", zh: "加权的损失"), line: 5, returning: "loss",
    hint: Words(
        en: "Run the program by hand on the example: what is squared in line 5?",
        zh: "在例子上手动运行程序：第 5 行平方的是什么？"),
    input: Weighed.init, examples: Weighed.examples, edges: Weighed.edges, mended: \.mended,
    asItStands: \.asItStands,
    because: Words(en: "the weight still stands inside of the square.", zh: "权重还在平方里面。"),
    otherLines: [
        1: Words(
            en: "line 1 begins with the content's loss, which has no weight.", zh: "第 1 行从内容的损失开始，它没有权重。"),
        3: Words(en: "line 3 goes through the entries of a layer rightly.", zh: "第 3 行逐个走过一层的元素，走得对。"),
        4: Words(en: "line 4 is right: the difference itself has no weight.", zh: "第 4 行是对的：差本身没有权重。"),
    ],
    answer: {
        try $0.mendedLoss(
            content: $1.content, grams: $1.grams, targets: $1.targets, weights: $1.weights)
    },
    mistakes: [
        WrongMending(
            Words(
                en: "Nothing is weighed any more: the weight stands before the square.", zh: "权重全没了：它应乘在平方前面。"
            ), \.unweighed),
        WrongMending(
            Words(en: "The difference is squared, the weight is not.", zh: "要平方的是差，不是权重。"), \.notSquared),
        WrongMending(
            Words(en: "The square is missing: it is more than an absolute value.", zh: "缺了平方：光有绝对值不够。"),
            \.absolute),
        WrongMending(
            Words(en: "Line 1 was right: the content's loss counts as well.", zh: "第 1 行本来是对的：内容的损失也要算。"),
            \.styleAlone),
        WrongMending(
            Words(en: "The layers are not added: their style is lost.", zh: "各层没有加进去：风格丢了。"), \.contentAlone),
        WrongMending(
            Words(en: "Line 1 was right: the content's loss is not weighed.", zh: "第 1 行本来是对的：内容的损失不加权。"),
            \.allWeighed),
        WrongMending(
            Words(en: "The entries of a layer are added up: no mean is taken.", zh: "一层的各个元素相加，不取平均。"),
            \.means),
        WrongMending(Words(en: "Each layer has its own weight.", zh: "每一层有自己的权重。"), \.firstWeight),
        WrongMending(Words(en: "Every layer counts, not only the last.", zh: "每一层都算，不只最后一层。"), \.lastLayer),
    ],
    cases: [
        Case(en: "no layer", zh: "没有层") { $0.grams.isEmpty },
        Case(en: "one layer", zh: "只有一层") { $0.grams.count == 1 },
        Case(en: "several layers", zh: "有几层") { $0.grams.count > 1 },
    ],
    meant: [
        Meant("weights[]", lack: .negative, because: "a weight"),
        .together("grams.count", "targets.count", "weights.count", because: "each layer has all three"),
        .together("grams[].count", "targets[].count", because: "a target for each entry"),
    ])
