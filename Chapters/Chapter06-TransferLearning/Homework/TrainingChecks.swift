import Grading
import Messages
import TensorCore

// MARK: 6.8

/// Towns with their light, a few surveys, and new towns that the submission never sees.
private struct Country {
    var towns: [[Float]]
    var light: [Float]
    var surveyed: [[Float]]
    var spending: [Float]
    var newTowns: [[Float]]
    var newSpending: [Float]
}

extension Country {
    init(size: Int, generator: inout RandomGenerator) {
        let featureCount = 4 + generator.integer(below: size + 1)
        let wealth = (0..<featureCount).map { _ in generator.element(of: [-1, -0.5, 0.5, 1] as [Float]) }
        let base = generator.half()
        let slope = generator.element(of: [-8, -2, 0.5, 2, 5] as [Float])
        let intercept = generator.number(size: 3)
        func town() -> [Float] { wealth.map { _ in generator.eighth(from: -2, to: 2) } }
        func wealthOf(_ town: [Float]) -> Float { zip(wealth, town).reduce(0) { $0 + $1.0 * $1.1 } }
        func spent(_ town: [Float]) -> Float {
            slope * (wealthOf(town) + 0.1 * generator.normal()) + intercept
        }
        towns = (0..<40 + 20 * size).map { _ in town() }
        light = towns.map { wealthOf($0) + base + 0.1 * generator.normal() }
        // Three surveys, of towns that are not alike.
        var three: [[Float]]
        repeat {
            three = (0..<3).map { _ in town() }
        } while abs(wealthOf(three[0]) - wealthOf(three[2])) < 2
        surveyed = three
        spending = three.map(spent)
        newTowns = (0..<100).map { _ in town() }
        newSpending = newTowns.map(spent)
    }

    /// These surveys, whose towns are the new ones too.
    private init(_ towns: [[Float]], _ light: [Float], _ surveyed: [[Float]], _ spending: [Float]) {
        self.init(
            towns: towns, light: light, surveyed: surveyed, spending: spending, newTowns: surveyed,
            newSpending: spending)
    }

    static let examples = [Country([[0], [2], [1]], [0, 1, 0.5], [[0], [2]], [1, 5])]
    static let edges = [
        // Light that falls where spending rises.
        Country([[1], [-1], [0]], [-1, 1, 0], [[1], [-1], [0]], [12, -12, 0]),
        // A feature that says nothing.
        Country(
            [[0, 1], [1, 1], [1, -1], [-1, 0], [0, -1]], [0, 1, 1, -1, 0], [[1, 0], [-1, 1]], [-10, 10]),
    ]
}

let predictingSpending = Exercise<any TransferHomework>(
    "6.8", Words(en: "Train it: spending from light", zh: "训练它：由灯光预测支出"), sizes: 1...3, draws: 2,
    hint: Words(
        en: "How much of the light do the weights explain? Only when they do is it time for the surveys.",
        zh: "权重解释了灯光的多少？解释好了，才轮到用调查。"),
    input: Country.init, examples: Country.examples, edges: Country.edges,
    judge: { homework, country in
        let (weights, bias) = try homework.trainedSpending(
            towns: country.towns, light: country.light, surveyed: country.surveyed,
            spending: country.spending)
        return verdict(country, weights, bias)
    },
    cases: [
        Case(en: "one feature", zh: "一个特征") { $0.towns[0].count == 1 },
        Case(en: "more weights than surveys", zh: "权重比调查多") { $0.towns[0].count > $0.surveyed.count },
    ],
    meant: [
        Meant("towns[][]", "surveyed[][]", "newTowns[][]", lack: .large, because: "from −2 to 2"),
        Meant("light[]", lack: .large, because: "the light is of the size of the features"),
        Meant(
            "towns.count", "light.count", "surveyed.count", "spending.count", "newTowns.count",
            "newSpending.count", lack: .one, because: "one town shows no slope"),
        .together("towns.count", "light.count", because: "each town has its light"),
        .together("surveyed.count", "spending.count", because: "each surveyed town spends"),
        .together("newTowns.count", "newSpending.count", because: "each town spends"),
        .together(
            "towns[].count", "surveyed[].count", "newTowns[].count", because: "the same features"),
    ])

