import Text

/// A text as sentences of word numbers, with the words and how often each occurs.
///
/// Words are numbered from 0, the most frequent first. Rarer words than asked for are left out of the sentences, so that
/// their neighbours become neighbours. Chapter 9.
///
/// ```swift
/// let lines = ["the cat sleeps", "the dog barks at the cat"]
/// let corpus = WordCorpus(lines.map { Tokenizer.words.tokens(of: $0) }, atLeast: 1)
/// print(corpus.words[0], corpus.counts[0])  // the 3
/// ```
public struct WordCorpus: Sendable {
    /// The words, by number.
    public let words: [String]
    /// How often each occurs in the sentences.
    public let counts: [Int]
    /// The numbers of the words, sentence after sentence.
    public let text: [Int32]
    /// Where each sentence begins in `text`, and where the last one ends.
    public let sentenceStarts: [Int]

    private let vocabulary: Vocabulary

    /// The sentences of these tokens.
    ///
    /// - Parameters:
    ///   - minimum: how often a word must occur to be kept.
    ///   - limit: how many words are kept at most, the most frequent ones.
    public init(_ sentences: some Collection<[String]>, atLeast minimum: Int = 5, limit: Int = .max) {
        vocabulary = Vocabulary(sentences, atLeast: minimum, limit: limit)
        words = Array(vocabulary.tokens.dropFirst(Vocabulary.special.count))
        var counts = [Int](repeating: 0, count: words.count)
        var text: [Int32] = []
        var starts = [0]
        for sentence in sentences {
            for token in sentence {
                let number = vocabulary.id(of: token) - Vocabulary.special.count
                if number < 0 { continue }
                counts[number] += 1
                text.append(Int32(number))
            }
            starts.append(text.count)
        }
        (self.counts, self.text, sentenceStarts) = (counts, text, starts)
    }

    /// The number of words in the text.
    public var wordCount: Int { text.count }

    /// The number of sentences, those without words too.
    public var sentenceCount: Int { sentenceStarts.count - 1 }

    /// The word numbers of a sentence.
    ///
    /// Traps when there is no such sentence.
    public func sentence(_ index: Int) -> [Int] {
        text[sentenceStarts[index]..<sentenceStarts[index + 1]].map { Int($0) }
    }

    /// The number of a word; nil where it is not kept.
    public func number(of word: String) -> Int? {
        let number = vocabulary.id(of: word) - Vocabulary.special.count
        return number < 0 ? nil : number
    }

    /// The share of the text that each word is, `counts / wordCount`.
    public var frequencies: [Double] {
        counts.map { wordCount == 0 ? 0 : Double($0) / Double(wordCount) }
    }
}
