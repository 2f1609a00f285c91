/// A toy Gödel machine: it solves a bounded task, and in between looks for a better solver and a proof that it is better.
///
/// It rewrites itself only when the checker accepts the proof, and then for good. All its time counts: for answers, for
/// the search, for the checking and for the writing. Schmidhuber: "Gödel machines: self-referential universal problem
/// solvers making provably optimal self-improvements" (2003), of which this is a toy: the searcher, the prover and the
/// checker cannot be rewritten here, only the solver can.
struct SelfRewriter {
    /// What became of the candidates that were looked at.
    struct Tally: Equatable {
        var lookedAt = 0
        /// Another value than the solver's on a trial.
        var different = 0
        /// The same values on a trial, but no faster.
        var notFaster = 0
        var withoutProof = 0
        /// A proof was made, but not accepted: the gain is not worth the rewriting.
        var refused = 0
        var accepted = 0
    }

    /// A rewriting that was proved to gain.
    struct Rewriting {
        /// The rounds that were done before.
        let round: Int
        let old: Term
        let new: Term
        let proof: Proof
        /// What each line of the proof says.
        let claims: [Claim]
        /// What the proof promises to the end of life.
        let gain: Int
        let lookedAt: Int
    }

    let task: BoundedTask
    let rounds: Int
    private(set) var solver: Term
    private(set) var rewritings: [Rewriting] = []
    private(set) var tally = Tally()
    /// What was earned to the end of each round, all time paid for.
    private(set) var scores: [Int] = []
    /// Time of the trials of candidates.
    private(set) var searchSteps = 0

    /// Lives for so many rounds, with so many candidates looked at after each.
    init(_ task: BoundedTask, rounds: Int, candidatesPerRound: Int, shouldStop: () -> Bool = { false }) {
        self.task = task
        self.rounds = rounds
        solver = task.specification
        var search = CandidateSearch(solver)
        var score = 0
        for round in 1...max(1, rounds) where !shouldStop() {
            score += task.score(of: solver) ?? 0
            let checker = ProofChecker(task: task, roundsLeft: rounds - round)
            for _ in 0..<candidatesPerRound where round < rounds {
                guard let candidate = search.next() else { break }
                let trial = candidate.trial(against: solver)
                score -= trial.steps
                searchSteps += trial.steps
                tally.lookedAt += 1
                switch trial.result {
                case .different: tally.different += 1
                case .notFaster: tally.notFaster += 1
                case .promising:
                    guard let new = solver.replacing(candidate.path, with: candidate.term),
                        let proof = Prover.proof(
                            that: candidate.term, at: candidate.path, of: solver, gainsOn: task)
                    else {
                        tally.withoutProof += 1
                        continue
                    }
                    // The lines are checked, and paid for, whatever comes of it.
                    score -= proof.lines.count * BoundedTask.stepsToCheckALine
                    guard let gain = try? checker.gain(of: new, for: solver, by: proof),
                        let claims = try? checker.check(proof)
                    else {
                        tally.refused += 1
                        continue
                    }
                    score -= new.size * BoundedTask.stepsToWrite
                    tally.accepted += 1
                    rewritings.append(
                        Rewriting(
                            round: round, old: solver, new: new, proof: proof, claims: claims, gain: gain,
                            lookedAt: tally.lookedAt))
                    solver = new
                    search = CandidateSearch(solver)
                }
            }
            scores.append(score)
        }
    }
}
