import Foundation

extension Parallel {
    /// How many processors this process may use, at least 1: those of the machine, fewer where it is bound to some of them
    /// (`taskset`, cpusets) or where a control group rations its time (containers, batch systems).
    ///
    /// More threads than these only take turns, and what waits for a thread that is not running burns the ration.
    public static let processorCount: Int = {
        let online = max(1, ProcessInfo.processInfo.activeProcessorCount)
        #if os(Linux)
            let bound = boundProcessors() ?? online
            let quota = processorQuota(
                groups: contents("/proc/self/cgroup"), file: { contents("/sys/fs/cgroup\($0)") })
            return max(1, min(online, bound, quota ?? online))
        #else
            return online
        #endif
    }()

    /// How many threads kernels use where nobody says a number: as many as `OMP_NUM_THREADS` asks for, the variable that
    /// programs of OpenMP and PyTorch read, else one for each of `processorCount`.
    public static let defaultThreadCount =
        requestedThreads(ProcessInfo.processInfo.environment["OMP_NUM_THREADS"] ?? "")
        .map { min($0, processorCount) } ?? processorCount

    /// The number of threads in a value of `OMP_NUM_THREADS`, the first where it is a list for nested work; nil where it is
    /// none.
    static func requestedThreads(_ value: String) -> Int? {
        let first = value.prefix { $0 != "," }.filter { !$0.isWhitespace }
        return Int(first).flatMap { $0 >= 1 ? $0 : nil }
    }

    /// The processors that the control groups of a process ration it to, rounded up; nil where they do not.
    ///
    /// - Parameters:
    ///   - groups: the text of `/proc/self/cgroup`: `0::/PATH`, or lines such as `4:cpu,cpuacct:/PATH` of version 1.
    ///   - file: gives the text of a file below `/sys/fs/cgroup`.
    static func processorQuota(groups: String, file: (String) -> String) -> Int? {
        var quotas: [Double] = []
        for line in groups.split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            // A parent's ration holds for its children; inside a container the own group is the root.
            var path = fields[2].split(separator: "/").map { "/\($0)" }
            while true {
                let folder = path.joined()
                if fields[1].isEmpty {
                    // "max 100000", or microseconds of processor time in each so many.
                    let numbers = file("\(folder)/cpu.max").split(whereSeparator: \.isWhitespace).map {
                        Double($0)
                    }
                    if numbers.count == 2, let time = numbers[0], let period = numbers[1], period > 0 {
                        quotas.append(time / period)
                    }
                } else if fields[1].split(separator: ",").contains("cpu") {
                    let root = "/\(fields[1])\(folder)"
                    func number(_ name: String) -> Double {
                        Double(file("\(root)/\(name)").filter { !$0.isWhitespace }) ?? -1
                    }
                    let (time, period) = (number("cpu.cfs_quota_us"), number("cpu.cfs_period_us"))
                    if time > 0, period > 0 { quotas.append(time / period) }
                }
                if path.popLast() == nil { break }
            }
        }
        return quotas.min().map { Int(max(1, $0.rounded(.up))) }
    }

    #if os(Linux)
        private static func contents(_ path: String) -> String {
            (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        }

        /// What the scheduler lets this process run on: the line `Cpus_allowed_list: 0-3,8` of its status.
        private static func boundProcessors() -> Int? {
            let lines = contents("/proc/self/status").split(separator: "\n")
            let list = lines.first { $0.hasPrefix("Cpus_allowed_list:") }?.split(
                whereSeparator: \.isWhitespace
            ).last
            return list.flatMap { countOfList($0) }
        }
    #endif

    /// How many numbers a list such as `0-3,8` has; nil where it is none.
    static func countOfList(_ list: Substring) -> Int? {
        var count = 0
        for range in list.split(separator: ",") {
            let bounds = range.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard let first = bounds.first ?? nil, let last = bounds.last ?? nil, last >= first else {
                return nil
            }
            count += last - first + 1
        }
        return count > 0 ? count : nil
    }
}
