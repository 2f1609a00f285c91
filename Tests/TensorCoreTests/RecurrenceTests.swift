import Testing

@testable import TensorCore

/// The packed product and the walk through time, against the plain product and for any number of threads.
@Suite struct RecurrenceTests {
    private static func normal(_ shape: Shape, _ seed: UInt64) -> NDArray {
        var generator = RandomGenerator(seed: seed)
        return .normal(shape, using: &generator)
    }

    @Test(arguments: [0, 1, 15, 16, 17, 300], [1, 16, 33, 100])
    func packedProduct(k: Int, n: Int) {
        for m in [1, 11, 12, 13, 30] {
            let (a, b) = (RecurrenceTests.normal([m, k], 1), RecurrenceTests.normal([n, k], 2).transposed())
            let packed = PackedMatrix(b)
            let c = NDArray.ones([m, n]).copied()
            packed.multiply(a.storage.pointer, rowLength: k, rows: m, into: c.storage.pointer, adding: true)
            let expected = a.matmul(b) + 1
            #expect(c.isClose(to: expected, relativeTolerance: 1e-5, absoluteTolerance: 1e-4))
            if k > 0 {
                packed.multiply(
                    a.storage.pointer, rowLength: k, rows: m, into: c.storage.pointer, adding: false)
                #expect(c.isClose(to: a.matmul(b), relativeTolerance: 1e-5, absoluteTolerance: 1e-4))
            }
        }
    }

    private static func run(_ cell: RecurrentCell, lengths: [Int]?, isReversed: Bool) -> [NDArray] {
        let (steps, batch, inputs, width) = (9, 53, 21, 37)
        let rows = cell.gateCount * width
        let weights = Recurrence.Weights(
            input: 0.2 * normal([rows, inputs], 1), hidden: 0.2 * normal([rows, width], 2),
            inputBias: normal([rows], 3), hiddenBias: normal([rows], 4))
        let recurrence = Recurrence(
            cell, input: normal([steps, batch, inputs], 5), weights: weights,
            hidden: normal([batch, width], 6), cellState: cell == .lstm ? normal([batch, width], 7) : nil,
            lengths: lengths, isReversed: isReversed)
        let output = recurrence.outputsAndFinalStates()
        let found = recurrence.gradients(normal(output.shape, 8), ofInput: true)
        return [
            output, found.input ?? .zeros([0]), found.inputWeight, found.hiddenWeight, found.inputBias,
            found.hiddenBias, found.hidden, found.cellState,
        ]
    }

    @Test(arguments: [RecurrentCell.tanh, .rectifier, .lstm, .gru], [false, true])
    func theBitsDoNotDependOnTheThreads(cell: RecurrentCell, isReversed: Bool) {
        for lengths in [nil, (0..<53).map { 1 + $0 % 9 }] {
            expectSameBits("\(cell)") {
                RecurrenceTests.run(cell, lengths: lengths, isReversed: isReversed)
            }
        }
    }
}
