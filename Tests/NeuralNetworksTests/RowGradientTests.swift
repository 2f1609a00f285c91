import Autograd
import NeuralNetworks
import TensorCore
import Testing

/// Tables of which an update touches only the rows in the batch.
@Suite struct RowGradientTests {
    private typealias Make = ([Tensor]) -> any Optimizer
    private let optimizers: [Make] = [
        { Adam($0, learningRate: 0.05) }, { AdamW($0, learningRate: 0.05, weightDecay: 0.1) },
        { SGD($0, learningRate: 0.1, momentum: 0.9) }, { RMSprop($0, learningRate: 0.01) },
    ]

    private func bags(sparse: Bool) -> EmbeddingBag {
        var generator = RandomGenerator(seed: 3)
        return EmbeddingBag(50, 3, mode: .sum, sparseGradients: sparse, using: &generator)
    }

    private func step(_ layer: EmbeddingBag, _ matrix: SparseMatrix, _ optimizer: any Optimizer) {
        optimizer.zeroGradients()
        layer(matrix).square().sum().backward()
        optimizer.step()
    }

    /// The same rows in each batch: there sparse and dense are the same method, to the bit.
    @Test func rowsInEveryBatchGoAsInADenseUpdate() {
        let matrix = SparseMatrix(rows: [[(4, 1), (9, 0.5)], [(9, 2), (30, -1)]], columnCount: 50)
        for make in optimizers {
            let (sparse, dense) = (bags(sparse: true), bags(sparse: false))
            let (one, two) = (make(sparse.parameters), make(dense.parameters))
            for _ in 0..<5 {
                step(sparse, matrix, one)
                step(dense, matrix, two)
                #expect(sparse.weight.grad == nil && dense.weight.grad != nil)
            }
            let rows = [4, 9, 30]
            #expect(sparse.weight.value.rows(at: rows).scalars == dense.weight.value.rows(at: rows).scalars)
            #expect(sparse.weight.value[4].scalars != bags(sparse: true).weight.value[4].scalars)
        }
    }

    /// Other rows in each batch: nothing else moves, neither by momentum nor by weight decay.
    @Test func rowsThatAreNotInTheBatchStay() {
        let batches = [[3, 7], [7, 12], [40]].map { columns in
            SparseMatrix(rows: [columns.map { ($0, Float(1)) }], columnCount: 50)
        }
        for make in optimizers {
            let layer = bags(sparse: true)
            let optimizer = make(layer.parameters)
            for (matrix, columns) in zip(batches, [[3, 7], [7, 12], [40]]) {
                let before = layer.weight.value
                step(layer, matrix, optimizer)
                let moved = (0..<50).filter { layer.weight.value[$0].scalars != before[$0].scalars }
                #expect(moved == columns)
            }
        }
    }

    /// Adam's averages are corrected by the number of all steps: worked out by hand for a row whose first gradient comes late.
    @Test func aRowThatComesLate() {
        let layer = bags(sparse: true)
        let optimizer = Adam(layer.parameters, learningRate: 0.1)
        let first = SparseMatrix(rows: [[(1, 1)]], columnCount: 50)
        for _ in 0..<2 { step(layer, first, optimizer) }
        let before = layer.weight.value[2].scalars.map(Double.init)
        step(layer, SparseMatrix(rows: [[(2, 1)]], columnCount: 50), optimizer)
        let expected = before.map { p -> Double in
            let g = 2 * p
            let (m, v) = (0.1 * g / (1 - 0.9 * 0.9 * 0.9), 0.001 * g * g / (1 - 0.999 * 0.999 * 0.999))
            return p - 0.1 * m / (v.squareRoot() + 1e-8)
        }
        #expect(largestDifference(layer.weight.value[2].scalars.map(Double.init), expected) < 1e-6)
    }

    @Test func theGradientOfTheRowsIsThatOfTheTable() throws {
        var generator = RandomGenerator(seed: 2)
        let ids = IntArray([3, 5, 3, 0, 9, 5], shape: [2, 3])
        let upstream = NDArray.normal([2, 3, 4], using: &generator)
        func embedding(_ sparse: Bool) -> Embedding {
            var generator = RandomGenerator(seed: 3)
            return Embedding(10, 4, paddingIndex: 0, sparseGradients: sparse, using: &generator)
        }
        let (sparse, dense) = (embedding(true), embedding(false))
        for layer in [sparse, dense] {
            layer(ids).backward(upstream)
            layer(ids).backward(upstream)
        }
        let (rows, values) = try #require(sparse.weight.rowGradient).sum
        // The padding gets none.
        #expect(rows.scalars == [3, 5, 9])
        #expect(largestDifference(values, dense.weight.grad?.rows(at: [3, 5, 9])) < 1e-6)
        let norms = [sparse, dense].map { clipGradients(of: $0.parameters, norm: 0.5) }
        #expect((norms[0] - norms[1]).magnitude < 1e-5)
        #expect(
            largestDifference(sparse.weight.rowGradient?.sum.values, dense.weight.grad?.rows(at: [3, 5, 9]))
                < 1e-6)
        sparse.zeroGradients()
        #expect(sparse.weight.rowGradient?.isEmpty == true)
    }

    /// The table is also used whole: its dense gradient takes the rows in.
    @Test func rowsAndTableTogether() {
        let matrix = SparseMatrix(rows: [[(4, 1)]], columnCount: 50)
        func trained(_ sparse: Bool) -> [Float] {
            let layer = bags(sparse: sparse)
            let optimizer = SGD(layer.parameters, learningRate: 0.1)
            (layer(matrix).square().sum() + layer.weight.square().sum()).backward()
            optimizer.step()
            return layer.weight.value.scalars
        }
        #expect(largestDifference(trained(true), trained(false)) < 1e-6)
        #expect(trained(true)[0] != bags(sparse: true).weight.value.scalars[0])
    }

    /// Bags of nothing, and a table without rows.
    @Test func noRowAtAll() {
        for count in [50, 0] {
            var generator = RandomGenerator(seed: 3)
            let layer = EmbeddingBag(count, 3, mode: .sum, sparseGradients: true, using: &generator)
            let bias = Parameter(.zeros([3]))
            let optimizer = Adam([layer.weight, bias], learningRate: 0.1)
            let before = layer.weight.value.scalars
            let empty = SparseMatrix(rows: [[], []], columnCount: count)
            (layer(empty) + bias).sum().backward()
            #expect(layer.weight.rowGradient?.sum.rows.scalars == [])
            #expect(optimizer.clipGradients(norm: 1) > 3)
            optimizer.step()
            #expect(layer.weight.value.scalars == before && bias.value.scalars[0] < 0)
        }
    }

    @Test func bagsWithWeightsAreProducts() async {
        let matrix = SparseMatrix(rows: [[(4, 0.25), (9, -2)], []], columnCount: 50)
        for sparse in [true, false] {
            let layer = bags(sparse: sparse)
            let table = layer.weight.value
            let expected = (table[4] * 0.25 - table[9] * 2).scalars + [0, 0, 0]
            #expect(largestDifference(layer(matrix).value.scalars, expected) < 1e-6)
        }
        await #expect(processExitsWith: .failure) {
            var generator = RandomGenerator(seed: 1)
            _ = EmbeddingBag(3, 2, mode: .mean, using: &generator)(.identity(3))
        }
    }
}
