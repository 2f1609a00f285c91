import Foundation
import Messages

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The child's part of grading an exercise: it sets its own limits, calls the student's code, and says the outcome.
enum GradedChild {
    /// The most that may be printed for one input, in bytes.
    static let mostPrinted = 1 << 20

    /// Grades the exercise that the hidden arguments name and ends.
    static func run(_ arguments: [String], _ homeworks: [AnyHomework]) -> Never {
        guard arguments.count == 6, let submitted = Submitted(rawValue: arguments[2]),
            let seed = UInt64(arguments[3]), let language = Language(rawValue: arguments[5])
        else { exit(64) }
        let folder = URL(fileURLWithPath: arguments[4])
        let secret = readSecret()
        // What the student prints goes into a file; the pipe to the grader gets another number.
        let pipe = dup(1)
        let printed = open(
            folder.appendingPathComponent("printed").path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        let nothing = open("/dev/null", O_RDONLY)
        guard pipe > 2, printed > 2, dup2(printed, 1) == 1, nothing >= 0, dup2(nothing, 0) == 0 else {
            exit(74)
        }
        _ = fcntl(pipe, F_SETFD, FD_CLOEXEC)
        printAtOnce()
        limit()
        endWithParent(folder)
        let witness = Witness(
            begins: { input in
                ftruncate(printed, 0)
                try? Data(input.utf8).write(to: folder.appendingPathComponent("input"))
            },
            printed: {
                let text = try? String(
                    decoding: Data(contentsOf: folder.appendingPathComponent("printed")), as: UTF8.self)
                return text.flatMap(ChildProcess.shortened)
            })
        for homework in homeworks {
            let outcome = Language.$current.withValue(language) {
                homework.grade(arguments[1], submitted, seed: seed, witness)
            }
            guard let outcome else { continue }
            guard let json = try? JSONEncoder().encode(outcome) else { _exit(74) }
            let words = Data(secret.utf8) + json + Data("\n".utf8)
            let isSaid = (try? FileHandle(fileDescriptor: pipe).write(contentsOf: words)) != nil
            _exit(isSaid ? 0 : 74)
        }
        _exit(64)
    }

    /// The line on standard input, read without a buffer in which it would stay.
    private static func readSecret() -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while bytes.count < 256, read(0, &byte, 1) == 1, byte != UInt8(ascii: "\n") { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// An array that grows without end shall end the child, not the student's patience with a swapping machine; printing
    /// without end shall not fill the disk.
    private static func limit() {
        func set(_ kind: Int32, _ most: UInt) {
            var limit = rlimit(rlim_cur: rlim_t(most), rlim_max: rlim_t(most))
            #if os(Linux)
                setrlimit(__rlimit_resource_t(UInt32(kind)), &limit)
            #else
                setrlimit(kind, &limit)
            #endif
        }
        #if os(Linux)
            set(Int32(RLIMIT_AS.rawValue), 4 << 30)
            set(Int32(RLIMIT_FSIZE.rawValue), UInt(mostPrinted))
            set(Int32(RLIMIT_CORE.rawValue), 0)
        #else
            set(RLIMIT_FSIZE, UInt(mostPrinted))
            set(RLIMIT_CORE, 0)
        #endif
    }

    /// Ends this process and what it started when the grader was killed, whatever the student's code is doing.
    private static func endWithParent(_ folder: URL) {
        let parent = getppid()
        Thread.detachNewThread {
            while getppid() == parent { usleep(200_000) }
            try? FileManager.default.removeItem(at: folder)
            kill(-getpid(), SIGKILL)
        }
    }
}
