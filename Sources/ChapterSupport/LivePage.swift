import Files
import Foundation
import Messages
import Reporting
import Synchronization

/// The page of a run that still trains, in the place of its report: what it is at, how far it has come, and the losses so far. In
/// a browser it renews itself, from its file and without a server, until the report takes its place.
///
/// It is written where a loop asks whether to stop, as every loop does after each batch: half a second after the run began,
/// then at most once a second, and soon so seldom that it takes at most 1 % of the time. A run that is killed leaves it behind; it
/// then says how long ago it was renewed. The page of an earlier run stays beside it until the run is complete.
final class LivePage: ProgressFollower {
    /// The losses of a training so far.
    private struct Curve {
        let name: String
        let title: String
        var losses: [Double]
    }

    private struct State {
        var bars: [(id: ObjectIdentifier, state: ProgressBar.State)] = []
        var curves: [Curve] = []
        var lastWriting = Stopwatch()
        var secondsToWait = 0.5
        var writings = 0
        /// The seconds of the quickest writing: other programs may slow one down, and the first has much to set up.
        var leastCost = Double.infinity
        var isOver = false
    }

    private let state = Mutex(State())
    private let folder: String
    private let heading, summary: Words
    private let provenance: Provenance
    private let threads: Int

    /// How a page that is not a report begins, behind its first lines.
    private static let mark = "<noscript><meta http-equiv=\"refresh\""

    /// At most so many trainings have a chart, the latest ones; a chart has at most so many points.
    private static let (chartLimit, pointLimit) = (8, 300)

    /// The seconds between two looks at the file.
    private static let secondsBetweenLoads = 2.0

    init(in folder: String, _ heading: Words, summary: Words, _ provenance: Provenance, threads: Int) {
        (self.folder, self.heading, self.summary) = (folder, heading, summary)
        (self.provenance, self.threads) = (provenance, threads)
    }

    private var path: String { "\(folder)/report.html" }
    private var earlier: String { "\(folder)/report.before.html" }

    func follow(_ bar: ProgressBar.State, of id: ObjectIdentifier) {
        state.withLock { state in
            if let index = state.bars.firstIndex(where: { $0.id == id }) {
                state.bars[index].state = bar
            } else {
                state.bars.append((id, bar))
            }
        }
        renewIfDue()
    }

    func end(of bar: ObjectIdentifier) {
        state.withLock { $0.bars.removeAll { $0.id == bar } }
    }

    /// Keeps the losses so far of a training.
    func keep(_ losses: [Double], of name: String, title: String) {
        state.withLock { state in
            if let index = state.curves.firstIndex(where: { $0.name == name }) {
                state.curves[index].losses = losses
            } else {
                state.curves.append(Curve(name: name, title: title, losses: losses))
            }
        }
        renewIfDue()
    }

    /// Writes the page, if it is time. One that cannot be written is left out: the report will say why.
    func renewIfDue() {
        _ = state.withLockIfAvailable { state in
            guard !state.isOver, state.lastWriting.seconds >= state.secondsToWait else { return }
            let watch = Stopwatch()
            if state.writings == 0 {
                // The report of an earlier run; not a page that a killed run left.
                if let page = try? readTextFile(path), !page.prefix(1000).contains(Self.mark) {
                    try? moveFile(path, to: earlier)
                }
            }
            try? write(html(state))
            state.writings += 1
            state.leastCost = min(state.leastCost, watch.seconds)
            state.secondsToWait = state.writings < 3 ? 1 : max(1, 100 * state.leastCost)
            state.lastWriting = Stopwatch()
        }
    }

    /// Follows the work of a run, and leaves the place to its report.
    func follow(_ work: () throws -> Void, report: () throws -> Void) throws {
        do {
            try ProgressBar.$follower.withValue(self, operation: work)
            state.withLock { $0.isOver = true }
            try report()
            removeIfThere(earlier)
        } catch {
            fail(oneLine("\(error)"))
            throw error
        }
    }

