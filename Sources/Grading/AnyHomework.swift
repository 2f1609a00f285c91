import Messages

/// A chapter's homework with its starter and its solution, whatever the protocol they conform to.
public struct AnyHomework: Sendable {
    /// The chapter's number.
    public let chapter: Int

    /// The chapter's title.
    public let title: any Readable

    /// The file that the student edits, from the root of the repository.
    public let file: String

    /// The ids and titles of the exercises, and what a student's file must not call in them.
    let exercises: [(id: String, title: any Readable, forbids: [String])]

    private let gradeExercise: @Sendable (_ index: Int, Submitted, _ seed: UInt64, Witness) -> Outcome

    private let withSubmission: @Sendable (any Sendable) -> AnyHomework?

    /// The homework and the two submissions that the command can grade.
    public init<Submission: Sendable>(
        _ homework: Homework<Submission>, starter: Submission, solution: Submission
    ) {
        chapter = homework.chapter
        title = homework.title
        file = homework.file
        exercises = homework.exercises.map { ($0.id, $0.title, $0.forbids) }
        gradeExercise = { index, submitted, seed, witness in
            homework.grade(
                homework.exercises[index], submitted == .starter ? starter : solution, seed: seed,
                witness)
        }
        withSubmission = { other in
            (other as? Submission).map { AnyHomework(homework, starter: $0, solution: solution) }
        }
    }

    /// The same homework with another submission in the starter's place; nil where it is of another chapter.
    func grading(_ submission: any Sendable) -> AnyHomework? { withSubmission(submission) }

    /// The chapter's number and title.
    var heading: Words {
        Words(
            en: "Chapter \(chapter): \(title.text(in: .english))",
            zh: "第 \(chapter) 章：\(title.text(in: .chinese))")
    }

    /// The outcome of an exercise in the light of the student's file: what calls the library's own answer is none.
    func outcome(_ outcome: Outcome, of id: String, _ check: SourceCheck?) -> Outcome {
        guard let check, let exercise = exercises.first(where: { $0.id == id }) else { return outcome }
        switch outcome {
        case .passed, .failed:
            return check.firstForbidden(exercise.forbids, exercise: id).map(Outcome.forbidden)
                ?? outcome
        default: return outcome
        }
    }

    /// Grades one exercise in this process, or returns nil if there is none with this id.
    func grade(
        _ id: String, _ submitted: Submitted, seed: UInt64, _ witness: Witness = Witness()
    ) -> Outcome? {
        guard let index = exercises.firstIndex(where: { $0.id == id }) else { return nil }
        return gradeExercise(index, submitted, seed, witness)
    }
}

/// Which of the two submissions is graded.
enum Submitted: String, Sendable {
    /// The student's file.
    case starter
    /// The reference.
    case solution
}
