import Grading
import Messages
import TensorCore

// MARK: 12.9

/// Words in pieces, and how often each occurs.
private struct Corpus {
    var words: [[String]]
    var counts: [Int]

    private struct Pair: Hashable {
        var left, right: String
        static func isBefore(_ a: Pair, _ b: Pair) -> Bool { (a.left, a.right) < (b.left, b.right) }
    }

    private func pairs(_ word: [String]) -> [Pair] {
        zip(word, word.dropFirst()).map { Pair(left: $0, right: $1) }
    }

    private func frequencies(weighted: Bool = true, oncePerWord: Bool = false) -> [Pair: Int] {
        var frequencies: [Pair: Int] = [:]
        for (word, count) in zip(words, counts) {
            for pair in oncePerWord ? Array(Set(pairs(word))) : pairs(word) {
                frequencies[pair, default: 0] += weighted ? count : 1
            }
        }
        return frequencies
    }

    private func best(_ frequencies: [Pair: Int], _ isBefore: (Pair, Pair) -> Bool = Pair.isBefore) -> Pair? {
        let most = frequencies.values.max()
        return frequencies.filter { $0.value == most }.keys.min(by: isBefore)
    }

    private func merged(_ pair: Pair?, most: Int = .max, fromTheRight: Bool = false) -> [[String]] {
        guard let pair else { return words }
        return words.map { word in
            var (word, place, count) = (fromTheRight ? word.reversed() : word, 0, 0)
            let (left, right) = fromTheRight ? (pair.right, pair.left) : (pair.left, pair.right)
            while place + 1 < word.count {
                if word[place] == left, word[place + 1] == right, count < most {
                    word[place...place + 1] = [pair.left + pair.right]
                    count += 1
                }
                place += 1
            }
            return fromTheRight ? word.reversed() : word
        }
    }

    private var pair: Pair? { best(frequencies()) }
    var right: [[String]] { merged(pair) }
    var unchanged: [[String]] { words }
    var unweighted: [[String]] { merged(best(frequencies(weighted: false))) }
    var oncePerWord: [[String]] { merged(best(frequencies(oncePerWord: true))) }
    var rarest: [[String]] {
        let frequencies = frequencies()
        let least = frequencies.values.min()
        return merged(frequencies.filter { $0.value == least }.keys.min(by: Pair.isBefore))
    }
    var lastOfEqual: [[String]] { merged(best(frequencies()) { Pair.isBefore($1, $0) }) }
    var firstSeen: [[String]] {
        let order = words.flatMap(pairs)
        return merged(
            best(frequencies()) { order.firstIndex(of: $0)! < order.firstIndex(of: $1)! })
    }
    var byRight: [[String]] { merged(best(frequencies()) { ($0.right, $0.left) < ($1.right, $1.left) }) }
    var onceInEachWord: [[String]] { merged(pair, most: 1) }
    var fromTheRight: [[String]] { merged(pair, fromTheRight: true) }
    var firstWordAlone: [[String]] {
        let merged = right
        guard let place = words.indices.first(where: { merged[$0] != words[$0] }) else { return words }
        return words.indices.map { $0 == place ? merged[$0] : words[$0] }
    }
    /// Every two neighbours whose text together is that of the pair.
    var byText: [[String]] {
        guard let pair else { return words }
        return words.map { word in
            var (word, place) = (word, 0)
            while place + 1 < word.count {
                if word[place] + word[place + 1] == pair.left + pair.right {
                    word[place...place + 1] = [pair.left + pair.right]
                }
                place += 1
            }
            return word
        }
    }
    /// The pieces are joined, but the right one stays.
    var keepsTheRight: [[String]] {
        guard let pair else { return words }
        return words.map { word in
            word.indices.map { place in
                place + 1 < word.count && word[place] == pair.left && word[place + 1] == pair.right
                    ? pair.left + pair.right : word[place]
            }
        }
    }
}

extension Corpus {
    init(size: Int, generator: inout RandomGenerator) {
        let pieces = ["a", "b", "ab", "c", "o"].prefix(2 + generator.integer(below: 4))
        words = (0..<size).map { _ in
            (0...generator.integer(below: 5)).map { _ in generator.element(of: Array(pieces)) }
        }
        counts = words.map { _ in 1 + generator.integer(below: generator.bernoulli(0.5) ? 3 : 12) }
    }

