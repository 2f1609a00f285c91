import Foundation

/// The grading of one exercise in a process of its own: this program started again with hidden arguments.
///
/// The child writes its outcome into a file, for what the student prints goes to standard output. It ends itself
/// when its time is over, so none is left behind whatever becomes of its parent.
enum ChildProcess {
    /// The first of the hidden arguments.
    static let marker = "--grade-in-child"

    /// The seconds an exercise may take.
    static let timeLimit = 20

    /// Starts the child for an exercise and waits for what comes of it.
    static func grade(_ id: String, _ submitted: Submitted, seed: UInt64) -> Outcome {
        guard let program = Bundle.main.executablePath else {
            return .crashed(reason: "the grader cannot find its own executable", input: nil)
        }
        return outcome(of: program, seconds: timeLimit) { folder in
            [marker, id, submitted.rawValue, "\(seed)", folder]
        }
    }

    /// The child's part: grades the exercise that the hidden arguments name and ends.
    static func answer(_ arguments: [String], _ homeworks: [AnyHomework]) -> Never {
        guard arguments.count == 5, let submitted = Submitted(rawValue: arguments[2]),
            let seed = UInt64(arguments[3])
        else { exit(64) }
        let folder = URL(fileURLWithPath: arguments[4])
        alarm(UInt32(timeLimit))
        limitMemory()
        for homework in homeworks {
            let outcome = homework.grade(arguments[1], submitted, seed: seed) { input in
                try? Data(input.utf8).write(to: folder.appendingPathComponent("input"))
            }
            guard let outcome else { continue }
            guard let json = try? JSONEncoder().encode(outcome),
                (try? json.write(to: folder.appendingPathComponent("outcome"))) != nil
            else { exit(74) }
            exit(0)
        }
        exit(64)
    }

    /// Runs a program that writes an outcome into the folder it is given, and reports how it ended if it does not.
    static func outcome(of program: String, seconds: Int, arguments: (_ folder: String) -> [String])
        -> Outcome
    {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "homework-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments(folder.path)
        // The stack of a crash would bury the one line that says what happened.
        process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) {
            $1
        }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let errors = folder.appendingPathComponent("errors")
            try Data().write(to: errors)
            process.standardError = try FileHandle(forWritingTo: errors)
        } catch {
            let parent = folder.deletingLastPathComponent().path
            return .crashed(reason: "the grader cannot write into the temporary folder \(parent)", input: nil)
        }
        do {
            unblockAlarm()
            try process.run()
        } catch {
            return .crashed(reason: "the grader could not start its process: \(error)", input: nil)
        }
        process.waitUntilExit()
        if let json = try? Data(contentsOf: folder.appendingPathComponent("outcome")),
            let outcome = try? JSONDecoder().decode(Outcome.self, from: json)
        {
            return outcome
        }
        let input = text(folder, "input")
        guard process.terminationReason == .uncaughtSignal else {
            let reason = "the program exited with code \(process.terminationStatus)"
            return .crashed(reason: reason, input: input)
        }
        if process.terminationStatus == SIGALRM { return .tookTooLong(seconds: seconds, input: input) }
        return .crashed(
            reason: lastWords(text(folder, "errors") ?? "") ?? meaning(of: process.terminationStatus),
            input: input)
    }

    /// An array that grows without end shall end the child, not the student's patience with a swapping machine.
    private static func limitMemory() {
        #if os(Linux)
            var limit = rlimit(rlim_cur: 4 << 30, rlim_max: 4 << 30)
            setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        #endif
    }

    /// A child inherits which signals wait: the one that ends it in time must not.
    private static func unblockAlarm() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGALRM)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    private static func text(_ folder: URL, _ file: String) -> String? {
        (try? Data(contentsOf: folder.appendingPathComponent(file))).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// The last words of a crashed program: from "Fatal error" on, else its last line.
    private static func lastWords(_ errors: String) -> String? {
        let lines = errors.split(separator: "\n").map(String.init)
        if let start = lines.firstIndex(where: { $0.contains("Fatal error") }) {
            let words = lines[start...].prefix { !$0.hasPrefix("Current stack trace") }
            return cut(words.joined(separator: "\n"))
        }
        return lines.last.map(cut)
    }

    /// A signal in the words of a student.
    private static func meaning(of signal: Int32) -> String {
        switch signal {
        case SIGILL, SIGTRAP:
            return
                "an index out of range, an arithmetic overflow, a nil unwrapped with !, or a range whose end is before "
                + "its start"
        case SIGSEGV, SIGBUS: return "most likely infinite recursion"
        case SIGKILL: return "killed by the system, most likely because it ran out of memory"
        default: return "signal \(signal)"
        }
    }
}
