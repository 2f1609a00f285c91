import Autograd
import NeuralNetworks
import PretrainedModels
import TensorCore
import Text

/// A published encoder with a new linear layer on the mean of its states: the class of a text. Section 13.2.
final class SentenceClassifier: Module {
    let encoder: BertEncoder
    let dropout: Dropout
    /// `[classes, width]`, from N(0, 0.02²), biases 0.
    let head: Linear

    init(
        _ encoder: BertEncoder, classes: Int, dropout probability: Float = 0.1,
        using generator: inout RandomGenerator
    ) {
        self.encoder = encoder
        dropout = Dropout(probability, using: &generator)
        head = Linear(encoder.configuration.width, classes, using: &generator)
        super.init()
        head.weight.value = .normal(head.weight.shape, using: &generator) * 0.02
        head.bias?.value = .zeros([classes])
    }

    /// The logits `[N, classes]` of padded texts.
    func callAsFunction(_ texts: PaddedSequences) -> Tensor {
        head(dropout(encoder.meanStates(texts.ids, mask: texts.mask)))
    }

    /// The logits `[texts, classes]` of any number of texts; in evaluation.
    func logits(_ texts: [[Int]]) -> NDArray {
        evaluate()
        var result = NDArray.zeros([texts.count, head.outputCount])
        // Texts of similar length go together, so that there is little padding.
        let order = texts.indices.sorted { (texts[$0].count, $0) < (texts[$1].count, $1) }
        for start in stride(from: 0, to: order.count, by: 64) {
            let rows = order[start..<min(start + 64, order.count)]
            let batch = PaddedSequences(rows.map { texts[$0] })
            let logits = withoutGradient { self(batch) }.value
            for (place, row) in rows.enumerated() {
                result.replace(row..<row + 1, with: logits.sliced(place..<place + 1))
            }
        }
        return result
    }

    /// The likeliest class of each text; in evaluation.
    func predictions(_ texts: [[Int]]) -> [Int] { logits(texts).argMax(axis: 1).scalars }
}

extension SentenceClassifier {
    /// The classifier's logits and loss for some texts, to compare with it in PyTorch. Padding is told there by the id 0.
    func example(of texts: LabelledTexts) -> ModelExample {
        let batch = PaddedSequences(texts.texts)
        evaluate()
        return ModelExample(
            of: self, inputs: ["": .integers(batch.ids)], targets: .integers(IntArray(texts.classes)),
            answer: { self(batch) }, loss: { crossEntropy($0, IntArray(texts.classes)) })
    }
}
