import Foundation

// Language models that only count: what a network has to beat.

/// How likely a word is by how often it occurs, whatever stands before it, with half an occurrence added for each word.
struct UnigramTable {
    private let counts: [Int]
    private let total: Double

    init(_ sentences: [[Int]], words: Int) {
        var counts = [Int](repeating: 0, count: words)
        for id in sentences.joined() { counts[id] += 1 }
        self.counts = counts
        total = Double(counts.reduce(0, +)) + 0.5 * Double(words)
    }

    func probability(of word: Int) -> Double { (Double(counts[word]) + 0.5) / total }

    /// log P of the word of each window.
    func logProbabilities(_ windows: Windows) -> [Double] {
        (0..<windows.count).map { log(probability(of: windows[$0].last ?? 0)) }
    }
}

/// A trigram with interpolated Kneser–Ney smoothing, the strongest of the simple n-gram models.
///
/// From every count a discount d is taken, and what it frees goes to the shorter history:
///
///     P(w | u v) = (max(c(u v w) − d, 0) + d · t(u v) · P(w | v)) / c(u v)
///
/// with t(u v) the number of different words after u v. The shorter ones count not how often a word occurred but after how
/// many different words: "Francisco" is frequent, but only after "San". Kneser and Ney: "Improved backing-off for m-gram
/// language modeling" (1995).
struct KneserNey {
    private let words: Int
    private let discount = 0.75
    /// Counts of u v w, numbers of different u before v w, and of different v before w.
    private var (trigrams, bigrams) = ([Int: Int](), [Int: Int]())
    private var unigrams: [Int]
    private var unigramTotal = 0
    private var unigramKinds = 0
    /// Of each history: the sum of its counts, and how many of them there are.
    private var pairs: [Int: (total: Int, kinds: Int)] = [:]
    private var singles: [(total: Int, kinds: Int)]

    init(_ sentences: [[Int]], words: Int) {
        self.words = words
        unigrams = [Int](repeating: 0, count: words)
        singles = [(total: Int, kinds: Int)](repeating: (0, 0), count: words)
        for sentence in sentences {
            let line = [LanguageText.start, LanguageText.start] + sentence
            for place in 2..<max(2, line.count) {
                trigrams[key(line[place - 2], line[place - 1], line[place]), default: 0] += 1
            }
        }
        for (key, count) in trigrams {
            let (history, pair) = (key / words, key % (words * words))
            let before = pairs[history] ?? (0, 0)
            pairs[history] = (before.total + count, before.kinds + 1)
            bigrams[pair, default: 0] += 1
        }
        for (key, count) in bigrams {
            let (history, word) = (key / words, key % words)
            singles[history].total += count
            singles[history].kinds += 1
            unigrams[word] += 1
            unigramTotal += 1
        }
        unigramKinds = unigrams.count { $0 > 0 }
    }

    private func key(_ u: Int, _ v: Int, _ w: Int) -> Int { (u * words + v) * words + w }

    /// P(w | u v).
    func probability(of w: Int, after u: Int, _ v: Int) -> Double {
        guard let history = pairs[u * words + v] else { return probability(of: w, after: v) }
        let count = Double(trigrams[key(u, v, w)] ?? 0)
        let freed = discount * Double(history.kinds) * probability(of: w, after: v)
        return (max(count - discount, 0) + freed) / Double(history.total)
    }

    private func probability(of w: Int, after v: Int) -> Double {
        let freed = discount * Double(unigramKinds) / Double(words)
        let alone = (max(Double(unigrams[w]) - discount, 0) + freed) / Double(max(1, unigramTotal))
        guard singles[v].total > 0 else { return alone }
        let count = Double(bigrams[v * words + w] ?? 0)
        return (max(count - discount, 0) + discount * Double(singles[v].kinds) * alone)
            / Double(singles[v].total)
    }

    /// log P of the word of each window, of which the last two words before it count.
    func logProbabilities(_ windows: Windows) -> [Double] {
        (0..<windows.count).map { place in
            let window = Array(windows[place].suffix(3))
            return log(probability(of: window[2], after: window[0], window[1]))
        }
    }
}

/// e to the mean of −log P: among how many equally likely words a model would be as uncertain.
func perplexity(_ logProbabilities: [Double]) -> Double {
    exp(-logProbabilities.reduce(0, +) / Double(max(1, logProbabilities.count)))
}

/// log of λ P + (1 − λ) P′, place by place.
func mixed(_ first: [Double], _ second: [Double], weight: Double) -> [Double] {
    zip(first, second).map { log(weight * exp($0) + (1 - weight) * exp($1)) }
}

/// The λ of 0, 0.05, …, 1 whose mixture is best on these words.
func bestWeight(_ first: [Double], _ second: [Double]) -> Double {
    let weights = (0...20).map { Double($0) / 20 }
    return weights.min {
        perplexity(mixed(first, second, weight: $0)) < perplexity(mixed(first, second, weight: $1))
    } ?? 0
}
