import Messages

/// A toy Gödel machine: it rewrites its solver, but only with a proof that this earns more (section 15.3).
enum RewritingLesson {
    /// A clumsy program for the cube of n.
    static let clumsy: Term = {
        let i = Term.variable("i")
        return .sum("j", .n, .sum("i", .n, i * .number(1) + (i + .number(1))))
    }()

    /// Ten questions a round; the reward of a correct answer exceeds the cost of any.
    static let task = BoundedTask(questions: 10, reward: 1000, specification: clumsy)

    /// The rounds of a long run, and of one too short for any rewriting.
    static let (long, short) = (200, 3)

    static let candidatesPerRound = 100

    /// Runs the machine for many rounds and for few, and has bad rewritings judged.
    static func run(shouldStop: () -> Bool = { false }) -> RewritingResults {
        var (long, short) = (SelfRewriter(task, rounds: long), SelfRewriter(task, rounds: short))
        long.run(candidatesPerRound: candidatesPerRound, shouldStop: shouldStop)
        short.run(candidatesPerRound: candidatesPerRound, shouldStop: shouldStop)
        return RewritingResults(long: long, short: short, trials: badRewritings())
    }

    /// Rewritings for the checker to accept or reject, each with the best proof the prover finds.
    static func badRewritings() -> [RewritingResults.Trial] {
        let (i, j) = (Term.variable("i"), Term.variable("j"))
        let odd = Term.sum("i", .n, i + (i + .number(1)))
        func judged(
            _ what: Words, _ old: Term, _ path: [Int], _ part: Term, roundsLeft: Int = 1000,
            proof: Proof? = nil
        ) -> RewritingResults.Trial {
            let new = old.replacing(path, with: part) ?? old
            var verdict = Words(en: "no proof found", zh: "没有找到证明")
            if let proof = proof ?? Prover.proof(that: part, at: path, of: old, gainsOn: task) {
                do {
                    let gain = try ProofChecker(task: task, roundsLeft: roundsLeft).gain(
                        of: new, for: old, by: proof)
                    verdict = Words(en: "accepted, gains \(gain)", zh: "接受，收益 \(gain)")
                } catch {
                    verdict = Words(en: "refused, \(error)", zh: "拒绝，\(error)")
                }
            }
            return (what, old, new, verdict)
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
            judged(Words(en: "the same and faster", zh: "结果相同，更快"), odd, [], .n * .n),
            judged(
                Words(en: "the same and faster, but one round is left", zh: "结果相同，更快，但只剩一轮"),
                odd, [], .n * .n, roundsLeft: 1),
            judged(
                Words(en: "the same, but slower", zh: "结果相同，但更慢"), odd, [1],
                .number(2) * i + .number(1)),
            judged(Words(en: "faster, but wrong", zh: "更快，但结果不对"), odd, [], .n + .n),
            judged(
                Words(
                    en: "faster, but wrong, with the proof for n·n forged", zh: "更快，但结果不对，并伪造 n·n 的证明"),
                odd, [], .n + .n, proof: forged),
            judged(
                Words(
                    en: "the same and faster, but the prover knows no way", zh: "结果相同，更快，但证明器不知道怎么证"),
                .sum("j", .n, .sum("i", j, i + .number(0))),
                [1, 1], i),
        ]
    }
}
