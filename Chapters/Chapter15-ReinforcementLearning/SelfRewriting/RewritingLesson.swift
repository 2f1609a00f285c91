import Reporting

/// A machine that rewrites its solver, but only with a proof (section 15.3).
enum RewritingLesson {
    /// A clumsy program for the cube of n.
    static let clumsy: Term = {
        let i = Term.variable("i")
        return .sum("j", .n, .sum("i", .n, i * .number(1) + (i + .number(1))))
    }()

    /// Ten questions a round; a right answer is worth more than any takes.
    static let task = BoundedTask(questions: 10, reward: 1000, specification: clumsy)

    /// Rounds of a long life, and of one too short for any rewriting.
    static let (long, short) = (200, 3)

    static let candidatesPerRound = 100

    /// Lives a long life and a short one, and has three bad rewritings judged.
    static func run(shouldStop: () -> Bool = { false }) -> RewritingResults {
        RewritingResults(
            long: SelfRewriter(
                task, rounds: long, candidatesPerRound: candidatesPerRound, shouldStop: shouldStop),
            short: SelfRewriter(
                task, rounds: short, candidatesPerRound: candidatesPerRound, shouldStop: shouldStop),
            trials: badRewritings())
    }

    /// Rewritings that must not be accepted, each with the best proof that can be made for it.
    static func badRewritings() -> [RewritingResults.Trial] {
        let (i, j) = (Term.variable("i"), Term.variable("j"))
        let odd = Term.sum("i", .n, i + (i + .number(1)))
        func judged(
            _ what: String, _ old: Term, _ path: [Int], _ part: Term, roundsLeft: Int = 1000,
            proof: Proof? = nil
        ) -> RewritingResults.Trial {
            let new = old.replacing(path, with: part) ?? old
            var said = "no proof found"
            if let proof = proof ?? Prover.proof(that: part, at: path, of: old, gainsOn: task) {
                do {
                    let gain = try ProofChecker(task: task, roundsLeft: roundsLeft).gain(
                        of: new, for: old, by: proof)
                    said = "accepted, gains \(gain)"
                } catch {
                    said = "refused, \(error)"
                }
            }
            return (what, old, new, said)
        }
        // The proof for n · n, in which n + n is put in its place and the step of the induction is claimed all the same.
        let m = Term.variable("m")
        let right = Prover.proof(that: .n * .n, at: [], of: odd, gainsOn: task) ?? Proof()
        let forged = Proof(
            lines: right.lines.map { rule in
                switch rule {
                case .algebra(let left, let zero) where left == .number(0) * .number(0):
                    return .algebra(.number(0) + .number(0), zero)
                case .algebra(let left, _) where left == (m + .number(1)) * (m + .number(1)):
                    return .algebra(m + .number(1) + (m + .number(1)), m + m + (m + (m + .number(1))))
                default: return rule
                }
            })
        return [
            judged("the same and faster", odd, [], .n * .n),
            judged("the same and faster, but one round is left", odd, [], .n * .n, roundsLeft: 1),
            judged("the same, but slower", odd, [1], .number(2) * i + .number(1)),
            judged("faster, but wrong", odd, [], .n + .n),
            judged("faster, but wrong, with the proof for n·n forged", odd, [], .n + .n, proof: forged),
            judged(
                "the same and faster, but the prover knows no way",
                .sum("j", .n, .sum("i", j, i + .number(0))),
                [1, 1], i),
        ]
    }
}

/// What came of the lives and the trials.
struct RewritingResults {
    /// A rewriting and what was said of it.
    typealias Trial = (what: String, old: Term, new: Term, said: String)

    let long: SelfRewriter
    let short: SelfRewriter
    let trials: [Trial]

    var task: BoundedTask { long.task }

    /// What the first solver earns in so many rounds if it is left alone.
    func scoreUntouched(rounds: Int) -> Int { rounds * (task.score(of: task.specification) ?? 0) }
}
