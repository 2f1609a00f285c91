/// A chapter's homework with its starter and its solution, whatever the protocol they conform to.
public struct AnyHomework: Sendable {
    /// The chapter's number.
    public let chapter: Int

    /// The chapter's title.
    public let title: String

    /// The file that the student edits, from the root of the repository.
    public let file: String

    /// The ids and titles of the exercises.
    let exercises: [(id: String, title: String)]

    private let gradeExercise:
        @Sendable (_ index: Int, Submitted, _ seed: UInt64, _ willTry: (String) -> Void) -> Outcome

    /// The homework and the two submissions that the command can grade.
    public init<Submission: Sendable>(
        _ homework: Homework<Submission>, starter: Submission, solution: Submission
    ) {
        chapter = homework.chapter
        title = homework.title
        file = homework.file
        exercises = homework.exercises.map { ($0.id, $0.title) }
        gradeExercise = { index, submitted, seed, willTry in
            homework.grade(
                homework.exercises[index], submitted == .starter ? starter : solution, seed: seed,
                willTry: willTry)
        }
    }

    /// Grades one exercise in this process, or returns nil if there is none with this id.
    func grade(
        _ id: String, _ submitted: Submitted, seed: UInt64, willTry: (String) -> Void = { _ in }
    ) -> Outcome? {
        guard let index = exercises.firstIndex(where: { $0.id == id }) else { return nil }
        return gradeExercise(index, submitted, seed, willTry)
    }
}

/// Which of the two submissions is graded.
enum Submitted: String, Sendable {
    /// The student's file.
    case starter
    /// The reference.
    case solution
}
