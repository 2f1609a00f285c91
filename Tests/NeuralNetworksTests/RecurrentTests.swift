import Autograd
import Foundation
import TensorCore
import Testing

@testable import NeuralNetworks

/// Normal numbers: the same for the same seed.
private func normal(_ shape: Shape, _ seed: UInt64) -> NDArray {
    var generator = RandomGenerator(seed: seed)
    return .normal(shape, using: &generator)
}

/// A network of each kind with the same sizes.
private func networks(
    _ inputCount: Int, _ hiddenCount: Int, layerCount: Int = 1, bias: Bool = true, batchFirst: Bool = false,
    dropout: Float = 0, bidirectional: Bool = false
) -> [RecurrentNetwork] {
    var generator = RandomGenerator(seed: 7)
    return [
        RNN(
            inputCount, hiddenCount, layerCount: layerCount, bias: bias, batchFirst: batchFirst,
            dropout: dropout, bidirectional: bidirectional, using: &generator),
        RNN(
            inputCount, hiddenCount, layerCount: layerCount, nonlinearity: .relu, bias: bias,
            batchFirst: batchFirst, dropout: dropout, bidirectional: bidirectional, using: &generator),
        LSTM(
            inputCount, hiddenCount, layerCount: layerCount, bias: bias, batchFirst: batchFirst,
            dropout: dropout, bidirectional: bidirectional, using: &generator),
        GRU(
            inputCount, hiddenCount, layerCount: layerCount, bias: bias, batchFirst: batchFirst,
            dropout: dropout, bidirectional: bidirectional, using: &generator),
    ]
}

/// Outputs and final states side by side, as one vector.
private func joined(_ outputs: [String: Tensor]) -> Tensor {
    Tensor.concatenated(outputs.sorted { $0.key < $1.key }.map { $0.value.reshaped([-1]) })
}

@Suite("Recurrent networks")
struct RecurrentTests {
    @Test("a simple network by hand: two steps of one unit")
    func simpleByHand() throws {
        var generator = RandomGenerator(seed: 1)
        let network = RNN(1, 1, nonlinearity: .relu, using: &generator)
        for (parameter, value) in zip(network.parameters, [2, 3, 0.5, 0.25] as [Float]) {
            parameter.value = NDArray(filledWith: value, shape: parameter.shape)
        }
        // h₁ = 2 · 1 + 0.75 = 2.75; h₂ = 2 · (−1) + 3 · 2.75 + 0.75 = 7
        let x = Tensor(NDArray([1, -1], shape: [2, 1, 1]), requiresGradient: true)
        let (output, hidden) = network(x)
        #expect(output.value.scalars == [2.75, 7])
        #expect(hidden.value.scalars == [7] && hidden.shape == [1, 1, 1])
        hidden.sum().backward()
        // ∂h₂/∂W = x₂ + 3 x₁ = 2, ∂W′ = h₁, each bias 1 + 3; x: [3 · 2, 2]
        #expect(network.parameters.map { $0.grad?.scalars } == [[2], [2.75], [4], [4]])
        #expect(x.grad?.scalars == [6, 2])
    }

    @Test("an LSTM by hand: gates at their middle")
    func longShortTermByHand() {
        var generator = RandomGenerator(seed: 1)
        let network = LSTM(1, 1, using: &generator)
        for parameter in network.parameters { parameter.value = .zeros(parameter.shape) }
        // i = f = o = 1/2, g = 0: c halves at each step.
        let state = (
            hidden: Tensor(.zeros([1, 1, 1])), cell: Tensor(NDArray(filledWith: 2, shape: [1, 1, 1]))
        )
        let (output, _, cell) = network(Tensor(.ones([2, 1, 1])), state: state)
        #expect(cell.value.scalars == [0.5])
        #expect(output.shape == [2, 1, 1])
        for (found, c) in zip(output.value.scalars, [1, 0.5]) {
            #expect((Double(found) - 0.5 * Foundation.tanh(c)).magnitude < 1e-7)
        }
    }

    @Test("a GRU by hand: the update gate halves the state")
    func gatedByHand() {
        var generator = RandomGenerator(seed: 1)
        let network = GRU(1, 1, using: &generator)
        for parameter in network.parameters { parameter.value = .zeros(parameter.shape) }
        let start = Tensor(NDArray(filledWith: 2, shape: [1, 1, 1]))
        #expect(network(Tensor(.ones([3, 1, 1])), hidden: start).output.value.scalars == [1, 0.5, 0.25])
    }

