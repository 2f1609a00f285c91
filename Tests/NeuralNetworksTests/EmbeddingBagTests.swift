import Autograd
import NeuralNetworks
import TensorCore
import Testing

@Suite("Embedding bags and sparse products in a graph")
struct EmbeddingBagTests {
    private func layer(_ mode: EmbeddingBag.Mode, paddingIndex: Int? = nil) -> EmbeddingBag {
        var generator = RandomGenerator(seed: 1)
        let layer = EmbeddingBag(4, 2, mode: mode, paddingIndex: paddingIndex, using: &generator)
        layer.weight.value = NDArray(rows: [[1, 2], [3, 4], [5, 6], [7, 8]])
        return layer
    }

    @Test("sum and mean by hand: a repeated id counts twice, an empty bag gives zeros")
    func byHand() {
        let (ids, offsets) = (IntArray([0, 3, 3, 1]), IntArray([0, 3, 3]))
        #expect(layer(.sum)(ids, offsets: offsets).value == NDArray(rows: [[15, 18], [0, 0], [3, 4]]))
        #expect(
            layer(.mean)(ids, offsets: offsets).value.isClose(to: NDArray(rows: [[5, 6], [0, 0], [3, 4]])))
        #expect(
            layer(.mean)(IntArray([0, 1, 2, 3], shape: [2, 2])).value == NDArray(rows: [[2, 3], [6, 7]]))
        #expect(
            layer(.mean, paddingIndex: 3)(IntArray([0, 3, 3, 3], shape: [2, 2])).value
                == NDArray(rows: [[1, 2], [0, 0]]))
    }

    @Test("gives what an embedding and a sum give, and the same gradient")
    func againstEmbedding() {
        var generator = RandomGenerator(seed: 2)
        let (bag, table) = (
            EmbeddingBag(50, 19, mode: .sum, using: &generator), Embedding(50, 19, using: &generator)
        )
        table.weight.value = bag.weight.value
        let ids = IntArray((0..<60).map { _ in generator.integer(below: 50) }, shape: [12, 5])
        let (found, expected) = (bag(ids), table(ids).sum(axes: [1]))
        #expect(found.value.isClose(to: expected.value, absoluteTolerance: 1e-5))
        let upstream = NDArray.normal([12, 19], using: &generator)
        found.backward(upstream)
        expected.backward(upstream)
        let (a, b) = (bag.weight.grad ?? NDArray(0), table.weight.grad ?? NDArray(1))
        #expect(a.isClose(to: b, absoluteTolerance: 1e-5))
    }

    @Test("gradients of a sparse product agree with differences")
    func sparseGradients() {
        var generator = RandomGenerator(seed: 3)
        let matrix = SparseMatrix(
            rowCount: 3, columnCount: 4, entries: [(0, 1, 0), (2, 0, 0), (0, 3, 0), (2, 3, 0)])
        let inputs = [NDArray.normal([4], using: &generator), .normal([4, 5], using: &generator)]
        let check = checkGradients(at: inputs) { matrix.matmul($0[1], values: $0[0]) }
        #expect(check.passed, "\(check)")
    }

    @Test("wrong calls are explained")
    func wrongCalls() async {
        let id = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var generator = RandomGenerator(seed: 4)
            _ = EmbeddingBag(4, 2, using: &generator)(IntArray([4], shape: [1, 1]))
        }
        let offsets = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var generator = RandomGenerator(seed: 4)
            _ = EmbeddingBag(4, 2, using: &generator)(IntArray([1, 2]), offsets: IntArray([0, 3]))
        }
        for (result, words) in [
            (id, ["the id 4", "0..<4", "EmbeddingBagTests.swift"]), (offsets, ["offsets", "[0, 3]", "rise"]),
        ] {
            let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
            for word in words { #expect(message.contains(word), "\(word) in: \(message)") }
        }
    }
}
