import Grading
import TensorCore

// MARK: 4.8

/// Reviews to take the words from, and reviews to count them in.
private struct Parts {
    var training: [[String]]
    var test: [[String]]

    private func words(_ reviews: [[String]]) -> [String] {
        var words: [String] = []
        for word in reviews.joined() where !words.contains(word) { words.append(word) }
        return words
    }
    private func bags(
        _ vocabulary: [String], of reviews: [[String]]? = nil, _ change: (Int) -> Float = { Float($0) }
    ) -> [[Float]] {
        (reviews ?? test).map { review in
            vocabulary.map { word in change(review.count { $0 == word }) }
        }
    }

    var mended: [[Float]] { bags(words(training)) }
    var asItStands: [[Float]] { bags(words(training + test)) }
    var ofTestAlone: [[Float]] { bags(words(test)) }
    var testFirst: [[Float]] { bags(words(test + training)) }
    var ofTraining: [[Float]] { bags(words(training), of: training) }
    var ofBoth: [[Float]] { bags(words(training), of: training + test) }
    var presence: [[Float]] { bags(words(training)) { $0 > 0 ? 1 : 0 } }
    var sorted: [[Float]] { bags(words(training).sorted()) }
    var repeated: [[Float]] { bags(training.flatMap { $0 }) }
    var withUnknown: [[Float]] {
        let known = Set(words(training))
        return zip(mended, test).map { row, review in
            row + [Float(review.count { !known.contains($0) })]
        }
    }
    var common: [[Float]] { bags(words(training).filter(words(test).contains)) }
}

extension Parts {
    init(size: Int, generator: inout RandomGenerator) {
        // Few words, so that many occur in both parts.
        let words = Array(reviewWords.prefix(3 + size))
        func draw() -> [[String]] {
            (0..<generator.integer(below: size + 1)).map { _ in
                drawnWords(generator.integer(below: 2 + size), of: words, &generator)
            }
        }
        training = draw()
        test = draw()
    }

    static let examples = [Parts(training: [["好", "快"]], test: [["好", "差", "好"]])]
    static let edges = [
        Parts(training: [], test: [["好"], []]), Parts(training: [["好", "好"], ["慢"]], test: []),
        Parts(training: [["快"]], test: [["快"]]),
        Parts(training: [["好", "差", "好"]], test: [["贵", "差"], []]),
        Parts(training: [["OK", "好"], ["不"]], test: [["ok", "不", "不"], ["不好"]]),
        Parts(
            training: [["慢", "快"]], test: [[String](repeating: "快", count: 12) + ["贵"], ["贵"]]),
    ]
}

let mendingBags = Exercise<any SentimentHomework>(
    findTheFault: "4.8", "a vocabulary", line: 2, returning: "table",
    hint: "Write down the vocabulary of the example: which words could be known before the test?",
    input: Parts.init, examples: Parts.examples, edges: Parts.edges, mended: \.mended,
    asItStands: \.asItStands, because: "the vocabulary still has words of the test.",
    otherLines: [
        3: "line 3 takes each word once.", 4: "line 4 appends what lines 2 and 3 have chosen.",
        7: "line 7 is right, for the test reviews are asked for.", 8: "line 8 counts rightly.",
    ],
    answer: { try $0.mendedBags(training: $1.training, test: $1.test) },
    mistakes: [
        WrongMending("The vocabulary is made of the training reviews, not of the test.", \.ofTestAlone),
        WrongMending("The test is looked at first, which is no better.", \.testFirst),
        WrongMending(
            "The words are those of the training reviews; the bags asked for are those of the test.",
            lines: [7: "Line 7 was right: the bags of the test are asked for."], \.ofTraining),
        WrongMending("Only the test reviews have rows.", \.ofBoth),
        WrongMending("Line 8 was right: it counts how often a word occurs.", \.presence),
        WrongMending("The words stay in the order in which they first occur.", \.sorted),
        WrongMending("Line 3 was right: each word is in the vocabulary once.", \.repeated),
        WrongMending("A word that is not in the vocabulary is left out.", \.withUnknown),
        WrongMending("A training word that no test review has still has its column.", \.common),
    ],
    cases: [
        Case("no training review") { $0.training.isEmpty && !$0.test.isEmpty },
        Case("no test review") { $0.test.isEmpty && !$0.training.isEmpty },
        Case("a word of the test alone") { $0.asItStands != $0.mended },
        Case("a word that comes several times") { $0.presence != $0.mended },
    ])
