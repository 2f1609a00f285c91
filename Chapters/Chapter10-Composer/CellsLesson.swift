import Autograd
import NeuralNetworks
import TensorCore

/// The steps of `Cells.swift` compared with the library's layers, on random sequences.
struct CellsLesson {
    /// The largest difference between any two outputs; ∞ where the library gives none.
    let largestDifference: Float

    /// - Parameter libraryOutput: what is taken for the output `[T, N, H]` of a layer; a test withholds or spoils it.
    init(seed: UInt64, libraryOutput: (NDArray) -> NDArray? = { $0 }) {
        var generator = RandomGenerator(seed: seed)
        let input = NDArray.normal([6, 3, 4], using: &generator)  // [T, N, D]
        let rnn = RNN(4, 5, using: &generator)
        let lstm = LSTM(4, 5, using: &generator)
        let gru = GRU(4, 5, using: &generator)
        let start = Tensor(.zeros([3, 5]))
        var states = (rnn: [start], lstm: [start], gru: [start])
        var cell = start
        for time in 0..<input.shape[0] {
            let x = Tensor(input[time])
            states.rnn.append(rnnStep(weights(of: rnn), x, hidden: states.rnn[time]))
            let step = LSTMStep(weights(of: lstm), x, hidden: states.lstm[time], cell: cell)
            states.lstm.append(step.hidden)
            cell = step.cell
            states.gru.append(gruStep(weights(of: gru), x, hidden: states.gru[time]))
        }
        let compared = [
            (states.rnn, rnn(Tensor(input)).output), (states.lstm, lstm(Tensor(input)).output),
            (states.gru, gru(Tensor(input)).output),
        ]
        largestDifference = compared.reduce(0) { largest, pair in
            let byHand = NDArray.stacked(pair.0.dropFirst().map(\.value))
            return max(largest, TensorCore.largestDifference(byHand, libraryOutput(pair.1.value)))
        }
    }
}
