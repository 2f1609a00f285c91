import Foundation

/// A program of this package, run as a reader runs it: a process with arguments, output and an exit code.
public struct Program: Sendable {
    /// What a finished run left.
    public struct Outcome {
        /// The exit code; a signal's number where one ended it.
        public let code: Int32

        /// Whether a signal ended it: a trap is one.
        public let crashed: Bool

        /// What it printed.
        public let output: String

        /// What it printed on standard error.
        public let errors: String

        /// The seconds it took, more on a busy machine.
        public let seconds: Double

        /// The seconds of processor time it took, with all its threads: on a busy machine as many as on an idle one.
        public let processorSeconds: Double

        /// The files and folders it left in the folder it was started in.
        public let leftBehind: [String]
    }

    private let executable: URL

    /// The program of this name, built beside the tests.
    public init(_ name: String) {
        executable = Program.buildFolder.appendingPathComponent(name)
    }

    /// The program at this path.
    public init(path: String) { executable = URL(fileURLWithPath: path) }

    /// A run that did not come to its end in time and was killed.
    public struct TookTooLong: Error, CustomStringConvertible {
        /// The program, its arguments, the limit in seconds and the last of what it printed.
        public let description: String
    }

    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - input: what it reads on standard input.
    ///   - environment: variables beside those of this process, English and one thread.
    ///   - interruption: a signal that it is sent after so many seconds, if it still runs then.
    ///   - fileSizeLimit: the longest file that it can write, in blocks of the shell's `ulimit`, as on a full disk.
    ///   - limit: the seconds after which it is killed.
    ///   - meanwhile: what happens while it runs.
    /// - Throws: `TookTooLong` where the limit ended it.
    public func run(
        _ arguments: [String], input: String = "", environment: [String: String] = [:],
        interruption: (signal: Int32, seconds: Double)? = nil, fileSizeLimit: Int? = nil,
        limit: Double = 600, meanwhile: () -> Void = {}
    ) throws -> Outcome {
        let scratch = try TemporaryFolder()
        let (output, errors) = (scratch.file("output"), scratch.file("errors"))
        for (name, text) in [("output", ""), ("errors", ""), ("input", input)] {
            try scratch.write(text, to: name)
        }
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        if let fileSizeLimit {
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments =
                [
                    "-c",
                    "ulimit -f \(fileSizeLimit); program=$1; shift; exec \"$program\" \"$@\"",
                    "sh",
                    executable.path,
                ] + arguments
        }
        // In English wherever the tests run, unless a test asks for another language; and on one thread, unless it asks for
        // more: tests run side by side, and threads that wait for each other would take turns with them.
        let ours = ["LC_ALL": "C", "OMP_NUM_THREADS": "1"]
        process.environment = ProcessInfo.processInfo.environment.merging(ours) { $1 }
            .merging(environment) { $1 }
        process.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
        let files = [
            try FileHandle(forReadingFrom: URL(fileURLWithPath: scratch.file("input"))),
            try FileHandle(forWritingTo: URL(fileURLWithPath: output)),
            try FileHandle(forWritingTo: URL(fileURLWithPath: errors)),
        ]
        process.standardInput = files[0]
        process.standardOutput = files[1]
        process.standardError = files[2]
        var processorTime = 0.0
        let start = Date()
        try withSignalsUnblocked { try process.run() }
        // The child has its own now. Foundation keeps the process, and with it these files, longer than the tests do, and hundreds
        // of children would use up the files that may be open.
        for file in files { try file.close() }
        meanwhile()
        if let interruption {
            let end = start.addingTimeInterval(interruption.seconds)
            if ending(of: process, before: end, &processorTime) == nil {
                kill(process.processIdentifier, interruption.signal)
            }
        }
        guard let ending = ending(of: process, before: start.addingTimeInterval(limit), &processorTime)
        else {
            kill(process.processIdentifier, SIGKILL)
            let printed = [output, errors].map { (try? String(contentsOfFile: $0, encoding: .utf8)) ?? "" }
            let command = ([executable.lastPathComponent] + arguments).joined(separator: " ")
            let lastWords = printed.joined(separator: "\n").suffix(500)
            throw TookTooLong(
                description: "\(command) did not end in \(limit) s; it printed … \(lastWords)")
        }
        return Outcome(
            code: ending.code, crashed: ending.crashed,
            output: try String(contentsOfFile: output, encoding: .utf8),
            errors: try String(contentsOfFile: errors, encoding: .utf8),
            seconds: Date().timeIntervalSince(start), processorSeconds: processorTime,
            leftBehind: scratch.contents.filter { !["output", "errors", "input"].contains($0) })
    }

