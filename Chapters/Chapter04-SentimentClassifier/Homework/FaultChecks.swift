import Grading
import Messages
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
    findTheFault: "4.8", Words(en: "a vocabulary", zh: "词表"), line: 2, returning: "table",
    hint: Words(
        en: "Write down the vocabulary of the example: which words could be known before the test?",
        zh: "写下例子的词表：测试之前能知道哪些词？"),
    input: Parts.init, examples: Parts.examples, edges: Parts.edges, mended: \.mended,
    asItStands: \.asItStands,
    because: Words(en: "the vocabulary still has words of the test.", zh: "词表里还有测试的词。"),
    otherLines: [
        3: Words(en: "line 3 takes each word once.", zh: "第 3 行让每个词只取一次。"),
        4: Words(en: "line 4 appends what lines 2 and 3 have chosen.", zh: "第 4 行添上第 2 行和第 3 行选出的词。"),
        7: Words(en: "line 7 is right, for the test reviews are asked for.", zh: "第 7 行是对的，要的正是测试评论。"),
        8: Words(en: "line 8 counts rightly.", zh: "第 8 行数得对。"),
    ],
    answer: { try $0.mendedBags(training: $1.training, test: $1.test) },
    mistakes: [
        WrongMending(
            Words(
                en: "The vocabulary is made of the training reviews, not of the test.", zh: "词表取自训练评论，不是测试评论。"
            ), \.ofTestAlone),
        WrongMending(
            Words(en: "The test is looked at first, which is no better.", zh: "改成先看测试部分，并没有更好。"), \.testFirst),
        WrongMending(
            Words(
                en: "The words are those of the training reviews; the bags asked for are those of the test.",
                zh: "词取自训练评论；要的词袋是测试评论的。"),
            lines: [
                7: Words(
                    en: "Line 7 was right: the bags of the test are asked for.", zh: "第 7 行是对的：要的是测试评论的词袋。")
            ], \.ofTraining),
        WrongMending(Words(en: "Only the test reviews have rows.", zh: "只有测试评论有行。"), \.ofBoth),
        WrongMending(
            Words(en: "Line 8 was right: it counts how often a word occurs.", zh: "第 8 行是对的：它数一个词出现几次。"),
            \.presence),
        WrongMending(
            Words(en: "The words stay in the order in which they first occur.", zh: "词保持首次出现的次序。"), \.sorted),
        WrongMending(
            Words(en: "Line 3 was right: each word is in the vocabulary once.", zh: "第 3 行是对的：每个词在词表里只有一次。"),
            \.repeated),
        WrongMending(
            Words(en: "A word that is not in the vocabulary is left out.", zh: "词表外的词要略去。"), \.withUnknown),
        WrongMending(
            Words(
                en: "A training word that no test review has still has its column.",
                zh: "测试评论里没有的训练词，也有自己的一列。"), \.common),
    ],
    cases: [
        Case(en: "no training review", zh: "没有训练评论") { $0.training.isEmpty && !$0.test.isEmpty },
        Case(en: "no test review", zh: "没有测试评论") { $0.test.isEmpty && !$0.training.isEmpty },
        Case(en: "a word of the test alone", zh: "只在测试里出现的词") { $0.asItStands != $0.mended },
        Case(en: "a word that comes several times", zh: "出现几次的词") { $0.presence != $0.mended },
    ])
