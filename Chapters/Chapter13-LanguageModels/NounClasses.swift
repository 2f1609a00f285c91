import ChapterSupport
import TensorCore
import Text

/// The proof of pretraining: the classes of nouns that nobody labelled.
///
/// Of the twenty nouns of each of six hidden classes a few are labelled, in sentences that say nothing: "the lion", "every
/// lion". That the tiger belongs to the same class can only be known from the unlabelled sentences.
struct NounClasses {
    let words: WordTable
    let sentences: [[Int]]
    static let classCount = GeneratedSentences.classes.count
    /// The longest sentence with its [CLS].
    static let context = 24

    init(sentenceCount: Int, seed: UInt64) {
        let texts = GeneratedSentences.sentences(count: sentenceCount, seed: seed)
        let nouns = GeneratedSentences.classes.flatMap(\.words)
        words = WordTable(texts + [nouns, Self.determiners])
        sentences = texts.map { [words] in words.ids(of: $0, longest: Self.context) }
    }

    private static let determiners = ["a", "the", "every"]

    /// Labelled nouns, some of each class, and all others.
    func split(labelled count: Int, seed: UInt64) -> (labelled: LabelledTexts, unseen: LabelledTexts) {
        var generator = RandomGenerator(seed: seed)
        var parts = [LabelledTexts(texts: [], classes: []), LabelledTexts(texts: [], classes: [])]
        for (index, wordClass) in GeneratedSentences.classes.enumerated() {
            for (place, noun) in generator.permutation(wordClass.words.count).enumerated() {
                for determiner in Self.determiners {
                    let text = words.ids(of: [determiner, wordClass.words[noun]], longest: Self.context)
                    parts[place < count ? 0 : 1].texts.append(text)
                    parts[place < count ? 0 : 1].classes.append(index)
                }
            }
        }
        return (parts[0], parts[1])
    }
}
