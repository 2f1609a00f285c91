import Autograd
import NeuralNetworks
import TensorCore
import Testing

@Suite("A recurrent network explains what does not fit")
struct RecurrentWrongCallTests {
    private func expect(_ result: ExitTest.Result?, says words: [String]) {
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        for word in words { #expect(message.contains(word), "\(word) in: \(message)") }
    }

    @Test func anInputOfTheWrongWidth() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var generator = RandomGenerator(seed: 1)
            _ = LSTM(3, 4, using: &generator)(Tensor(.zeros([5, 2, 4])))
        }
        expect(result, says: ["LSTM: ", "[5, 2, 4]", "[T, N, 3]", "RecurrentWrongCallTests.swift"])
    }

    @Test func oneSequenceWithoutItsBatch() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var generator = RandomGenerator(seed: 1)
            _ = GRU(3, 4, batchFirst: true, using: &generator)(Tensor(.zeros([5, 3])))
        }
        expect(result, says: ["GRU: ", "[5, 3]", "[N, T, 3]", "[1, T, 3]"])
    }

    @Test func aStateOfTheWrongShape() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var generator = RandomGenerator(seed: 1)
            let network = RNN(3, 4, layerCount: 2, batchFirst: true, using: &generator)
            _ = network(Tensor(.zeros([5, 6, 3])), hidden: Tensor(.zeros([5, 2, 4])))
        }
        expect(result, says: ["RNN: ", "[5, 2, 4]", "[2, 5, 4]", "batch first or not"])
    }

    @Test func lengthsThatDoNotFit() async {
        let count = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var generator = RandomGenerator(seed: 1)
            _ = RNN(3, 4, using: &generator)(Tensor(.zeros([5, 2, 3])), lengths: [5])
        }
        expect(count, says: ["RNN: ", "1 lengths", "batch of 2"])
        let outside = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var generator = RandomGenerator(seed: 1)
            _ = RNN(3, 4, using: &generator)(Tensor(.zeros([5, 2, 3])), lengths: [5, 6])
        }
        expect(outside, says: ["RNN: ", "length 6", "1...5"])
    }

    @Test func noHiddenUnits() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var generator = RandomGenerator(seed: 1)
            _ = GRU(3, 0, using: &generator)
        }
        expect(result, says: ["GRU: ", "0 hidden units"])
    }

    @Test func weightsThatDoNotFitACell() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let weights = Recurrence.Weights(
                input: .zeros([12, 3]), hidden: .zeros([12, 4]), inputBias: nil, hiddenBias: nil)
            _ = Recurrence(.lstm, input: .zeros([5, 2, 3]), weights: weights, hidden: .zeros([2, 4]))
        }
        expect(result, says: ["Recurrence: ", "[12, 3]", "[12, 4]", "lstm"])
    }
}
