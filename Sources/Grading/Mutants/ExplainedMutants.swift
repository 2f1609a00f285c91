/// The mutants that are no wrong answers, as a page lists and explains them.
///
/// The page has them in blocks, such as
/// ````
/// ```diff
/// @@ 5.9
/// -let largest = logits.max() ?? 0
/// +let largest = logits.max() ?? 1
/// ```
/// ````
struct ExplainedMutants {
    /// The page, from the root of the repository.
    static let page = "Docs/HomeworkMutants.md"

    private struct Key: Hashable {
        var id: String
        var before: String
        var after: String
    }

    private var keys: Set<Key> = []

    /// None.
    init() {}

    /// Those of a page.
    init(page text: String) {
        var (id, before) = ("", "")
        var isInBlock = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isInBlock = line == "```diff"
            } else if isInBlock, line.hasPrefix("@@ ") {
                id = String(line.dropFirst(3).prefix { $0 != "," })
            } else if isInBlock, line.hasPrefix("-") {
                before = String(line.dropFirst())
            } else if isInBlock, line.hasPrefix("+") {
                keys.insert(Key(id: id, before: before, after: String(line.dropFirst())))
            }
        }
    }

    /// Whether the page explains a mutant.
    func contains(_ mutant: SolutionSource.Mutant) -> Bool { keys.contains(key(mutant)) }

    /// What the page explains of an exercise although no mutant is so, or one that was rejected.
    func stale(_ id: String, made: [SolutionSource.Mutant], rejected: [SolutionSource.Mutant]) -> [String] {
        keys.filter { $0.id == id }.subtracting(made.map(key)).union(keys.intersection(rejected.map(key)))
            .map(\.after).sorted()
    }

    private func key(_ mutant: SolutionSource.Mutant) -> Key {
        Key(id: mutant.ids[0], before: mutant.before, after: mutant.after)
    }
}
