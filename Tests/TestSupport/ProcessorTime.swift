import Foundation

/// The seconds of processor time that this thread takes for `body`: on a busy machine as many as on an idle one.
public func processorSeconds(_ body: () throws -> Void) rethrows -> Double {
    let start = threadProcessorSeconds()
    try body()
    return threadProcessorSeconds() - start
}

/// The seconds of processor time that this thread has taken so far.
public func threadProcessorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// The seconds of processor time that a running process has taken so far, with all its threads; nil where there is none.
func processorSeconds(ofProcess id: Int32) -> Double? {
    #if os(Linux)
        // Behind the program's name in parentheses: the state is field 3, user and system time are fields 14 and 15.
        guard let status = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
            let name = status.lastIndex(of: ")")
        else { return nil }
        let fields = status[name...].split(separator: " ").dropFirst().map(String.init)
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
            return nil
        }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    #else
        var usage = rusage_info_v2()
        let isKnown = withUnsafeMutablePointer(to: &usage) { pointer in
            pointer.withMemoryRebound(to: rusage_info_t?.self, capacity: 1) {
                proc_pid_rusage(id, RUSAGE_INFO_V2, $0) == 0
            }
        }
        // Times are in ticks of the machine's clock.
        var base = mach_timebase_info_data_t()
        guard isKnown, mach_timebase_info(&base) == KERN_SUCCESS else { return nil }
        let ticks = Double(usage.ri_user_time + usage.ri_system_time)
        return ticks * Double(base.numer) / Double(base.denom) * 1e-9
    #endif
}
