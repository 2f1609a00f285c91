import Autograd
import NeuralNetworks
import TensorCore

/// A language model with a linear layer on the mean of its features: the class of a text.
///
/// The mean of all tokens instead of the vector of [CLS]: nothing has taught a small model yet to gather a text there.
final class TextClassifier: Module {
    let model: LanguageModel
    let head: Linear

    init(_ model: LanguageModel, classes: Int, using generator: inout RandomGenerator) {
        self.model = model
        head = Linear(model.shape.width, classes, using: &generator)
    }

    /// The logits `[N, classes]` of padded texts.
    func callAsFunction(_ texts: PaddedTexts) -> Tensor {
        let features = model.features(texts.ids, mask: texts.mask)  // [N, T, E]
        let weights = texts.mask / texts.mask.sum(axes: [1], keepingDimensions: true)  // [N, T]
        let mean = Tensor(weights.expandedDimensions(axis: 1)).matmul(features)  // [N, 1, E]
        return head(mean.reshaped([texts.ids.shape[0], model.shape.width]))
    }

    /// The likeliest class of each text; in evaluation.
    func predictions(_ texts: LabelledTexts) -> [Int] {
        evaluate()
        return stride(from: 0, to: texts.count, by: 64).flatMap { start in
            let rows = Array(start..<min(start + 64, texts.count))
            return withoutGradient { self(texts.sequences(rows)) }.value.argMax(axis: 1).scalars
        }
    }
}

/// Sequences of ids, padded to the longest.
struct PaddedTexts {
    /// `[N, T]`.
    let ids: IntArray
    /// `[N, T]`, 1 for each token that is not padding.
    let mask: NDArray

    init(_ sequences: [[Int]], padding: Int = WordTable.padding) {
        let longest = sequences.map(\.count).max() ?? 0
        let shape: Shape = [sequences.count, longest]
        ids = IntArray(
            sequences.flatMap { $0 + .init(repeating: padding, count: longest - $0.count) }, shape: shape)
        mask = NDArray(
            sequences.flatMap { sequence in (0..<longest).map { $0 < sequence.count ? 1 : 0 } }, shape: shape)
    }
}

/// Texts as ids, each with its class.
struct LabelledTexts {
    var texts: [[Int]]
    var classes: [Int]

    var count: Int { texts.count }

    func sequences(_ rows: [Int]) -> PaddedTexts { PaddedTexts(rows.map { texts[$0] }) }

    func labels(_ rows: [Int]) -> IntArray { IntArray(rows.map { classes[$0] }) }

    /// Some of them.
    func at(_ rows: [Int]) -> LabelledTexts {
        LabelledTexts(texts: rows.map { texts[$0] }, classes: rows.map { classes[$0] })
    }
}
