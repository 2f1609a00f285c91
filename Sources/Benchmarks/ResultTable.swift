import Foundation
import Messages
import Reporting
import TensorCore

/// What was measured, as a table: times, speed, the share of the machine's limit, the peak of memory where it was
/// measured, and the ratio to the peer.
struct ResultTable {
    private let limits: MachineLimits
    private let peer: PeerTimes?
    private let showsMemory: Bool
    private var table: Table
    private(set) var ratios: [Double] = []

    /// An empty table.
    init(limits: MachineLimits, peer: PeerTimes?, showsMemory: Bool = false) {
        self.limits = limits
        self.peer = peer
        self.showsMemory = showsMemory
        let headers = [
            Words(en: "case", zh: "项目"), Words(en: "median ms", zh: "中位数 ms"),
            Words(en: "best ms", zh: "最短 ms"), Words(en: "speed", zh: "速度"),
            Words(en: "unit", zh: "单位"), Words(en: "of the limit", zh: "占极限"),
        ]
        let memory = showsMemory ? [Words(en: "peak MiB", zh: "峰值 MiB")] : []
        let others = [Words(en: "peer ms", zh: "对方 ms"), Words(en: "ours / peer", zh: "本库 / 对方")]
        table = Table(
            headers: headers + memory + (peer == nil ? [] : others), rows: [])
    }

    /// A row for a case; speed and share are those of the median.
    mutating func add(_ benchmark: Benchmark, _ measurement: Measurement) {
        let (amount, limit, unit) =
            switch benchmark.work {
            case .operations(let count): (count, limits.operationsPerSecond, "GFLOP/s")
            case .bytes(let count): (count, limits.bytesPerSecond, "GB/s")
            }
        let speed = amount / measurement.median
        var row = [
            benchmark.name, milliseconds(measurement.median * 1e3), milliseconds(measurement.best * 1e3),
            String(format: speed < 1e9 ? "%.3f" : "%.1f", speed * 1e-9), unit,
            String(format: "%.0f%%", 100 * speed / limit),
        ]
        if showsMemory { row.append(measurement.peakBytes.map(mebibytes) ?? "-") }
        if let peer {
            if let theirs = peer.medians[benchmark.name] {
                let ratio = measurement.median * 1e3 / theirs
                ratios.append(ratio)
                row += [milliseconds(theirs), String(format: "%.2f", ratio)]
            } else {
                row += ["-", "-"]
            }
        }
        table.rows.append(row)
    }

    /// The table, and the geometric mean of the ratios under it where there are any.
    var text: String {
        guard !ratios.isEmpty else { return table.text() }
        let count = ratios.count
        let mean = String(format: "%.3f", geometricMean(ratios))
        return table.text()
            + Words(
                en: "geometric mean of ours / peer over \(count) \(count == 1 ? "case" : "cases"): \(mean)",
                zh: "\(count) 项的本库 / 对方的几何平均：\(mean)"
            ).text
    }
}

private func milliseconds(_ time: Double) -> String {
    String(format: time < 1 ? "%.4f" : "%.3f", time)
}
