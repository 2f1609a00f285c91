import Messages
import TensorCore

/// A wrong answer that students are known to give, and the hint that helps out of it.
public struct Mistake<Input, Output>: Sendable {
    /// What to say to a student who makes it.
    public let hint: any Readable

    /// What a function with this mistake returns; it may throw where such a function would.
    let produces: @Sendable (Input) throws -> Output

    /// A mistake with its hint and the answers it leads to.
    public init(_ hint: any Readable, _ produces: @escaping @Sendable (Input) throws -> Output) {
        self.hint = hint
        self.produces = produces
    }

    /// A mistake with its hint in both languages.
    public init(en: String, zh: String, _ produces: @escaping @Sendable (Input) throws -> Output) {
        self.init(Words(en: en, zh: zh), produces)
    }
}

/// The judgement of an exercise that has no single right answer.
public enum Verdict: Sendable, Equatable {
    /// The answer is right.
    case right

    /// The answer is wrong; without a hint of its own, the exercise's general hint is given.
    case wrong(expected: String, came: String, remark: String? = nil, hint: String? = nil)

    /// Right if the answer agrees with the right one.
    public static func compare<Output: Gradable>(
        _ answer: Output, with right: Output, within tolerance: Tolerance = .standard,
        hint: (any Readable)? = nil
    ) -> Verdict {
        guard let difference = answer.difference(from: right, within: tolerance) else { return .right }
        let texts = Anatomy.texts(right: Anatomy(right), answer: Anatomy(answer), within: tolerance)
        return .wrong(
            expected: texts.expected, came: texts.came, remark: difference.remark(answer, right),
            hint: hint?.text)
    }
}

/// One task of a homework: fresh inputs, the judgement of what a submission makes of them, and hints.
///
/// See `Homework` for how to write one.
public struct Exercise<Submission>: Sendable {
    /// Chapter and number: "1.2".
    public let id: String

    /// What is to be written, in a few words.
    public let title: any Readable

    /// The exercise with the inputs of a generator.
    let sitting: @Sendable (RandomGenerator) -> Sitting<Submission>

    /// What the inputs of these generators never show.
    let variety: @Sendable ([RandomGenerator]) -> [String]

    /// What the student's file must not call: the library's own answers to the exercise.
    let forbids: [String]

    /// Whether the exercise lists mistakes that it was shown to reject.
    let hasMistakes: Bool

    /// Everything that a student may read of it, whatever the answer: title, hints, cases.
    let sentences: [any Readable]

    /// An exercise with one right answer for each input.
    ///
    /// - Parameters:
    ///   - id: chapter and number, "1.2".
    ///   - title: what is to be written.
    ///   - sizes: the sizes for which inputs are drawn, smallest first.
    ///   - draws: the number of inputs of each size.
    ///   - tolerance: how far an answer may be from the right one.
    ///   - hint: what to say when no known mistake explains the answers.
    ///   - input: makes an input of a size. Equal generators must give equal inputs.
    ///   - examples: the protocol's own examples, tried first.
    ///   - edges: inputs of which every seed needs one, such as the ends of a range, tried last.
    ///   - expected: the right answer, worked out independently of the solution.
    ///   - answer: calls the submission's function.
    ///   - mistakes: known wrong answers; the first that explains all of the student's gives the hint.
    ///   - cases: the cases that the protocol mentions.
    ///   - meant: what the inputs may lack.
    ///   - forbids: what the student's function must not call, because it would answer the exercise: `.softmax` is a
    ///     method of anything but `self`, `softmax` a function or type.
    public init<Input: Sendable, Output: Gradable>(
        _ id: String, _ title: any Readable, sizes: ClosedRange<Int> = 1...6, draws: Int = 5,
        tolerance: Tolerance = .standard, hint: any Readable,
        input: @escaping @Sendable (_ size: Int, _ generator: inout RandomGenerator) -> Input,
        examples: @autoclosure @escaping @Sendable () -> [Input] = [],
        edges: @autoclosure @escaping @Sendable () -> [Input] = [],
        expected: @escaping @Sendable (Input) throws -> Output,
        answer: @escaping @Sendable (Submission, Input) throws -> Output,
        mistakes: [Mistake<Input, Output>] = [],
        cases: [Case<Input>] = [], meant: [Meant] = [], forbids: [String] = []
    ) {
        self.id = id
        self.forbids = forbids
        self.title = title
        hasMistakes = !mistakes.isEmpty
        sentences = [title, hint] + mistakes.map(\.hint) + cases.map(\.name)
        let plan = InputPlan(sizes: sizes, draws: draws, make: input, examples: examples, edges: edges)
        let check = AnswerCheck(
            plan: plan, tolerance: tolerance, hint: hint, expected: expected, mistakes: mistakes,
            cases: cases)
        sitting = { generator in
            let questions = check.questions(generator)
            return Sitting(
                grade: { submission, witness in
                    check.outcome(of: { try answer(submission, $0) }, questions, witness)
                }, faults: { check.faults(questions) })
        }
        let variety = InputVariety(plan: plan, cases: cases, meant: meant, expected: { try expected($0) })
        self.variety = { variety.faults($0) }
    }

