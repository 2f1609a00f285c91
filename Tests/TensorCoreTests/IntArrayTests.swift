import Foundation
import Testing

@testable import TensorCore

@Suite struct IntArrayTests {
    @Test func elementsAndShapes() {
        let x = IntArray([3, -1, 2, 0, 5, 7], shape: [3, 2])
        #expect(x.shape == [3, 2])
        #expect(x.elementCount == 6)
        #expect(x.scalars == [3, -1, 2, 0, 5, 7])
        #expect(x[4] == 5)
        #expect(IntArray([1, 2]).shape == [2])
        #expect(IntArray([Int(Int32.max), Int(Int32.min)]).scalars == [2_147_483_647, -2_147_483_648])
        #expect(x.reshaped([6]).scalars == x.scalars)
        #expect(x.reshaped([6]) != x)
        #expect(x.rows(at: [2, 0, 2]) == IntArray([5, 7, 3, -1, 5, 7], shape: [3, 2]))
        #expect(IntArray([4, 5, 6]).rows(at: [1]) == IntArray([5]))
        #expect(x.rows(at: []).shape == [0, 2])
    }

    @Test func asFloats() {
        expect(IntArray([1, -2], shape: [1, 2]).asFloats(), [1, 2], [1, -2])
    }

    @Test func oneHot() {
        expect(IntArray([2, 0]).oneHot(classCount: 3), [2, 3], [0, 0, 1, 1, 0, 0])
        expect(IntArray([1], shape: []).oneHot(classCount: 2), [2], [0, 1])
        expect(IntArray([], shape: [0]).oneHot(classCount: 2), [0, 2], [])
    }

    @Test func description() {
        #expect(IntArray([1, 2]).description == "IntArray [2] [1, 2]")
        #expect(IntArray(0..<30).description.hasSuffix("…"))
    }
}

@Suite struct PrintingTests {
    @Test func numbers() {
        #expect(NDArray(3).description == "3")
        #expect(NDArray(0.1).description == "0.1")
        #expect(NDArray(-2.5).description == "-2.5")
        #expect(NDArray(1_234_567).description == "1234567")
        #expect(NDArray(1e20).description == "1e+20")
        #expect(NDArray(.infinity).description == "inf")
        #expect(NDArray(-.infinity).description == "-inf")
        #expect(NDArray(.nan).description == "nan")
        #expect(NDArray(-.nan).description == "nan")
    }

    @Test func nesting() {
        #expect(NDArray([1, 2.5]).description == "[1, 2.5], shape [2]")
        #expect(NDArray(rows: [[1, 2], [3, 4]]).description == "[[1, 2],\n [3, 4]], shape [2, 2]")
        #expect(
            NDArray.range(4).reshaped([1, 2, 2]).description == "[[[0, 1],\n  [2, 3]]], shape [1, 2, 2]")
        #expect(
            NDArray.range(4).reshaped([2, 2]).transposed().description == "[[0, 2],\n [1, 3]], shape [2, 2]")
        #expect(NDArray.zeros([0]).description == "[], shape [0]")
        #expect(NDArray.zeros([2, 0]).description == "[[],\n []], shape [2, 0]")
    }

    @Test func longAxesAreCut() {
        #expect(NDArray.range(8).description == "[0, 1, 2, 3, 4, 5, 6, 7], shape [8]")
        #expect(NDArray.range(100).description == "[0, 1, 2, …, 97, 98, 99], shape [100]")
        #expect(NDArray.zeros([1000, 1000]).description.count < 500)
    }
}

@Suite struct StorageTests {
    @Test func blocksAreAlignedAndLargeEnough() {
        for count in [0, 1, 15, 16, 17, 20, 21, 24, 25, 28, 29, 32, 33, 1000, 1023, 1025, 123_457] {
            let storage = Storage(count: count)
            #expect(UInt(bitPattern: storage.pointer) % 64 == 0)
            for place in 0..<count { storage[place] = Float(place) }
            #expect((0..<count).allSatisfy { storage[$0] == Float($0) })
        }
    }

    @Test func twoArraysNeverShareABlock() {
        var arrays: [NDArray] = []
        for round in 0..<200 {
            arrays.append(NDArray(filledWith: Float(round), shape: [1 + round * 7 % 50]))
            if round % 3 == 0 { arrays.remove(at: round / 3) }
        }
        for array in arrays { #expect(Set(array.scalars).count == 1) }
        #expect(Set(arrays.map { $0.storage.pointer }).count == arrays.count)
    }

    @Test func threadsTakeAndGiveAtOnce() async {
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    (0..<3000).allSatisfy { round in
                        let value = Float(task * 10_000 + round)
                        let array = NDArray(filledWith: value, shape: [1 + round % 100])
                        let next = array + 1
                        return array.scalars.allSatisfy { $0 == value }
                            && next.scalars.allSatisfy { $0 == value + 1 }
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}

@Suite struct RandomArrayTests {
    /// Arrays longer than a chunk, from positions that lie at the border of nothing.
    @Test(arguments: [0, 1, 16, 17, 16_384, 16_385, 50_001])
    func arraysHoldWhatSingleDrawsGive(count: Int) {
        for skipped in [0, 5, 64] {
            var start = RandomGenerator(seed: 8)
            start.state.counter = UInt64(skipped)
            var (fill, draw) = (start, start)
            let uniform = NDArray.uniform([count], from: -1, to: 2, using: &fill)
            let isUniform = uniform.scalars == (0..<count).map { _ in draw.uniform(in: -1...2) }
            #expect(isUniform)
            #expect(fill.state == draw.state)
            let normal = NDArray.normal([count], mean: 3, standardDeviation: 0.5, using: &fill)
            let isNormal = normal.scalars == (0..<count).map { _ in 3 + 0.5 * draw.normal() }
            #expect(isNormal)
            let bernoulli = NDArray.bernoulli([count], probability: 0.25, using: &fill)
            let isBernoulli = bernoulli.scalars == (0..<count).map { _ in draw.bernoulli(0.25) ? 1 : 0 }
            #expect(isBernoulli)
            #expect(fill.state == draw.state)
        }
    }
}
