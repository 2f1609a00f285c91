import Foundation
import Messages
import Reporting
import TensorCore

/// The times of one kind of work at each of its sizes.
struct GrowthResult {
    /// One size and its time.
    struct Point: Equatable {
        let size: Int

        /// The median of the times of a step, in seconds.
        let median: Double

        /// The operations a second of a step of this median.
        let speed: Double

        /// The threads that did it.
        let threads: Int
    }

    let growth: Growth
    private(set) var points: [Point] = []

    /// Measures every size for about `seconds`; `found` is called with each line of JSON as soon as there is one.
    init(_ growth: Growth, seconds: Double, found: (_ json: String) -> Void = { _ in }) {
        self.growth = growth
        for step in growth.steps {
            let measurement = Parallel.withThreads(step.threads ?? Parallel.threadCount) {
                Measurement(step.benchmark, seconds: seconds)
            }
            add(step, measurement.median)
            found(json(of: points[points.count - 1]))
        }
    }

    /// A result with these medians in seconds, one for each size.
    init(_ growth: Growth, medians: [Double]) {
        self.growth = growth
        for (step, median) in zip(growth.steps, medians) { add(step, median) }
    }

    private mutating func add(_ step: Growth.Step, _ median: Double) {
        guard case .operations(let count) = step.benchmark.work else {
            explainFailure(
                step.benchmark.name, "its growth is measured in operations, but it counts bytes")
        }
        let threads = step.threads ?? Parallel.threadCount
        points.append(Point(size: step.size, median: median, speed: count / median, threads: threads))
    }

    /// A row for each size, under the name of the work.
    var table: Table {
        let base: [any Readable] = [growth.sizeName, Words(en: "median ms", zh: "中位数 ms"), "GFLOP/s"]
        return Table(
            headers: base + (shareName.map { [$0 as any Readable] } ?? []),
            rows: points.map { point in
                let share = share(of: point).map { [String(format: "%.2f", $0)] } ?? []
                return [
                    "\(point.size)", String(format: "%.4f", point.median * 1e3),
                    String(format: "%.1f", point.speed * 1e-9),
                ] + share
            }, caption: growth.name)
    }

    /// A point on one line; `us_per_item` or `speedup` where the work has one.
    func json(of point: Point) -> String {
        var fields = [
            "\"growth\": \"\(growth.name.en)\"", "\"\(growth.sizeName.en)\": \(point.size)",
            String(format: "\"median_ms\": %.4f", point.median * 1e3),
            String(format: "\"gflops\": %.3f", point.speed * 1e-9),
        ]
        switch (growth.share, share(of: point)) {
        case (.perItem, let time?): fields.append(String(format: "\"us_per_item\": %.3f", time))
        case (.speedup, let ratio?): fields.append(String(format: "\"speedup\": %.3f", ratio))
        default: break
        }
        if growth.sizeName.en != "threads" { fields.append("\"threads\": \(point.threads)") }
        return "{\(fields.joined(separator: ", "))}"
    }

    /// All results in one chart of two logarithmic axes, where a power of the size is a straight line and its
    /// exponent the slope.
    static func chart(_ results: [GrowthResult]) -> LineChart {
        LineChart(
            title: Words(en: "How the cost grows", zh: "代价怎样增长"), xLabel: Words(en: "size", zh: "大小"),
            yLabel: Words(en: "median of a step (ms)", zh: "一步的中位数（ms）"),
            series: results.map { result in
                Series(
                    Words(
                        en: "\(result.growth.name), \(result.growth.sizeName)",
                        zh: "\(result.growth.name)，\(result.growth.sizeName)"),
                    x: result.points.map { Double($0.size) }, y: result.points.map { $0.median * 1e3 },
                    style: .lineAndPoints)
            }, xScale: .logarithmic, yScale: .logarithmic)
    }

    private var shareName: Words? {
        switch growth.share {
        case .none: nil
        case .perItem(let item, _): Words(en: "µs per \(item)", zh: "每个\(item)的 µs")
        case .speedup: Words(en: "times one thread", zh: "一个线程的倍数")
        }
    }

    private func share(of point: Point) -> Double? {
        switch growth.share {
        case .none: nil
        case .perItem(_, let count): point.median * 1e6 / Double(point.size * count)
        case .speedup: points[0].median / point.median
        }
    }
}
