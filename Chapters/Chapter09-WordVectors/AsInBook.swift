import ChapterSupport
import Foundation
import TensorCore
import WordVectors

/// What the book does, with the figures that it does not give: the language model after one pass beside a table of counts,
/// the words shifted by one, and word2vec without a least count.
struct AsInBook {
    /// The mean loss of the network over its one pass, in nats a word, and that of the table of counts on the same words.
    let networkLoss, unigramLoss: Double
    /// The purity of the vectors with their words, and with the words shifted by one.
    let purity, shiftedPurity, chance: Double
    /// The scores of CBOW with 20 numbers, a window of 2 and every word kept, after five passes.
    let scores: VectorScores
    /// The share of the vocabulary that occurs once, and of the five nearest neighbours of the words of known class.
    let rareFraction, rareNeighbours: Double

    /// Nil where it was interrupted.
    init?(_ data: WordData, _ questions: Questions, _ run: ChapterRun) throws {
        var generator = RandomGenerator(seed: run.seed)
        let text = LanguageText(data.sentences, heldOut: 0, atLeast: 1)
        let windows = Windows(text.training, context: 2)
        let model = LanguageModel(
            words: text.words.count, context: 2, width: 10, hidden: 128, using: &generator)
        let history = try Chapter9.trainAsInBook(
            model, on: windows, run.training("as-in-book-nplm", title: "NPLM (as in the book)"),
            using: &generator)
        guard let loss = history.losses.last else { return nil }
        networkLoss = loss
        unigramLoss = log(
            perplexity(UnigramTable(text.training, words: text.words.count).logProbabilities(windows)))

        let corpus = WordCorpus(data.sentences, atLeast: 1)
        let settings = Word2VecSettings(.meanOfInputs, width: 20, window: 2, epochs: 5)
        let tables = Word2Vec(corpus, settings, using: &generator)
        let followed = FollowedVectors(tables, rows: [], epochs: 5)
        let cbow = try trainWordVectors(
            followed, on: corpus, settings, run.training("as-in-book-cbow", title: "CBOW (as in the book)"),
            using: &generator)
        guard !cbow.losses.isEmpty else { return nil }
        let vectors = tables.vectors(of: corpus)
        scores = VectorScores(vectors, questions)
        (purity, chance) = (scores.purity.purity, scores.purity.chance)
        let shifted = WordVectors(words: Self.shifted(corpus, data.sentences), matrix: vectors.matrix)
        shiftedPurity = ClassPurity(shifted, classes: questions.classes.map(\.words)).purity
        rareFraction = Double(corpus.counts.count { $0 == 1 }) / Double(corpus.counts.count)
        let neighbours = questions.classes.flatMap(\.words).compactMap { vectors.nearest(to: $0, count: 5) }
            .joined()
        rareNeighbours =
            Double(neighbours.count { corpus.counts[$0.row] == 1 }) / Double(max(1, neighbours.count))
    }

    /// The words under which the book's table lists the vectors. It numbers the words as they come in the text, and counts
    /// the number up before it notes the word down: each vector gets the name of the word after.
    static func shifted(_ corpus: WordCorpus, _ sentences: [[String]]) -> [String] {
        var seen: Set<Int> = []
        let order = sentences.joined().compactMap(corpus.number).filter { seen.insert($0).inserted }
        var names = corpus.words
        for (place, number) in order.enumerated() {
            names[number] = corpus.words[order[(place + 1) % order.count]]
        }
        return names
    }
}
