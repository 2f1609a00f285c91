import Autograd
import NeuralNetworks
import TensorCore
import Text

/// The recurrent networks of the chapter.
enum RecurrentKind: String, CaseIterable {
    case rnn
    case lstm
    case gru

    /// What tables call it.
    var title: String { rawValue.uppercased() }
}

/// Reads a review unit by unit; its class follows from the mean and the maximum of the hidden states over time.
///
/// Reviews of a batch are padded to one length. Padding has no part in either: outputs behind the end of a review are 0, so the
/// sum over time is that of the review, and it is divided by the review's own length; for the maximum they are moved far down.
final class RecurrentClassifier: Module {
    let embedding: Embedding
    let core: RecurrentNetwork
    let dropout: Dropout
    let out: Linear

    init(
        _ kind: RecurrentKind, units: Int, width: Int = 32, hidden: Int = 48, dropout: Float = 0,
        using generator: inout RandomGenerator
    ) {
        embedding = Embedding(units, width, paddingIndex: Vocabulary.padding, using: &generator)
        core =
            switch kind {
            case .rnn: RNN(width, hidden, batchFirst: true, using: &generator)
            case .lstm: LSTM(width, hidden, batchFirst: true, using: &generator)
            case .gru: GRU(width, hidden, batchFirst: true, using: &generator)
            }
        self.dropout = Dropout(dropout, using: &generator)
        out = Linear(2 * hidden, 2, using: &generator)
    }

    /// The logits `[N, 2]` of reviews given by the ids of their units.
    func callAsFunction(_ reviews: [[Int]]) -> Tensor {
        let padded = PaddedSequences(reviews)
        let lengths = reviews.map { max(1, $0.count) }
        let states = states(dropout(embedding(padded.ids)), lengths)  // [N, T, H]
        return out(dropout(pooled(states, lengths)))
    }

    private func states(_ x: Tensor, _ lengths: [Int]) -> Tensor {
        switch core {
        case let core as RNN: core(x, lengths: lengths).output
        case let core as LSTM: core(x, lengths: lengths).output
        case let core as GRU: core(x, lengths: lengths).output
        default: x
        }
    }
}

/// The mean and the maximum over the steps that belong to each review: `[N, T, H]` becomes `[N, 2 H]`.
func pooled(_ states: Tensor, _ lengths: [Int]) -> Tensor {
    let (count, steps) = (states.shape[0], states.shape[1])
    let inside = NDArray(
        lengths.flatMap { length in (0..<steps).map { $0 < length ? Float(1) : 0 } },
        shape: [count, steps, 1])
    let lengths = NDArray(lengths.map(Float.init), shape: [count, 1])
    let mean = (states * Tensor(inside)).sum(axes: [1]) / Tensor(lengths)
    let largest = (states + Tensor((inside - 1) * 1e4)).max(axes: [1])
    return .concatenated([mean, largest], axis: 1)
}
