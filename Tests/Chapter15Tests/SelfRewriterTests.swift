import Testing

@testable import Chapter15

@Suite struct SelfRewriterTests {
    @Test func runsByHand() {
        // 0 + 1 + 2: the bound 1, each turn 1 + 2, the loop 1.
        let sum = Term.sum("i", .n, .variable("i"))
        #expect(sum.run(["n": 3]) == ProgramOutcome(value: 3, steps: 11))
        #expect((Term.n * .n + .number(1)).run(["n": 4]) == ProgramOutcome(value: 17, steps: 7))
        #expect(Term.variable("x").run([:]) == nil)
        #expect((Term.n * .n).run(["n": 1 << 40]) == nil)
        #expect(Term.sum("i", .number(-1), .n).run(["n": 1]) == nil)
    }

    @Test func substitutionMindsLoops() {
        let (i, m) = (Term.variable("i"), Term.variable("m"))
        let sum = Term.sum("i", i, i + m)
        #expect(sum.substituting("i", with: .n) == .sum("i", .n, i + m))
        #expect(sum.substituting("m", with: .n) == .sum("i", i, i + .n))
        #expect(sum.substituting("m", with: i) == nil)
        #expect(sum.freeVariables == ["i", "m"])
    }

    @Test func polynomialsMultiplyOut() throws {
        let m = Term.variable("m")
        let square = try #require(Polynomial((.n + m) * (.n + m)))
        #expect(square == Polynomial(.n * .n + .number(2) * m * .n + m * m))
        #expect(square != Polynomial(.n * .n + m * m))
        #expect(Polynomial(square.term) == square)
        #expect(Polynomial(.sum("i", .n, m)) != Polynomial(.sum("i", m, .n)))
    }

    @Test func closedFormulas() {
        let (i, m) = (Term.variable("i"), Term.variable("m"))
        func formula(_ body: Term) -> Term? { Prover.antidifference(of: body, in: "i", upTo: m) }
        #expect(formula(i + i + .number(1)) == m * m)
        #expect(formula(.n) == m * .n)
        // m(m − 1)/2 has no form without halves.
        #expect(formula(i) == nil)
        #expect(formula(.number(3) * i * i + .number(3) * i + .number(1)) == m * m * m)
    }

    @Test func searchLooksAtAllSmallTermsOnce() {
        let terms = CandidateSearch.terms(ofSize: 3, over: ["n"])
        #expect(terms.count == 2 * 4 * 4 && Set(terms).count == terms.count)
        var search = CandidateSearch(.n * .n)
        var candidates: [Candidate] = []
        while let next = search.next() { candidates.append(next) }
        // Three places; 4 terms of size 1, 32 of size 3, 512 of size 5.
        #expect(candidates.count == 3 * (4 + 32 + 512))
    }

    @Test func aLongLifeEarnsMoreAndAShortOneNeverRewrites() throws {
        let results = RewritingLesson.run()
        let (long, short) = (results.long, results.short)
        #expect(long.rewritings.count == 3 && long.solver == .n * (.n * .n))
        #expect(try #require(long.scores.last) > results.scoreUntouched(rounds: long.rounds))
        #expect(short.rewritings.isEmpty && short.solver == RewritingLesson.clumsy && short.tally.refused > 0)
        var solver = RewritingLesson.clumsy
        for step in long.rewritings {
            #expect(step.old == solver)
            solver = step.new
            // What was proved is what running both shows.
            let (before, after) = (results.task.score(of: step.old), results.task.score(of: step.new))
            let cost = BoundedTask.stepsToRewrite(proofLines: step.proof.lines.count, size: step.new.size)
            let saved = try #require(after) - #require(before)
            #expect(step.gain == (long.rounds - step.round) * saved - cost)
        }
    }

    /// Whatever stands at whatever place: what is accepted scores more, what would score less is not accepted.
    @Test func nothingThatScoresLessIsAccepted() throws {
        let task = RewritingLesson.task
        let roundsLeft = 20
        let checker = ProofChecker(task: task, roundsLeft: roundsLeft)
        let old = Term.sum("j", .n, .n * .n)
        let untouched = try #require(task.score(of: old)) * roundsLeft
        var search = CandidateSearch(old)
        var (accepted, refused) = (0, 0)
        while let candidate = search.next() {
            guard let new = old.replacing(candidate.path, with: candidate.term),
                let proof = Prover.proof(that: candidate.term, at: candidate.path, of: old, gainsOn: task)
            else { continue }
            let cost = BoundedTask.stepsToRewrite(proofLines: proof.lines.count, size: new.size)
            let score = try #require(task.score(of: new)) * roundsLeft - cost
            if (try? checker.gain(of: new, for: old, by: proof)) != nil {
                accepted += 1
                #expect(score > untouched, "\(new)")
            } else {
                refused += 1
                #expect(score <= untouched, "\(new)")
            }
        }
        #expect(accepted > 0 && refused > 10)
    }

    @Test func badRewritingsAreNotAccepted() {
        let verdicts = RewritingLesson.badRewritings().map(\.verdict.en)
        #expect(verdicts[0].hasPrefix("accepted"))
        #expect(verdicts.dropFirst().allSatisfy { !$0.hasPrefix("accepted") })
        #expect(verdicts.count { $0.hasPrefix("refused") } == 3)
        #expect(verdicts[4].hasPrefix("refused, line 2:"))
    }
}
