import Foundation

/// The resident memory of this process, as the system counts it: code and libraries included.
enum ResidentMemory {
    /// The most bytes there ever were.
    ///
    /// From `VmHWM` on Linux, because the peak that `getrusage` gives there is handed down: a process starts with that
    /// of the program which started it. From `getrusage` elsewhere.
    static var peak: Int {
        #if os(Linux)
            if let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
                let kibibytes = peakKibibytes(inStatus: status)
            {
                return kibibytes << 10
            }
        #endif
        return peakOfUsage
    }

    /// The bytes now: from `/proc/self/statm` on Linux, elsewhere the peak so far, which grows with what leaks too.
    static var now: Int {
        #if os(Linux)
            if let pages = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
                let resident = residentPages(inStatm: pages)
            {
                return resident * Int(sysconf(Int32(_SC_PAGESIZE)))
            }
        #endif
        return peakOfUsage
    }

    /// The number of the line `VmHWM:     13532 kB`.
    static func peakKibibytes(inStatus status: String) -> Int? {
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
    }

    /// The second number of the line, that of the pages in memory.
    static func residentPages(inStatm statm: String) -> Int? {
        statm.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
    }

    /// The peak that `getrusage` gives, in kilobytes on Linux and in bytes on macOS.
    private static var peakOfUsage: Int {
        var usage = rusage()
        #if os(Linux)
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return usage.ru_maxrss << 10
        #else
            getrusage(RUSAGE_SELF, &usage)
            return usage.ru_maxrss
        #endif
    }
}

/// Bytes as mebibytes with one decimal.
func mebibytes(_ bytes: Int) -> String { String(format: "%.1f", Double(bytes) / 1_048_576) }
