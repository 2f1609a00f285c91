/// The task of the solver: in each round the answer for each n below a number, in as little time as possible.
///
/// A correct answer earns a reward, each step of time costs 1. The first solver defines what is correct.
struct BoundedTask: Sendable {
    /// The questions are n = 0, 1, ..., `questions` − 1.
    let questions: Int
    /// The reward of a correct answer, in steps of time.
    let reward: Int
    /// The program whose answers are correct.
    let specification: Term
    /// The time to check one line of a proof.
    static let stepsToCheckALine = 100
    /// The time to write one number, variable or operation of a new solver.
    static let stepsToWrite = 10

    /// The time that a rewriting takes: the checking of its proof and the writing of the new solver.
    static func stepsToRewrite(proofLines: Int, size: Int) -> Int {
        proofLines * stepsToCheckALine + size * stepsToWrite
    }

    /// What a solver earns in a round, by running it; nil where a number grows too large.
    func score(of solver: Term) -> Int? {
        var score = 0
        for n in 0..<questions {
            guard let outcome = solver.run(["n": n]), let right = specification.run(["n": n]) else {
                return nil
            }
            score += (outcome.value == right.value ? reward : 0) - outcome.steps
        }
        return score
    }
}
