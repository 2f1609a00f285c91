import Autograd
import NeuralNetworks
import TensorCore

/// The neural probabilistic language model (section 9.2): the vectors of the last n words, one after the other, through a
/// hidden layer to a score for every word that may come next.
///
///     x = (C[w₋ₙ], …, C[w₋₁])      y = b + U tanh(d + H x)      P(w | w₋ₙ … w₋₁) = softmax(y)
///
/// The table C is learned with everything else: it is where word vectors come from. Bengio, Ducharme, Vincent and Jauvin:
/// "A neural probabilistic language model" (2003), without its direct connections from x to y.
final class LanguageModel: Module {
    /// C, `[words, width]`.
    let embedding: Embedding
    /// H and d, from `n · width` numbers.
    let hidden: Linear
    /// U and b.
    let output: Linear

    init(words: Int, context: Int, width: Int, hidden units: Int, using generator: inout RandomGenerator) {
        embedding = Embedding(words, width, using: &generator)
        // Small, so that what is learned outweighs where it began: the vectors are wanted too.
        embedding.weight.value *= 0.1
        hidden = Linear(context * width, units, using: &generator)
        output = Linear(units, words, using: &generator)
    }

    /// The scores of all words after each context: ids `[N, n]` become logits `[N, words]`.
    func callAsFunction(_ contexts: IntArray) -> Tensor {
        let vectors = embedding(contexts)  // [N, n, width]
        let joined = vectors.reshaped([contexts.shape[0], hidden.weight.shape[1]])
        return output(hidden(joined).tanh())
    }

    /// log P of the word after each context, for windows `[N, n + 1]` of ids.
    func logProbabilities(_ windows: Windows) -> [Double] {
        evaluate()
        return stride(from: 0, to: windows.count, by: 1000).flatMap { start -> [Double] in
            let (contexts, targets) = windows.batch(Array(start..<min(start + 1000, windows.count)))
            let logits = withoutGradient { self(contexts) }.value
            let column = targets.reshaped([targets.elementCount, 1])
            return logits.logSoftmax(axis: 1).gathered(column, axis: 1).scalars.map(Double.init)
        }
    }
}
