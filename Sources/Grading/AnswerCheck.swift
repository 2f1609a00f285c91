import TensorCore

/// The check of an exercise with one right answer for each input.
struct AnswerCheck<Input, Output: Gradable>: Sendable {
    let plan: InputPlan<Input>
    let tolerance: Tolerance
    let hint: String
    let expected: @Sendable (Input) throws -> Output
    let mistakes: [Mistake<Input, Output>]

    /// What a function made of one input.
    private enum Answer {
        case value(Output)
        case threw(any Error)
    }

    /// Tries all inputs, reports the first that is answered wrongly, and finds the mistake that explains all
    /// answers.
    func outcome(
        of student: (Input) throws -> Output, _ generator: RandomGenerator, _ willTry: (String) -> Void
    ) -> Outcome {
        var failure: Failure?
        var candidates = mistakes[...]
        let inputs = plan.inputs(generator)
        for (index, input) in inputs.enumerated() {
            let shown = readable(input())
            willTry(shown)
            let right: Output
            do {
                right = try expected(input())
            } catch {
                return .failed(checkerFailure(error, input: shown))
            }
            let answer = answer(of: student, to: input())
            if index == 0, case .threw(let error) = answer, error is Unimplemented { return .notBegun }
            if failure == nil { failure = self.failure(answer, right, input: shown) }
            candidates = candidates.filter { agree(answer, self.answer(of: $0.produces, to: input())) }[...]
        }
        guard var failure else { return .passed(inputs: inputs.count) }
        if let mistake = candidates.first { failure.hint = mistake.hint }
        return .failed(failure)
    }

    /// What is wrong with the exercise: nothing to answer, or mistakes that are accepted or taken for another.
    func faults(_ generator: RandomGenerator) -> [String] {
        var faults: [String] = []
        let answers = plan.inputs(generator).compactMap { try? expected($0()) }
        if let first = answers.first {
            if answers.allSatisfy({ $0.difference(from: first, within: tolerance) == nil }) {
                faults.append("the right answer is the same for every input: \(first.shown)")
            }
        } else {
            faults.append("there is no input with a right answer")
        }
        for mistake in mistakes {
            switch outcome(of: mistake.produces, generator, { _ in }) {
            case .failed(let failure) where failure.hint == mistake.hint: break
            case .failed(let failure):
                faults.append("the mistake \"\(mistake.hint)\" gets the hint of another: \"\(failure.hint)\"")
            default: faults.append("the mistake \"\(mistake.hint)\" is not rejected")
            }
        }
        return faults
    }

    private func answer(of function: (Input) throws -> Output, to input: Input) -> Answer {
        do {
            return .value(try function(input))
        } catch {
            return .threw(error)
        }
    }

    /// Whether a mistake explains what the student's function did with an input.
    private func agree(_ answer: Answer, _ mistaken: Answer) -> Bool {
        switch (answer, mistaken) {
        case (.value(let answer), .value(let mistaken)):
            return answer.difference(from: mistaken, within: tolerance) == nil
        case (.threw, .threw): return true
        default: return false
        }
    }

    /// The failure with the general hint, or nil if the answer is right.
    private func failure(_ answer: Answer, _ right: Output, input: String) -> Failure? {
        switch answer {
        case .threw(let error):
            return thrownFailure(error, input: input, expected: right.shown, hint: hint)
        case .value(let value):
            guard let difference = value.difference(from: right, within: tolerance) else { return nil }
            return Failure(
                input: input, expected: right.shown, came: value.shown,
                remark: difference.remark(value, right), hint: hint)
        }
    }
}

/// The check of an exercise whose answers are judged.
func judgedOutcome<Input>(
    _ plan: InputPlan<Input>, _ hint: String, _ judge: (Input) throws -> Verdict,
    _ generator: RandomGenerator, _ willTry: (String) -> Void
) -> Outcome {
    let inputs = plan.inputs(generator)
    for (index, input) in inputs.enumerated() {
        let shown = readable(input())
        willTry(shown)
        do {
            guard case .wrong(let expected, let came, let remark, let ownHint) = try judge(input()) else {
                continue
            }
            return .failed(
                Failure(
                    input: shown, expected: expected, came: came, remark: remark, hint: ownHint ?? hint))
        } catch {
            if index == 0, error is Unimplemented { return .notBegun }
            return .failed(thrownFailure(error, input: shown, expected: "an answer", hint: hint))
        }
    }
    return .passed(inputs: inputs.count)
}

/// The failure of a function that throws instead of answering.
private func thrownFailure(_ error: any Error, input: String, expected: String, hint: String) -> Failure {
    let isUnimplemented = error is Unimplemented
    return Failure(
        input: input, expected: expected,
        came: isUnimplemented ? "Unimplemented was thrown" : cut("an error was thrown: \(error)"),
        remark: isUnimplemented ? "smaller inputs are answered; this case is not implemented yet" : nil,
        hint: hint)
}

/// The failure of the grader itself.
private func checkerFailure(_ error: any Error, input: String) -> Failure {
    Failure(
        input: input, expected: "unknown: the grader's own solution failed on this input",
        came: cut("\(error)"),
        hint: "This is a bug in the grader, not in your code.")
}
