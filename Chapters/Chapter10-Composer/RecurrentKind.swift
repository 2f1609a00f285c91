import Autograd
import NeuralNetworks
import TensorCore

/// The three networks of the chapter.
enum RecurrentKind: String, CaseIterable {
    case rnn
    case gru
    case lstm

    /// What tables call it.
    var title: String { rawValue.uppercased() }
}

/// A network that reads symbols and says after each how likely every symbol is to come next.
final class SymbolReader: Module {
    let embedding: Embedding
    let core: RecurrentNetwork
    let drop: Dropout
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
        drop = Dropout(dropout, using: &generator)
        out = Linear(hidden, symbols, using: &generator)
    }

    /// What is remembered between calls: hidden states, and the cells of an LSTM.
    typealias Memory = [Tensor]

    /// The logits `[N, T, symbols]` after each of the symbols `[N, T]`, and the memory for what follows.
    func callAsFunction(_ symbols: IntArray, memory: Memory? = nil, lengths: [Int]? = nil) -> (
        logits: Tensor, memory: Memory
    ) {
        let x = embedding(symbols)
        let (output, next): (Tensor, Memory)
        switch core {
        case let lstm as LSTM:
            let result = lstm(x, state: memory.map { ($0[0], $0[1]) }, lengths: lengths)
            (output, next) = (result.output, [result.hidden, result.cell])
        case let gru as GRU:
            let result = gru(x, hidden: memory?[0], lengths: lengths)
            (output, next) = (result.output, [result.hidden])
        case let rnn as RNN:
            let result = rnn(x, hidden: memory?[0], lengths: lengths)
            (output, next) = (result.output, [result.hidden])
        default: fatalError("SymbolReader: a network of no known kind")
        }
        return (out(drop(output)), next)
    }
}
