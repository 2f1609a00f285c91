import Grading
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
    findTheFault: "11.8", "word accuracy", line: 3, returning: "accuracy",
    hint: "Run the program by hand on the example: which places does `count` count?",
    input: Padded.init, examples: Padded.examples, edges: Padded.edges, mended: \.mended,
    asItStands: \.asItStands, because: "who writes nothing has all padding right.",
    otherLines: [
        4: "with line 4 changed alone, right padding would still be counted in line 5.",
        5: "with line 5 changed alone, line 4 would still count padding.",
        8: "line 8 divides rightly, but by the wrong count.",
    ],
    answer: { try $0.mendedAccuracy($1.translations, references: $1.references, padding: $1.padding) },
    mistakes: [
        WrongMending("Padding is no longer right, but it still counts as a place.", \.byAllPlaces),
        WrongMending(
            "Padding is no place any more, but still counts as right: a share may come out above 1.",
            \.rightPadding),
        WrongMending(
            "The reference says where the words end: a translation that ended too early is wrong there.",
            \.ownPadding),
        WrongMending("That is the share of what is wrong.", \.errors),
        WrongMending("Every word counts alike, in a long sentence or a short one.", \.perSentence),
    ],
    cases: [
        Case("no padding") { !$0.references.joined().contains($0.padding) },
        Case("padding that is not 0") { $0.padding != 0 && $0.references.joined().contains($0.padding) },
        Case("a translation that ends too early") { input in
            zip(input.translations.joined(), input.references.joined()).contains {
                $0 == input.padding && $1 != input.padding
            }
        },
        Case("a translation that ends too late") { input in
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
