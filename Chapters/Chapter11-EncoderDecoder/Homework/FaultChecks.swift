import Grading
import Messages
import TensorCore

// MARK: 11.8

/// Translations beside their references, padded to one length.
private struct Padded {
    var translations: [[Int]]
    var references: [[Int]]
    var padding: Int

    private var places: [(word: Int, target: Int)] {
        zip(translations, references).flatMap { zip($0, $1).map { ($0, $1) } }
    }
    private var words: [(word: Int, target: Int)] { places.filter { $0.target != padding } }

    /// Of so many places so many right ones.
    private func share(right: Int? = nil, count: Int? = nil) -> Float {
        Float(right ?? words.count { $0.word == $0.target }) / Float(count ?? words.count)
    }

    var mended: Float { share() }
    var asItStands: Float { share(right: places.count { $0.word == $0.target }, count: places.count) }
    var byAllPlaces: Float { share(count: places.count) }
    var rightPadding: Float { share(right: places.count { $0.word == $0.target }) }
    var ownPadding: Float { share(count: places.count { $0.word != padding }) }
    var errors: Float { share(right: words.count { $0.word != $0.target }) }
    var perSentence: Float {
        let shares = zip(translations, references).map { words, reference in
            let places = zip(words, reference).filter { $1 != padding }
            return Float(places.count { $0 == $1 }) / Float(places.count)
        }
        return shares.reduce(0, +) / Float(shares.count)
    }
}

extension Padded {
    init(size: Int, generator: inout RandomGenerator) {
        let places = 1 + generator.integer(below: size + 1)
        padding = generator.element(of: [0, 0, 3, 10])
        let padding = padding
        func sentence(_ generator: inout RandomGenerator) -> [Int] {
            let length = 1 + generator.integer(below: places)
            return (0..<places).map { $0 < length ? 4 + generator.integer(below: 4) : padding }
        }
        references = (0..<1 + generator.integer(below: 3)).map { _ in sentence(&generator) }
        translations = references.map { reference in
            let other = sentence(&generator)
            return zip(reference, other).map { generator.bernoulli(0.6) ? $0 : $1 }
        }
    }

    static let examples = [
        Padded(translations: [[7, 8, 0, 0]], references: [[7, 9, 5, 0]], padding: 0)
    ]
    static let edges = [
        Padded(translations: [[12]], references: [[12]], padding: 0),
        // Ended too early, ended too late, and of another length each.
        Padded(translations: [[3, 3, 3]], references: [[5, 6, 3]], padding: 3),
        Padded(translations: [[5, 6, 6], [7, 0, 0]], references: [[5, 0, 0], [7, 8, 9]], padding: 0),
        Padded(
            translations: [[5, 6, 7, 9], [1, 0, 0, 0]], references: [[5, 6, 7, 8], [2, 0, 0, 0]], padding: 0),
        Padded(translations: [[5, 9], [4, 6]], references: [[5, 6], [4, 6]], padding: 10),
    ]
}

let mending = Exercise<any TranslationHomework>(
    findTheFault: "11.8", Words(en: "word accuracy", zh: "词准确率"), line: 3, returning: "accuracy",
    hint: Words(
        en: "Run the program by hand on the example: which places does `count` count?",
        zh: "在例子上手动运行程序：`count` 数的是哪些位置？"),
    input: Padded.init, examples: Padded.examples, edges: Padded.edges, mended: \.mended,
    asItStands: \.asItStands,
    because: Words(en: "who writes nothing has all padding right.", zh: "什么也不写，填充就全对了。"),
    otherLines: [
        4: Words(
            en: "with line 4 changed alone, right padding would still be counted in line 5.",
            zh: "只改第 4 行，第 5 行仍会把对的填充算进去。"),
        5: Words(
            en: "with line 5 changed alone, line 4 would still count padding.", zh: "只改第 5 行，第 4 行仍会数进填充。"),
        8: Words(en: "line 8 divides rightly, but by the wrong count.", zh: "第 8 行除得对，只是除以了错误的个数。"),
    ],
    answer: { try $0.mendedAccuracy($1.translations, references: $1.references, padding: $1.padding) },
    mistakes: [
        WrongMending(
            Words(en: "Padding is no longer right, but it still counts as a place.", zh: "填充不再算对，但仍算一个位置。"),
            \.byAllPlaces),
        WrongMending(
            Words(
                en: "Padding is no place any more, but still counts as right: a share may come out above 1.",
                zh: "填充不再算位置，但仍算对：比例可能大于 1。"),
            \.rightPadding),
        WrongMending(
            Words(
                en:
                    "The reference says where the words end: a translation that ended too early is wrong there.",
                zh: "词到哪里为止，由参考译文决定：结束得太早的译文，在那里是错的。"),
            \.ownPadding),
        WrongMending(Words(en: "That is the share of what is wrong.", zh: "这是错的比例。"), \.errors),
        WrongMending(
            Words(en: "Every word counts alike, in a long sentence or a short one.", zh: "每个词同样重要，不论句子长短。"),
            \.perSentence),
    ],
    cases: [
        Case(en: "no padding", zh: "没有填充") { !$0.references.joined().contains($0.padding) },
        Case(en: "padding that is not 0", zh: "填充不是 0") {
            $0.padding != 0 && $0.references.joined().contains($0.padding)
        },
        Case(en: "a translation that ends too early", zh: "结束得太早的译文") { input in
            zip(input.translations.joined(), input.references.joined()).contains {
                $0 == input.padding && $1 != input.padding
            }
        },
        Case(en: "a translation that ends too late", zh: "结束得太晚的译文") { input in
            zip(input.translations.joined(), input.references.joined()).contains {
                $0 != input.padding && $1 == input.padding
            }
        },
    ],
    meant: [
        Meant(
            "translations[][]", "references[][]", "padding", lack: .negative,
            because: "words are numbered from 0"),
        .together("translations.count", "references.count", because: "a reference for each"),
        .together("translations[].count", "references[].count", because: "padded to one length"),
    ])
