import ChapterSupport
import Foundation
import TensorCore

/// Plays in a world of which it knows nothing: learns a mixture of models, looks ahead in it, acts (section 15.3).
///
/// AIXI mixes all computable models, which cannot be computed. Here the models are context trees, and looking ahead is
/// sampled; the rest is AIXI: every percept changes the weights by Bayes, every action is the one of the greatest
/// expected sum of rewards up to the horizon. Hutter: "Universal artificial intelligence" (2005).
struct UniversalAgent {
    private(set) var model: HistoryModel
    private let search: TreeSearch

    /// An agent that has seen nothing; its trees look back at `depth` bits.
    init(_ world: PartlySeenWorld, depth: Int, search: TreeSearch) {
        model = HistoryModel(world, depth: depth)
        self.search = search
    }

    /// Acts, by chance with the probability `chance`.
    mutating func action(chance: Double, using generator: inout RandomGenerator) -> Int {
        if Double(generator.uniform()) < chance { return generator.integer(below: model.actionCount) }
        return search.plan(in: &model, using: &generator).action
    }

    /// Learns from what followed.
    mutating func learn(_ action: Int, _ percept: PartlySeenWorld.Percept) { model.learn(action, percept) }
}
