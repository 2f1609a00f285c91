import Testing

@testable import TensorCore

/// A wrong shape stops the program with a message that names the operation and both shapes.
@Suite struct WrongCallTests {
    private func expect(_ result: ExitTest.Result?, says words: [String]) {
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        for word in words { #expect(message.contains(word), "\(word) in: \(message)") }
    }

    @Test func operatorsOnShapesThatDoNotGoTogether() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = NDArray.zeros([2, 3]) + NDArray.zeros([2])
        }
        expect(result, says: ["+: ", "[2, 3]", "[2]", "do not go together", "reshape"])
    }

    @Test func anOperationInPlaceThatWouldGrowItsLeftSide() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var x = NDArray.zeros([3])
            x += NDArray.zeros([2, 3])
        }
        expect(result, says: ["+=: ", "[3]", "[2, 3]"])
    }

    @Test func layerNormalizationOfPartsThatDoNotFit() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = LayerNormalization(.zeros([2, 3]), scale: .ones([2]), epsilon: 1e-5)
        }
        expect(result, says: ["LayerNormalization: ", "[2, 3]", "scale [2]", "[width]"])
    }

    @Test func matmulOfInnerExtentsThatDiffer() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = NDArray.zeros([2, 3]).matmul(.zeros([4, 5]))
        }
        expect(result, says: ["matmul: ", "[2, 3]", "[4, 5]", "transposed()", "WrongCallTests.swift"])
    }

    @Test func matmulOfBatchesThatDiffer() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = NDArray.zeros([2, 3, 4]).matmul(.zeros([3, 4, 5]))
        }
        expect(result, says: ["matmul: ", "[2, 3, 4]", "[3, 4, 5]", "batches"])
    }

    @Test func reshapingToAnotherNumberOfElements() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = NDArray.zeros([2, 3]).reshaped([4, -1])
        }
        expect(result, says: ["reshaped: ", "[2, 3]", "[4, -1]"])
    }

    @Test func reshapingWithTwoOpenExtents() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = NDArray.zeros([4]).reshaped([-1, -1])
        }
        expect(result, says: ["reshaped: ", "[4]", "[-1, -1]", "at most one"])
    }

    @Test func broadcastingToAShapeThatCannotBeReached() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = NDArray.zeros([2, 3]).broadcast(to: [3])
        }
        expect(result, says: ["broadcast: ", "[2, 3]", "to [3]"])
    }

    @Test func concatenatingShapesThatDiffer() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = NDArray.concatenated([.zeros([2, 3]), .zeros([2, 4])])
        }
        expect(result, says: ["concatenated: ", "[2, 3]", "[2, 4]", "axis 0"])
    }

    @Test func anAxisThatIsNotThere() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = NDArray.zeros([2, 3]).sum(axes: [2])
        }
        expect(result, says: ["sum: ", "axis 2", "[2, 3]", "-2"])
    }

    @Test func anAxisThatIsNamedTwice() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = NDArray.zeros([2, 3]).mean(axes: [1, -1])
        }
        expect(result, says: ["sum: ", "twice", "[1, -1]"])
    }

    @Test func theLargestOfNothing() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = NDArray.zeros([0, 3]).max(axes: [0])
        }
        expect(result, says: ["max: ", "[0, 3]"])
    }

    @Test func anIndexOutsideTheTable() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = NDArray.zeros([4, 3]).indexSelected(IntArray([0, 4]))
        }
        expect(result, says: ["indexSelected: ", "4", "0..<4"])
    }

    @Test func aSourceOfTheWrongShape() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var x = NDArray.zeros([4, 3])
            x.scatterAdd(.zeros([2, 2]), at: IntArray([0, 1]))
        }
        expect(result, says: ["scatterAdd: ", "[2, 2]", "[2, 3]"])
    }

    @Test func aSliceBeyondTheEnd() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = NDArray.zeros([4, 3]).sliced(axis: 1, 1..<4)
        }
        expect(result, says: ["sliced: ", "1..<4", "axis 1", "[4, 3]"])
    }

    @Test func moreElementsThanCanBeCounted() async {
        let square = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = NDArray.zeros([1 << 40, 1 << 40])
        }
        expect(square, says: ["Shape: ", "[1099511627776, 1099511627776]", "more elements"])
        let empty = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = NDArray.zeros([0, 1 << 40, 1 << 40])
        }
        expect(empty, says: ["Shape: ", "[0, 1099511627776, 1099511627776]", "more elements"])
        let open = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = NDArray.zeros([4]).reshaped([1 << 40, -1, 1 << 40])
        }
        expect(open, says: ["Shape: ", "[1099511627776, 1, 1099511627776]", "more elements"])
    }

    @Test func moreElementsThanMemoryHolds() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = NDArray.zeros([1 << 50])
        }
        expect(result, says: ["NDArray: ", "1125899906842624 elements"])
    }

    @Test func aNegativeExtent() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var shape: Shape = [2, 3]
            shape[1] = -3
        }
        expect(result, says: ["Shape: ", "negative", "[2, -3]"])
    }

    @Test func nineAxes() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = NDArray.zeros([1, 1, 1, 1, 1, 1, 1, 1]).expandedDimensions(axis: 0)
        }
        expect(result, says: ["at most 8 axes"])
        let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Shape([1, 2, 3, 4, 5, 6, 7, 8, 9])
        }
        expect(shape, says: ["at most 8 axes"])
    }

    @Test func elementsThatDoNotFillTheShape() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = NDArray([1, 2, 3], shape: [2, 2])
        }
        expect(result, says: ["NDArray: ", "3 elements", "[2, 2]", "4"])
    }

    @Test func noThreads() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            Parallel.withThreads(0) {}
        }
        expect(result, says: ["withThreads", "at least 1", "WrongCallTests.swift"])
    }
}
