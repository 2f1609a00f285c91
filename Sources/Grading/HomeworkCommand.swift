import Files
import Foundation
import Messages
import Reporting

/// The command `swift run Homework`: lists the chapters, grades the homework of one or of all, or many submissions.
///
/// Each exercise is graded in a process of its own, so that one which crashes or never ends does not take the
/// others with it. Exit codes: 0 all passed, 1 not all, 64 wrong options, 66 no such folder, 74 a file could not be
/// written.
public struct HomeworkCommand {
    private let homeworks: [AnyHomework]

    /// A command over the homework of these chapters.
    public init(_ homeworks: [AnyHomework]) { self.homeworks = homeworks.sorted { $0.chapter < $1.chapter } }

    /// Runs the command on the program's own arguments and ends the program with the exit code.
    public func run() -> Never {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == ChildProcess.marker { GradedChild.run(arguments, homeworks) }
        let code = run(
            arguments: arguments, environment: ProcessInfo.processInfo.environment,
            freshSeed: UInt64(Date().timeIntervalSince1970 * 1000) % 1_000_000,
            output: { line in
                print(line)
                // The next exercise may take long.
                fflush(nil)
            },
            error: { line in
                // Standard error may be closed.
                try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
            },
            grade: { _, id, submitted, seed, seconds in
                ChildProcess.grade(id, submitted, seed: seed, seconds: seconds)
            }, source: { Self.source(of: $0) })
        exit(code)
    }

    /// Grades the exercise of a homework; the program itself does it in another process.
    typealias Grader = (AnyHomework, _ id: String, Submitted, _ seed: UInt64, _ seconds: Int) -> Outcome

    /// Runs the command on the given arguments and returns the exit code.
    ///
    /// - Parameters:
    ///   - grade: grades an exercise.
    ///   - source: reads the file of the student, nil if it is not there.
    func run(
        arguments: [String], environment: [String: String] = [:], freshSeed: UInt64,
        output: (String) -> Void, error: (String) -> Void, grade: Grader,
        source: (AnyHomework) -> String? = { _ in nil }
    ) -> Int32 {
        let language = Language(arguments: arguments) ?? Language(environment: environment)
        return Language.$current.withValue(language) {
            runInItsLanguage(arguments, freshSeed, output, error, grade, source)
        }
    }

    private func runInItsLanguage(
        _ arguments: [String], _ freshSeed: UInt64, _ output: (String) -> Void, _ error: (String) -> Void,
        _ grade: Grader, _ source: (AnyHomework) -> String?
    ) -> Int32 {
        do {
            guard let request = try HomeworkRequest(arguments) else {
                output(HomeworkRequest.help.text)
                return 0
            }
            if let folder = request.copy {
                let count = try StudentCopy(of: try BuiltModules.repository(), homeworks).write(to: folder)
                output(
                    Words(
                        en: "\(folder) is a copy without \(count) solutions and without tests",
                        zh: "\(folder) 是一份副本，去掉了 \(count) 份解答和全部测试"
                    ).text)
                return 0
            }
            if let folder = request.template {
                try HomeworkTemplate(root: try BuiltModules.repository()).write(to: folder)
                output(
                    Words(
                        en: "\(folder) is a package with homework: there, swift run Homework 1 grades it",
                        zh: "\(folder) 是带作业的软件包：在那里用 swift run Homework 1 评分"
                    ).text)
                return 0
            }
            guard request.chapter != nil || request.isWholeCourse else {
                output(list)
                return 0
            }
            if let most = request.mutants {
                let chapters = try request.chapter.map { [try homework(of: $0)] } ?? homeworks
                return try gradeMutants(most, chapters, request, output)
            }
            if let folder = request.submissions, let chapter = request.chapter {
                return try gradeSubmissions(in: folder, try homework(of: chapter), request, freshSeed, output)
            }
            var report = CourseReport(
                student: request.student, seed: Self.seed(request, freshSeed), parts: [])
            if let chapter = request.chapter {
                report.parts = [
                    try gradedChapter(try homework(of: chapter), request, report, output, grade, source)
                ]
                output("\n" + ScoreSheet(results: report.results).summary)
            } else {
                gradeCourse(request, &report, output, grade, source)
            }
            try write([report], request)
            return report.passedCount == report.results.count ? 0 : 1
        } catch let failure as HomeworkRequest.Failure {
            error("Homework: \(failure)")
            return 64
        } catch let failure {
            error("Homework: \(failure)")
            if case FileError.unwritable = failure { return 74 }
            return 66
        }
    }

