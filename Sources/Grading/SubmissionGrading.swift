import Files
import Foundation
import Messages
import Reporting

/// The grading of many submissions of a chapter: each is compiled apart, against a module of the chapter's checks that
/// has no solution in it, and each exercise runs in a process of its own.
///
/// One that does not compile costs itself alone. What is graded is kept, so that an interrupted grading goes on where it
/// was, and only changed submissions are graded again. It is no sandbox: a submission runs with the rights of whoever
/// grades it.
struct SubmissionGrading {
    /// A student's file.
    struct Submission: Equatable {
        var student: String
        var file: String
    }

    /// What is kept of a graded submission: it is graded again when the key differs.
    private struct Record: Codable {
        var key: String
        var report: CourseReport
    }

    private let homework: AnyHomework
    private let submissions: [Submission]
    private let out: String
    private let secret: String?
    private let seed: UInt64
    private let seconds: Int

    /// A grading of the submissions in a folder.
    ///
    /// - Throws: `FileError` where there is no such folder, `HomeworkRequest.Failure` where it has no submission.
    init(
        _ homework: AnyHomework, folder: String, out: String, secret: String?, seed: UInt64, seconds: Int
    ) throws {
        self.homework = homework
        submissions = try Self.submissions(in: folder)
        (self.out, self.secret, self.seed, self.seconds) = (out, secret, seed, seconds)
    }

    /// `NAME.swift`, `NAME/Starter.swift`, or the chapter's file in a copy of the repository; by name.
    static func submissions(in folder: String) throws -> [Submission] {
        try requireFolder(folder)
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        var found: [Submission] = []
        for name in names where !name.hasPrefix(".") {
            let path = "\(folder)/\(name)"
            if isFolder(path) {
                found.append(Submission(student: name, file: "\(path)/Starter.swift"))
            } else if name.hasSuffix(".swift") {
                found.append(Submission(student: String(name.dropLast(6)), file: path))
            }
        }
        guard !found.isEmpty else {
            throw HomeworkRequest.Failure(
                en: "\(folder) has no NAME.swift and no NAME/Starter.swift",
                zh: "\(folder) 中没有 NAME.swift，也没有 NAME/Starter.swift")
        }
        for (first, second) in zip(found, found.dropFirst()) where first.student == second.student {
            throw HomeworkRequest.Failure(
                en: "\(first.student) has handed in twice: \(first.file), \(second.file)",
                zh: "\(first.student) 交了两次：\(first.file)、\(second.file)")
        }
        return found.sorted { $0.student < $1.student }
    }

    /// Grades all, tells a line a student, and writes a sheet for each.
    ///
    /// - Throws: `FileError.unwritable`; `BuiltModules.Failure` where the checks themselves cannot be compiled.
    func run(_ output: (String) -> Void) throws -> [CourseReport] {
        let modules = try BuiltModules()
        let scratch = NSTemporaryDirectory() + "submissions-\(UUID().uuidString)"
        try makeFolder(scratch)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let (heading, count) = (homework.heading, submissions.count)
        output(Words(en: "\(heading), \(count) submissions", zh: "\(heading)，\(count) 份提交").text)
        let inputs =
            secret == nil
            ? Words(en: "Inputs of seed \(seed) for all", zh: "所有人的输入都用种子 \(seed)")
            : Words(en: "Inputs of each student's own", zh: "每个学生有自己的输入")
        output("\(inputs)\n")
        let checks = try Checks(homework, modules.root, scratch)
        var object: String?
        let width = submissions.map { displayWidth($0.student) }.max() ?? 0
        var reports: [CourseReport] = []
        for submission in submissions {
            let seed = secret.map { HomeworkRequest.seed(of: submission.student, secret: $0) } ?? seed
            let source = Result { try Self.source(of: submission, homework) }
            let text = (try? source.get()) ?? ""
            let settings = "\(seed) \(seconds) \(Language.current.rawValue)"
            let key = sha256(Array("\(text)\u{0}\(checks.text)\u{0}\(settings)".utf8))
            let kept = "\(out)/records/\(submission.student).json"
            var report = Self.kept(kept, key)
            let isNew = report == nil
            if isNew {
                if object == nil {
                    object = try modules.compile(checks.files, module: checks.module, into: scratch)
                }
                report = graded(submission, source, seed, modules, checks, object ?? "", scratch)
            }
            guard let report else { continue }
            reports.append(report)
            try writeFileAtomically(Self.sheet(report, homework), to: "\(out)/\(submission.student).txt")
            if isNew {
                try writeFileAtomically(
                    try JSONEncoder().encode(Record(key: key, report: report)), to: kept)
            }
            let before = isNew ? "" : Words(en: " (graded before)", zh: "（以前评过）").text
            output(Self.line(report, width) + before)
        }
        return reports
    }

