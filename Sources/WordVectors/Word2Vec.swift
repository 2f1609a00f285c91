import Messages
import NeuralNetworks
import TensorCore

/// Word2vec's two tables: a vector for each word as it predicts others, and one for what is predicted.
///
/// The second is thrown away after training. Mikolov, Chen, Corrado, Dean: "Efficient estimation of word representations in
/// vector space" (2013). Chapter 9.
///
/// ```swift
/// let corpus = WordCorpus(GeneratedSentences.sentences(count: 1000, seed: 1), atLeast: 2)
/// let settings = Word2VecSettings(width: 50, window: 4, epochs: 10, subsampling: 1e-3)
/// let model = Word2Vec(corpus, settings, using: &generator)
/// let training = Word2VecTraining(corpus, settings, seed: 1)
/// for epoch in 0..<settings.epochs { print(training.run(epoch, of: model)) }
/// let vectors = model.vectors(of: corpus)
/// ```
public final class Word2Vec: Module {
    /// The vectors of the words, `[V, d]`, drawn evenly from ±1 / d.
    public let input: Parameter
    /// The vectors of what is predicted, zeros at first: `[V, d]` of words, or `[V − 1, d]` of the nodes of a tree.
    public let output: Parameter

    /// The tables before training.
    ///
    /// Traps when there are no words.
    public init(
        _ corpus: WordCorpus, _ settings: Word2VecSettings, using generator: inout RandomGenerator,
        file: StaticString = #fileID, line: UInt = #line
    ) {
        let count = corpus.words.count
        if count == 0 { explainFailure("Word2Vec", "the corpus has no words", file: file, line: line) }
        let bound = 1 / Float(settings.width)
        input = Parameter(
            .uniform([count, settings.width], from: -bound, to: bound, using: &generator), name: "input")
        let rows = settings.negatives == nil ? count - 1 : count
        output = Parameter(.zeros([rows, settings.width]), name: "output")
    }

    /// The words with their vectors.
    public func vectors(of corpus: WordCorpus) -> WordVectors {
        WordVectors(words: corpus.words, matrix: input.value)
    }
}

/// What word2vec's training depends on.
public struct Word2VecSettings: Codable, Equatable, Sendable {
    /// Whether each word around the middle predicts it by itself, or their mean does.
    public var prediction: WordWindows.Prediction
    /// How many numbers a vector has, d.
    public var width: Int
    /// The largest distance between two words of a pair; each window is cut to 1...window at random.
    public var window: Int
    /// How many words of noise there are to a window; nil for hierarchical softmax.
    public var negatives: Int?
    /// t of `keepProbability`; 0 keeps all words.
    public var subsampling: Double
    /// The exponent of the distribution of the noise.
    public var noiseExponent: Double
    /// The learning rate at the start; it falls linearly to a ten-thousandth of it.
    public var learningRate: Double
    /// How often training goes through the text.
    public var epochs: Int
    /// How many windows are computed from the same tables, which changes the speed and hardly the result; nil for as many
    /// as the learning rate and the most frequent word allow, 256 at most.
    public var batch: Int?

    /// Settings, with word2vec's defaults: skip-gram with five negative samples.
    ///
    /// They are meant for billions of words. On a text of a million words, ten epochs at a learning rate of 0.05 tell words
    /// apart better, CBOW's at 0.1 to 0.3.
    public init(
        _ prediction: WordWindows.Prediction = .skipGram, width: Int = 100, window: Int = 5, epochs: Int = 5,
        negatives: Int? = 5, subsampling: Double = 1e-3, noiseExponent: Double = 0.75,
        learningRate: Double = 0.025, batch: Int? = nil
    ) {
        (self.prediction, self.width, self.window, self.epochs) = (prediction, width, window, epochs)
        (self.negatives, self.subsampling, self.noiseExponent) = (negatives, subsampling, noiseExponent)
        (self.learningRate, self.batch) = (learningRate, batch)
    }
}
