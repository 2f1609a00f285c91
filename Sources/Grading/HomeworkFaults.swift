/// A submission that is wrong on purpose, and the exercise and hint that must catch it.
public struct Mutant<Submission> {
    let submission: Submission
    let id: String
    let hint: String
}

extension Homework {
    /// A submission that must fail the exercise `id` with a hint that contains `hint`.
    public func mutant(_ submission: Submission, fails id: String, hint: String) -> Mutant<Submission> {
        Mutant(submission: submission, id: id, hint: hint)
    }

    /// What is wrong with the homework itself; the tests of a chapter hold that nothing is.
    ///
    /// For every seed: the solution passes all exercises, the starter has begun none, the right answers differ
    /// from input to input, each known mistake is rejected with its own hint, each mutant fails its exercise with
    /// its hint, and no exercise is without a mistake or a mutant that shows that it can be failed.
    public func faults(
        starter: Submission, solution: Submission, mutants: [Mutant<Submission>] = [],
        seeds: ClosedRange<UInt64> = 1...10
    ) -> [String] {
        var faults: [String] = []
        for id in mutants.map(\.id) where !exercises.contains(where: { $0.id == id }) {
            faults.append("there is no exercise \(id) for its mutant to fail")
        }
        for exercise in exercises {
            let mutants = mutants.filter { $0.id == exercise.id }
            if mutants.isEmpty, !exercise.hasMistakes {
                faults.append("\(exercise.id): no mistake and no mutant shows that it can be failed")
            }
            for seed in seeds {
                let found = self.faults(of: exercise, starter, solution, mutants, seed)
                faults += found.map { "\(exercise.id): \($0) (seed \(seed))" }
                if !found.isEmpty { break }
            }
        }
        return faults
    }

    private func faults(
        of exercise: Exercise<Submission>, _ starter: Submission, _ solution: Submission,
        _ mutants: [Mutant<Submission>], _ seed: UInt64
    ) -> [String] {
        var faults = exercise.faults(exercise.generator(seed: seed))
        let grade = { (submission: Submission) in
            self.grade(exercise, submission, seed: seed, willTry: { _ in })
        }
        let solved = grade(solution)
        if !solved.isPassed { faults.append("the solution does not pass: \(solved)") }
        let started = grade(starter)
        if started != .notBegun { faults.append("the starter is not \"not begun\": \(started)") }
        for mutant in mutants {
            let kind = type(of: mutant.submission as Any)
            let outcome = grade(mutant.submission)
            guard let failure = outcome.failure else {
                faults.append("the mutant \(kind) is not rejected: \(outcome)")
                continue
            }
            if !failure.hint.contains(mutant.hint) {
                faults.append("the mutant \(kind) gets the hint \"\(failure.hint)\"")
            }
        }
        return faults
    }
}
