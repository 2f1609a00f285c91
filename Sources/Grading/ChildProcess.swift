import Foundation
import Messages

/// The grading of one exercise in a process of its own: this program started again with hidden arguments.
///
/// The child says its outcome on a pipe, after a secret that it read before the student's code began. So neither what
/// the student prints nor a file that the student writes is taken for an outcome. (Code that searches the memory of its
/// own process finds everything; a class's grading is not done in the student's copy, see `--submissions`.)
enum ChildProcess {
    /// The first of the hidden arguments.
    static let marker = "--grade-in-child"

    /// The seconds an exercise may take unless told otherwise.
    static let timeLimit = 20

    /// Starts the child for an exercise and waits for what comes of it.
    static func grade(_ id: String, _ submitted: Submitted, seed: UInt64, seconds: Int = timeLimit) -> Outcome
    {
        guard let program = Bundle.main.executablePath else {
            let reason = Words(
                en: "the grader cannot find its own executable", zh: "评分程序找不到它自己的可执行文件")
            return .crashed(reason: reason.text, input: nil)
        }
        return outcome(of: program, seconds: seconds) { arguments(id, submitted, seed: seed, folder: $0) }
    }

    /// What a program is given to grade an exercise as a child.
    static func arguments(_ id: String, _ submitted: Submitted, seed: UInt64, folder: String) -> [String] {
        [marker, id, submitted.rawValue, "\(seed)", folder, Language.current.rawValue]
    }

    /// Runs a program that says an outcome after the secret that it reads, and reports how it ended if it does not.
    static func outcome(
        of program: String, seconds: Int, environment: [String: String] = CrashReport.environment,
        arguments: (_ folder: String) -> [String]
    ) -> Outcome {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "homework-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let secret = (0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
        let report: ConfinedProcess.Report
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            let parent = folder.deletingLastPathComponent().path
            let reason = Words(
                en: "the grader cannot write into the temporary folder \(parent)",
                zh: "评分程序无法写入临时文件夹 \(parent)")
            return .crashed(reason: reason.text, input: nil)
        }
        do {
            report = try ConfinedProcess.run(
                program, arguments(folder.path), input: secret + "\n",
                errors: folder.appendingPathComponent("errors").path,
                environment: environment, seconds: Double(seconds))
        } catch {
            let reason = Words(
                en: "the grader could not start its process: \(error)", zh: "评分程序无法启动它的进程：\(error)")
            return .crashed(reason: reason.text, input: nil)
        }
        // It may end before the first input, or while this is written.
        let input = text(folder, "input").flatMap { $0.isEmpty ? nil : $0 }
        let printed = text(folder, "printed").flatMap(shortened)
        if let outcome = said(report.said, after: secret), report.ending == .exited(0) {
            guard report.leftProcesses else { return outcome }
            let reason = Words(
                en: "it started other programs, which an answer does not need; they were ended",
                zh: "它启动了别的程序，答案用不着这样；它们已被终止")
            return .crashed(reason: reason.text, input: nil)
        }
        switch report.ending {
        case .outOfTime: return .tookTooLong(seconds: seconds, input: input, printed: printed)
        case .tooManyProcesses:
            let reason = Words(
                en: "it starts one process after another; they were ended", zh: "它不断启动新的进程；它们已被终止")
            return .crashed(reason: reason.text, input: input, printed: printed)
        case .tooMuchMemory:
            let reason = Words(
                en: "it takes more and more memory: over a gigabyte for one input",
                zh: "它占用的内存不断增长：一个输入就超过 1 GB")
            return .crashed(reason: reason.text, input: input, printed: printed)
        case .exited(let code):
            let reason = Words(
                en: "the program was left with exit code \(code) instead of an answer",
                zh: "程序没有给出答案，而是以退出码 \(code) 结束")
            return .crashed(reason: reason.text, input: input, printed: printed)
        case .signalled(let signal):
            let crash = CrashReport(signal: signal, errors: text(folder, "errors") ?? "")
            return .crashed(reason: crash.reason, input: input, place: crash.place, printed: printed)
        }
    }

    /// The outcome that follows the secret.
    private static func said(_ data: Data, after secret: String) -> Outcome? {
        guard let place = data.range(of: Data(secret.utf8)) else { return nil }
        return try? JSONDecoder().decode(
            Outcome.self, from: data[place.upperBound...].prefix { $0 != UInt8(ascii: "\n") })
    }

    private static func text(_ folder: URL, _ file: String) -> String? {
        (try? Data(contentsOf: folder.appendingPathComponent(file))).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// The first lines of what a student's code printed; nil if that is nothing.
    static func shortened(_ printed: String) -> String? {
        let lines = printed.split(separator: "\n", omittingEmptySubsequences: false).map { cut(String($0)) }
        let text = lines.prefix(20).joined(separator: "\n")
        guard lines.count > 20 else {
            let end = text.last == "\n" ? String(text.dropLast()) : text
            return end.isEmpty ? nil : end
        }
        let more = lines.count - 20
        return text + "\n" + Words(en: "… (\(more) more lines)", zh: "…（还有 \(more) 行）").text
    }
}
