import Autograd
import Decoding
import TensorCore
import Text

extension TranslationBatch {
    /// Scheduled sampling (Bengio and others 2015): replaces some inputs of the decoder by the words that it writes itself at
    /// those places, having read the inputs before them.
    ///
    /// In training the decoder always reads the true translation, alone it reads its own words, mistakes included. Inputs are
    /// no functions of the weights, so they are found first, a word at a time and without a graph; the loss then takes all
    /// places at once, as under teacher forcing.
    ///
    /// - Parameter share: the probability that an input is the decoder's own word.
    mutating func mixInputs(_ network: EncoderDecoder, share: Double, using generator: inout RandomGenerator)
    {
        let (count, steps) = (decoderInput.shape[0], decoderInput.shape[1])
        var inputs = decoderInput.scalars
        network.evaluate()
        var decoder = StepDecoder(network, source)
        for t in 1..<max(1, steps) {
            let read = (0..<count).map { inputs[$0 * steps + t - 1] }
            let own = decoder.logits(after: read).argMax(axis: 1).scalars
            for row in 0..<count where Double(generator.uniform()) < share {
                let place = row * steps + t
                if inputs[place] != Vocabulary.padding { inputs[place] = own[row] }
            }
        }
        network.train()
        decoderInput = IntArray(inputs, shape: [count, steps])
    }
}