    /// How it ended, or nil when it has not by then.
    ///
    /// The system is asked: Foundation hears of the end on a thread that all processes share, and a notice that it
    /// misses would hold up the tests for ever. Its processor time is asked too, which is over when it is reaped.
    private func ending(
        of process: Process, before end: Date, _ processorTime: inout Double
    ) -> (code: Int32, crashed: Bool)? {
        repeat {
            processorTime = processorSeconds(ofProcess: process.processIdentifier) ?? processorTime
            var info = siginfo_t()
            // The process is left for Foundation to reap.
            let result = waitid(P_PID, id_t(process.processIdentifier), &info, WEXITED | WNOHANG | WNOWAIT)
            if result == 0 {
                #if canImport(Darwin)
                    let (child, status) = (info.si_pid, info.si_status)
                #else
                    let (child, status) = (info._sifields._sigchld.si_pid, info._sifields._sigchld.si_status)
                #endif
                if child != 0 { return (status, info.si_code != CLD_EXITED) }
            } else if errno == ECHILD, !process.isRunning {
                return (process.terminationStatus, process.terminationReason == .uncaughtSignal)
            }
            usleep(10_000)
        } while Date() < end
        return nil
    }

    /// A child takes over which signals are blocked, and a test may run on a thread that takes none.
    private func withSignalsUnblocked(_ body: () throws -> Void) rethrows {
        var (none, before) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try body()
    }

    /// What quick runs say of themselves that must follow from the seed alone.
    public struct SeededRuns {
        /// The numbers of one seed with one thread and with two, and those of another seed; without times and threads.
        public let oneThread, twoThreads, otherSeed: NSDictionary

        /// A number of the first run.
        public func value(_ key: String) -> Double? { (oneThread[key] as? NSNumber)?.doubleValue }
    }

    /// A run that should have ended well.
    public struct FailedRun: Error, CustomStringConvertible {
        /// The arguments, the exit code and what it printed on standard error.
        public let description: String
    }

    /// Runs it with `--quick` three times, into `one`, `two` and `other` of a folder.
    ///
    /// - Throws: `FailedRun` where one ends with another exit code than 0.
    public func seededRuns(_ arguments: [String] = [], in folder: TemporaryFolder) throws -> SeededRuns {
        func numbers(_ name: String, threads: Int, seed: Int) throws -> NSDictionary {
            let run = try run(
                ["--quick", "--out", folder.file(name), "--threads", "\(threads)", "--seed", "\(seed)"]
                    + arguments)
            guard run.code == 0 else {
                throw FailedRun(description: "\(arguments): \(run.code) \(run.errors)")
            }
            return try Program.metrics(in: folder.file(name))
                .filter { $0.key != "threads" && !$0.key.contains("second") } as NSDictionary
        }
        return SeededRuns(
            oneThread: try numbers("one", threads: 1, seed: 7),
            twoThreads: try numbers("two", threads: 2, seed: 7),
            otherSeed: try numbers("other", threads: 2, seed: 8))
    }

    /// The numbers of a finished run, from its `metrics.json`.
    public static func metrics(in folder: String) throws -> [String: Any] {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/metrics.json"))
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    /// Where the build put its programs: the folder of the test bundle.
    public static var buildFolder: URL {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        return (bundle ?? URL(fileURLWithPath: CommandLine.arguments[0])).deletingLastPathComponent()
    }
}