    /// What is said in a terminal when the run begins.
    var whereItIs: Words {
        Words(en: "\(path) shows the run while it trains", zh: "训练期间可以打开 \(path) 查看进度")
    }

    /// The run ended by an error: the page of the earlier run is put back, and where there was none the page says what happened.
    private func fail(_ reason: String) {
        state.withLock { state in
            state.isOver = true
            guard state.writings > 0 else { return }
            if isFile(earlier) {
                try? moveFile(earlier, to: path)
                return
            }
            var report = Report(title: heading, subtitle: summary)
            report.note(en: "The run ended with an error: \(reason)", zh: "运行出错结束：\(reason)")
            add(state, to: &report)
            try? report.write(to: path)
        }
    }

    /// Replaces the page, whole or not at all, without waiting for the disk.
    private func write(_ html: String) throws {
        let file = try PartialFile("\(folder)/.report.html.partial")
        try file.clear()
        try file.append(Data(html.utf8))
        try moveFile(file.path, to: path)
    }

    private func html(_ state: State) -> String {
        var report = Report(title: heading, subtitle: summary)
        let hasEarlier = isFile(earlier)
        report.renewItself(
            every: Self.secondsBetweenLoads,
            note: Words(
                en:
                    "This run is still training. The page renews itself, and becomes the report when the run is complete."
                    + (hasEarlier ? " Until then the report of the run before is `report.before.html`." : ""),
                zh: "本次运行还在训练。本页会自动刷新，运行完成后就变成报告。"
                    + (hasEarlier ? "在此之前，上一次运行的报告保存为 `report.before.html`。" : "")),
            whenOld: Words(
                en: "Nothing new for {}: the run was ended before it was complete, or is at something long. "
                    + "The same command with --resume continues a run that was ended.",
                zh: "已有 {} 没有新内容：运行在完成之前被结束了，或者正在做耗时的步骤。被结束的运行可以用同样的命令加 --resume 继续。"))
        for bar in state.bars.map(\.state) {
            let left = bar.secondsLeft.map { formatDuration($0) }
            report.progress(
                bar.label, share: Double(bar.done) / Double(max(1, bar.total)),
                Words(
                    en: "\(bar.done) of \(bar.total)" + (left.map { ", \($0) left" } ?? "")
                        + (bar.message.isEmpty ? "" : "; \(bar.message)"),
                    zh: "\(bar.done) / \(bar.total)" + (left.map { "，剩余 \($0)" } ?? "")
                        + (bar.message.isEmpty ? "" : "；\(bar.message)")))
        }
        add(state, to: &report)
        return report.html()
    }

    /// The curves and what runs.
    private func add(_ state: State, to report: inout Report) {
        let curves = state.curves.filter { !$0.losses.isEmpty }
        if !curves.isEmpty {
            let hidden = max(0, curves.count - Self.chartLimit)
            report.section(en: "Losses so far", zh: "到目前为止的损失")
            report.charts(
                curves.suffix(Self.chartLimit).reversed().map(Self.chart),
                caption: hidden == 0
                    ? Words(en: "", zh: "")
                    : Words(
                        en: "The latest \(Self.chartLimit) of \(curves.count) trainings.",
                        zh: "\(curves.count) 次训练中最近的 \(Self.chartLimit) 次。"))
        }
        report.paragraph(provenance.sentence(threads: threads))
    }

    private static func chart(_ curve: Curve) -> any Chart {
        let step = (curve.losses.count + pointLimit - 1) / pointLimit
        let shown = curve.losses.indices.filter { $0 % step == step - 1 || $0 == curve.losses.count - 1 }
        return LineChart(
            title: curve.title, xLabel: Training.epochUnit, yLabel: Words(en: "loss", zh: "损失"),
            series: [
                Series(
                    Words(en: "loss", zh: "损失"), x: shown.map { Double($0 + 1) },
                    y: shown.map { curve.losses[$0] },
                    style: shown.count < 30 ? .lineAndPoints : .line)
            ])
    }
}
