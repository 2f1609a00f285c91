/// How well scores put those that are there before those that are not.
struct RankingScores {
    /// The chance that one that is there has a higher score than one that is not; a tie counts half.
    let areaUnderCurve: Double
    /// The mean, over those that are there, of the share of them among all with at least their score.
    let averagePrecision: Double

    /// Of at least one score each.
    init(present: [Float], absent: [Float]) {
        let all =
            (present.map { (score: $0, isPresent: true) } + absent.map { (score: $0, isPresent: false) })
            .sorted { $0.score > $1.score }
        var (presentSoFar, absentSoFar) = (0, 0)
        var (wins, precision) = (0.0, 0.0)
        var place = 0
        while place < all.count {
            // Those of one score come in no order: they count together.
            let end = all[place...].firstIndex { $0.score != all[place].score } ?? all.count
            let tied = all[place..<end].count { $0.isPresent }
            let tiedAbsent = end - place - tied
            wins += Double(tied) * (Double(absent.count - absentSoFar - tiedAbsent) + Double(tiedAbsent) / 2)
            presentSoFar += tied
            absentSoFar += tiedAbsent
            precision += Double(tied) * Double(presentSoFar) / Double(presentSoFar + absentSoFar)
            place = end
        }
        areaUnderCurve = wins / Double(present.count * absent.count)
        averagePrecision = precision / Double(present.count)
    }
}
