import Testing
import WordVectors

@Suite struct WordCorpusTests {
    private let sentences = [["the", "cat", "sees", "the", "dog"], [], ["rare"], ["the", "dog", "sees"]]

    @Test func wordsAreNumberedByFrequency() {
        let corpus = WordCorpus(sentences, atLeast: 2)
        #expect(corpus.words == ["the", "sees", "dog"])
        #expect(corpus.counts == [3, 2, 2])
        #expect(corpus.wordCount == 7)
        #expect(corpus.number(of: "dog") == 2)
        #expect(corpus.number(of: "cat") == nil)
        #expect(abs(corpus.frequencies[0] - 3.0 / 7) < 1e-12)
    }

    @Test func rareWordsLeaveTheSentences() {
        let corpus = WordCorpus(sentences, atLeast: 2)
        #expect((0..<corpus.sentenceCount).map(corpus.sentence) == [[0, 1, 0, 2], [], [], [0, 2, 1]])
        #expect(corpus.sentenceStarts == [0, 4, 4, 4, 7])
    }

    @Test func theLimitKeepsTheMostFrequent() {
        let corpus = WordCorpus(sentences, atLeast: 1, limit: 1)
        #expect(corpus.words == ["the"])
        #expect(corpus.text == [0, 0, 0])
    }

    @Test func nothing() {
        let corpus = WordCorpus([[String]](), atLeast: 1)
        #expect(corpus.words.isEmpty && corpus.wordCount == 0 && corpus.sentenceCount == 0)
    }
}