    static let examples = [
        Corpus(words: [["l", "o", "w"], ["l", "o", "t"], ["n", "o", "w"]], counts: [2, 1, 4])
    ]
    static let edges = [
        Corpus(words: [["a", "a", "a"]], counts: [1]), Corpus(words: [["a"], ["b"]], counts: [3, 10]),
        Corpus(words: [["b", "c"], ["a", "c"]], counts: [2, 2]),
        Corpus(words: [["c", "b", "c", "a"]], counts: [1]),
        // "ab", "c" reads like "a", "bc".
        Corpus(words: [["ab", "c"], ["a", "bc"], ["ab", "c", "ab", "c"]], counts: [3, 4, 1]),
        Corpus(words: [["a", "b"], ["a", "b"], ["c", "o"]], counts: [1, 1, 10]),
        Corpus(words: [["x", "y", "x", "y", "x", "y"], ["y", "z"], ["y", "z"]], counts: [1, 1, 1]),
        Corpus(words: [["c", "a"], ["a", "o"], ["b", "a"]], counts: [5, 5, 5]),
        // A piece that ends like the left one.
        Corpus(words: [["ab", "c"], ["b", "c"], ["b", "ca"]], counts: [1, 2, 1]),
    ]
}

let mergingPairs = Exercise<any TransformerHomework>(
    "12.9", Words(en: "A merge of byte-pair encoding", zh: "字节对编码的一次合并"), draws: 8,
    hint: Words(
        en: "List all pairs with how often they occur, word by word, and compare with the example.",
        zh: "逐个词列出所有的片段对和出现的次数，与例子比较。"),
    input: Corpus.init, examples: Corpus.examples, edges: Corpus.edges, expected: \.right,
    answer: { try $0.mergedPair($1.words, counts: $1.counts) },
    mistakes: [
        Mistake(en: "Nothing is merged.", zh: "什么也没有合并。", \.unchanged),
        Mistake(
            en: "A word that occurs often counts often: its pairs count `counts` times.",
            zh: "词出现几次，它的片段对就算几次：次数在 `counts` 里。", \.unweighted),
        Mistake(
            en: "A pair that stands twice in a word counts twice.", zh: "一个片段对在一个词里出现两次，就算两次。", \.oncePerWord),
        Mistake(en: "That is the rarest pair.", zh: "这是出现最少的片段对。", \.rarest),
        Mistake(
            en: "Of equally frequent pairs it is the first by `<`, not the last.",
            zh: "次数相同的片段对，取按 `<` 排第一的，不是最后的。", \.lastOfEqual),
        Mistake(
            en: "Of equally frequent pairs it is the first by `<`, not the one that is met first.",
            zh: "次数相同的片段对，取按 `<` 排第一的，不是最先遇到的。", \.firstSeen),
        Mistake(
            en: "Of equally frequent pairs the left piece decides first, then the right.",
            zh: "次数相同的片段对，先比左边的片段，再比右边的。", \.byRight),
        Mistake(
            en: "The pair is merged wherever it stands, also twice in a word.",
            zh: "片段对出现在哪里，就在哪里合并，一个词里有两处也一样。", \.onceInEachWord),
        Mistake(
            en: "Merge from left to right: \"a\", \"a\", \"a\" becomes \"aa\", \"a\".",
            zh: "从左到右合并：\"a\", \"a\", \"a\" 变成 \"aa\", \"a\"。", \.fromTheRight),
        Mistake(
            en: "The pair is merged in all words, not only in the first that has it.",
            zh: "所有词里的这个片段对都要合并，不只是第一个含有它的词。", \.firstWordAlone),
        Mistake(
            en: "Another pair may have the same text: both pieces must be equal.",
            zh: "别的片段对连起来也可能是同样的文字：两个片段都必须相等。", \.byText),
        Mistake(
            en: "The merged piece stands for both: the right one does not stay behind it.",
            zh: "合并出的片段代替两个：右边的片段不再留在后面。", \.keepsTheRight),
    ],
    cases: [
        Case(en: "no pair", zh: "没有片段对") { $0.words.allSatisfy { $0.count == 1 } },
        Case(en: "one word", zh: "只有一个词") { $0.words.count == 1 },
        Case(en: "equally frequent pairs", zh: "次数相同的片段对") { $0.right != $0.lastOfEqual },
        Case(en: "a pair twice in a word", zh: "一个词里有两个相同的片段对") { $0.right != $0.onceInEachWord },
        Case(en: "three equal pieces", zh: "三个相同的片段") { $0.right != $0.fromTheRight },
    ],
    meant: [
        Meant("counts[]", lack: .negative, .zero, because: "words that occur"),
        .together("words.count", "counts.count", because: "each word has its count"),
    ])

