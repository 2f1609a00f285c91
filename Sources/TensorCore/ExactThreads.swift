import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Runs every job on exactly as many threads as it may use, whatever else runs: for tests, where one thread must not
/// pass for several.
final class ExactThreads: Sendable {
    private let jobs = Atomic<Int>(0)

    /// How many jobs were shared.
    var jobCount: Int { jobs.load(ordering: .relaxed) }

    private final class Counter: Sendable {
        let value = Atomic<Int>(0)
    }

    /// Calls `body` once for each of `0..<count`; the thread of a piece is its index modulo the number of threads.
    func run(count: Int, helpers: Int, _ body: (Int) -> Void) {
        jobs.add(1, ordering: .relaxed)
        withoutActuallyEscaping(body) { escapable in
            nonisolated(unsafe) let body = escapable
            let started = Counter()
            let work: @Sendable (Int) -> Void = { thread in
                // No thread begins before all are running: Dispatch would give a second helper the first one's thread.
                started.value.add(1, ordering: .relaxed)
                while started.value.load(ordering: .relaxed) <= helpers { sched_yield() }
                KernelScope.$current.withValue(.insideJob) {
                    for piece in stride(from: thread, to: count, by: helpers + 1) { body(piece) }
                }
            }
            let group = DispatchGroup()
            for helper in 1...helpers {
                // A serial queue has a thread of its own, however many others are busy.
                DispatchQueue(label: "helper").async(group: group) { work(helper) }
            }
            work(0)
            group.wait()
        }
    }
}
