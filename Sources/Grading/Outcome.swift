/// The outcome of an exercise.
public enum Outcome: Sendable, Equatable, Codable {
    /// All inputs were answered correctly; `inputs` is their number.
    case passed(inputs: Int)

    /// An input was answered wrongly.
    case failed(Failure)

    /// The function throws `Unimplemented`.
    case notBegun

    /// The program ended in the middle, at a place of the student's file; only where each exercise runs in a process of
    /// its own.
    case crashed(reason: String, input: String?, place: String? = nil, printed: String? = nil)

    /// There was no answer in time; only where each exercise runs in a process of its own.
    case tookTooLong(seconds: Int, input: String?, printed: String? = nil)

    /// The student's file calls what the exercise asks to write.
    case forbidden(ForbiddenCall)

    /// Whether the exercise is solved.
    public var isPassed: Bool {
        if case .passed = self { return true }
        return false
    }

    /// The failure, if an input was answered wrongly.
    public var failure: Failure? {
        if case .failed(let failure) = self { return failure }
        return nil
    }
}

/// The smallest input that was answered wrongly, and the hint that fits.
public struct Failure: Sendable, Equatable, Codable {
    /// The input.
    public var input: String

    /// The right answer.
    public var expected: String

    /// What the student's function returned or threw.
    public var came: String

    /// Where the two differ, if that is not plain to see.
    public var remark: String?

    /// What all wrong answers have in common, in whole sentences; true of every input that was tried.
    public var diagnosis: String?

    /// What to look at.
    public var hint: String

    /// Whether the hint is the exercise's general one: no known mistake explains the answers.
    public var isGeneralHint: Bool

    /// How many inputs were answered wrongly, and of how many; nil where the first wrong one was the last tried.
    public var counts: Counts?

    /// What the student's code printed for this input.
    public var printed: String?

    /// How many inputs were answered wrongly, of how many.
    public struct Counts: Sendable, Equatable, Codable {
        /// The number of inputs that were answered wrongly.
        public var wrong: Int
        /// The number of inputs.
        public var all: Int
    }

    /// A failure with its texts as they will be printed.
    public init(
        input: String, expected: String, came: String, remark: String? = nil, diagnosis: String? = nil,
        hint: String, isGeneralHint: Bool = false
    ) {
        self.input = input
        self.expected = expected
        self.came = came
        self.remark = remark
        self.diagnosis = diagnosis
        self.hint = hint
        self.isGeneralHint = isGeneralHint
    }
}
