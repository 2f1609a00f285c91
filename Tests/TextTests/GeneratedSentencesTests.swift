import Testing

@testable import Text

@Suite struct GeneratedSentencesTests {
    private let sentences = GeneratedSentences.sentences(count: 4000, seed: 1)

    @Test func theyFollowFromTheirSeed() {
        #expect(GeneratedSentences.sentences(count: 100, seed: 1) == Array(sentences.prefix(100)))
        #expect(GeneratedSentences.sentences(count: 100, seed: 2) != Array(sentences.prefix(100)))
        #expect(GeneratedSentences.sentences(count: 0, seed: 1).isEmpty)
        let words = sentences.reduce(0) { $0 + $1.count }
        #expect((7.8...8.4).contains(Double(words) / 4000))
        #expect(sentences.joined().allSatisfy { $0.allSatisfy { ("a"..."z").contains($0) } && !$0.isEmpty })
    }

    @Test func theTruthIsWhole() {
        #expect(GeneratedSentences.classes.map(\.words.count) == [20, 20, 20, 20, 20, 20])
        let nouns = GeneratedSentences.classes.flatMap(\.words)
        #expect(Set(nouns).count == nouns.count)
        #expect(GeneratedSentences.relations.map(\.name) == ["capital", "gender", "past"])
        #expect(GeneratedSentences.relations.map(\.pairs.count) == [10, 10, 15])
        #expect(GeneratedSentences.relations.map(\.analogies.count) == [90, 90, 210])
        #expect(GeneratedSentences.relations[0].analogies[0] == ["china", "beijing", "cuba", "havana"])
        // Every word of the truth is in the text.
        let known = Set(sentences.joined())
        let asked = nouns + GeneratedSentences.relations.flatMap { $0.pairs.joined() }
        #expect(asked.filter { !known.contains($0) } == [])
    }

    /// What verbs and adjectives choose by, in every sentence about the classes.
    @Test func wordsKeepToTheirClasses() {
        let classOf = Dictionary(
            uniqueKeysWithValues: GeneratedSentences.classes.flatMap { wordClass in
                wordClass.words.map { ($0, wordClass.name) }
            })
        let adjectives = Dictionary(
            uniqueKeysWithValues: GeneratedSentences.classes.flatMap { wordClass in
                wordClass.adjectives.map { ($0, wordClass.name) }
            })
        var (described, driven) = (0, 0)
        for sentence in sentences {
            for (word, next) in zip(sentence, sentence.dropFirst()) {
                if let wanted = adjectives[word], let found = classOf[next] {
                    #expect(found == wanted, "\(sentence)")
                    described += 1
                }
                // "a" before consonants, "an" before vowels.
                if word == "a" || word == "an" {
                    #expect(("aeiou".contains(next.prefix(1))) == (word == "an"))
                }
            }
            if let place = sentence.firstIndex(where: { ["drives", "drove"].contains($0) }) {
                let object = sentence[(place + 1)...].first { classOf[$0] != nil }
                if let object, !sentence[place...].contains("in"), !sentence[place...].contains("near") {
                    #expect(classOf[object] == "vehicle", "\(sentence)")
                    driven += 1
                }
            }
        }
        #expect(described > 500 && driven > 30)
    }

    @Test func pronounsHaveTheGenderOfTheirNoun() {
        let pairs = GeneratedSentences.relations[1].pairs
        var seen = 0
        for sentence in sentences {
            for (gender, wrong) in [(0, ["she", "her"]), (1, ["he", "his"])] {
                guard sentence.contains(where: { word in pairs.contains { $0[gender] == word } }) else {
                    continue
                }
                #expect(Set(sentence).isDisjoint(with: wrong), "\(sentence)")
                seen += 1
            }
        }
        #expect(seen > 500)
    }
}
