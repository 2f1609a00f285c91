import Autograd
import NeuralNetworks
import TensorCore
import Text

/// The book's batches: the list of a batch is never cleared, so that each batch is all sentences so far.
struct NeverCleared {
    /// Tokens that an epoch over these sentences computes, and those it computes in the book.
    let tokens: Int
    let tokensInBook: Int
    let sentences: Int
    /// The loss of a token in the last batch of an epoch, either way.
    let loss: Double
    let lossInBook: Double

    init(_ corpus: Corpus, seed: UInt64, sentences: Int = 300, batch: Int = 30) {
        let pairs = EncodedPairs(Array(corpus.training.prefix(sentences)), corpus.language)
        self.sentences = pairs.targets.count
        let shape = TranslatorShape(width: 32, heads: 4, layers: 1, innerWidth: 64)
        func epoch(isCleared: Bool) -> (tokens: Int, loss: Double) {
            var generator = RandomGenerator(seed: seed)
            let translator = Translator(corpus.language, shape, using: &generator)
            let optimizer = Adam(translator.parameters, learningRate: 1e-3)
            var (tokens, last) = (0, Double.nan)
            for end in stride(from: batch, through: pairs.targets.count, by: batch) {
                let places = Array((isCleared ? end - batch : 0)..<end)
                optimizer.zeroGradients()
                let loss = translationLoss(translator, pairs.batch(places))
                loss.backward()
                optimizer.step()
                tokens += places.reduce(0) { $0 + pairs.targets[$1].count - 1 }
                last = Double(loss.scalar)
            }
            return (tokens, last)
        }
        (tokens, loss) = epoch(isCleared: true)
        (tokensInBook, lossInBook) = epoch(isCleared: false)
    }
}
