import Messages

/// Lines of Swift under a title, each with its output.
///
/// The text of a line and the line itself stand side by side in the source, and a test holds that they are
/// the same, so what the reader sees is what was run.
struct Lesson {
    /// A line and its result; empty where the line gives none.
    struct Step {
        let source: String
        let result: String

        /// Whether the result has room beside the line.
        var isShort: Bool { !result.contains("\n") }
    }

    /// What a lesson is about, which decides what the report adds to it.
    enum Topic {
        case arrays, arithmetic, matrices, broadcasting, views, tensors
    }

    let topic: Topic
    let title: any Readable
    let explanation: any Readable
    private(set) var steps: [Step] = []

    init(_ topic: Topic, _ title: any Readable, _ explanation: any Readable) {
        self.topic = topic
        self.title = title
        self.explanation = explanation
    }

    /// Runs a line and keeps its text with its result.
    @discardableResult
    mutating func show<Value>(_ source: String, _ line: () -> Value) -> Value {
        let value = line()
        steps.append(Step(source: source, result: Value.self == Void.self ? "" : "\(value)"))
        return value
    }

    /// The lines, each with its result as a comment: Swift that can be copied and run.
    var text: String {
        let margin = steps.filter(\.isShort).map(\.source.count).max() ?? 0
        return steps.map { step in
            if step.isShort {
                let space = String(repeating: " ", count: margin - step.source.count)
                return step.result.isEmpty ? step.source : "\(step.source)\(space)  // \(step.result)"
            }
            let comment = step.result.split(separator: "\n").map { "// \($0)" }
            return ([step.source] + comment).joined(separator: "\n")
        }.joined(separator: "\n")
    }
}
