import Messages
import TensorCore

/// What goes on around each call of a student's function: what it prints is kept apart for each input.
struct Witness {
    /// Is given each input before the student's function sees it; nil where nobody looks.
    var begins: ((String) -> Void)?

    /// What was printed since the input began.
    var printed: () -> String? = { nil }

    /// Whether it shall be said what wrong answers have in common.
    var diagnoses = true
}

/// The check of an exercise with one right answer for each input.
struct AnswerCheck<Input: Sendable, Output: Gradable>: Sendable {
    let plan: InputPlan<Input>
    let tolerance: Tolerance
    let hint: any Readable
    let expected: @Sendable (Input) throws -> Output
    let mistakes: [Mistake<Input, Output>]
    var cases: [Case<Input>] = []

    /// What a function made of one input.
    typealias Answer = Result<Output, any Error>

    /// An input with what is the same whoever answers: the right answer, and those of the mistakes.
    struct Question {
        let input: Once<Input>
        let right: Once<Answer>
        let mistaken: [Once<Answer>]
    }

    /// The inputs of a seed.
    func questions(_ generator: RandomGenerator) -> [Question] {
        plan.inputs(generator).map { input in
            func answer(of function: @escaping (Input) throws -> Output) -> Once<Answer> {
                Once { Answer { try function(input.value) } }
            }
            return Question(
                input: input, right: answer(of: expected),
                mistaken: mistakes.map { answer(of: $0.produces) })
        }
    }

    /// Tries all inputs, reports the first that is answered wrongly, says what all wrong answers have in common, and
    /// finds the mistake that explains all answers.
    func outcome(
        of student: (Input) throws -> Output, _ questions: [Question], _ witness: Witness
    ) -> Outcome {
        outcome(questions, witness) { question in Answer { try student(question.input.value) } }
    }

    private func outcome(
        _ questions: [Question], _ witness: Witness, answering: (Question) -> Answer
    ) -> Outcome {
        var failure: Failure?
        var candidates = Array(mistakes.indices)
        var trials: [(question: Question, answer: Answer, right: Output, isRight: Bool)] = []
        for (index, question) in questions.enumerated() {
            let right: Output
            switch question.right.value {
            case .success(let answer): right = answer
            case .failure(let error):
                return .failed(checkerFailure(error, input: readable(question.input.value)))
            }
            witness.begins?(readable(question.input.value))
            let answer = answering(question)
            if index == 0, case .failure(let error) = answer, error is Unimplemented { return .notBegun }
            let isRight = isRight(answer, right)
            if failure == nil, !isRight {
                failure = self.failure(answer, right, input: readable(question.input.value))
                failure?.printed = witness.printed()
            }
            trials.append((question, answer, right, isRight))
            candidates.removeAll { !agree(answer, question.mistaken[$0].value) }
        }
        guard var failure else { return .passed(inputs: trials.count) }
        if witness.diagnoses {
            let sentences = Diagnosis(
                trials: trials.map {
                    trial($0.question.input.value, $0.answer, $0.right, isRight: $0.isRight)
                },
                tolerance: tolerance
            ).sentences
            if !sentences.isEmpty { failure.diagnosis = sentences.joined(separator: "\n") }
        }
        failure.counts = .init(wrong: trials.count { !$0.isRight }, all: trials.count)
        if let mistake = candidates.first {
            failure.hint = mistakes[mistake].hint.text
            failure.isGeneralHint = false
        }
        return .failed(failure)
    }

    private func isRight(_ answer: Answer, _ right: Output) -> Bool {
        guard case .success(let value) = answer else { return false }
        return value.difference(from: right, within: tolerance) == nil
    }

    private func trial(_ input: Input, _ answer: Answer, _ right: Output, isRight: Bool) -> Trial {
        var value: Anatomy?
        if case .success(let output) = answer { value = Anatomy(output) }
        return Trial(
            answer: value, right: Anatomy(right), isRight: isRight, features: InputFeatures(input),
            cases: cases.filter { (try? $0.holds(input)) == true }.map { $0.name.text })
    }

