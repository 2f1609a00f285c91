import ChapterSupport
import NeuralNetworks

/// How much of the differences between trials one hyperparameter explains by itself.
///
/// The trials are ranked, and parted by the hyperparameter into three groups of equal size (by its choices, where it has them).
/// ω² is the share of the ranks' variance that lies between the groups, less what chance alone would put there (Hays 1963): 0 for
/// a hyperparameter that does not matter, 1 for one that decides alone. What two decide only together it does not see.
func importance(of index: Int, _ trials: [Trial], in space: SearchSpace) -> Double {
    let ranked = space.ranked(trials)
    let hyperparameter = space.hyperparameters[index]
    let points = ranked.enumerated().compactMap { rank, trial in
        hyperparameter.place(of: trial.values[index]).map { (place: $0, rank: Double(rank)) }
    }
    let groups: [[Double]]
    if case .choices = hyperparameter.values {
        groups = Dictionary(grouping: points, by: \.place).values.map { $0.map(\.rank) }
    } else {
        let sorted = points.sorted { ($0.place, $0.rank) < ($1.place, $1.rank) }.map(\.rank)
        groups = (0..<3).map { Array(sorted[(sorted.count * $0 / 3)..<(sorted.count * ($0 + 1) / 3)]) }
    }
    let filled = groups.filter { !$0.isEmpty }
    let all = filled.flatMap { $0 }
    guard filled.count > 1, all.count > filled.count else { return 0 }
    func squares(_ numbers: [Double], around middle: Double) -> Double {
        numbers.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
    }
    let middle = mean(all)
    let total = squares(all, around: middle)
    let within = filled.reduce(0) { $0 + squares($1, around: mean($1)) } / Double(all.count - filled.count)
    guard total > 0 else { return 0 }
    return max(0, (total - within * Double(all.count - 1)) / (total + within))
}