// MARK: 12.10

/// A padded batch of translations.
private struct SmoothedBatch {
    var logProbabilities: [[[Float]]]
    var targets: [[Int]]
    var padding: Int
    var smoothing: Float

    private typealias Place = (right: Double, sum: Double, count: Double)

    private func places(withPadding: Bool = false, padding: Int? = nil) -> [[Place]] {
        zip(logProbabilities, targets).map { rows, targets in
            zip(rows, targets).filter { withPadding || $1 != padding ?? self.padding }.map(place)
        }
    }

    private func place(_ row: [Float], _ target: Int) -> Place {
        (Double(row[target]), row.reduce(0) { $0 + Double($1) }, Double(row.count))
    }

    private var epsilon: Double { Double(smoothing) }
    private func loss(_ place: Place) -> Double {
        -(1 - epsilon) * place.right - epsilon / place.count * place.sum
    }
    private func mean(_ losses: [Double]) -> Float { Float(losses.reduce(0, +) / Double(losses.count)) }
    private func mean(_ loss: (Place) -> Double) -> Float { mean(places().joined().map(loss)) }

    var right: Float { mean(loss) }
    var withPadding: Float { mean(places(withPadding: true).joined().map(loss)) }
    var byAllPlaces: Float {
        Float(places().joined().map(loss).reduce(0, +) / Double(targets.joined().count))
    }
    var sum: Float { Float(places().joined().map(loss).reduce(0, +)) }
    var meanOfSentences: Float {
        let means = places().filter { !$0.isEmpty }.map { row in
            row.map(loss).reduce(0, +) / Double(row.count)
        }
        return mean(means)
    }
    var turned: Float { -mean(loss) }
    var withoutSmoothing: Float { mean { -$0.right } }
    var spreadOverOthers: Float {
        mean { -(1 - epsilon) * $0.right - epsilon / ($0.count - 1) * ($0.sum - $0.right) }
    }
    var wholeAndSpread: Float { mean { -$0.right - epsilon / $0.count * $0.sum } }
    var spreadSum: Float { mean { -(1 - epsilon) * $0.right - epsilon * $0.sum } }
    var withoutSpread: Float { mean { -(1 - epsilon) * $0.right } }
    var otherWayRound: Float { mean { -epsilon * $0.right - (1 - epsilon) / $0.count * $0.sum } }
    var paddingIsZero: Float { mean(places(padding: 0).joined().map(loss)) }
}

extension SmoothedBatch {
    init(size: Int, generator: inout RandomGenerator) {
        let words = 2 + generator.integer(below: size + 1)
        let length = 1 + generator.integer(below: size + 1)
        let padding = generator.integer(below: words)
        targets = (0..<1 + generator.integer(below: size)).map { _ in
            let written = 1 + generator.integer(below: length)
            return (0..<length).map { place in
                place < written ? (padding + 1 + generator.integer(below: words - 1)) % words : padding
            }
        }
        logProbabilities = targets.map { row in
            row.map { _ in (0..<words).map { _ in -abs(generator.number(size: size)) } }
        }
        self.padding = padding
        smoothing = generator.element(of: [0, 0.125, 0.25, 0.5])
    }

    static let examples = [
        SmoothedBatch(logProbabilities: [[[-1, -3]]], targets: [[0]], padding: 1, smoothing: 0.5)
    ]
    static let edges = [
        SmoothedBatch(
            logProbabilities: [[[-2, -1], [-0.5, 0]], [[-1, -12], [-3, -4]]], targets: [[1, 0], [1, 1]],
            padding: 0,
            smoothing: 0.25),
        SmoothedBatch(
            logProbabilities: [[[-1, -2, -4], [-2, 0, -1]], [[-3, -1, -1], [-1, -5, -20]]],
            targets: [[1, 2], [0, 1]], padding: 2, smoothing: 0),
        SmoothedBatch(
            logProbabilities: [[[-1, -2], [-2, -3], [0, -1]], [[-4, -1], [-1, -1], [-2, -2]]],
            targets: [[0, 0, 0], [0, 1, 1]], padding: 1, smoothing: 0.125),
    ]
}

