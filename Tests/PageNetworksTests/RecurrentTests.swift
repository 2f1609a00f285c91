import Autograd
import NeuralNetworks
import TensorCore
import Testing

@testable import PageNetworks

/// Layers that read a sequence, step by step, against the library's.
struct RecurrentTests {
    /// The weights of a module under a name.
    private func weights(_ module: Module, _ name: String) -> [String: NDArray] {
        Dictionary(uniqueKeysWithValues: module.stateDictionary.map { ("\(name).\($0.name)", $0.value) })
    }

    /// What a plan answers for each row of a sequence, one after the other, `[T, H]`.
    private func answers(_ network: inout PageNetwork, _ sequence: NDArray) throws -> NDArray {
        var rows: [Float] = []
        for step in 0..<sequence.shape[0] {
            network.set("x", sequence[step].scalars)
            network.run()
            rows += try #require(network.numbers(of: "y"))
        }
        return NDArray(rows, shape: [sequence.shape[0], rows.count / sequence.shape[0]])
    }

    @Test func layersKeepTheirStates() throws {
        var generator = RandomGenerator(seed: 4)
        let sequence = NDArray.normal([6, 1, 3], using: &generator)
        let rnn = RNN(3, 5, using: &generator)
        let gru = GRU(3, 5, layerCount: 2, using: &generator)
        let lstm = LSTM(3, 5, using: &generator)
        let start = "x = input 3; h = state 5; "
        let cases: [(Module, String, NDArray)] = [
            (rnn, start + "y = rnn x h net layer 0; h = keep y", rnn(Tensor(sequence)).output.value),
            (
                gru,
                start
                    + "g = state 5; z = gru x h net layer 0; y = gru z g net layer 1; h = keep z; g = keep y",
                gru(Tensor(sequence)).output.value
            ),
            (
                lstm, start + "c = state 5; y = lstm x h c net layer 0; h = keep y",
                lstm(Tensor(sequence)).output.value
            ),
        ]
        for (module, plan, expected) in cases {
            var network = try PageNetwork(file(weights(module, "net"), plan: plan))
            let first = try answers(&network, sequence)
            #expect(largestDifference(first, expected.reshaped([6, 5])) < 1e-5, "\(plan)")
            // What is kept counts: the sequence once more gives something else, from zeros again the same.
            let second = try answers(&network, sequence)
            #expect(largestDifference(second, first) > 1e-4)
            for state in ["h", "g", "c"] { network.set(state, [Float](repeating: 0, count: 5)) }
            let again = try answers(&network, sequence)
            #expect(largestDifference(again, first) == 0)
        }
    }

    @Test func cells() throws {
        var generator = RandomGenerator(seed: 5)
        let x = NDArray.normal([3], using: &generator)
        let h = NDArray.normal([4], using: &generator)
        let cell = GRUCell(3, 4, using: &generator)
        var network = try PageNetwork(
            file(weights(cell, "cell"), plan: "x = input 3; h = state 4; y = gru x h cell"))
        network.set("x", x.scalars)
        network.set("h", h.scalars)
        network.run()
        let expected = cell(Tensor(x.reshaped([1, 3])), hidden: Tensor(h.reshaped([1, 4]))).value.reshaped([4]
        )
        let numbers = try #require(network.numbers(of: "y"))
        #expect(largestDifference(NDArray(numbers), expected) < 1e-5)
        // A layer that there is not.
        #expect(throws: PageNetworkError.unknownName) {
            try PageNetwork(
                file(weights(cell, "cell"), plan: "x = input 3; h = state 4; y = gru x h cell layer 1"))
        }
        #expect(throws: PageNetworkError.wrongShape) {
            try PageNetwork(file(weights(cell, "cell"), plan: "x = input 3; h = state 4; y = rnn x h cell"))
        }
    }

    @Test func embedding() throws {
        var generator = RandomGenerator(seed: 6)
        let table = NDArray.normal([7, 3], using: &generator)
        let rows = try answer("y = embedding x words", ["words.weight": table], NDArray([6, 0, 3]))
        #expect(rows.shape == [3, 3])
        for (row, id) in [6, 0, 3].enumerated() { #expect(rows[row].scalars == table[id].scalars) }
        // No row: no number, and nothing is read elsewhere.
        for id: Float in [-1, 7, 1e30, .nan, .infinity] {
            let row = try answer("y = embedding x words", ["words.weight": table], NDArray([id]))
            let isNone = row.scalars.allSatisfy(\.isNaN)
            #expect(isNone)
        }
    }
}
