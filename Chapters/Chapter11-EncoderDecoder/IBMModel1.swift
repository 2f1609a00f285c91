import Text

/// IBM model 1 (Brown and others 1993): for each source word the target words that it becomes, learned from sentence pairs
/// alone by expectation–maximization. As a translator it replaces each word by its likeliest, in the sentence's order.
struct IBMModel1 {
    /// The likeliest target word of each source word.
    private var best: [String: String] = [:]
    private let tokenizer: Tokenizer

    /// - Parameters:
    ///   - language: words that are not in its vocabularies are one unknown word.
    ///   - rounds: of expectation–maximization.
    init(_ pairs: [SentencePairs.Pair], _ language: LanguagePair, rounds: Int = 5) {
        tokenizer = language.sourceTokenizer
        let encoded = EncodedPairs(pairs, language, longest: .max)
        let sources = encoded.sources.map { Array($0.dropLast()) }
        let targets = encoded.targets.map { Array($0.dropFirst().dropLast()) }
        // A number for each pair of words that occurs, and P(target | source) for each number; first all alike.
        var numbers: [Int: Int] = [:]
        let width = language.targetVocabulary.count
        func number(_ source: Int, _ target: Int) -> Int {
            let key = source * width + target
            if let known = numbers[key] { return known }
            let next = numbers.count
            numbers[key] = next
            return next
        }
        let links = zip(sources, targets).map { source, target in
            target.map { word in source.map { number($0, word) } }
        }
        var probability = [Double](repeating: 1, count: numbers.count)
        var sourceOf = [Int](repeating: 0, count: numbers.count)
        for (key, number) in numbers { sourceOf[number] = key / width }
        for _ in 0..<rounds {
            var counts = [Double](repeating: 0, count: numbers.count)
            for sentence in links {
                for candidates in sentence {
                    // Expectation: how likely each source word is the one that this target word stands for.
                    let total = candidates.reduce(0) { $0 + probability[$1] }
                    for link in candidates { counts[link] += probability[link] / total }
                }
            }
            // Maximization: of each source word the shares of its counts.
            var totals = [Double](repeating: 0, count: language.sourceVocabulary.count)
            for (link, count) in counts.enumerated() { totals[sourceOf[link]] += count }
            for link in counts.indices { probability[link] = counts[link] / totals[sourceOf[link]] }
        }
        var highest: [Int: (probability: Double, target: Int)] = [:]
        for (key, link) in numbers {
            let (source, target) = (key / width, key % width)
            let known = highest[source] ?? (-1, 0)
            if (known.probability, target) < (probability[link], known.target) {
                highest[source] = (probability[link], target)
            }
        }
        for (source, found) in highest {
            best[language.sourceVocabulary.tokens[source]] = language.targetVocabulary.tokens[found.target]
        }
    }

    /// Word by word; a word that was never seen stays as it is.
    func translation(of sentence: String) -> [String] {
        tokenizer.tokens(of: sentence).map { best[$0] ?? $0 }
    }
}
