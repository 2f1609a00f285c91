import TensorCore
import TestSupport
import Testing

/// Rows of tables and of sparse matrices, picked and put back.
@Suite struct RowsTests {
    @Test func rowsArePutBackWhereTheyWereTaken() {
        var generator = RandomGenerator(seed: 1)
        for width in [1, 2, 15, 16, 17] {
            let table = NDArray.normal([9, width], using: &generator)
            let places = [7, 0, 3]
            let rows = table.rows(at: places) * 2
            var changed = table
            changed.replaceRows(at: IntArray(places), with: rows)
            for row in 0..<9 {
                let expected = places.contains(row) ? table[row] * 2 : table[row]
                #expect(changed[row].scalars == expected.scalars)
            }
            // The other array that shared the memory is as it was.
            #expect(largestDifference(table.rows(at: places) * 2, rows) == 0)
        }
        // A view, of which only the rows are written; the last of two at one place stays; and none.
        var view = NDArray(rows: [[1, 2, 3], [4, 5, 6]]).transposed()  // [3, 2]
        view.replaceRows(at: IntArray([1, 1]), with: NDArray(rows: [[7, 8], [9, 10]]))
        #expect(view.scalars == [1, 4, 9, 10, 3, 6])
        view.replaceRows(at: IntArray([]), with: .zeros([0, 2]))
        #expect(view.scalars == [1, 4, 9, 10, 3, 6])
    }

    @Test func rowsAndColumnsOfASparseMatrix() {
        let matrix = SparseMatrix(
            rows: [[(3, 1), (0, 2)], [], [(5, 4), (3, 5), (5, 1)]], columnCount: 7)
        #expect(
            matrix.dense().scalars == [2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 5, 0])
        let picked = matrix.rows(at: [2, 0, 2])
        #expect(picked.dense().scalars == [2, 0, 2].flatMap { matrix.dense()[$0].scalars })
        #expect(matrix.rows(at: []).shape == [0, 7])
        let (columns, narrow) = matrix.withoutEmptyColumns()
        #expect(columns.scalars == [0, 3, 5] && narrow.shape == [3, 3])
        #expect(narrow.dense().scalars == [2, 1, 0, 0, 0, 0, 0, 5, 5])
    }

    @Test func whatIsOutsideIsExplained() async {
        await #expect(processExitsWith: .failure) {
            var table = NDArray.zeros([2, 2])
            table.replaceRows(at: IntArray([2]), with: .zeros([1, 2]))
        }
        await #expect(processExitsWith: .failure) {
            var table = NDArray.zeros([2, 2])
            table.replaceRows(at: IntArray([1]), with: .zeros([1, 3]))
        }
        await #expect(processExitsWith: .failure) { _ = SparseMatrix.identity(2).rows(at: [2]) }
        await #expect(processExitsWith: .failure) {
            _ = SparseMatrix(rows: [[(column: 2, value: 1)]], columnCount: 2)
        }
    }
}
