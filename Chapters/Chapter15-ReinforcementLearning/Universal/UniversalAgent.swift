import ChapterSupport
import Foundation
import TensorCore

/// Acts in an environment of which it knows nothing: learns a mixture of models, plans in it, acts (section 15.3).
///
/// AIXI mixes all computable models, which cannot be computed. Here the models are context trees, and planning is Monte
/// Carlo tree search; the rest is AIXI: every percept changes the weights by Bayes' rule, every action maximizes the
/// expected return up to the horizon. Hutter: "Universal artificial intelligence" (2005).
struct UniversalAgent {
    private(set) var model: HistoryModel
    private let search: TreeSearch

    /// An agent without experience; its trees look back at `depth` bits.
    init(_ world: POMDP, depth: Int, search: TreeSearch) {
        model = HistoryModel(world, depth: depth)
        self.search = search
    }

    /// The next action: random with probability ε, else planned.
    mutating func action(epsilon: Double, using generator: inout RandomGenerator) -> Int {
        if Double(generator.uniform()) < epsilon { return generator.integer(below: model.actionCount) }
        return search.plan(in: &model, using: &generator).action
    }

    /// Learns from a percept.
    mutating func learn(_ action: Int, _ percept: POMDP.Percept) { model.learn(action, percept) }
}
