import Testing

@testable import TensorCore

/// A NaN reaches the result of everything that looks at all numbers of a row, wherever in the row it stands: in the first
/// lane or the last, in a whole vector or behind it. So it does in PyTorch.
@Suite struct NaNTests {
    /// Rows of 1 to 70 numbers with one NaN, at each place; the kernels' vectors hold sixteen, and loops take up to 64 at once.
    private static let lengths = 1...70

    /// Calls `body` with each row, the index of its NaN, on each rung.
    private func forEachRow(_ body: (_ row: NDArray, _ index: Int) throws -> Void) rethrows {
        for rung in KernelRung.allCases {
            try KernelRung.with(rung) {
                for length in Self.lengths {
                    // Large numbers on either side: a kernel that compares them with the NaN passes over it.
                    let numbers = (0..<length).map { Float(($0 * 37 + 11) % 71 - 35) }
                    for index in 0..<length {
                        var row = numbers
                        row[index] = .nan
                        try body(NDArray(row), index)
                    }
                }
            }
        }
    }

    private func isNaN(_ array: NDArray) -> Bool { array.scalars.allSatisfy(\.isNaN) }

    @Test func reductionsOfARow() {
        forEachRow { row, index in
            let results = [
                row.sum(), row.mean(), row.max(), row.min(), row.variance(correction: 0), row.logSumExp(),
            ]
            #expect(results.count { isNaN($0) } == results.count, "\(index) of \(row.shape)")
            #expect(row.argMax(axis: 0).elements == [Int32(index)], "\(row.shape)")
            #expect(row.argMin(axis: 0).elements == [Int32(index)], "\(row.shape)")
        }
    }

    /// The row is a column of a matrix whose other columns have no NaN, and theirs have none either.
    @Test func reductionsOfAColumn() {
        forEachRow { row, index in
            let elements = row.scalars.enumerated().flatMap { [$1, Float($0), $1] }
            let whole = NDArray(elements, shape: [row.elementCount, 3])
            let last = Float(row.elementCount - 1)
            for (result, middle) in [
                (whole.sum(axes: [0]), last * (last + 1) / 2), (whole.max(axes: [0]), last),
                (whole.min(axes: [0]), 0),
            ] {
                let numbers = result.scalars
                #expect(
                    numbers[0].isNaN && numbers[2].isNaN && numbers[1] == middle, "\(index) of \(row.shape)")
            }
            #expect(whole.argMax(axis: 0).elements == [Int32(index), Int32(last), Int32(index)])
            #expect(whole.argMin(axis: 0).elements == [Int32(index), 0, Int32(index)])
        }
    }

    @Test func ofTwoTheFirstIsLargest() {
        forEachRow { row, index in
            let twice = NDArray.concatenated([row, row], axis: 0)
            #expect(twice.argMax(axis: 0).elements == [Int32(index)])
            #expect(twice.argMin(axis: 0).elements == [Int32(index)])
        }
    }

    @Test func softmaxOfARow() {
        forEachRow { row, index in
            #expect(isNaN(row.softmax()) && isNaN(row.logSoftmax()), "\(index) of \(row.shape)")
        }
    }

    @Test func orderOfARow() {
        forEachRow { row, index in
            let count = row.elementCount
            let (largest, indices) = row.topK(min(3, count))
            #expect(largest.scalars[0].isNaN && indices.elements[0] == Int32(index))
            #expect(largest.scalars.dropFirst().allSatisfy { !$0.isNaN })
            let (sorted, order) = row.sorted()
            #expect(sorted.scalars[count - 1].isNaN && order.elements[count - 1] == Int32(index))
            #expect(sorted.scalars.dropLast().allSatisfy { !$0.isNaN })
        }
    }

    @Test func largerAndSmallerOfTwo() {
        forEachRow { row, index in
            let numbers = NDArray.zeros(row.shape)
            for result in [
                NDArray.maximum(row, numbers), .maximum(numbers, row), .minimum(row, numbers),
                .minimum(numbers, row),
            ] {
                #expect(result.scalars.enumerated().allSatisfy { $1.isNaN == ($0 == index) })
            }
        }
    }

    /// The NaN is in one key; in one value it reaches the whole of its column.
    @Test func attention() {
        forEachRow { row, index in
            let (count, query) = (row.elementCount, NDArray.ones([1, 1]))
            let column = row.reshaped([count, 1])
            let numbers = NDArray.range(count).reshaped([count, 1])
            let byKey = Attention(query: query, key: column, value: numbers)
            #expect(isNaN(byKey.output) && isNaN(byKey.weights), "\(index) of \(row.shape)")
            #expect(isNaN(Attention(query: query, key: numbers * 0, value: column).output))
            // A key that is masked is not looked at.
            let mask = NDArray((0..<count).map { $0 == index ? 0 : 1 }, shape: [1, count])
            let without = Attention(query: query, key: column, value: numbers, mask: mask)
            #expect(without.output.scalars.count { $0.isFinite } == 1)
        }
    }

    @Test func windows() {
        forEachRow { row, index in
            let count = row.elementCount
            let line = row.reshaped([1, 1, 1, count])
            let whole = Pooling2D(Size2D(1, count)).maxima(of: line)
            #expect(isNaN(whole.values) && whole.indices.scalars == [index], "\(index) of \(row.shape)")
            let single = Pooling2D(Size2D(1, 1)).maxima(of: line)
            #expect(single.values.scalars.enumerated().allSatisfy { $1.isNaN == ($0 == index) })
        }
    }
}
