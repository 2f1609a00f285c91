/// The result of one exercise of a homework.
public struct ExerciseResult: Sendable, Equatable, Codable {
    /// Chapter and number: "1.2".
    public let id: String

    /// What the exercise asks for.
    public let title: String

    /// Its outcome.
    public let outcome: Outcome

    /// The lines of the score sheet for this exercise: a mark and the title, then what the student needs to know.
    public var text: String {
        switch outcome {
        case .passed(let inputs):
            return "✓ \(id) \(title) (\(inputs) \(inputs == 1 ? "input" : "inputs"))"
        case .notBegun:
            return "○ \(id) \(title): not begun"
        case .failed(let failure):
            let counts = failure.counts.map { " (\($0.wrong) of \($0.all) inputs wrong)" } ?? ""
            let details = [
                ("input", failure.input), ("expected", failure.expected), ("got", failure.came),
                ("", failure.remark), ("printed", failure.printed), ("seen", failure.diagnosis),
                ("hint", (failure.isGeneralHint ? "in general: " : "") + failure.hint),
            ]
            return lines("✗ \(id) \(title)\(counts)", details)
        case .crashed(let reason, let input, let place, let printed):
            return lines(
                "✗ \(id) \(title): crashed",
                [("input", input), ("reason", reason), ("at", place), ("printed", printed)])
        case .tookTooLong(let seconds, let input, let printed):
            let hint = "look for an endless loop, or for work that is repeated for every element"
            return lines(
                "✗ \(id) \(title): took longer than \(seconds) s",
                [("input", input), ("printed", printed), ("hint", hint)])
        case .forbidden(let call):
            return lines(
                "✗ \(id) \(title): calls `\(call.name)`", [("at", call.place), ("hint", call.hint)])
        }
    }

    private func lines(_ heading: String, _ details: [(name: String, text: String?)]) -> String {
        let lines = details.compactMap { name, text -> String? in
            guard let text else { return nil }
            let indented = text.split(separator: "\n", omittingEmptySubsequences: false)
                .joined(separator: "\n" + String(repeating: " ", count: 16))
            return "      " + name + String(repeating: " ", count: 10 - name.count) + indented
        }
        return ([heading] + lines).joined(separator: "\n")
    }
}

/// The results of the exercises of a homework.
public struct ScoreSheet: Sendable, Equatable {
    /// The results in the order of the exercises.
    public let results: [ExerciseResult]

    /// How many exercises are solved.
    public var passedCount: Int { results.count { $0.outcome.isPassed } }

    /// Whether every exercise is solved.
    public var isComplete: Bool { passedCount == results.count }

    /// The outcome of the exercise with this id, or nil if there is none.
    public subscript(id: String) -> Outcome? { results.first { $0.id == id }?.outcome }

    /// The last line: "2 of 5 passed, 1 failed, 2 not begun".
    public var summary: String {
        let notBegun = results.count { $0.outcome == .notBegun }
        let failed = results.count - passedCount - notBegun
        return "\(passedCount) of \(results.count) passed"
            + (failed > 0 ? ", \(failed) failed" : "") + (notBegun > 0 ? ", \(notBegun) not begun" : "")
    }

    /// The whole sheet.
    public var text: String { (results.map(\.text) + ["", summary]).joined(separator: "\n") }
}
