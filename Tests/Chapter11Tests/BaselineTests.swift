import Testing
import Text

@testable import Chapter11

@Suite struct BaselineTests {
    private let pairs: [SentencePairs.Pair] = [
        .init("the dog", "hund der"), .init("the cat", "katze der"), .init("a dog", "hund ein"),
        .init("a red cat", "katze ein rote"),
    ]

    @Test func theNearestSentenceIsTheOneWithTheRareWordsInCommon() {
        let nearest = NearestSentence(pairs, .words)
        #expect(nearest.translation(of: "the red cat") == "katze ein rote")
        #expect(nearest.translation(of: "a dog") == "hund ein")
        // Nothing in common: the first.
        #expect(nearest.translation(of: "zebra") == "hund der")
    }

    @Test func modelOneFindsWhichWordsBelongTogether() {
        let language = LanguagePair(pairs, source: .words, target: .words, atLeast: 1)
        let model = IBMModel1(pairs, language, rounds: 20)
        #expect(model.translation(of: "the dog") == ["der", "hund"])
        #expect(model.translation(of: "a cat zebra") == ["ein", "katze", "zebra"])
        // After one round all that stood together often is as likely.
        #expect(IBMModel1(pairs, language, rounds: 1).translation(of: "dog") == ["hund"])
    }

    @Test func referencesAreAllTranslationsOfASentence() {
        let grouped = Corpus.grouped([.init("a", "x"), .init("b", "y"), .init("a", "z")])
        #expect(
            grouped == [
                ReferencedSentence(source: "a", references: ["x", "z"]),
                ReferencedSentence(source: "b", references: ["y"]),
            ])
    }

    @Test func aLengthWithFewSentencesHasNoScore() {
        let corpus = corpus(training: 60, validation: 30)
        let network = network(.none, corpus)
        let translations = corpus.validation.map {
            Array(network.language.targetIDs($0.references[0]).dropFirst())
        }
        let buckets = LengthScore.buckets(translations, corpus.validation, network)
        #expect(buckets.map(\.key).first == "short" && !buckets.map(\.key).contains("long"))
        #expect(buckets.allSatisfy { $0.sentences >= 10 })
    }
}
