import TensorCore

/// Sentences for language models, as ids, in three parts: the models are trained on the first, chosen on the second and
/// measured on the third.
struct LanguageText {
    /// The words by id. Words that training shows less than three times share the id of `<unk>`.
    let words: [String]
    let training: [[Int]]
    let validation: [[Int]]
    let test: [[Int]]

    static let (unknown, start, end) = (0, 1, 2)

    /// - Parameters:
    ///   - heldOut: how many sentences are for the test, and as many for validation; at most a tenth of all for each.
    ///   - atLeast: how often a word must occur to have an id of its own.
    init(_ sentences: [[String]], heldOut: Int = 5000, atLeast: Int = 3) {
        var generator = RandomGenerator(seed: 1)
        let order = generator.permutation(sentences.count)
        let part = min(heldOut, sentences.count / 10)
        var counts: [String: Int] = [:]
        for index in order.dropFirst(2 * part) {
            for word in sentences[index] { counts[word, default: 0] += 1 }
        }
        let known = counts.filter { $0.value >= atLeast }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let words = ["<unk>", "<s>", "</s>"] + known.map(\.key)
        let ids = Dictionary(uniqueKeysWithValues: words.enumerated().map { ($1, $0) })
        func encoded(_ indices: some Sequence<Int>) -> [[Int]] {
            indices.map { sentences[$0].map { ids[$0] ?? Self.unknown } + [Self.end] }
        }
        self.words = words
        test = encoded(order.prefix(part))
        validation = encoded(order.dropFirst(part).prefix(part))
        training = encoded(order.dropFirst(2 * part))
    }
}

/// Every place of some sentences as a window: the n words before it, starts where there are none, and the word there.
struct Windows {
    /// n.
    let context: Int
    private let ids: [Int]

    init(_ sentences: [[Int]], context: Int) {
        self.context = context
        ids = sentences.flatMap { sentence in
            let line = Array(repeating: LanguageText.start, count: context) + sentence
            return sentence.indices.flatMap { line[$0...$0 + context] }
        }
    }

    var count: Int { ids.count / (context + 1) }

    /// The contexts `[N, n]` and the next words `[N]` of the windows at these places.
    func batch(_ places: [Int]) -> (contexts: IntArray, targets: IntArray) {
        let width = context + 1
        return (
            IntArray(
                places.flatMap { ids[$0 * width..<$0 * width + context] }, shape: [places.count, context]),
            IntArray(places.map { ids[$0 * width + context] })
        )
    }

    /// The window at a place, the next word last.
    subscript(place: Int) -> ArraySlice<Int> { ids[place * (context + 1)..<(place + 1) * (context + 1)] }
}
