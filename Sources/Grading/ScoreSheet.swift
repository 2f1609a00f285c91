import Messages

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
            return Words(
                en: "✓ \(id) \(title) (\(inputs) \(inputs == 1 ? "input" : "inputs"))",
                zh: "✓ \(id) \(title)（\(inputs) 个输入）"
            ).text
        case .notBegun:
            return Words(en: "○ \(id) \(title): not begun", zh: "○ \(id) \(title)：尚未开始").text
        case .failed(let failure):
            let counts = failure.counts.map { counts in
                Words(
                    en: " (\(counts.wrong) of \(counts.all) inputs wrong)",
                    zh: "（错了 \(counts.wrong) 个输入，共 \(counts.all) 个）"
                ).text
            }
            let general = failure.isGeneralHint ? Words(en: "in general: ", zh: "一般来说：").text : ""
            let details: [(label: Label, text: String?)] = [
                (.input, failure.input), (.expected, failure.expected), (.got, failure.came),
                (.none, failure.remark), (.printed, failure.printed), (.seen, failure.diagnosis),
                (.hint, general + failure.hint),
            ]
            return lines("✗ \(id) \(title)\(counts ?? "")", details)
        case .crashed(let reason, let input, let place, let printed):
            return lines(
                Words(en: "✗ \(id) \(title): crashed", zh: "✗ \(id) \(title)：崩溃").text,
                [(.input, input), (.reason, reason), (.place, place), (.printed, printed)])
        case .tookTooLong(let seconds, let input, let printed):
            let hint = Words(
                en: "look for an endless loop, or for work that is repeated for every element",
                zh: "找找有没有死循环，或者对每个元素都重复一遍的计算")
            return lines(
                Words(
                    en: "✗ \(id) \(title): took longer than \(seconds) s",
                    zh: "✗ \(id) \(title)：超过了 \(seconds) 秒"
                ).text,
                [(.input, input), (.printed, printed), (.hint, hint.text)])
        case .forbidden(let call):
            return lines(
                Words(
                    en: "✗ \(id) \(title): calls `\(call.name)`", zh: "✗ \(id) \(title)：调用了 `\(call.name)`"
                ).text,
                [(.place, call.place), (.hint, call.hint)])
        }
    }

    /// What stands before a detail.
    private enum Label {
        case none, input, expected, got, printed, seen, hint, reason, place

        var words: Words {
            switch self {
            case .none: Words(en: "", zh: "")
            case .input: Words(en: "input", zh: "输入")
            case .expected: Words(en: "expected", zh: "应为")
            case .got: Words(en: "got", zh: "得到")
            case .printed: Words(en: "printed", zh: "打印")
            case .seen: Words(en: "seen", zh: "发现")
            case .hint: Words(en: "hint", zh: "提示")
            case .reason: Words(en: "reason", zh: "原因")
            case .place: Words(en: "at", zh: "位置")
            }
        }
    }

    private func lines(_ heading: String, _ details: [(label: Label, text: String?)]) -> String {
        let lines = details.compactMap { label, text -> String? in
            guard let text else { return nil }
            let indented = text.split(separator: "\n", omittingEmptySubsequences: false)
                .joined(separator: "\n" + String(repeating: " ", count: 16))
            return "      " + filled(label.words.text, toColumns: 10) + indented
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
        let (failures, rest) = (failed > 0, notBegun > 0)
        return Words(
            en: "\(passedCount) of \(results.count) passed" + (failures ? ", \(failed) failed" : "")
                + (rest ? ", \(notBegun) not begun" : ""),
            zh: "\(results.count) 题中通过 \(passedCount) 题" + (failures ? "，\(failed) 题未通过" : "")
                + (rest ? "，\(notBegun) 题尚未开始" : "")
        ).text
    }

    /// The whole sheet.
    public var text: String { (results.map(\.text) + ["", summary]).joined(separator: "\n") }
}
