/// A toy Gödel machine: it solves a bounded task, and in between searches for a better solver and a proof that it is better.
///
/// It rewrites itself only when the checker accepts the proof. All its time counts: for answers, search, checking and
/// writing. Schmidhuber: "Gödel machines: self-referential universal problem
/// solvers making provably optimal self-improvements" (2003), of which this is a toy: the searcher, the prover and the
/// checker cannot be rewritten here, only the solver can.
struct SelfRewriter {
    /// What became of the candidates.
    struct Tally: Equatable {
        var lookedAt = 0
        /// Values other than the solver's in a trial.
        var different = 0
        /// The same values in a trial, but no faster.
        var notFaster = 0
        var withoutProof = 0
        /// With a proof that was not accepted: the gain does not pay for the rewriting.
        var refused = 0
        var accepted = 0
    }

    /// A rewriting with a proved gain.
    struct Rewriting {
        /// The rounds before it.
        let round: Int
        let old: Term
        let new: Term
        let proof: Proof
        /// The claim of each line of the proof.
        let claims: [Claim]
        /// The proved gain to the end of the last round.
        let gain: Int
        let lookedAt: Int
    }

    let task: BoundedTask
    let rounds: Int
    private(set) var solver: Term
    private(set) var rewritings: [Rewriting] = []
    private(set) var tally = Tally()
    /// The score after each round, all time paid for.
    private(set) var scores: [Int] = []
    /// The time of the trials of candidates.
    private(set) var searchSteps = 0

    /// A machine with the first solver and all its rounds before it.
    init(_ task: BoundedTask, rounds: Int) {
        (self.task, self.rounds) = (task, rounds)
        solver = task.specification
    }

    /// Runs to the end of the last round, and tests candidates after each.
    mutating func run(candidatesPerRound: Int, shouldStop: () -> Bool = { false }) {
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
                    // Checking its lines costs time, accepted or not.
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
