import Foundation
import Messages
import TensorCore
import Testing

@testable import Benchmarks

@Suite struct GrowthTests {
    /// Work of 1000 operations for each unit of size.
    private func growth(_ share: Growth.Share, sizes: [Int] = [1, 2, 4]) -> Growth {
        Growth(
            name: Words(en: "work", zh: "工作"), sizeName: Words(en: "batch", zh: "批量"), share: share,
            steps: sizes.map { size in
                Growth.Step(
                    size: size,
                    benchmark: Benchmark(name: "work", work: .operations(1000 * Double(size))) { _ in {} })
            })
    }

    @Test func theSizesArePowersOfTwo() {
        #expect(powersOfTwo(16...100) == [16, 32, 64])
        #expect(powersOfTwo(1...1) == [1])
        let all = Growth.all(threads: 3)
        #expect(
            all.map(\.name.en) == [
                "matmul", "book network step", "encoder layer forward and backward", "matmul_1024",
                "ch12_transformer_b32_t24_step",
            ])
        #expect(all.map { $0.steps.map(\.size).min() } == [16, 1, 16, 1, 1])
        #expect(all.map { $0.steps.map(\.size).max() } == [2048, 1024, 512, 3, 3])
        #expect(all[3].steps.map(\.threads) == [1, 2, 3])
        #expect(all[0].steps.allSatisfy { $0.threads == nil })
    }

    @Test func theSmallestSizesRun() {
        for growth in Growth.all(threads: 1).prefix(3) {
            var generator = RandomGenerator(seed: 0)
            growth.steps[0].benchmark.prepare(&generator)()
        }
    }

    @Test func timesBecomeSpeedsAndTimesOfItems() {
        let result = GrowthResult(
            growth(.perItem(Words(en: "digit", zh: "数字"), countPerUnit: 2)), medians: [1e-5, 1e-5, 4e-5])
        #expect(result.table.headers == ["batch", "median ms", "GFLOP/s", "µs per digit"])
        #expect(
            result.table.rows == [
                ["1", "0.0100", "0.1", "5.00"], ["2", "0.0100", "0.2", "2.50"],
                ["4", "0.0400", "0.1", "5.00"],
            ])
        #expect(GrowthResult(growth(.none), medians: [1e-5]).table.rows == [["1", "0.0100", "0.1"]])
        let faster = GrowthResult(growth(.speedup), medians: [4e-3, 2e-3])
        #expect(faster.table.rows.map(\.last) == ["1.00", "2.00"])
        #expect(faster.json(of: faster.points[1]).contains("\"speedup\": 2.000"))
    }

    @Test func aLineOfJSONNamesTheSize() throws {
        let result = GrowthResult(
            growth(.perItem(Words(en: "digit", zh: "数字"), countPerUnit: 1)), medians: [1e-5, 1e-5])
        let line = result.json(of: result.points[1])
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(Set(object.keys) == ["growth", "batch", "median_ms", "gflops", "us_per_item", "threads"])
        #expect(object["batch"] as? Int == 2 && object["us_per_item"] as? Double == 5)
    }

    @Test func everySizeIsMeasuredAndToldAtOnce() {
        var lines: [String] = []
        let result = GrowthResult(growth(.none), seconds: 0) { lines.append($0) }
        #expect(result.points.map(\.size) == [1, 2, 4] && lines.count == 3)
        #expect(result.points.allSatisfy { $0.median > 0 && $0.threads == Parallel.threadCount })
    }

    @Test func theChartHasACurveForEachKindOfWork() {
        let result = GrowthResult(growth(.none), medians: [1e-3, 2e-3, 4e-3])
        let chart = GrowthResult.chart([result, result])
        #expect(chart.xScale == .logarithmic && chart.yScale == .logarithmic)
        #expect(chart.series.map(\.name) == ["work, batch", "work, batch"])
        #expect(chart.series[0].x == [1, 2, 4] && chart.series[0].y == [1, 2, 4])
        #expect(chart.svg().hasPrefix("<svg"))
    }
}
