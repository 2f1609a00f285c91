import Messages
import TensorCore

/// The homework of a chapter: its exercises, and the grading of what a student hands in.
///
/// ## How to write one
/// The tasks are the functions of a protocol, each with a doc comment of goal, approach, example and hints. The
/// student edits `Starter.swift`, the solution is in `Solution.swift`, and the checks in `Checks.swift`:
/// ```swift
/// public protocol LineHomework: Sendable {
///     /// Goal: the height of the line at each position: y = slope · x + intercept. ...
///     func heights(slope: Float, intercept: Float, at positions: [Float]) throws -> [Float]
/// }
///
/// public struct Starter: LineHomework {                       // Starter.swift
///     public init() {}
///     public func heights(slope: Float, intercept: Float, at positions: [Float]) throws -> [Float] {
///         throw Unimplemented()
///     }
/// }
///
/// public let lineHomework = Homework<any LineHomework>(       // Checks.swift
///     chapter: 2, title: "Lines", file: "Chapters/Chapter02-TensorsAndGraphs/Homework/Starter.swift",
///     exercises: [heights])
///
/// public let chapter02Homework = AnyHomework(lineHomework, starter: Starter(), solution: Solution())
///
/// private struct Line {                                       // the input, the right answer, the wrong ones
///     var slope, intercept: Float
///     var positions: [Float]
///
///     var heights: [Float] { positions.map { slope * $0 + intercept } }
///     var heightsWithoutIntercept: [Float] { positions.map { slope * $0 } }
/// }
///
/// extension Line {                                            // an extension, so that `Line(slope:…)` remains
///     init(size: Int, generator: inout RandomGenerator) {
///         slope = generator.number(size: size)
///         intercept = generator.number(size: size)
///         positions = generator.numbers(size, size: size)
///     }
///     static let examples = [Line(slope: 2, intercept: 1, positions: [0, 3])]
///     static let edges = [Line(slope: -10, intercept: -1, positions: [1]), Line(slope: 0, intercept: 12, positions: [])]
/// }
///
/// private let heights = Exercise<any LineHomework>(
///     "2.1", "The heights of a line", hint: "Work out one height by hand and print yours beside it.",
///     input: Line.init, examples: Line.examples, edges: Line.edges, expected: \.heights,
///     answer: { try $0.heights(slope: $1.slope, intercept: $1.intercept, at: $1.positions) },
///     mistakes: [
///         Mistake("The intercept is missing: at x = 0 the line is at its intercept.", \.heightsWithoutIntercept)
///     ],
///     cases: [Case("no position") { $0.positions.isEmpty }, Case("a level line") { $0.slope == 0 }])
/// ```
/// - The input is a structure or a tuple with names: the student reads them in the score sheet. It is `Sendable`: one
///   input is handed to many, and nobody may change it. Sizes grow, so the first input that fails is the smallest; draw
///   numbers for which every mistake gives another answer.
/// - The `examples` are those of the protocol and come first, the `edges` come last. Between them small inputs are halves
///   that can be worked out by hand (`number(size:)`).
/// - A wrong answer passes where inputs never vary. So `faults` looks at all parts of the inputs of each seed: a number must
///   be negative, positive, 0 and large (10 or more) at times and have three values, an extent must vary and be 1 at times, no extent or
///   whole number may always go together with another, no part of the right answers may always be the same. What is
///   meant is allowed by the name of the part, with a reason, which is checked for being needed:
///   `meant: [Meant("steps", lack: .negative, because: "steps are counted"), .together("x.count", "y.count", because: "points")]`.
/// - What the protocol mentions (an empty list, padding 0, an even division, the end of a range) is a `Case` that must come
///   with every seed.
/// - `expected` is worked out in the plainest way, never by calling the solution: the solution is checked too.
/// - A `Mistake` returns what a function with that mistake returns (or throws where it would). The first one that
///   explains all of the student's answers gives the hint; the exercise's `hint` is for all others.
/// - What the grader sees of any wrong answer (`Diagnosis`: a multiple, transposed, one field only) needs no mistake. The
///   library's own answer is named in `forbids: [".softmax"]`; it is looked for in the student's function, below its id, and in
///   helpers.
/// - Several results are put in `Fields`. An answer that can be right in several ways is judged by the other
///   initializer of `Exercise`, whose closure returns a `Verdict` with its own hint.
/// - A program in which a fault is to be found has an initializer of its own, `Exercise(findTheFault:)`.
/// - Closures do as well as the properties above, for `judge` too; but one `let` an exercise and arithmetic outside
///   of its initializer keep the compiler quick.
///
/// The tests of the chapter hold that `faults` is empty: the solution passes, the starter is not begun, every
/// mistake and every mutant (a submission that is wrong in one function) is rejected with its own hint, every
/// alternative (a submission that is right by another way) passes.
/// ```swift
/// struct NoIntercept: LineHomework { ... }
/// let mutants = [lineHomework.mutant(NoIntercept(), fails: "2.1", hint: "intercept is missing")]
/// #expect(lineHomework.faults(starter: Starter(), solution: Solution(), mutants: mutants) == [])
/// ```
public struct Homework<Submission>: Sendable {
    /// The chapter's number.
    public let chapter: Int

    /// The chapter's title.
    public let title: any Readable

    /// The file that the student edits, from the root of the repository.
    public let file: String

    /// The exercises in the order in which they are best done.
    public let exercises: [Exercise<Submission>]

    /// A homework of exercises. Traps if two have one id, or an id is not "chapter.number".
    public init(chapter: Int, title: any Readable, file: String, exercises: [Exercise<Submission>]) {
        guard !exercises.isEmpty, Set(exercises.map(\.id)).count == exercises.count,
            exercises.allSatisfy({ $0.id.hasPrefix("\(chapter).") })
        else {
            explainFailure(
                "the homework of chapter \(chapter)", "it has exercises with the ids \(exercises.map(\.id))",
                hint: "give each an id of its own: \(chapter).1, \(chapter).2, ...")
        }
        self.chapter = chapter
        self.title = title
        self.file = file
        self.exercises = exercises
    }

    /// Grades all exercises in this process. The same seed gives the same inputs.
    public func grade(_ submission: Submission, seed: UInt64) -> ScoreSheet {
        ScoreSheet(
            results: exercises.map { exercise in
                ExerciseResult(
                    id: exercise.id, title: exercise.title.text,
                    outcome: grade(exercise, submission, seed: seed))
            })
    }

    /// Grades one exercise before a witness.
    func grade(
        _ exercise: Exercise<Submission>, _ submission: Submission, seed: UInt64,
        _ witness: Witness = Witness()
    ) -> Outcome {
        exercise.sitting(seed: seed).grade(submission, witness)
    }
}

extension Exercise {
    /// The exercise with the inputs of a seed.
    func sitting(seed: UInt64) -> Sitting<Submission> { sitting(generator(seed: seed)) }

    /// The source of this exercise's inputs, another than that of its neighbours.
    func generator(seed: UInt64) -> RandomGenerator {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return RandomGenerator(seed: seed ^ hash)
    }
}
