import ChapterSupport
import Messages
import Reporting

extension Findings {
    /// The page of a search.
    func report(command: String, isInterrupted: Bool) -> Report {
        var report = Report(
            title: Words(en: "Hyperparameters of \(chapter)", zh: "\(chapter) 的超参数"),
            subtitle: Words(
                en: "Trials judged by \(space.figure) alone; test data is looked at once, at the end.",
                zh: "试验只按 \(space.figure) 比较；测试集只在最后看一次。"))
        if isInterrupted {
            report.note(
                en: "The search was interrupted; --resume continues it.", zh: "搜索被中断；用 --resume 可以继续。")
        }
        report.paragraph(summary)
        report.section(en: "The winner", zh: "胜者")
        report.paragraph(verdict)
        if !presets.isEmpty || !winners.isEmpty {
            report.table(seedTable)
        }
        if winner != nil {
            report.preformatted("swift run \(chapter) --trial --epochs \(space.epochs) \(winningOptions)")
        }
        guard !ranked.isEmpty else { return report }
        report.section(en: "The trials", zh: "各次试验")
        report.charts(
            [progress, coordinates],
            caption: Words(
                en:
                    "Left or above: the figure of every complete trial, and the best so far. Right or below: a line for each "
                    + "trial, the stronger the better, the best in a colour of its own. The first trial has the chapter's own values.",
                zh: "左（上）图：每次完成的试验的指标，以及到目前为止最好的。右（下）图：每次试验一条线，越好颜色越深，最好的一条颜色不同。"
                    + "第一次试验用本章自己的取值。"))
        report.table(bestTable)
        if space.hyperparameters.count > 1, ranked.count > 5 {
            report.section(en: "What matters", zh: "什么重要")
            report.chart(
                importances,
                caption: Words(
                    en:
                        "The share of the differences between trials that each hyperparameter explains by itself. What two "
                        + "decide only together it does not show.",
                    zh: "每个超参数单独能解释试验之间差异的多大比例。只有两个一起才起作用的影响，这里看不出来。"))
        }
        report.section(en: "How it was made", zh: "本页的由来")
        report.preformatted(command)
        return report
    }

    /// What the terminal shows at the end.
    func print(to console: Console) {
        console.output(summary.text)
        if !ranked.isEmpty { console.output("\n" + bestTable.text()) }
        if !presets.isEmpty || !winners.isEmpty { console.output("\n" + seedTable.text()) }
        console.output("\n" + verdict.text)
        if winner != nil, !isPreset {
            console.output("swift run \(chapter) --trial --epochs \(space.epochs) \(winningOptions)")
        }
    }
}
