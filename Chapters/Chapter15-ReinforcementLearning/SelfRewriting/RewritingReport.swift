import Reporting

extension RewritingResults {
    /// What the machine made of itself.
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
                "Each rewriting was accepted with its proof; the gain is that to the end of \(long.rounds) rounds."
        )
    }

    /// Rewritings held against the checker.
    var trialTable: Table {
        Table(
            headers: ["rewriting", "solver", "becomes", "the checker"],
            rows: trials.map { [$0.what, "`\($0.old)`", "`\($0.new)`", $0.said] },
            caption: "What the checker accepts, and what it does not.")
    }

    /// What was earned, in rewriting or not.
    var scoreTable: Table {
        Table(
            headers: ["life", "with rewriting", "left alone", "rewritings", "proofs refused"],
            rows: [long, short].filter { !$0.scores.isEmpty }.map { life in
                [
                    "\(life.scores.count) rounds", formatNumber(Double(life.scores.last ?? 0)),
                    formatNumber(Double(scoreUntouched(rounds: life.scores.count))),
                    "\(life.rewritings.count)", "\(life.tally.refused)",
                ]
            },
            caption:
                "Score: \(task.reward) a right answer, less 1 for each step of time, for whatever it was spent."
        )
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
            \(task.questions) questions a round, n = 0 to \(task.questions - 1), with what \
            `\(task.specification)` comes to. After each round it looks at \(RewritingLesson.candidatesPerRound) candidates. \
            One that agrees with the solver on a trial and is faster is worth a proof; only if the checker accepts the proof \
            that the machine will earn more, with all time paid for, is the solver rewritten.
            """)
        report.table(table)
        if let step = long.rewritings.min(by: { $0.proof.lines.count < $1.proof.lines.count }) {
            report.paragraph("The shortest of the proofs, line by line as the checker reads it:")
            report.table(Self.proofTable(step))
        }
        report.table(trialTable)
        report.paragraph(
            """
            A rewriting that would earn less has no proof, so it cannot happen. The price: one that would earn more is made \
            only if the prover finds out why. And searching costs time: in a short life it never pays.
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
                        "left alone", x: (1...rounds).map(Double.init),
                        y: (1...rounds).map { Double(scoreUntouched(rounds: $0)) }, style: .dashed),
                ]),
            caption:
                "The first \(rounds) of \(long.scores.count) rounds. The proofs are paid for first, and pay back later."
        )
    }

    /// A proof: what each line says, and why.
    static func proofTable(_ step: SelfRewriter.Rewriting) -> Table {
        Table(
            headers: ["line", "says", "by"],
            rows: zip(step.claims, step.proof.lines).enumerated().map { number, line in
                ["\(number + 1)", "\(line.0)", "\(line.1)"]
            })
    }
}
