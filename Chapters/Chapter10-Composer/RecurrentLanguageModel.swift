import Autograd
import Messages
import NeuralNetworks
import TensorCore

/// The three recurrent networks of the chapter.
enum RecurrentKind: String, CaseIterable {
    case rnn
    case gru
    case lstm

    /// What tables call it.
    var title: String { rawValue.uppercased() }
}

/// A language model: reads symbols and predicts after each one which comes next.
final class RecurrentLanguageModel: Module {
    let embedding: Embedding
    let core: RecurrentNetwork
    let dropout: Dropout
    let out: Linear

    init(
        _ kind: RecurrentKind, symbols: Int, width: Int, hidden: Int, layers: Int = 1, dropout: Float = 0,
        using generator: inout RandomGenerator
    ) {
        embedding = Embedding(symbols, width, using: &generator)
        core =
            switch kind {
            case .rnn:
                RNN(width, hidden, layerCount: layers, batchFirst: true, dropout: dropout, using: &generator)
            case .gru:
                GRU(width, hidden, layerCount: layers, batchFirst: true, dropout: dropout, using: &generator)
            case .lstm:
                LSTM(width, hidden, layerCount: layers, batchFirst: true, dropout: dropout, using: &generator)
            }
        self.dropout = Dropout(dropout, using: &generator)
        out = Linear(hidden, symbols, using: &generator)
    }

    /// What it remembers between calls: the hidden states `[layers, N, H]`, and of an LSTM the cells too.
    typealias State = [Tensor]

    /// The logits `[N, T, symbols]` of what follows each of the symbols `[N, T]`, and the state after the last.
    func callAsFunction(_ symbols: IntArray, state: State? = nil, lengths: [Int]? = nil) -> (
        logits: Tensor, state: State
    ) {
        let x = embedding(symbols)
        let (output, next): (Tensor, State)
        switch core {
        case let lstm as LSTM:
            let result = lstm(x, state: state.map { ($0[0], $0[1]) }, lengths: lengths)
            (output, next) = (result.output, [result.hidden, result.cell])
        case let gru as GRU:
            let result = gru(x, hidden: state?[0], lengths: lengths)
            (output, next) = (result.output, [result.hidden])
        case let rnn as RNN:
            let result = rnn(x, hidden: state?[0], lengths: lengths)
            (output, next) = (result.output, [result.hidden])
        default: explainFailure("RecurrentLanguageModel", "\(type(of: core)) is not an RNN, a GRU or an LSTM")
        }
        return (out(dropout(output)), next)
    }
}

/// The mean cross-entropy of the targets of a batch under logits `[N, T, symbols]`, without padding.
func nextSymbolLoss(_ logits: Tensor, _ batch: SequenceBatch) -> Tensor {
    nextSymbolLoss(logits, batch.targets)
}

/// The same of targets `[N · T]`, −1 where there is none.
func nextSymbolLoss(_ logits: Tensor, _ targets: IntArray) -> Tensor {
    crossEntropy(logits.reshaped([targets.elementCount, logits.shape[2]]), targets, ignoredIndex: -1)
}
