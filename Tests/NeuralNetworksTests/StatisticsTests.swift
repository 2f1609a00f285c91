import NeuralNetworks
import Testing

@Suite struct StatisticsTests {
    @Test func byHand() {
        #expect(mean([1, 2, 6]) == 3 && abs(standardDeviation([1, 2, 6]) - 7.0.squareRoot()) < 1e-12)
        #expect(mean([]).isNaN && standardDeviation([]) == 0 && standardDeviation([5]) == 0)
        // A tenth has no exact double, yet ten of them have exactly its mean.
        #expect(mean([Double](repeating: 0.1, count: 10)) == 0.1)
        #expect(standardDeviation([Double](repeating: 0.1, count: 10)) == 0)
    }
}
