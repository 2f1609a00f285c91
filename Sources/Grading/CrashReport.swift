import Foundation

/// What a crashed program said: the reason, and the student's line.
struct CrashReport {
    /// What makes Swift print the way to a crash; the crash alone, without registers and images.
    static let environment = [
        "SWIFT_BACKTRACE":
            "enable=yes,color=no,interactive=no,threads=crashed,images=none,registers=none,limit=64,top=0,cache=no"
    ]

    /// What happened.
    var reason: String

    /// The student's line: "Starter.swift, line 28", the line, and below it a mark at the column.
    var place: String?

    /// - Parameters:
    ///   - signal: the signal that ended the program.
    ///   - errors: what it wrote to standard error.
    init(signal: Int32, errors: String) {
        let lines = errors.split(separator: "\n").map(String.init)
        reason = Self.fatalError(lines) ?? Self.meaning(of: signal)
        place = lines.lazy.compactMap(Self.studentsPlace).first
    }

    /// The words after "Fatal error", and the lines that belong to them.
    private static func fatalError(_ lines: [String]) -> String? {
        guard let start = lines.firstIndex(where: { $0.contains("Fatal error") }) else {
            // What optimized code says.
            let failure = "*** Swift runtime failure: "
            return lines.first { $0.hasPrefix(failure) }.map {
                $0.dropFirst(failure.count).trimmingCharacters(in: ["*", " "])
            }
        }
        var words = lines[start...].prefix {
            !$0.hasPrefix("Current stack trace") && !$0.hasPrefix("***") && !$0.hasPrefix("Thread ")
        }
        if let range = words[start].range(of: "Fatal error: ") {
            // Without the place in the standard library.
            words[start] = String(words[start][range.upperBound...])
        }
        return cut(words.joined(separator: "\n"))
    }

    /// A signal in the words of a student.
    private static func meaning(of signal: Int32) -> String {
        switch signal {
        case SIGILL, SIGTRAP:
            return
                "an index out of range, an arithmetic overflow, a nil unwrapped with !, or a range whose end is before "
                + "its start"
        case SIGSEGV, SIGBUS: return "most likely a function that calls itself without end"
        case SIGKILL: return "killed by the system, most likely because it ran out of memory"
        case SIGXFSZ: return "it prints without end: more than a megabyte for one input"
        default: return "signal \(signal)"
        }
    }

    /// The place that a line of the backtrace names, if it is in a student's file: "… at /path/Starter.swift:28:44".
    private static func studentsPlace(_ line: String) -> String? {
        guard let at = line.range(of: " at /", options: .backwards) else { return nil }
        let parts = line[at.lowerBound...].dropFirst(4).split(separator: ":")
        guard parts.count >= 2, parts[0].hasSuffix("/Starter.swift"), let number = Int(parts[1]), number > 0
        else { return nil }
        let path = String(parts[0])
        let name = "Starter.swift, line \(number)"
        guard let source = try? String(contentsOfFile: path, encoding: .utf8) else { return name }
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.indices.contains(number - 1) else { return name }
        let text = lines[number - 1]
        let code = text.drop { $0 == " " || $0 == "\t" }
        let column = parts.count > 2 ? (Int(parts[2].prefix { $0.isNumber }) ?? 0) : 0
        // The compiler counts columns in bytes.
        let before = String(decoding: text.utf8.prefix(max(0, column - 1)), as: UTF8.self).count
        let indent = before - (text.count - code.count)
        return "\(name)\n\(code)"
            + (column > 0 && indent >= 0 ? "\n\(String(repeating: " ", count: indent))^" : "")
    }
}
