import Foundation
import TestSupport

/// A task of a chapter's homework, as its protocol states it or as a page does.
struct HomeworkTask {
    let id: String
    /// The function, on one line.
    let signature: String
    /// What stands in backticks.
    let spans: [String]
    /// The text, without code in backticks.
    let prose: String
    /// Of the text what is written in a language: without the programs, which are indented.
    var sentences: String {
        prose.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("    ") }
            .joined(separator: "\n")
    }

    private init(id: String, signature: String, text: String) {
        self.id = id
        self.signature = signature.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        spans = text.matches(of: /`([^`]+)`/).map { String($0.1) }
        prose = text.replacing(/`[^`]+`/, with: " · ")
    }

    /// The tasks of a protocol: comments that begin with the id in bold, each with the function below it.
    static func tasks(inProtocol source: String) -> [HomeworkTask] {
        var tasks: [HomeworkTask] = []
        var (comment, function): ([Substring], [Substring]) = ([], [])
        for line in (source + "\n").split(separator: "\n", omittingEmptySubsequences: false) {
            let code = line.drop { $0 == " " }
            if code.hasPrefix("///"), function.isEmpty {
                comment.append(code.dropFirst(code.hasPrefix("/// ") ? 4 : 3))
            } else if code.hasPrefix("func ") || !function.isEmpty && !code.isEmpty && code != "}" {
                function.append(code)
            } else {
                let text = comment.joined(separator: "\n")
                if !function.isEmpty, let head = text.firstMatch(of: /\*\*([0-9]+\.[0-9]+)[^*]*\*\*/) {
                    tasks.append(
                        HomeworkTask(
                            id: String(head.1), signature: function.joined(separator: " "),
                            text: text.replacing(head.0, with: "")))
                }
                (comment, function) = ([], [])
            }
        }
        return tasks
    }

    /// The tasks of a page: a heading with the id, the function in a block of code, and the text.
    static func tasks(onPage page: String) -> [HomeworkTask] {
        page.components(separatedBy: "\n## ").dropFirst().compactMap { part -> HomeworkTask? in
            guard let head = part.prefixMatch(of: /([0-9]+\.[0-9]+)[^\n]*\n/),
                let code = part.firstMatch(of: /```swift\n((?:(?!```)(?:.|\n))*)```/)
            else { return nil }
            return HomeworkTask(
                id: String(head.1), signature: String(code.1),
                text: part.replacing(head.0, with: "").replacing(code.0, with: ""))
        }
    }
}

extension Book {
    /// The Chinese pages beside the protocols of homework.
    var homeworkPages: [String] { pages.keys.filter { $0.hasSuffix("/Homework/README.zh.md") }.sorted() }

    /// What a Chinese page of homework does not say as the protocol beside it does.
    static func homeworkFaults(protocol source: String, page: String) -> [String] {
        let (english, chinese) = (HomeworkTask.tasks(inProtocol: source), HomeworkTask.tasks(onPage: page))
        guard english.map(\.id) == chinese.map(\.id), !english.isEmpty else {
            return ["tasks: \(english.map(\.id)), in Chinese \(chinese.map(\.id))"]
        }
        var faults: [String] = []
        for (task, own) in zip(english, chinese) {
            if task.signature != own.signature { faults.append("\(task.id): function \(own.signature)") }
            let parts = [
                ("backticks", Set(task.spans).sorted(), Set(own.spans).sorted()),
                ("figures", Page.figures(in: [task.prose]), Page.figures(in: [own.prose])),
            ]
            for (what, one, other) in parts {
                let difference = Self.difference(one, other)
                if !difference.isEmpty { faults.append("\(task.id): \(what): \(difference)") }
            }
        }
        return faults + languageFaults(in: chinese.map(\.sentences))
    }
}