let smoothing = Exercise<any TransformerHomework>(
    "12.10", Words(en: "Label smoothing without padding", zh: "标签平滑，不算填充"), sizes: 1...5, draws: 6,
    hint: Words(
        en: "Cross out all padding, and work out the loss of one place by hand.", zh: "划掉所有填充，手算一个位置的损失。"),
    input: SmoothedBatch.init, examples: SmoothedBatch.examples, edges: SmoothedBatch.edges,
    expected: \.right,
    answer: {
        try $0.smoothedLoss(
            logProbabilities: $1.logProbabilities, targets: $1.targets, padding: $1.padding,
            smoothing: $1.smoothing)
    },
    mistakes: [
        Mistake(
            en: "Padding counts: a network would learn to write padding.", zh: "填充也算进去了：网络会学着写填充。",
            \.withPadding),
        Mistake(
            en: "The sum leaves padding out, but it is divided by all places.", zh: "求和时去掉了填充，却除以了所有位置的个数。",
            \.byAllPlaces),
        Mistake(en: "That is the sum over all places: take the mean.", zh: "这是所有位置的总和：要取平均。", \.sum),
        Mistake(
            en: "That is the mean over sentences of their means: every place of the batch counts the same.",
            zh: "这是先在每句之内平均，再对各句平均：批中的每个位置同样重要。", \.meanOfSentences),
        Mistake(en: "The sign is turned: a loss is −ln P.", zh: "符号反了：损失是 −ln P。", \.turned),
        Mistake(
            en: "Nothing is smoothed: `smoothing` is not used.", zh: "没有平滑：没有用到 `smoothing`。",
            \.withoutSmoothing),
        Mistake(
            en: "ε is spread over all V words, the right one included.", zh: "ε 分摊到全部 V 个词，正确的词也在内。",
            \.spreadOverOthers),
        Mistake(
            en: "The right word has 1 − ε before it gets its part of ε.", zh: "正确的词先有 1 − ε，再得到 ε 中它的一份。",
            \.wholeAndSpread),
        Mistake(en: "ε is shared by the V words: divide by V.", zh: "ε 由 V 个词平分：要除以 V。", \.spreadSum),
        Mistake(
            en: "The part of ε is missing: the other words have some probability too.",
            zh: "缺了 ε 那一部分：其他的词也有一点概率。", \.withoutSpread),
        Mistake(
            en: "The right word has 1 − ε, and ε is spread, not the other way round.",
            zh: "正确的词有 1 − ε，分摊的是 ε，不是反过来。", \.otherWayRound),
        Mistake(
            en: "The padding need not be word 0: `padding` says which it is.",
            zh: "填充不一定是 0 号词：是哪个由 `padding` 决定。", \.paddingIsZero),
    ],
    cases: [
        Case(en: "no smoothing", zh: "不平滑") { $0.smoothing == 0 },
        Case(en: "padding that is not word 0", zh: "填充不是 0 号词") {
            $0.padding > 0 && $0.targets.joined().contains($0.padding)
        },
        Case(en: "no padding", zh: "没有填充") { !$0.targets.joined().contains($0.padding) },
        Case(en: "sentences of different lengths", zh: "长短不同的句子") { $0.right != $0.meanOfSentences },
    ],
    meant: [
        Meant("logProbabilities[][].count", lack: .one, because: "there is a word beside the padding"),
        Meant("logProbabilities[][][]", lack: .positive, because: "logarithms of probabilities"),
        Meant(
            "targets[][]", "padding", lack: .negative, .large, because: "words are numbered from 0, and few"),
        Meant("smoothing", lack: .negative, .large, because: "a small share"),
        .together("logProbabilities.count", "targets.count", because: "each sentence has its targets"),
        .together("logProbabilities[].count", "targets[].count", because: "each place has its target"),
    ])
