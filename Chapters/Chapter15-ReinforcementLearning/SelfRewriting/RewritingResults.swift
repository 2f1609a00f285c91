import Reporting

/// The results of the runs and the trials.
struct RewritingResults {
    /// A rewriting and the verdict of the checker.
    typealias Trial = (what: String, old: Term, new: Term, verdict: String)

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
                "after round", "solver", "becomes", "candidates so far", "lines of proof", "proved gain",
            ],
            rows: rows,
            caption:
                "Each rewriting was accepted with its proof; the gain is to the end of \(long.rounds) rounds."
        )
    }

    /// What the checker makes of some rewritings.
    var trialTable: Table {
        Table(
            headers: ["rewriting", "solver", "becomes", "the checker"],
            rows: trials.map { [$0.what, "`\($0.old)`", "`\($0.new)`", $0.verdict] },
            caption: "What the checker accepts and what it refuses.")
    }

    /// The scores with and without rewriting.
    var scoreTable: Table {
        Table(
            headers: ["run", "with rewriting", "without", "rewritings", "proofs refused"],
            rows: [long, short].filter { !$0.scores.isEmpty }.map { run in
                [
                    "\(run.scores.count) rounds", formatNumber(Double(run.scores.last ?? 0)),
                    formatNumber(Double(scoreUntouched(rounds: run.scores.count))),
                    "\(run.rewritings.count)", "\(run.tally.refused)",
                ]
            },
            caption:
                "Score: \(task.reward) for a correct answer, minus 1 for each step of time, whatever it is spent on."
        )
    }

    func print() {
        Swift.print(textHeading("A machine that rewrites itself"))
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
        report.section("A machine that rewrites itself, with proof")
        report.paragraph(
            """
            A toy Gödel machine (15.3). Its solver is a program of a tiny language; its task is to answer \
            \(task.questions) questions a round, n = 0 to \(task.questions - 1), with the \
            value of `\(task.specification)`. After each round it tests \(RewritingLesson.candidatesPerRound) candidates. \
            For one that agrees with the solver in a trial and is faster, it searches for a proof; the solver is rewritten only if \
            the checker accepts the proof that the score will be higher, with all time paid for.
            """)
        report.table(table)
        if let step = long.rewritings.min(by: { $0.proof.lines.count < $1.proof.lines.count }) {
            report.paragraph("The shortest of the proofs, line by line as the checker reads it:")
            report.table(Self.proofTable(step))
        }
        report.table(trialTable)
        report.paragraph(
            """
            A rewriting that would lower the score has no proof, so it cannot happen. The price: one that would raise it happens \
            only if the prover finds out why. And searching costs time: in a short run it never pays.
            """)
        report.table(scoreTable)
        guard !long.scores.isEmpty else { return }
        let rounds = min(20, long.scores.count)
        report.chart(
            LineChart(
                title: "Score so far", xLabel: "round", yLabel: "score, in steps of time",
                series: [
                    Series(
                        "with rewriting", x: (1...rounds).map(Double.init),
                        y: long.scores.prefix(rounds).map(Double.init), style: .lineAndPoints),
                    Series(
                        "without", x: (1...rounds).map(Double.init),
                        y: (1...rounds).map { Double(scoreUntouched(rounds: $0)) }, style: .dashed),
                ]),
            caption:
                "The first \(rounds) of \(long.scores.count) rounds. The proofs cost time first and pay back later."
        )
    }

    /// A proof: the claim of each line, and the rule behind it.
    static func proofTable(_ step: SelfRewriter.Rewriting) -> Table {
        Table(
            headers: ["line", "claim", "by"],
            rows: zip(step.claims, step.proof.lines).enumerated().map { number, line in
                ["\(number + 1)", "\(line.0)", "\(line.1)"]
            })
    }
}
