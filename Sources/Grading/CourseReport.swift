import Files
import Foundation
import Messages

/// What was graded of one student: a chapter, or all of the course.
struct CourseReport: Equatable, Codable {
    /// A chapter with the results of its exercises.
    struct Part: Equatable, Codable {
        var chapter: Int
        var title: String
        var results: [ExerciseResult]

        var passedCount: Int { results.count { $0.outcome.isPassed } }

        /// How many are passed, of how many.
        var share: String {
            Words(en: "\(passedCount) of \(results.count)", zh: "\(passedCount) / \(results.count)").text
        }

        /// A mark for each exercise: ✓ passed, ○ not begun, ✗ anything else.
        var marks: String { results.map(\.outcome.mark).joined() }
    }

    /// The student's name; nil where somebody grades their own file.
    var student: String?

    /// What the inputs were drawn from.
    var seed: UInt64

    /// The chapters in the order of the course.
    var parts: [Part]

    /// What ended the grading before it began, such as a file that does not compile.
    var failure: String?

    var results: [ExerciseResult] { parts.flatMap(\.results) }
    var passedCount: Int { results.count { $0.outcome.isPassed } }

    /// The sum of what each exercise counts, from 0 to 1; see `Outcome.credit`.
    var credit: Double { results.reduce(0) { $0 + $1.outcome.credit } }

    /// A line for a chapter: its number, its title, a mark an exercise, and how many are passed.
    static func line(_ part: Part, titleWidth: Int, markWidth: Int) -> String {
        let number = String(repeating: " ", count: max(0, 2 - "\(part.chapter)".count)) + "\(part.chapter)"
        let title = filled(part.title, toColumns: titleWidth)
        return "\(number)  \(title)  \(filled(part.marks, toColumns: markWidth))  \(part.share)"
    }

    /// The last line: how many exercises are passed, begun and not begun.
    var summary: String {
        let notBegun = results.count { $0.outcome == .notBegun }
        let failed = results.count - passedCount - notBegun
        return Words(
            en:
                "\(passedCount) of \(results.count) exercises passed, \(failed) failed, \(notBegun) not begun",
            zh: "\(results.count) 题中通过 \(passedCount) 题，\(failed) 题未通过，\(notBegun) 题尚未开始"
        ).text
    }
}

extension Outcome {
    /// Its mark in a list.
    var mark: String {
        switch self {
        case .passed: return "✓"
        case .notBegun: return "○"
        default: return "✗"
        }
    }

    /// What a teacher may count: 1 if it is passed, else the fraction of the inputs that were answered rightly; 0 for what
    /// crashed, took too long, calls what is forbidden, or is not begun.
    var credit: Double {
        switch self {
        case .passed: return 1
        case .failed(let failure):
            guard let counts = failure.counts, counts.all > 0 else { return 0 }
            return Double(counts.all - counts.wrong) / Double(counts.all)
        default: return 0
        }
    }

    /// Its name in a file for programs.
    var name: String {
        switch self {
        case .passed: return "passed"
        case .failed: return "failed"
        case .notBegun: return "not begun"
        case .crashed: return "crashed"
        case .tookTooLong: return "took too long"
        case .forbidden: return "forbidden call"
        }
    }
}

// MARK: CSV

extension CourseReport {
    /// A row a student, a column an exercise with what it counts, then the exercises passed and the sum (RFC 4180).
    static func csv(_ reports: [CourseReport]) -> String {
        var ids: [String] = []
        for report in reports {
            for result in report.results where !ids.contains(result.id) { ids.append(result.id) }
        }
        let header = ["student", "seed"] + ids + ["passed", "credit", "remark"]
        let rows = reports.map { report -> [String] in
            let credits = Dictionary(report.results.map { ($0.id, $0.outcome.credit) }) { first, _ in first }
            return [report.student ?? "", "\(report.seed)"]
                + ids.map { id in credits[id].map(Self.decimal) ?? "" }
                + ["\(report.passedCount)", decimal(report.credit), report.failure ?? ""]
        }
        return ([header] + rows).map { $0.map(field).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func decimal(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : String(format: "%.2f", value)
    }

    /// A field; one that a spreadsheet would take for a formula begins with an apostrophe.
    private static func field(_ text: String) -> String {
        let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
        let text = isFormula ? "'" + text : text
        guard text.contains(where: { ",\"\n\r".contains($0) || $0.isNewline }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}

// MARK: JSON

extension CourseReport {
    /// Everything, for programs: keys are sorted, what is not there is left out.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(JSONReport(self)) else { return "{}" }
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    private struct JSONReport: Encodable {
        var student: String?
        var seed: UInt64
        var passed, exercises: Int
        var credit: Double
        var failure: String?
        var chapters: [JSONChapter]

        init(_ report: CourseReport) {
            (student, seed, failure) = (report.student, report.seed, report.failure)
            (passed, exercises) = (report.passedCount, report.results.count)
            credit = report.credit
            chapters = report.parts.map {
                JSONChapter(
                    chapter: $0.chapter, title: $0.title, exercises: $0.results.map(JSONExercise.init))
            }
        }
    }

    private struct JSONChapter: Encodable {
        var chapter: Int
        var title: String
        var exercises: [JSONExercise]
    }

    private struct JSONExercise: Encodable {
        var id, title, outcome: String
        var credit: Double
        var inputs, wrong, seconds: Int?
        var input, expected, got, difference, seen, hint, reason, place, printed, call: String?

        init(_ result: ExerciseResult) {
            (id, title, outcome) = (result.id, result.title, result.outcome.name)
            credit = result.outcome.credit
            switch result.outcome {
            case .passed(let count): inputs = count
            case .failed(let failure):
                (inputs, wrong) = (failure.counts?.all, failure.counts?.wrong)
                (input, expected, got) = (failure.input, failure.expected, failure.came)
                (difference, seen, hint) = (failure.remark, failure.diagnosis, failure.hint)
                printed = failure.printed
            case .notBegun: break
            case .crashed(let reason, let input, let place, let printed):
                (self.reason, self.input, self.place, self.printed) = (reason, input, place, printed)
            case .tookTooLong(let seconds, let input, let printed):
                (self.seconds, self.input, self.printed) = (seconds, input, printed)
            case .forbidden(let forbidden):
                (call, place, hint) = (forbidden.name, forbidden.place, forbidden.hint)
            }
        }
    }
}
