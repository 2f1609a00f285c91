import TensorCore
import Testing

@testable import Datasets

@Suite struct ArrayFormsTests {
    @Test func tablesAsArrays() {
        let xor = TruthTable.xor.data
        #expect(xor.featureArray == NDArray([0, 0, 0, 1, 1, 0, 1, 1], shape: [4, 2]))
        #expect(xor.labelArray == IntArray([0, 1, 1, 0]))
        #expect(xor.rows([]).featureArray.shape == [0, 2])
        let prices = RegressionData(
            features: [[1, 2], [3, 4]], targets: [5, 6], featureNames: ["a", "b"], targetName: "c")
        #expect(prices.featureArray == NDArray([1, 2, 3, 4], shape: [2, 2]))
        #expect(prices.targetArray == NDArray([5, 6]))
    }

    @Test func batchesTakeRows() {
        let table = NDArray([0, 1, 10, 11, 20, 21], shape: [3, 2])
        let batches = orderedBatches(of: 2, count: 3).map { table.rows(at: $0) }
        #expect(batches == [NDArray([0, 1, 10, 11], shape: [2, 2]), NDArray([20, 21], shape: [1, 2])])
        #expect(table.rows(at: [2, 0, 2]).scalars == [20, 21, 0, 1, 20, 21])
    }

    /// Rows, columns and arrays give the same bits.
    @Test func standardizerOnArrays() {
        let rows: [[Float]] = [[1, 10, 0.1], [2, 10, 0.2], [6, 10, 0.9]]
        let array = NDArray(rows: rows)
        let standardizer = Standardizer(fitting: array)
        #expect(standardizer == Standardizer(fitting: rows))
        #expect(standardizer.transform(array) == NDArray(rows: standardizer.transform(rows)))
        let back = standardizer.inverse(standardizer.transform(array))
        #expect(zip(back.scalars, array.scalars).allSatisfy { abs($0 - $1) < 1e-5 })
        let view = Standardizer(
            fitting: NDArray(rows: [[1, 2, 6], [10, 10, 10], [0.1, 0.2, 0.9]]).transposed())
        #expect(view == standardizer)
        let column: [Float] = [1, 2, 6]
        let single = Standardizer(fitting: NDArray(column))
        #expect(single.transform(NDArray(column)).scalars == single.transform(column))
        #expect(single.transform(NDArray(column, shape: [3, 1])).shape == [3, 1])
    }

    @Test func aShapeThatWasNotFittedIsRefused() async {
        await #expect(processExitsWith: .failure) {
            _ = Standardizer(fitting: [1, 2] as [Float]).transform(NDArray.zeros([2, 2]))
        }
    }
}
