/// What repeats in a collection of reviews: copies, and texts that carry both labels.
///
/// Two reviews are copies where their letters and digits are the same, see `ReviewText.key`. A copy in the training set and one
/// in the test set make a classifier look better than it is: it only has to remember.
public struct ReviewCopies: Sendable {
    /// How many reviews there are, and how many different texts.
    public let count, distinctCount: Int

    /// Reviews of nothing but marks and blanks.
    public let emptyCount: Int

    /// Reviews that hold HTML's character references.
    public let entityCount: Int

    /// Different texts that carry both labels.
    public let contradictions: [String]

    /// The texts that occur most often, with their numbers.
    public let mostFrequent: [(text: String, count: Int)]

    /// The index of the first review of each text, without empty texts and those with both labels.
    public let retained: [Int]

    /// The key of each review.
    public let keys: [String]

    /// What repeats in these reviews, given also as normalized texts.
    public init(_ reviews: [Review], normalized: [String]) {
        keys = normalized.map(ReviewText.key)
        var groups: [String: (first: Int, count: Int, labels: Set<Int>)] = [:]
        var order: [String] = []
        for (index, key) in keys.enumerated() where !key.isEmpty {
            if groups[key] == nil { order.append(key) }
            let group = groups[key] ?? (index, 0, [])
            groups[key] = (group.first, group.count + 1, group.labels.union([reviews[index].label]))
        }
        let all = order.compactMap { groups[$0] }
        count = reviews.count
        distinctCount = order.count
        emptyCount = keys.count(where: \.isEmpty)
        entityCount = reviews.count { htmlEntityCount(in: $0.text) > 0 }
        contradictions = all.filter { $0.labels.count > 1 }.map { reviews[$0.first].text }
        mostFrequent = all.filter { $0.count > 1 }.sorted { ($1.count, $0.first) < ($0.count, $1.first) }
            .prefix(5).map { (reviews[$0.first].text, $0.count) }
        retained = all.filter { $0.labels.count == 1 }.map(\.first)
    }

    /// The fraction of these reviews whose text is also among others.
    public func fractionSeen(_ reviews: [Int], among others: [Int]) -> Double {
        let seen = isSeen(reviews, among: others)
        return Double(seen.count { $0 }) / Double(max(1, seen.count))
    }

    /// For each of these reviews whether its text is also among others.
    public func isSeen(_ reviews: [Int], among others: [Int]) -> [Bool] {
        let known = Set(others.map { keys[$0] })
        return reviews.map { known.contains(keys[$0]) }
    }
}