    private static func seed(_ request: HomeworkRequest, _ fresh: UInt64) -> UInt64 {
        if let student = request.student, let secret = request.secret {
            return HomeworkRequest.seed(of: student, secret: secret)
        }
        return request.seed ?? fresh
    }

    private func write(_ reports: [CourseReport], _ request: HomeworkRequest) throws {
        guard let report = reports.first else { return }
        if let path = request.json { try writeFileAtomically(report.json, to: path) }
        if let path = request.csv { try writeFileAtomically(CourseReport.csv(reports), to: path) }
        if let path = request.html { try writeFileAtomically(report.html, to: path) }
    }

    // MARK: One chapter

    private func gradedChapter(
        _ homework: AnyHomework, _ request: HomeworkRequest, _ report: CourseReport,
        _ output: (String) -> Void, _ grade: Grader, _ source: (AnyHomework) -> String?
    ) throws -> CourseReport.Part {
        let exercises = try exercises(of: homework, request)
        output(homework.heading.text)
        let submitted =
            request.submitted == .starter
            ? Words(en: "Your answers in \(homework.file)", zh: "你的答案在 \(homework.file)")
            : Words(en: "The solution", zh: "参考解答")
        output(submitted.text)
        let seed = report.seed
        let inputs =
            request.student.map { Words(en: "Inputs for \($0)", zh: "\($0) 的输入") }
            ?? Words(
                en: "Random inputs of seed \(seed); repeat with --seed \(seed)",
                zh: "随机输入，种子 \(seed)；用 --seed \(seed) 重现")
        output("\(inputs)\n")
        let results = self.results(of: homework, exercises.map(\.id), request, report.seed, grade, source) {
            output($0.text)
        }
        return CourseReport.Part(chapter: homework.chapter, title: homework.title.text, results: results)
    }

    /// The exercises that are asked for.
    private func exercises(of homework: AnyHomework, _ request: HomeworkRequest) throws
        -> [(id: String, title: any Readable, forbids: [String])]
    {
        let exercises = homework.exercises.filter { request.exercise == nil || request.exercise == $0.id }
        guard !exercises.isEmpty else {
            let ids = homework.exercises.map(\.id).joined(separator: ", ")
            throw HomeworkRequest.Failure(
                en: "no such exercise; chapter \(homework.chapter) has \(ids)",
                zh: "没有这道题；第 \(homework.chapter) 章有 \(ids)")
        }
        return exercises
    }

    /// The results of exercises, each told as it comes. A function that only throws `Unimplemented` is not called.
    private func results(
        of homework: AnyHomework, _ ids: [String], _ request: HomeworkRequest, _ seed: UInt64,
        _ grade: Grader, _ source: (AnyHomework) -> String?, _ tell: (ExerciseResult) -> Void
    ) -> [ExerciseResult] {
        let check = request.submitted == .starter ? source(homework).map(SourceCheck.init) : nil
        return homework.exercises.filter { ids.contains($0.id) }.map { id, title, _ in
            var outcome = Outcome.notBegun
            if check?.isUntouched(id) != true {
                let graded = grade(
                    homework, id, request.submitted, seed, request.timeLimit ?? ChildProcess.timeLimit)
                outcome = homework.outcome(graded, of: id, check)
            }
            let result = ExerciseResult(id: id, title: title.text, outcome: outcome)
            tell(result)
            return result
        }
    }

    // MARK: The course

    private func gradeCourse(
        _ request: HomeworkRequest, _ report: inout CourseReport, _ output: (String) -> Void,
        _ grade: Grader, _ source: (AnyHomework) -> String?
    ) {
        let seed = report.seed
        let heading =
            request.student.map { Words(en: "Homework of the course of \($0)", zh: "\($0) 的全部作业") }
            ?? Words(
                en: "Homework of the course, repeat with --seed \(seed)", zh: "全课程的作业，用 --seed \(seed) 重现")
        output("\(heading)\n")
        let titleWidth = homeworks.map { displayWidth($0.title.text) }.max() ?? 0
        let markWidth = homeworks.map(\.exercises.count).max() ?? 0
        for homework in homeworks {
            let results = self.results(
                of: homework, homework.exercises.map(\.id), request, report.seed, grade, source
            ) { _ in }
            let part = CourseReport.Part(
                chapter: homework.chapter, title: homework.title.text, results: results)
            report.parts.append(part)
            output(CourseReport.line(part, titleWidth: titleWidth, markWidth: markWidth))
        }
        output("\n" + report.summary)
        let wrong = report.parts.first { part in
            part.results.contains { !$0.outcome.isPassed && $0.outcome != .notBegun }
        }
        if let wrong {
            let number = wrong.chapter
            output(
                Words(
                    en: "swift run Homework \(number) tells what is wrong in chapter \(number)",
                    zh: "swift run Homework \(number) 说明第 \(number) 章哪里错了"
                ).text)
        }
    }

