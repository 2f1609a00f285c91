import Testing
import WordVectors

@Suite struct NegativeSamplingTests {
    /// 16^¾ = 8.
    @Test func noise() {
        let noise = noiseDistribution([1, 16])
        #expect(abs(noise[0] - 1.0 / 9) < 1e-12 && abs(noise[1] - 8.0 / 9) < 1e-12)
        #expect(abs(noiseDistribution([1, 3], exponent: 1)[1] - 0.75) < 1e-12)
        #expect(noiseDistribution([1, 3], exponent: 0) == [0.5, 0.5])
    }

    /// √(t/f) + t/f with t/f = 1/4 is 1/2 + 1/4.
    @Test func subsampling() {
        #expect(abs(keepProbability(frequency: 0.004, threshold: 0.001) - 0.75) < 1e-12)
        #expect(keepProbability(frequency: 0.001, threshold: 0.001) == 1)
        #expect(keepProbability(frequency: 1e-7, threshold: 0.001) == 1)
        #expect(keepProbability(frequency: 0.5, threshold: 0) == 1)
    }

    @Test func pairs() {
        let pairs = windowPairs([7, 8, 9], window: 1)
        #expect(pairs.map(\.center) == [7, 8, 8, 9])
        #expect(pairs.map(\.context) == [8, 7, 9, 8])
        #expect(windowPairs([7], window: 3).isEmpty && windowPairs([], window: 3).isEmpty)
        #expect(windowPairs([1, 1, 1], window: 9).count == 6)
    }
}
