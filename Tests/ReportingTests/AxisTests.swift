import Testing

@testable import Reporting

@Suite struct TickTests {
    private func labels(_ lower: Double, _ upper: Double, _ count: Int, integers: Bool = false) -> [String] {
        linearTicks(from: lower, to: upper, count: count, integersOnly: integers).map(\.label)
    }

    @Test func stepsAreOneTwoOrFive() {
        #expect(linearTicks(from: 0, to: 1, count: 5).map(\.value) == [0, 0.2, 0.4, 0.6, 0.8, 1])
        #expect(linearTicks(from: 0, to: 0.3, count: 3).map(\.value) == [0, 0.1, 0.2, 0.3])
        #expect(linearTicks(from: -7, to: 12, count: 4).map(\.value) == [-5, 0, 5, 10])
        #expect(linearTicks(from: 3, to: 977, count: 5).map(\.value) == [200, 400, 600, 800])
        #expect(linearTicks(from: 0, to: 4, count: 4).map(\.value) == [0, 1, 2, 3, 4])
        #expect(linearTicks(from: 5, to: 5, count: 4).isEmpty)
    }

    @Test func labelsCarryNoNoise() {
        #expect(labels(0, 0.3, 3) == ["0", "0.1", "0.2", "0.3"])
        #expect(labels(0.02, 0.17, 3) == ["0.05", "0.10", "0.15"])
        #expect(labels(0, 4000, 4) == ["0", "1,000", "2,000", "3,000", "4,000"])
        #expect(labels(0, 4e-4, 4) == ["0", "1e-4", "2e-4", "3e-4", "4e-4"])
        #expect(labels(0, 2e7, 4) == ["0", "5e6", "1e7", "1.5e7", "2e7"])
        #expect(labels(-2e300, 2e300, 4) == ["-2e300", "-1e300", "0", "1e300", "2e300"])
        #expect(labels(1_000_000, 1_000_004, 2) == ["1,000,000", "1,000,002", "1,000,004"])
    }

    @Test func wholeNumbersStayWhole() {
        #expect(labels(0, 2, 10, integers: true) == ["0", "1", "2"])
        #expect(labels(0, 2, 4) == ["0", "0.5", "1.0", "1.5", "2.0"])
    }

    @Test func logarithmicTicksArePowersOfTen() {
        func labels(_ lower: Double, _ upper: Double, _ count: Int) -> [String] {
            logarithmicTicks(from: lower, to: upper, count: count).major.map(\.label)
        }
        #expect(labels(1e-5, 10, 8) == ["1e-5", "1e-4", "0.001", "0.01", "0.1", "1", "10"])
        #expect(labels(1, 1e5, 8) == ["1", "10", "100", "1,000", "10,000", "100,000"])
        #expect(labels(1e-12, 1, 4) == ["1e-12", "1e-9", "1e-6", "0.001", "1"])
        #expect(labels(1, 100, 8) == ["1", "10", "100"])
        #expect(labels(1, 20, 8) == ["1", "5", "10"])
        #expect(labels(2, 4, 4) == ["2.0", "2.5", "3.0", "3.5", "4.0"])
        #expect(logarithmicTicks(from: 1, to: 10, count: 8).minor.contains(7))
    }
}

@Suite struct AxisTests {
    @Test func positionsAreShares() throws {
        let linear = try #require(Axis(values: [10, 30], range: nil, scale: .linear))
        #expect(linear.position(of: 15) == 0.25)
        #expect(linear.position(of: .nan) == nil)
        let logarithmic = try #require(Axis(values: [1, 100], range: nil, scale: .logarithmic))
        #expect(logarithmic.position(of: 10) == 0.5)
        #expect(logarithmic.position(of: 0) == nil)
        let fixed = try #require(Axis(values: [3], range: 0...4, scale: .linear))
        #expect(fixed.position(of: 3) == 0.75)
    }

    @Test func paddingKeepsZero() throws {
        let positive = try #require(Axis(values: [0.1, 10], range: nil, scale: .linear, padding: 0.1))
        #expect(positive.lower == 0)
        #expect(abs(positive.upper - 10.99) < 1e-12)
    }

    @Test(
        arguments: [
            [7.0, 7], [0, 0], [1e300, 1e300], [-1e305, 1e305], [1e-300, 3e-300], [.leastNonzeroMagnitude],
            [1, 1 + 1e-15],
            [-4, -4], [.leastNonzeroMagnitude, .leastNormalMagnitude],
        ] as [[Double]])
    func everyRangeHasTicksInsideIt(values: [Double]) throws {
        for scale in [Scale.linear, .logarithmic] {
            let possible = values.filter { scale == .linear || $0 >= 1e-300 }
            let axis = Axis(values: values, range: nil, scale: scale, padding: 0.05)?.withTicks(atMost: 6)
            guard let axis else {
                #expect(possible.isEmpty)
                continue
            }
            #expect(axis.lower < axis.upper)
            #expect(!axis.ticks.isEmpty)
            for tick in axis.ticks {
                let position = try #require(axis.position(of: tick.value))
                #expect((-1e-6...1 + 1e-6).contains(position))
            }
            for value in possible {
                let position = try #require(axis.position(of: value))
                #expect((-1e-6...1 + 1e-6).contains(position))
            }
        }
    }

    @Test func withoutDrawableValuesThereIsNoAxis() {
        #expect(Axis(values: [], range: 0...1, scale: .linear) == nil)
        #expect(Axis(values: [.nan, .infinity], range: nil, scale: .linear) == nil)
        #expect(Axis(values: [-1, 0], range: nil, scale: .logarithmic) == nil)
    }
}
