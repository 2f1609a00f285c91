import Foundation

#if canImport(Darwin)
    import Darwin
    private typealias SpawnActions = posix_spawn_file_actions_t?
    private typealias SpawnAttributes = posix_spawnattr_t?
#else
    import Glibc
    private typealias SpawnActions = posix_spawn_file_actions_t
    private typealias SpawnAttributes = posix_spawnattr_t
    /// Not known to Swift: the value is that of the GNU C library and of musl.
    private let POSIX_SPAWN_SETSID: Int16 = 0x80
#endif

/// A run of a program that may do what it likes and nevertheless ends in time, with all that it started.
///
/// It is a session of its own, without a terminal. What it says to its parent it writes to standard output, a pipe;
/// standard error is a file. On Linux all processes of its session are found, elsewhere those of its process group; a
/// process that leaves its session is not.
struct ConfinedProcess {
    /// How a run ended.
    enum Ending: Equatable {
        case exited(Int32)
        case signalled(Int32)
        case outOfTime
        case tooManyProcesses
        case tooMuchMemory
    }

    /// What a run left.
    struct Report {
        var ending: Ending
        /// What it wrote to standard output, at most a megabyte of it.
        var said: Data
        /// Whether processes that it had started were still there at its end; they have been killed.
        var leftProcesses: Bool
    }

    /// It could not be started.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// So many processes at once are taken for processes without end.
    private static let mostProcesses = 40
    /// So many bytes in memory at once are taken for an array that grows without end.
    private static let mostMemory = 1 << 30
    private static let mostBytes = 1 << 20

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - input: what it reads on standard input, at most some hundred bytes.
    ///   - errors: the file that standard error goes to.
    ///   - environment: variables beside those of this process.
    ///   - seconds: the time after which it is killed.
    /// - Throws: `Failure`.
    static func run(
        _ program: String, _ arguments: [String], input: String, errors: String,
        environment: [String: String], seconds: Double
    ) throws -> Report {
        let (inputEnd, inputSource) = try pipeEnds()
        let (outputEnd, outputSource) = try pipeEnds()
        defer { close(outputEnd) }
        write(inputSource, Array(input.utf8), input.utf8.count)
        close(inputSource)
        let child: pid_t
        do {
            defer {
                close(inputEnd)
                close(outputSource)
            }
            child = try spawn(program, arguments, inputEnd, outputSource, errors, environment)
        }
        return watch(child, outputEnd, seconds)
    }

    // MARK: Start

    private static func pipeEnds() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure(description: String(cString: strerror(errno))) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func spawn(
        _ program: String, _ arguments: [String], _ input: Int32, _ output: Int32, _ errors: String,
        _ environment: [String: String]
    ) throws -> pid_t {
        #if canImport(Darwin)
            var (actions, attributes): (SpawnActions, SpawnAttributes) = (nil, nil)
        #else
            var (actions, attributes) = (SpawnActions(), SpawnAttributes())
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        // A child takes over which signals are blocked or ignored; this one blocks and ignores none.
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSID) | flags)
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        var settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + settings).forEach { free($0) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, program, &actions, &attributes, &words, &settings)
        guard code == 0 else { throw Failure(description: String(cString: strerror(code))) }
        return child
    }

    // MARK: Watch

    private static func watch(_ child: pid_t, _ output: Int32, _ seconds: Double) -> Report {
        _ = fcntl(output, F_SETFL, O_NONBLOCK)
        var said = Data()
        let start = DispatchTime.now().uptimeNanoseconds
        var nextCount = 0.1
        var ending: Ending?
        while ending == nil {
            let isOpen = take(output, &said)
            var status: Int32 = 0
            if waitpid(child, &status, WNOHANG) == child {
                ending = status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .signalled(status & 0x7F)
                break
            }
            let elapsed = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
            if elapsed > nextCount {
                let members = members(of: child)
                if members.count > mostProcesses { ending = .tooManyProcesses }
                if members.reduce(0, { $0 + $1.bytes }) > mostMemory { ending = .tooMuchMemory }
                // Where the system has many processes, to look through them takes long.
                let cost = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9 - elapsed
                nextCount = elapsed + max(0.1, 20 * cost)
            }
            if elapsed > seconds { ending = .outOfTime }
            if ending != nil {
                kill(session: child)
                waitpid(child, &status, 0)
                break
            }
            var descriptor = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            if !isOpen || poll(&descriptor, 1, 2) > 0 && descriptor.revents & Int16(POLLIN) == 0 {
                usleep(2000)
            }
        }
        _ = take(output, &said)
        let left = members(of: child)
        if !left.isEmpty { kill(session: child) }
        return Report(ending: ending ?? .outOfTime, said: said, leftProcesses: !left.isEmpty)
    }

    /// Takes what there is to read, and returns whether more may come.
    private static func take(_ output: Int32, _ said: inout Data) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(output, &buffer, buffer.count)
            if count == 0 { return false }
            guard count > 0 else { return errno == EAGAIN || errno == EINTR }
            said.append(contentsOf: buffer.prefix(min(count, max(0, mostBytes - said.count))))
            // More than a megabyte is nothing that a grader says; others wait meanwhile.
            if said.count >= mostBytes { return true }
        }
    }

    /// Kills all processes of a session, also those that are started meanwhile.
    private static func kill(session: pid_t) {
        for _ in 0..<100 {
            #if canImport(Darwin)
                _ = Darwin.kill(-session, SIGKILL)
            #else
                _ = Glibc.kill(-session, SIGKILL)
            #endif
            let left = members(of: session)
            if left.isEmpty { return }
            for (process, _) in left {
                #if canImport(Darwin)
                    _ = Darwin.kill(process, SIGKILL)
                #else
                    _ = Glibc.kill(process, SIGKILL)
                #endif
            }
            usleep(1000)
        }
    }

    /// The living processes of a session and the bytes that each has in memory; where the system does not list them, its leader
    /// if others are in its group, and no bytes.
    private static func members(of session: pid_t) -> [(process: pid_t, bytes: Int)] {
        #if os(Linux)
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
            let pageSize = sysconf(Int32(_SC_PAGESIZE))
            return names.compactMap { name in
                guard let process = pid_t(name),
                    let text = try? String(contentsOfFile: "/proc/\(name)/stat", encoding: .utf8),
                    let end = text.lastIndex(of: ")")
                else { return nil }
                // "pid (name) state parent group session …", the pages in memory being the 24th; a name may have blanks.
                let words = text[text.index(after: end)...].split(separator: " ")
                guard words.count > 21, words[0] != "Z", words[0] != "X", pid_t(words[3]) == session else {
                    return nil
                }
                return (process, (Int(words[21]) ?? 0) * pageSize)
            }
        #else
            return Darwin.kill(-session, 0) == 0 ? [(session, 0)] : []
        #endif
    }
}