    /// An exercise whose answers are judged, for those that can be right in several ways.
    ///
    /// - Parameters:
    ///   - id: chapter and number, "1.2".
    ///   - title: what is to be written.
    ///   - sizes: the sizes for which inputs are drawn, smallest first.
    ///   - draws: the number of inputs of each size.
    ///   - hint: what to say when the verdict has no hint of its own.
    ///   - input: makes an input of a size. Equal generators must give equal inputs.
    ///   - examples: the protocol's own examples, tried first.
    ///   - edges: inputs of which every seed needs one, such as the ends of a range, tried last.
    ///   - judge: calls the submission's function as often as it likes and judges what comes.
    ///   - cases: the cases that the protocol mentions.
    ///   - meant: what the inputs may lack.
    ///   - forbids: what the student's function must not call, because it would answer the exercise: `.softmax` is a
    ///     method of anything but `self`, `softmax` a function or type.
    public init<Input: Sendable>(
        _ id: String, _ title: any Readable, sizes: ClosedRange<Int> = 1...6, draws: Int = 5,
        hint: any Readable,
        input: @escaping @Sendable (_ size: Int, _ generator: inout RandomGenerator) -> Input,
        examples: @autoclosure @escaping @Sendable () -> [Input] = [],
        edges: @autoclosure @escaping @Sendable () -> [Input] = [],
        judge: @escaping @Sendable (Submission, Input) throws -> Verdict,
        cases: [Case<Input>] = [], meant: [Meant] = [], forbids: [String] = []
    ) {
        self.id = id
        self.forbids = forbids
        self.title = title
        hasMistakes = false
        sentences = [title, hint] + cases.map(\.name)
        let plan = InputPlan(sizes: sizes, draws: draws, make: input, examples: examples, edges: edges)
        sitting = { generator in
            let inputs = plan.inputs(generator)
            return Sitting(
                grade: { submission, witness in
                    judgedOutcome(inputs, hint, { try judge(submission, $0) }, witness)
                }, faults: { [] })
        }
        let variety = InputVariety(plan: plan, cases: cases, meant: meant, expected: nil)
        self.variety = { variety.faults($0) }
    }
}

/// An exercise with the inputs of one seed, which are drawn once for all that is graded on them.
struct Sitting<Submission> {
    /// Grades a submission.
    let grade: (Submission, Witness) -> Outcome

    /// What is wrong with the exercise itself, as far as it can tell without a submission.
    let faults: () -> [String]
}

/// What is worked out when it is first asked for, and then kept.
final class Once<Value> {
    private let make: () -> Value
    private(set) lazy var value = make()

    init(_ make: @escaping () -> Value) { self.make = make }
}

/// Which inputs an exercise tries: its examples, then drawn ones, smallest first, then its edges.
struct InputPlan<Input: Sendable>: Sendable {
    let sizes: ClosedRange<Int>
    let draws: Int
    let make: @Sendable (Int, inout RandomGenerator) -> Input
    let examples: @Sendable () -> [Input]
    let edges: @Sendable () -> [Input]

    /// The inputs, each drawn when it is first asked for. `Sendable` says that no reader can change it for the next.
    func inputs(_ generator: RandomGenerator) -> [Once<Input>] {
        var source = generator
        var inputs = examples().map { example in Once { example } }
        for size in sizes {
            for _ in 0..<draws {
                let start = source.split()
                inputs.append(
                    Once {
                        var generator = start
                        return make(size, &generator)
                    })
            }
        }
        return inputs + edges().map { edge in Once { edge } }
    }
}