private func verdict(_ country: Country, _ weights: [Float], _ bias: Float) -> Verdict {
    let came = Words(
        en: "weights \(weights.shown), bias \(bias.shown)", zh: "权重 \(weights.shown)，偏置 \(bias.shown)"
    ).text
    let features = country.towns[0].count
    guard weights.count == features else {
        return .wrong(
            expected: Words(en: "\(features) weights", zh: "\(features) 个权重").text, came: came,
            hint: Words(en: "There is one weight for each feature.", zh: "每个特征有一个权重。").text)
    }
    guard (weights + [bias]).allSatisfy(\.isFinite) else {
        return .wrong(
            expected: Words(en: "finite numbers", zh: "有限的数").text, came: came,
            hint: Words(
                en: "The descent diverged: a weight is not a number, or infinite. Take shorter steps.",
                zh: "下降发散了：有的权重不是数，或是无穷大。步子要小一些。"
            ).text)
    }
    let fit = Fit(weights, bias, country.newTowns, country.newSpending)
    if fit.explained >= 0.8 { return .right }
    let known = Fit(weights, bias, country.surveyed, country.spending)
    let hint: String
    if fit.correlation.isNaN {
        hint =
            Words(en: "Every town is to spend the same: the weights are 0.", zh: "每个城镇的支出都预测得一样：权重全是 0。").text
    } else if known.explained > 0.95 {
        hint =
            Words(
                en:
                    "The surveyed towns are right, new ones are not: so few cannot teach so many weights. Train them on light.",
                zh: "调查过的城镇对了，新的不对：调查太少，教不会这么多权重。用灯光训练它们。"
            ).text
    } else if fit.correlation < -0.5 {
        hint =
            Words(
                en: "The poor towns are taken for the rich: spending may fall where light rises.",
                zh: "穷镇当成了富镇：灯光越亮，支出也可能越低。"
            ).text
    } else if fit.correlation > 0.85 {
        hint =
            Words(
                en:
                    "The towns are in the right order, but what they spend is not right: slope and intercept come from the surveys.",
                zh: "城镇的次序对了，支出的数目却不对：斜率和截距要从调查来。"
            ).text
    } else {
        hint =
            Words(
                en:
                    "The weights do not follow wealth: train them on light until they explain it, on all towns.",
                zh: "权重没有反映财富：在全部城镇上用灯光训练，直到能解释灯光。"
            ).text
    }
    return .wrong(
        expected: Words(en: "80 % of the spending of new towns explained", zh: "新城镇的支出解释到 80 %").text,
        came: came,
        remark:
            Words(
                en:
                    "R² is \(Float(fit.explained).shown) for new towns, \(Float(known.explained).shown) for the surveyed",
                zh: "R² 在新城镇上是 \(Float(fit.explained).shown)，在调查过的城镇上是 \(Float(known.explained).shown)"
            ).text,
        hint: hint)
}

/// How well weights and a bias predict.
private struct Fit {
    /// R² and the correlation.
    let explained, correlation: Double

    init(_ weights: [Float], _ bias: Float, _ towns: [[Float]], _ spending: [Float]) {
        let predicted = towns.map { town in
            zip(weights, town).reduce(Double(bias)) { $0 + Double($1.0) * Double($1.1) }
        }
        let y = spending.map(Double.init)
        let count = Double(y.count)
        let (meanP, meanY) = (predicted.reduce(0, +) / count, y.reduce(0, +) / count)
        var (errors, spread, own, both) = (0.0, 0.0, 0.0, 0.0)
        for (p, y) in zip(predicted, y) {
            errors += (p - y) * (p - y)
            spread += (y - meanY) * (y - meanY)
            own += (p - meanP) * (p - meanP)
            both += (p - meanP) * (y - meanY)
        }
        explained = 1 - errors / spread
        correlation = own < 1e-12 ? .nan : both / (own * spread).squareRoot()
    }
}
