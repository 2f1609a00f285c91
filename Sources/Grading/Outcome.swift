/// The outcome of an exercise.
public enum Outcome: Sendable, Equatable, Codable {
    /// All inputs were answered correctly; `inputs` is their number.
    case passed(inputs: Int)

    /// An input was answered wrongly.
    case failed(Failure)

    /// The function throws `Unimplemented`.
    case notBegun

    /// The program ended in the middle; only where each exercise runs in a process of its own.
    case crashed(reason: String, input: String?)

    /// There was no answer in time; only where each exercise runs in a process of its own.
    case tookTooLong(seconds: Int, input: String?)

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

    /// What to look at.
    public var hint: String

    /// A failure with its texts as they will be printed.
    public init(input: String, expected: String, came: String, remark: String? = nil, hint: String) {
        self.input = input
        self.expected = expected
        self.came = came
        self.remark = remark
        self.hint = hint
    }
}
