import Decoding
import TensorCore
import Testing

@Suite struct SamplingTests {
    @Test func temperatureAndTopPPreferTheLikeliest() {
        var generator = RandomGenerator(seed: 1)
        let logits: [Float] = [0, 2, 1, -3]
        for _ in 0..<50 {
            #expect(sampled(from: logits, temperature: 0.01, topP: 1, using: &generator) == 1)
            #expect(sampled(from: logits, temperature: 5, topP: 0.01, using: &generator) == 1)
            #expect([1, 2].contains(sampled(from: logits, temperature: 1, topP: 0.8, using: &generator)))
        }
        let many = (0..<4000).map { _ in sampled(from: logits, temperature: 1, topP: 1, using: &generator) }
        let share = Double(many.count { $0 == 1 }) / 4000
        #expect(abs(share - 0.662) < 0.03, "\(share)")
    }

    @Test func noLogitsAndNoTemperatureAreExplained() async {
        await #expect(processExitsWith: .failure) {
            var generator = RandomGenerator(seed: 1)
            _ = sampled(from: [], temperature: 1, topP: 1, using: &generator)
        }
        await #expect(processExitsWith: .failure) {
            var generator = RandomGenerator(seed: 1)
            _ = sampled(from: [1], temperature: 0, topP: 1, using: &generator)
        }
    }
}
