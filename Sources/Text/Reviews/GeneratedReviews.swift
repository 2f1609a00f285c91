import TensorCore

/// Chinese reviews of a shop made by rule, of which everything is known: what they mean, which are copies, whose label is wrong.
///
/// Three kinds, in equal shares:
///
///     plain       面料很舒服                          the adjective decides
///     far         没觉得面料说实话很舒服              not felt + good is bad, not felt + bad is good
///     contrast    虽然物流很慢这一点，但是总的来说面料很舒服   what follows "but" decides
///
/// Between the negation and its adjective stand an aspect and a filler of free choice, and both words are as often in good
/// reviews as in bad ones: an exclusive or, which no sum over characters or pairs can see. A contrast has a good adjective and
/// a bad one; their order decides.
///
/// ```swift
/// let reviews = GeneratedReviews.reviews(100, seed: 1)
/// print(reviews[0].review.text, reviews[0].truth)
/// ```
public enum GeneratedReviews {
    /// What decides in a review.
    public enum Kind: String, CaseIterable, Sendable {
        case plain
        case far
        case contrast
    }

    /// A review and what is known about it.
    public struct Known: Sendable {
        /// As a reader gets it: perhaps with the wrong label.
        public let review: Review
        /// What it means, 1 for good.
        public let truth: Int
        /// What decides in it.
        public let kind: Kind
    }

    private static let aspects = words("质量 物流 客服 包装 尺码 颜色 做工 面料 味道 价格")
    private static let good = words("很好 不错 满意 舒服 漂亮 超值 很快 热情")
    private static let bad = words("很差 难看 太慢 失望 粗糙 偏小 掉色 冷淡")
    private static let fillers = words("这一点 总的来说 说实话 在我看来 用过之后 比起别家 和图片比 这个价钱")
    private static let openings = words("买给妈妈的 第二次买了 朋友推荐的 等了三天 下单很方便 穿了一个星期")

    private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

    /// So many different reviews, and beside them copies and contradictions, in random order.
    ///
    /// - Parameters:
    ///   - flipped: the share of reviews that carry the wrong label.
    ///   - copies: how many copies are added, as a share of the different reviews.
    ///   - contradictions: how many are added once more with the other label, likewise.
    public static func reviews(
        _ count: Int, seed: UInt64, flipped: Float = 0.03, copies: Double = 0.12,
        contradictions: Double = 0.01
    ) -> [Known] {
        var generator = RandomGenerator(seed: seed)
        var known: [Known] = []
        var seen: Set<String> = []
        // Plain reviews run out first; there are far more of the others than are asked for.
        for attempt in 0..<100 * count where known.count < count {
            let kind = Kind.allCases[attempt % 3]
            let (text, truth) = text(kind, using: &generator)
            guard seen.insert(text).inserted else { continue }
            let label = generator.bernoulli(flipped) ? 1 - truth : truth
            known.append(Known(review: Review(text, label), truth: truth, kind: kind))
        }
        let different = known.count
        for _ in 0..<Int(copies * Double(different)) {
            known.append(known[generator.integer(below: different)])
        }
        for _ in 0..<Int(contradictions * Double(different)) {
            let one = known[generator.integer(below: different)]
            let other = Review(one.review.text, 1 - one.review.label)
            known.append(Known(review: other, truth: one.truth, kind: one.kind))
        }
        return generator.permutation(known.count).map { known[$0] }
    }

    private static func text(_ kind: Kind, using generator: inout RandomGenerator) -> (String, Int) {
        func pick(_ words: [String]) -> String { words[generator.integer(below: words.count)] }
        let truth = generator.integer(below: 2)
        let first = generator.integer(below: aspects.count)
        let second = (first + 1 + generator.integer(below: aspects.count - 1)) % aspects.count
        var text: String
        switch kind {
        case .plain: text = aspects[first] + pick(truth == 1 ? good : bad)
        case .far:
            let isNegated = generator.bernoulli(0.5)
            let adjective = pick((truth == 1) != isNegated ? good : bad)
            text = (isNegated ? "没觉得" : "真觉得") + aspects[first] + pick(fillers) + adjective
        case .contrast:
            let (before, after) = truth == 1 ? (pick(bad), pick(good)) : (pick(good), pick(bad))
            text = "虽然" + aspects[first] + before + pick(fillers)
            text += "，但是" + pick(fillers) + aspects[second] + after
        }
        if generator.bernoulli(0.6) {
            text = generator.bernoulli(0.5) ? pick(openings) + "，" + text : text + "，" + pick(openings)
        }
        return (text, truth)
    }
}