    /// What is wrong with the exercise: nothing to answer, or mistakes that are accepted or taken for another.
    func faults(_ questions: [Question]) -> [String] {
        var faults: [String] = []
        let answers = questions.compactMap { try? $0.right.value.get() }
        if let first = answers.first {
            if answers.allSatisfy({ $0.difference(from: first, within: tolerance) == nil }) {
                faults.append("the right answer is the same for every input: \(first.shown)")
            }
        } else {
            faults.append("there is no input with a right answer")
        }
        for (index, mistake) in mistakes.enumerated() {
            let hint = mistake.hint.text
            switch outcome(questions, Witness(diagnoses: false), answering: { $0.mistaken[index].value }) {
            case .failed(let failure) where failure.hint == hint: break
            case .failed(let failure):
                faults.append("the mistake \"\(hint)\" gets the hint of another: \"\(failure.hint)\"")
            default: faults.append("the mistake \"\(hint)\" is not rejected")
            }
        }
        return faults
    }

    /// Whether a mistake explains what the student's function did with an input.
    private func agree(_ answer: Answer, _ mistaken: Answer) -> Bool {
        switch (answer, mistaken) {
        case (.success(let answer), .success(let mistaken)):
            return answer.difference(from: mistaken, within: tolerance) == nil
        case (.failure, .failure): return true
        default: return false
        }
    }

    /// The failure with the general hint, or nil if the answer is right.
    private func failure(_ answer: Answer, _ right: Output, input: String) -> Failure? {
        switch answer {
        case .failure(let error):
            return thrownFailure(error, input: input, expected: right.shown, hint: hint.text)
        case .success(let value):
            guard let difference = value.difference(from: right, within: tolerance) else { return nil }
            let texts = Anatomy.texts(right: Anatomy(right), answer: Anatomy(value), within: tolerance)
            return Failure(
                input: input, expected: texts.expected, came: texts.came,
                remark: difference.remark(value, right), hint: hint.text, isGeneralHint: true)
        }
    }
}

/// The check of an exercise whose answers are judged.
func judgedOutcome<Input>(
    _ inputs: [Once<Input>], _ hint: any Readable, _ judge: (Input) throws -> Verdict, _ witness: Witness
) -> Outcome {
    for (index, input) in inputs.enumerated() {
        let shown = readable(input.value)
        witness.begins?(shown)
        var failure: Failure
        do {
            guard case .wrong(let expected, let came, let remark, let ownHint) = try judge(input.value) else {
                continue
            }
            failure = Failure(
                input: shown, expected: expected, came: came, remark: remark, hint: ownHint ?? hint.text,
                isGeneralHint: ownHint == nil)
        } catch {
            if index == 0, error is Unimplemented { return .notBegun }
            failure = thrownFailure(
                error, input: shown, expected: Words(en: "an answer", zh: "一个答案").text, hint: hint.text)
        }
        failure.printed = witness.printed()
        return .failed(failure)
    }
    return .passed(inputs: inputs.count)
}

/// The failure of a function that throws instead of answering.
private func thrownFailure(_ error: any Error, input: String, expected: String, hint: String) -> Failure {
    let isUnimplemented = error is Unimplemented
    return Failure(
        input: input, expected: expected,
        came: isUnimplemented
            ? Words(en: "Unimplemented was thrown", zh: "抛出了 Unimplemented").text
            : cut(Words(en: "an error was thrown: \(error)", zh: "抛出了错误：\(error)").text),
        remark: isUnimplemented
            ? Words(
                en: "smaller inputs are answered; this case is not implemented yet",
                zh: "较小的输入已经有答案；这种情况还没有实现"
            ).text : nil,
        hint: hint, isGeneralHint: true)
}

/// The failure of the grader itself.
private func checkerFailure(_ error: any Error, input: String) -> Failure {
    Failure(
        input: input,
        expected: Words(
            en: "unknown: the grader's own solution failed on this input", zh: "未知：评分程序自己的解答在这个输入上失败了"
        ).text,
        came: cut("\(error)"),
        hint: Words(
            en: "This is a bug in the grader, not in your code.", zh: "这是评分程序的错误，不是你代码的错误。"
        ).text)
}
