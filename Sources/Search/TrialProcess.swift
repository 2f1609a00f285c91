import ChapterSupport
import Files
import Foundation

/// A run of a chapter as a process: one thread, a folder of its own, and what it prints in a file beside that.
final class TrialProcess {
    /// What is run.
    struct Job {
        let values: [HyperparameterValue]
        let seed: UInt64
        let folder: String
    }

    private let process = Process()
    private let folder: String
    private let space: SearchSpace
    private var size = -1
    /// The figures that it has shown, epoch by epoch.
    private(set) var curve: [Double] = []
    private(set) var wasStopped = false

    /// Starts it.
    ///
    /// - Parameter more: options beside those of the job, such as `--data`.
    /// - Throws: `FileError` where its output cannot be written.
    init(_ job: Job, of program: ChapterProgram, in space: SearchSpace, more: [String]) throws {
        (folder, self.space) = (job.folder, space)
        removeIfThere(job.folder)
        _ = try makeFolder(job.folder)
        let log = "\(job.folder).log"
        try writeFileAtomically("", to: log)
        guard let output = FileHandle(forWritingAtPath: log) else { throw FileError.missing(path: log) }
        defer { try? output.close() }
        process.executableURL = URL(fileURLWithPath: program.path)
        process.arguments =
            [
                "--trial", "--threads=1", "--epochs=\(space.epochs)", "--seed=\(job.seed)",
                "--out=\(job.folder)",
            ]
            + more + program.options(job.values, in: space)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    var isRunning: Bool { process.isRunning }

    /// Whether it came to its end and says so.
    var isComplete: Bool {
        !process.isRunning && process.terminationReason == .exit && process.terminationStatus == 0
            && !wasStopped && curve.count == space.epochs
    }

    /// Reads what it has shown since.
    func look() {
        let path = "\(folder)/\(ChapterTrial.validationFile)"
        // A file that grows: most of the time nothing is new.
        guard let data = FileManager.default.contents(atPath: path), data.count != size,
            let file = try? JSONValue(parsing: Array(data)), let figures = file.array
        else { return }
        size = data.count
        curve = figures.map { $0.number ?? .nan }
    }

    /// What is said where even the chapter's own values fail: the last line that it printed.
    var failure: UsageError {
        let log = (try? readTextFile("\(folder).log")) ?? ""
        let said = oneLine(log.split(separator: "\n").last.map(String.init) ?? "")
        return UsageError(en: "the first trial fails: \(said)", zh: "第一次试验就失败了：\(said)")
    }

    /// Asks it to end: it writes what it has and leaves.
    func stop() {
        wasStopped = true
        process.terminate()
    }

    /// The figures in its metrics; nil where they are missing.
    func figures() -> (validation: Double, test: Double)? {
        guard let metrics = try? JSONValue(contentsOf: "\(folder)/metrics.json"),
            let validation = metrics[space.figure]?.number, let test = metrics[space.testFigure]?.number
        else { return nil }
        return (validation, test)
    }
}
