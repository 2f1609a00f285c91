import Autograd
import Decoding
import NeuralNetworks
import TensorCore
import Testing

@Suite struct KVCacheTests {
    @Test func selfAttentionStepByStepIsCausalAttention() {
        var generator = RandomGenerator(seed: 1)
        let attention = MultiheadAttention(8, headCount: 2, using: &generator)
        let input = NDArray.normal([3, 5, 8], using: &generator)
        let x = Tensor(input)
        let whole = withoutGradient { attention(x, key: x, value: x, isCausal: true) }.value
        var cache = KVCache(attention)
        for position in 0..<5 {
            let step = cache.selfAttention(Tensor(input.sliced(axis: 1, position..<position + 1)))
            let expected = whole.sliced(axis: 1, position..<position + 1)
            #expect(largestDifference(step.value, expected) < 1e-5)
        }
    }

    @Test func selectedSequencesKeepTheirOwnPast() {
        var generator = RandomGenerator(seed: 2)
        let attention = MultiheadAttention(8, headCount: 2, using: &generator)
        let first = NDArray.normal([2, 1, 8], using: &generator)
        let second = NDArray.normal([3, 1, 8], using: &generator)
        var cache = KVCache(attention)
        _ = cache.selfAttention(Tensor(first))
        cache.select([1, 1, 0])
        let found = cache.selfAttention(Tensor(second)).value
        let both = Tensor(.concatenated([first.rows(at: [1, 1, 0]), second], axis: 1))
        let whole = withoutGradient { attention(both, key: both, value: both, isCausal: true) }.value
        #expect(largestDifference(found, whole.sliced(axis: 1, 1..<2)) < 1e-5)
    }

    @Test func crossAttentionIsThatOfTheLayer() {
        var generator = RandomGenerator(seed: 3)
        let attention = MultiheadAttention(8, headCount: 4, using: &generator)
        let memory = Tensor(NDArray.normal([2, 6, 8], using: &generator))
        let query = Tensor(NDArray.normal([2, 1, 8], using: &generator))
        let padding = NDArray.paddingMask(lengths: [6, 3])
        let cache = KVCache(attention, memory: memory)
        let found = cache.crossAttention(query, mask: padding.reshaped([2, 1, 1, 6])).value
        let expected = withoutGradient {
            attention(query, key: memory, value: memory, paddingMask: padding)
        }.value
        #expect(largestDifference(found, expected) < 1e-5)
        #expect(largestDifference(cache.crossAttention(query).value, expected) > 1e-3)
        #expect(KVCache(attention).crossAttention(query).value == .zeros([2, 1, 8]))
    }
}

@Suite struct PositionCacheTests {
    @Test func positionsStayWhereTheyWereWritten() {
        var generator = RandomGenerator(seed: 1)
        let keys = NDArray.normal([2, 150, 3], using: &generator)
        let values = NDArray.normal([2, 150, 3], using: &generator)
        var cache = PositionCache()
        var count = 0
        // In parts that outgrow the room several times.
        for part in [1, 5, 60, 1, 83] {
            let range = count..<count + part
            cache.append(keys.sliced(axis: 1, range), values.sliced(axis: 1, range), at: count)
            count += part
            #expect(cache.keys(count) == keys.sliced(axis: 1, 0..<count))
            #expect(cache.values(count) == values.sliced(axis: 1, 0..<count))
        }
        // Positions that were forgotten are written anew.
        cache.append(values.sliced(axis: 1, 0..<2), keys.sliced(axis: 1, 0..<2), at: 10)
        #expect(cache.keys(12).sliced(axis: 1, 10..<12) == values.sliced(axis: 1, 0..<2))
        #expect(cache.keys(12).sliced(axis: 1, 0..<10) == keys.sliced(axis: 1, 0..<10))
    }

    @Test func aNewPositionSeesItselfAndWhatWasBefore() {
        #expect(PositionCache.mask(new: 1, old: 7) == nil)
        #expect(PositionCache.mask(new: 2, old: 1) == NDArray(rows: [[1, 1, 0], [1, 1, 1]]))
    }
}
