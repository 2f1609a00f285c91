import ChapterSupport
import Messages
import Reporting

/// Runs side by side.
struct Comparison {
    let runs: [ComparedRun]

    /// As many as the colours of a chart tell apart.
    static let mostRuns = 8

    /// The metrics that say how a run was started; the others are what it measured.
    private static let settings = ["data", "seed", "epochs", "threads", "options"]

    init(_ runs: [ComparedRun]) { self.runs = runs }

    /// All keys: the first run's in their order, then those that others have besides.
    private var keys: [String] {
        runs.flatMap { $0.metrics.map(\.key) }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private func isEqual(_ key: String) -> Bool { runs.allSatisfy { $0[key] == runs[0][key] } }

    /// The settings in which the runs differ, a row each.
    var differingSettings: Table {
        table(
            Self.settings.filter { keys.contains($0) && !isEqual($0) }, first: Words(en: "option", zh: "选项"))
    }

    /// The settings that all runs share, such as "seed 1, epochs 20".
    var sharedSettings: String {
        Self.settings.filter { keys.contains($0) && isEqual($0) }
            .map { "\($0) \(runs[0][$0]?.shown ?? "")" }.joined(separator: ", ")
    }

    /// What the runs measured and at least two of them measured differently, a row each; of two runs also the difference.
    var differingMetrics: Table {
        table(
            keys.filter { !Self.settings.contains($0) && !isEqual($0) }, first: Words(en: "metric", zh: "指标"),
            differences: runs.count == 2)
    }

    /// The metrics of which all runs have the same value.
    var sharedMetrics: [String] { keys.filter { !Self.settings.contains($0) && isEqual($0) } }

    private func table(_ keys: [String], first: Words, differences: Bool = false) -> Table {
        Table(
            headers: [first.text] + runs.map(\.name)
                + (differences ? [Words(en: "difference", zh: "差").text] : []),
            rows: keys.map { key in
                let values = runs.map { $0[key] }
                var cells = [key] + values.map { $0?.shown ?? "" }
                if differences, let one = values[0]?.number, let other = values[1]?.number {
                    cells.append((other > one ? "+" : "") + formatNumber(other - one))
                }
                return cells
            })
    }

    /// The trainings that at least two runs have, of two epochs or more.
    var sharedTrainings: [String] {
        let names = runs.flatMap { $0.curves.map(\.name) }
        return names.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.filter { name in
            let losses = runs.compactMap { $0.losses(name) }
            return losses.count > 1 && losses.contains { $0.count > 1 }
        }
    }

    /// The losses of a training, a curve for each run.
    func chart(_ training: String) -> LineChart {
        LineChart(
            title: training, xLabel: Words(en: "epoch", zh: "轮"), yLabel: Words(en: "loss", zh: "损失"),
            series: runs.compactMap { run in
                run.losses(training).map { losses in
                    Series(run.name, x: losses.indices.map { Double($0 + 1) }, y: losses, style: .line)
                }
            })
    }

    private static let noDifference = Words(
        en: "All runs measured the same.", zh: "各次运行的测量结果完全相同。")

    /// The tables for the terminal.
    func print(to console: Console) {
        for table in [differingSettings, differingMetrics] where !table.rows.isEmpty {
            console.output(table.text())
        }
        if differingMetrics.rows.isEmpty { console.output(Self.noDifference.text) }
    }

    /// The page.
    var report: Report {
        let names = runs.map(\.name).joined(separator: ", ")
        var report = Report(
            title: Words(en: "Runs compared", zh: "运行的比较"),
            subtitle: Words(en: "Runs: \(names).", zh: "运行：\(names)。"))
        report.section(en: "How they were started", zh: "它们怎样开始")
        if differingSettings.rows.isEmpty {
            report.paragraph(en: "With the same options.", zh: "选项相同。")
        } else {
            report.table(differingSettings)
        }
        if !sharedSettings.isEmpty {
            report.paragraph(en: "The same in all: \(sharedSettings).", zh: "全部相同：\(sharedSettings)。")
        }
        report.section(en: "What they measured", zh: "它们测得什么")
        if differingMetrics.rows.isEmpty {
            report.paragraph(Self.noDifference)
        } else {
            report.table(differingMetrics)
        }
        if !sharedMetrics.isEmpty {
            let keys = sharedMetrics.map { "`\($0)`" }.joined(separator: ", ")
            report.paragraph(en: "The same in all: \(keys).", zh: "全部相同：\(keys)。")
        }
        let trainings = sharedTrainings
        if !trainings.isEmpty {
            report.section(en: "Losses, epoch by epoch", zh: "每一轮的损失")
            report.charts(trainings.map(chart))
        }
        return report
    }
}
