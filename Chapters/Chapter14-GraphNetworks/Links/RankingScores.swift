/// How well scores rank present pairs above absent ones.
struct RankingScores: Codable {
    /// AUC: the probability that a present pair scores higher than an absent one; a tie counts half.
    let areaUnderCurve: Double
    /// The mean over the present pairs of the precision at their score: of all pairs scored at least as high, the share
    /// that is present.
    let averagePrecision: Double

    /// From at least one score each.
    init(present: [Float], absent: [Float]) {
        let all =
            (present.map { (score: $0, isPresent: true) } + absent.map { (score: $0, isPresent: false) })
            .sorted { $0.score > $1.score }
        var (presentSoFar, absentSoFar) = (0, 0)
        var (wins, precision) = (0.0, 0.0)
        var index = 0
        while index < all.count {
            // Tied scores have no order: they count together.
            let end = all[index...].firstIndex { $0.score != all[index].score } ?? all.count
            let tied = all[index..<end].count { $0.isPresent }
            let tiedAbsent = end - index - tied
            wins += Double(tied) * (Double(absent.count - absentSoFar - tiedAbsent) + Double(tiedAbsent) / 2)
            presentSoFar += tied
            absentSoFar += tiedAbsent
            precision += Double(tied) * Double(presentSoFar) / Double(presentSoFar + absentSoFar)
            index = end
        }
        areaUnderCurve = wins / Double(present.count * absent.count)
        averagePrecision = precision / Double(present.count)
    }
}