    @Test("the fused layers equal the cells step by step, forward and gradients", arguments: 0..<4)
    func cells(_ kind: Int) throws {
        let (steps, batch, inputs, hidden) = (6, 3, 5, 18)
        let network = networks(inputs, hidden)[kind]
        let x = normal([steps, batch, inputs], 2)
        let states = [normal([1, batch, hidden], 3), normal([1, batch, hidden], 4)]
        let upstream = normal([steps, batch, hidden], 5)

        func gradients(_ run: (Tensor, Tensor, Tensor) -> Tensor, _ module: Module) -> (NDArray, [NDArray?]) {
            let leaves = ([x] + states).map { Tensor($0, requiresGradient: true) }
            let output = run(leaves[0], leaves[1], leaves[2])
            output.backward(upstream)
            return (output.value, module.parameters.map(\.grad) + leaves.map(\.grad))
        }
        var generator = RandomGenerator(seed: 9)
        let cell: SingleRecurrentCell =
            switch kind {
            case 0: RNNCell(inputs, hidden, using: &generator)
            case 1: RNNCell(inputs, hidden, nonlinearity: .relu, using: &generator)
            case 2: LSTMCell(inputs, hidden, using: &generator)
            default: GRUCell(inputs, hidden, using: &generator)
            }
        #expect(cell.namedParameters.map(\.name) == ["weight_ih", "weight_hh", "bias_ih", "bias_hh"])
        for (mine, other) in zip(cell.parameters, network.parameters) { mine.value = other.value }

        let fused = gradients(
            { x, h, c in
                recurrentOutputs(network, x, hidden: h, cell: c, lengths: nil)["output"] ?? x
            }, network)
        let stepwise = gradients(
            { x, h, c in
                var (h, c) = (h[0], c[0])
                return Tensor.stacked(
                    (0..<steps).map { t in
                        switch cell {
                        case let cell as LSTMCell: (h, c) = cell(x[t], state: (h, c))
                        case let cell as GRUCell: h = cell(x[t], hidden: h)
                        case let cell as RNNCell: h = cell(x[t], hidden: h)
                        default: break
                        }
                        return h
                    })
            }, cell)
        #expect(fused.0.isClose(to: stepwise.0, relativeTolerance: 1e-5, absoluteTolerance: 1e-6))
        #expect(fused.1.count == 7 && stepwise.1.count == 7)
        for (index, (a, b)) in zip(fused.1, stepwise.1).enumerated() {
            if index == 6 && kind != 2 { continue }  // only an LSTM has a cell state
            let (a, b) = (try #require(a), try #require(b))
            let largest = b.magnitude().max().scalar
            #expect(a.isClose(to: b, relativeTolerance: 0, absoluteTolerance: 1e-5 * largest), "\(index)")
        }
    }

    @Test(
        "gradients agree with differences: input, parameters and initial states",
        arguments: [RecurrentCell.tanh, .rectifier, .lstm, .gru], [false, true])
    func differences(_ cell: RecurrentCell, _ isReversed: Bool) {
        let (steps, batch, inputs, hidden) = (3, 3, 2, 3)
        let rows = cell.gateCount * hidden
        for (lengths, hasBias) in [(nil, true), ([1, 3, 2], true), ([2, 2, 3], false)] as [([Int]?, Bool)] {
            var parameters = [normal([rows, inputs], 1), normal([rows, hidden], 2)]
            if hasBias { parameters += [normal([rows], 3), normal([rows], 4)] }
            let states = [normal([batch, hidden], 5), normal([batch, hidden], 6)]
                .prefix(cell == .lstm ? 2 : 1)
            // A rectifier's sums keep away from its kink when they are large.
            let scale: Float = cell == .rectifier ? 3 : 1
            let check = checkGradients(
                at: [scale * normal([steps, batch, inputs], 7)] + parameters + states,
                step: cell == .rectifier ? 0.003 : 0.03, tolerance: cell == .rectifier ? 3e-3 : 1e-3
            ) { leaves in
                let result = recurrentPass(
                    cell, leaves[0], parameters: Array(leaves[1...parameters.count]),
                    initial: Array(leaves[(1 + parameters.count)...]), lengths: lengths,
                    isReversed: isReversed)
                let parts = [result.output.reshaped([-1]), result.hidden.reshaped([-1])]
                return Tensor.concatenated(parts + (result.cell.map { [$0.reshaped([-1])] } ?? []))
            }
            #expect(check.passed, "\(check)")
        }
    }

    @Test("gradients of whole networks agree with differences", arguments: [0, 2, 3])
    func networkDifferences(_ kind: Int) {
        let network = networks(2, 3, layerCount: 2, batchFirst: true, bidirectional: true)[kind]
        let states = [normal([4, 3, 3], 3), normal([4, 3, 3], 4)].prefix(kind == 2 ? 2 : 1)
        let check = checkGradients(at: [normal([3, 4, 2], 2)] + states) { leaves in
            joined(
                recurrentOutputs(
                    network, leaves[0], hidden: leaves[1], cell: kind == 2 ? leaves[2] : nil,
                    lengths: [1, 4, 2]))
        }
        #expect(check.passed, "\(check)")
    }

    @Test("what lies beyond a sequence's end changes nothing, and outputs there are 0", arguments: 0..<4)
    func padding(_ kind: Int) throws {
        let network = networks(2, 5, layerCount: 2, batchFirst: true, bidirectional: true)[kind]
        let lengths = [4, 1, 3]
        var x = normal([3, 4, 2], 6)
        let first = joined(recurrentOutputs(network, Tensor(x), hidden: nil, cell: nil, lengths: lengths))
        for (row, length) in lengths.enumerated() {
            for t in length..<4 { x[scalar: row, t, 0] = .nan }
        }
        let padded = recurrentOutputs(network, Tensor(x), hidden: nil, cell: nil, lengths: lengths)
        #expect(joined(padded).value == first.value)
        joined(padded).sum().backward()
        let isFinite = network.parameters.allSatisfy { $0.grad?.scalars.allSatisfy(\.isFinite) ?? false }
        #expect(isFinite)
        for (row, length) in lengths.enumerated() {
            let alone = recurrentOutputs(
                network, Tensor(x[row..<row + 1].sliced(axis: 1, 0..<length)), hidden: nil, cell: nil,
                lengths: nil)
            let output = try #require(padded["output"]).value[row]
            #expect(output[0..<length].isClose(to: try #require(alone["output"]).value[0]))
            #expect(output[length..<4] == .zeros([4 - length, 10]))
            let hidden = try #require(padded["hidden"]).value.selected(axis: 1, row)
            #expect(hidden.isClose(to: try #require(alone["hidden"]).value.selected(axis: 1, 0)))
        }
    }

    @Test("dropout acts between layers, in training alone, and its generator is kept in checkpoints")
    func dropout() throws {
        let x = Tensor(normal([3, 2, 4], 8))
        for layerCount in [1, 2] {
            for network in networks(4, 6, layerCount: layerCount, dropout: 0.5) {
                func output() -> NDArray {
                    recurrentOutputs(network, x, hidden: nil, cell: nil, lengths: nil)["output"]?.value
                        ?? x.value
                }
                #expect((output() != output()) == (layerCount == 2))
                let states = network.generatorStates
                #expect(states.map(\.name) == [""])
                let drawn = output()
                network.restore(generatorStates: states)
                #expect(output() == drawn)
                network.evaluate()
                #expect(output() == output())
                let plain = networks(4, 6, layerCount: layerCount)
                let same = try #require(plain.first { type(of: $0) == type(of: network) })
                for (a, b) in zip(same.parameters, network.parameters) { a.value = b.value }
                if !(network is RNN) {
                    let expected = recurrentOutputs(same, x, hidden: nil, cell: nil, lengths: nil)
                    #expect(output() == expected["output"]?.value)
                }
            }
        }
    }

    @Test("all start evenly from ±1 / √hidden; counts and shapes")
    func defaults() {
        var generator = RandomGenerator(seed: 3)
        let network = LSTM(30, 64, layerCount: 2, bidirectional: true, using: &generator)
        for parameter in network.parameters {
            #expect(parameter.value.max().scalar <= 0.125 && parameter.value.max().scalar > 0.12)
            #expect(parameter.value.min().scalar >= -0.125 && parameter.value.min().scalar < -0.12)
        }
        #expect(network.parameterCount.total == 2 * 256 * (30 + 64 + 2) + 2 * 256 * (128 + 64 + 2))
        let (output, hidden, cell) = network(Tensor(.zeros([5, 2, 30])))
        #expect(output.shape == [5, 2, 128] && hidden.shape == [4, 2, 64] && cell.shape == [4, 2, 64])
    }

    @Test("eight sequences are learned by heart", arguments: [0, 2, 3])
    func overfitting(_ kind: Int) {
        let network = networks(4, 24, batchFirst: true)[kind]
        var generator = RandomGenerator(seed: 11)
        let head = Linear(24, 3, using: &generator)
        let x = Tensor(normal([8, 6, 4], 12))
        let labels = IntArray((0..<48).map { _ in generator.integer(below: 3) })
        let optimizer = Adam(network.parameters + head.parameters, learningRate: 0.02)
        var last: Float = 0
        for step in 0..<300 {
            let output = recurrentOutputs(network, x, hidden: nil, cell: nil, lengths: nil)["output"] ?? x
            let loss = crossEntropy(head(output).reshaped([48, 3]), labels)
            if step == 0 { #expect((loss.scalar - Foundation.log(3)).magnitude < 0.3) }
            last = loss.scalar
            network.zeroGradients()
            head.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        #expect(last < 0.05)
    }

    @Test("nothing of a graph outlives the step")
    func release() {
        weak var input: Tensor?
        do {
            let x = Tensor(normal([3, 2, 4], 1), requiresGradient: true)
            input = x
            joined(
                recurrentOutputs(
                    networks(4, 6, layerCount: 2, bidirectional: true)[2], x, hidden: nil, cell: nil,
                    lengths: [1, 3])
            ).sum().backward(keepingGraph: true)
        }
        #expect(input == nil)
    }
}
