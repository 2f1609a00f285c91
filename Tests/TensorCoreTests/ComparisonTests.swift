import TensorCore
import Testing

@Suite struct ComparisonTests {
    @Test func byHand() {
        #expect(largestDifference(NDArray([1, 2]), NDArray([1.5, 1])) == 1)
        #expect(largestDifference([4.0, -8], [4, -8]) == 0)
        // |10 − 8| / 8, and |0.5 − 0| / 1.
        #expect(largestDifference([10.0, 0], [8, 0], relativeTo: 1) == 0.25)
        #expect(largestDifference([8.0, 0.5], [8, 0], relativeTo: 1) == 0.5)
    }

    @Test func nothingIsInfinitelyFar() {
        let array = NDArray([1, 2])
        for (a, b) in [
            (array, nil), (nil, array), (nil, nil), (array, NDArray([1, 2], shape: [1, 2])),
            (array, NDArray([1])),
            (.zeros([0]), .zeros([0])), (array, NDArray([1, .nan])), (NDArray([.nan, 2]), array),
            (NDArray([.nan, .nan]), NDArray([.nan, .nan])),
            (NDArray([.infinity, 2]), NDArray([.infinity, 2])),
        ] as [(NDArray?, NDArray?)] {
            #expect(largestDifference(a, b) == .infinity)
        }
        #expect(largestDifference([Double](), []) == .infinity)
        #expect(largestDifference([1.0], [1.0, 2.0]) == .infinity)
    }
}