    // MARK: One submission

    private static func source(of submission: Submission, _ homework: AnyHomework) throws -> String {
        let copy = submission.file.replacing("/Starter.swift", with: "/\(homework.file)")
        let isThere = FileManager.default.fileExists(atPath: submission.file)
        return try readTextFile(isThere ? submission.file : copy)
    }

    private func graded(
        _ submission: Submission, _ source: Result<String, any Error>, _ seed: UInt64,
        _ modules: BuiltModules, _ checks: Checks, _ object: String, _ scratch: String
    ) -> CourseReport {
        var report = CourseReport(student: submission.student, seed: seed, parts: [])
        let none = homework.exercises.map {
            ExerciseResult(id: $0.id, title: $0.title.text, outcome: .notBegun)
        }
        report.parts = [
            CourseReport.Part(chapter: homework.chapter, title: homework.title.text, results: none)
        ]
        let folder = "\(scratch)/submission"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do {
            let text = try source.get()
            // In the student's copy the exercises are in the same module. The lines keep their numbers.
            try writeFileAtomically(
                "@testable import \(checks.module); \(text)", to: "\(folder)/Starter.swift")
            try writeFileAtomically(checks.program, to: "\(folder)/main.swift")
            let program = try modules.link(
                ["\(folder)/Starter.swift", "\(folder)/main.swift"],
                with: .compiled(object: object, folder: scratch), into: folder)
            let check = SourceCheck(text)
            report.parts[0].results = homework.exercises.map { id, title, _ in
                let outcome = ChildProcess.outcome(of: program, seconds: seconds) {
                    ChildProcess.arguments(id, .starter, seed: seed, folder: $0)
                }
                return ExerciseResult(
                    id: id, title: title.text, outcome: homework.outcome(outcome, of: id, check))
            }
        } catch let failure as BuiltModules.Failure {
            report.failure = Words(en: "does not compile:\n\(failure)", zh: "编译不通过：\n\(failure)").text
        } catch {
            report.failure = "\(error)"
        }
        return report
    }

    private static func kept(_ path: String, _ key: String) -> CourseReport? {
        guard let data = try? readFile(path), let record = try? JSONDecoder().decode(Record.self, from: data),
            record.key == key
        else { return nil }
        return record.report
    }

    private static func sheet(_ report: CourseReport, _ homework: AnyHomework) -> String {
        let heading = "\(report.student ?? "")\n\(homework.heading)\n\n"
        if let failure = report.failure { return heading + failure + "\n" }
        return heading + ScoreSheet(results: report.results).text + "\n"
    }

    private static func line(_ report: CourseReport, _ width: Int) -> String {
        let student = report.student ?? ""
        let name = filled(student, toColumns: width)
        guard let failure = report.failure else {
            let (share, credit) = (report.parts[0].share, String(format: "%.2f", report.credit))
            return "\(name)  \(report.parts[0].marks)  "
                + Words(en: "\(share), credit \(credit)", zh: "\(share)，得分 \(credit)").text
        }
        return "\(name)  \(failure.split(separator: "\n").prefix(2).joined(separator: " "))"
    }

    // MARK: The checks

    /// The files of a chapter's homework without the answers.
    private struct Checks {
        /// The files, in the scratch folder.
        var files: [String] = []
        /// All they say.
        var text = ""
        let module: String
        /// The program that grades a submission: the student's `Starter` with these checks.
        let program: String

        init(_ homework: AnyHomework, _ root: String, _ scratch: String) throws {
            let folder = "\(root)/" + homework.file.split(separator: "/").dropLast().joined(separator: "/")
            module = "Chapter" + (homework.chapter < 10 ? "0" : "") + "\(homework.chapter)Homework"
            var name = ""
            let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
            for file in names
            where file.hasSuffix(".swift") && !["Starter.swift", "Solution.swift"].contains(file) {
                var source = try readTextFile("\(folder)/\(file)")
                // The one line that names both submissions.
                let both =
                    /public let \w+ = AnyHomework\(\s*(\w+), starter: Starter\(\), solution: Solution\(\)\)/
                if let match = source.firstMatch(of: both) {
                    name = String(match.1)
                    source.removeSubrange(match.range)
                }
                text += source
                files.append("\(scratch)/checks/\(file)")
                try writeFileAtomically(source, to: "\(scratch)/checks/\(file)")
            }
            guard !name.isEmpty else {
                let line = "AnyHomework(…, starter: Starter(), solution: Solution())"
                throw BuiltModules.Failure(en: "\(folder) has no \(line)", zh: "\(folder) 中没有 \(line)")
            }
            program = """
                import \(module)
                import Grading

                HomeworkCommand([AnyHomework(\(name), starter: Starter(), solution: Starter())]).run()

                """
        }
    }
}
