import Messages
import Reporting

/// The results of the runs and the trials.
struct RewritingResults {
    /// A rewriting and the verdict of the checker.
    typealias Trial = (what: Words, old: Term, new: Term, verdict: Words)

    let long: SelfRewriter
    let short: SelfRewriter
    let trials: [Trial]

    var task: BoundedTask { long.task }

    /// The score of the first solver in this many rounds without rewriting.
    func scoreUntouched(rounds: Int) -> Int { rounds * (task.score(of: task.specification) ?? 0) }
}

extension RewritingResults {
    /// The accepted rewritings.
    var table: Table {
        let rows = long.rewritings.map { step in
            [
                "\(step.round)", "`\(step.old)`", "`\(step.new)`", "\(step.lookedAt)",
                "\(step.proof.lines.count)",
                formatNumber(Double(step.gain)),
            ]
        }
        return Table(
            headers: [
                Words(en: "after round", zh: "第几轮之后"), Self.solver, Self.becomes,
                Words(en: "candidates so far", zh: "至今的候选"), Words(en: "lines of proof", zh: "证明的行数"),
                Words(en: "proved gain", zh: "证明了的收益"),
            ],
            rows: rows,
            caption: Words(
                en:
                    "Each rewriting was accepted with its proof; the gain is to the end of \(long.rounds) rounds.",
                zh: "每次改写都凭证明被接受；收益算到第 \(long.rounds) 轮结束。"))
    }

    private static let solver = Words(en: "solver", zh: "求解器")
    private static let becomes = Words(en: "becomes", zh: "变成")

    /// What the checker makes of some rewritings.
    var trialTable: Table {
        Table(
            headers: [
                Words(en: "rewriting", zh: "改写"), Self.solver, Self.becomes,
                Words(en: "the checker", zh: "检查器"),
            ],
            rows: trials.map { [$0.what.text, "`\($0.old)`", "`\($0.new)`", $0.verdict.text] },
            caption: Words(en: "What the checker accepts and what it refuses.", zh: "检查器接受什么，拒绝什么。"))
    }

    /// The scores with and without rewriting.
    var scoreTable: Table {
        Table(
            headers: [
                Words(en: "run", zh: "运行"), Self.withRewriting, Self.without,
                Words(en: "rewritings", zh: "改写次数"), Words(en: "proofs refused", zh: "被拒绝的证明"),
            ],
            rows: [long, short].filter { !$0.scores.isEmpty }.map { run in
                [
                    Words(en: "\(run.scores.count) rounds", zh: "\(run.scores.count) 轮").text,
                    formatNumber(Double(run.scores.last ?? 0)),
                    formatNumber(Double(scoreUntouched(rounds: run.scores.count))),
                    "\(run.rewritings.count)", "\(run.tally.refused)",
                ]
            },
            caption: Words(
                en: """
                    Score: \(task.reward) for a correct answer, minus 1 for each step of time, whatever it is spent on.
                    """,
                zh: "得分：答对得 \(task.reward)，每步时间减 1，不论花在哪里。"))
    }

    private static let withRewriting = Words(en: "with rewriting", zh: "改写")
    private static let without = Words(en: "without", zh: "不改写")

    func print() {
        Swift.print(textHeading(Words(en: "A machine that rewrites itself", zh: "改写自己的机器")))
        for table in [table, trialTable, scoreTable] { Swift.print(table.text()) }
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("rewriting_count", long.rewritings.count)
        metrics.set("rewriting_candidates", long.tally.lookedAt)
        metrics.set("rewriting_score", long.scores.last ?? 0)
        metrics.set("rewriting_score_untouched", scoreUntouched(rounds: long.scores.count))
        metrics.set("rewriting_short_score", short.scores.last ?? 0)
        metrics.set("rewriting_short_score_untouched", scoreUntouched(rounds: short.scores.count))
    }

    /// The section of the page.
    func fill(_ report: inout Report) {
        let candidates = RewritingLesson.candidatesPerRound
        report.section(en: "A machine that rewrites itself, with proof", zh: "凭证明改写自己的机器")
        report.paragraph(
            en: """
                A toy Gödel machine (15.3). Its solver is a program of a tiny language; its task is to answer \
                \(task.questions) questions a round, n = 0 to \(task.questions - 1), with the value of \
                `\(task.specification)`. After each round it tests \(candidates) candidates. For one that agrees with the solver \
                in a trial and is faster, it searches for a proof; the solver is rewritten only if the checker accepts the proof \
                that the score will be higher, with all time paid for.
                """,
            zh: """
                哥德尔机的小例子（15.3）。它的求解器是一种很小的语言的程序；任务是每轮回答 \(task.questions) 个问题，\
                n = 0 到 \(task.questions - 1)，答案是 `\(task.specification)` 的值。每轮之后它试 \(candidates) 个候选。\
                试算与求解器一致而且更快的，它就寻找证明；只有检查器接受了“付清所有时间后得分更高”的证明，才改写求解器。
                """)
        report.table(table)
        if let step = long.rewritings.min(by: { $0.proof.lines.count < $1.proof.lines.count }) {
            report.paragraph(
                en: "The shortest of the proofs, line by line as the checker reads it:",
                zh: "最短的证明，照检查器读的样子逐行列出：")
            report.table(Self.proofTable(step))
        }
        report.table(trialTable)
        report.paragraph(
            en: """
                A rewriting that would lower the score has no proof, so it cannot happen. The price: one that would raise it \
                happens only if the prover finds out why. And searching costs time: in a short run it never pays.
                """,
            zh: """
                使得分变低的改写没有证明，所以不会发生。代价是：使得分变高的改写，只有证明器找出理由才会发生。\
                而且搜索要花时间：运行太短，就永远不合算。
                """)
        report.table(scoreTable)
        guard !long.scores.isEmpty else { return }
        let rounds = min(20, long.scores.count)
        report.chart(
            LineChart(
                title: Words(en: "Score so far", zh: "至今的得分"), xLabel: Words(en: "round", zh: "轮"),
                yLabel: Words(en: "score, in steps of time", zh: "得分（以时间的步为单位）"),
                series: [
                    Series(
                        Self.withRewriting, x: (1...rounds).map(Double.init),
                        y: long.scores.prefix(rounds).map(Double.init), style: .lineAndPoints),
                    Series(
                        Self.without, x: (1...rounds).map(Double.init),
                        y: (1...rounds).map { Double(scoreUntouched(rounds: $0)) }, style: .dashed),
                ]),
            caption: Words(
                en: """
                    The first \(rounds) of \(long.scores.count) rounds. The proofs cost time first and pay back later.
                    """,
                zh: "前 \(rounds) 轮，共 \(long.scores.count) 轮。证明先花时间，后来收回。"))
    }

    /// A proof: the claim of each line, and the rule behind it.
    static func proofTable(_ step: SelfRewriter.Rewriting) -> Table {
        Table(
            headers: [
                Words(en: "line", zh: "行"), Words(en: "claim", zh: "结论"), Words(en: "by", zh: "依据"),
            ],
            rows: zip(step.claims, step.proof.lines).enumerated().map { number, line in
                ["\(number + 1)", "\(line.0)", "\(line.1)"]
            })
    }
}