    // MARK: Many submissions

    private func gradeSubmissions(
        in folder: String, _ homework: AnyHomework, _ request: HomeworkRequest, _ fresh: UInt64,
        _ output: (String) -> Void
    ) throws -> Int32 {
        let out = request.out ?? "runs/Homework\(homework.chapter)"
        let grading = try SubmissionGrading(
            homework, folder: folder, out: out, secret: request.secret, seed: request.seed ?? fresh,
            seconds: request.timeLimit ?? ChildProcess.timeLimit)
        let reports = try grading.run(output)
        let table = CourseReport.csv(reports)
        for path in [request.csv, "\(out)/table.csv"].compactMap({ $0 }) {
            try writeFileAtomically(table, to: path)
        }
        if let path = request.json {
            let all = reports.map { $0.json.trimmingCharacters(in: .newlines) }
            try writeFileAtomically("[\n" + all.joined(separator: ",\n") + "\n]\n", to: path)
        }
        output("\n" + Words(en: "Table: \(out)/table.csv", zh: "表格：\(out)/table.csv").text)
        return 0
    }

    // MARK: Mutants

    /// The inputs are the same every time unless told otherwise, so that the page of survivors stays true.
    private func gradeMutants(
        _ most: Int, _ homeworks: [AnyHomework], _ request: HomeworkRequest, _ output: (String) -> Void
    ) throws -> Int32 {
        let modules = try BuiltModules()
        let page = try? readTextFile("\(modules.root)/\(ExplainedMutants.page)")
        var sum = MutantCount()
        for homework in homeworks {
            let ids = try exercises(of: homework, request).map(\.id)
            let grading = MutantGrading(
                homework: homework, most: most, seed: request.seed ?? 1, seconds: request.timeLimit,
                explained: ExplainedMutants(page: page ?? ""))
            output(homework.heading.text)
            sum += try grading.run(ids, modules, output)
            output("")
        }
        output(Words(en: "Mutants: \(sum.summary)", zh: "变异：\(sum.summary)").text)
        return sum.isSound ? 0 : 1
    }

    // MARK: Chapters

    /// The chapters that have homework.
    private var list: String {
        let lines = homeworks.map { homework in
            let count = homework.exercises.count
            let (title, exercises) = (homework.title.text, count == 1 ? "exercise" : "exercises")
            return "  \(homework.chapter)  "
                + Words(
                    en: "\(title): \(count) \(exercises), \(homework.file)",
                    zh: "\(title)：\(count) 题，\(homework.file)"
                ).text
        }
        let use = Words(
            en: "swift run Homework 1 grades chapter 1; --all all of them; --help lists the options.",
            zh: "swift run Homework 1 评第 1 章；--all 评全部；--help 列出选项。")
        return ([Words(en: "Homework by chapter:", zh: "各章的作业：").text] + lines + ["", use.text])
            .joined(separator: "\n")
    }

    /// The student's file: from this folder, or from one above the program in which it is.
    static func source(of homework: AnyHomework) -> String? {
        ([FileManager.default.currentDirectoryPath] + BuiltModules.foldersAboveProgram).lazy.compactMap {
            try? String(contentsOfFile: "\($0)/\(homework.file)", encoding: .utf8)
        }.first
    }

    private func homework(of chapter: Int) throws -> AnyHomework {
        guard let homework = homeworks.first(where: { $0.chapter == chapter }) else {
            let chapters = homeworks.map { "\($0.chapter)" }.joined(separator: ", ")
            throw HomeworkRequest.Failure(
                en: "chapter \(chapter) has no homework; these have: \(chapters)",
                zh: "第 \(chapter) 章没有作业；有作业的是：\(chapters)")
        }
        return homework
    }
}
