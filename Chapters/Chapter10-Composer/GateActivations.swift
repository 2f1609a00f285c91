import Autograd
import NeuralNetworks
import TensorCore

/// Cell and gates of an LSTM while it reads a sequence, by unit and step: `[H][T]`.
struct GateActivations {
    let symbols: [Int]
    let cell: [[Double]]
    let forgetGate: [[Double]]
    let inputGate: [[Double]]

    init(_ model: RecurrentLanguageModel, _ sequence: [Int]) {
        symbols = sequence
        let weights = weights(of: model.core)
        let units = model.core.hiddenCount
        let start = Tensor(.zeros([1, units]))
        var (hidden, memory) = (start, start)
        let steps = withoutGradient {
            sequence.map { symbol in
                let x = model.embedding(IntArray([symbol]))
                let step = LSTMStep(weights, x, hidden: hidden, cell: memory)
                (hidden, memory) = (step.hidden, step.cell)
                return step
            }
        }
        func rows(_ part: (LSTMStep) -> Tensor) -> [[Double]] {
            let columns = steps.map { part($0).value.scalars }
            return (0..<units).map { unit in columns.map { Double($0[unit]) } }
        }
        cell = rows(\.cell)
        forgetGate = rows(\.forgetGate)
        inputGate = rows(\.inputGate)
    }
}
