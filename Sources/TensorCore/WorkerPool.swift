import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Threads that take pieces of one job at a time, beside the caller.
///
/// The threads are Dispatch's. A job hands a queue the helpers it lacks; a helper that has done its part keeps looking
/// for the next job for a moment before it gives its thread back: in a training step jobs follow each other within
/// microseconds, and to wake a thread takes some tens of them. The caller never waits for a helper to come: it takes
/// piece after piece itself, and a helper that comes late finds the job closed.
final class WorkerPool: Sendable {
    /// The pool of the process.
    static let shared = WorkerPool()

    /// What the helpers see of the job: how many have joined, how many may, whether it is open, and its number.
    private struct State {
        static let joinedMask = 0xFFFF
        static let wantedShift = 16
        static let open = 1 << 32
        static let jobShift = 33

        static func joined(_ state: Int) -> Int { state & joinedMask }
        static func wanted(_ state: Int) -> Int { state >> wantedShift & 0xFFFF }
        static func job(_ state: Int) -> Int { state >> jobShift }

        /// Whether there is a job that wants another helper, and not the one that this helper has left.
        static func isInviting(_ state: Int, after last: Int) -> Bool {
            state & open != 0 && job(state) != last && joined(state) < wanted(state)
        }
    }

    /// Pieces `0..<count` of a job, and what to do with each.
    private struct Job {
        let count: Int
        let body: (Int) -> Void
    }

    private let isBusy = Atomic<Bool>(false)
    private let state = Atomic<Int>(0)
    private let nextPiece = Atomic<Int>(0)
    /// How many helpers are working, looking for work, or requested from Dispatch.
    private let helperCount = Atomic<Int>(0)
    /// Written while the job is closed and nobody is in it; read by those who have joined.
    nonisolated(unsafe) private var job: Job?

    /// How often a helper looks for a job before it gives its thread back: for some hundred microseconds.
    private static let spinLimit = 200_000

    /// After so many looks, some microseconds, who waits offers its processor to whoever else has work: without another tenant
    /// that costs nothing, with one it is the processor that the other would wait for.
    private static let looksBetweenYields = 4096

    private static let queue = DispatchQueue(label: "kernels", qos: .userInitiated, attributes: .concurrent)

    /// Calls `body` once for each of `0..<count`, on the caller's thread and on at most `helpers` others.
    ///
    /// From inside a job, or while another thread's job runs, the caller does it all itself.
    func run(count: Int, helpers: Int, _ body: (Int) -> Void) {
        let helpers = min(helpers, count - 1)
        guard helpers > 0,
            isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
        else {
            for piece in 0..<count { body(piece) }
            return
        }
        withoutActuallyEscaping(body) { body in
            job = Job(count: count, body: body)
            nextPiece.store(0, ordering: .relaxed)
            let number = State.job(state.load(ordering: .relaxed)) &+ 1
            state.store(
                number << State.jobShift | State.open | helpers << State.wantedShift,
                ordering: .sequentiallyConsistent)
            summon(helpers)
            takePieces()
            // Closed: from here on the number of those inside can only fall.
            state.bitwiseAnd(~State.open, ordering: .acquiringAndReleasing)
            var looks = 0
            while State.joined(state.load(ordering: .acquiring)) > 0 {
                looks += 1
                if looks % WorkerPool.looksBetweenYields == 0 { sched_yield() }
            }
            job = nil
        }
        isBusy.store(false, ordering: .releasing)
    }

    /// Asks Dispatch for the helpers that are not here yet.
    private func summon(_ wanted: Int) {
        let missing = wanted - helperCount.load(ordering: .sequentiallyConsistent)
        guard missing > 0 else { return }
        helperCount.add(missing, ordering: .sequentiallyConsistent)
        for _ in 0..<missing {
            WorkerPool.queue.async { [self] in KernelScope.$current.withValue(.insideJob) { help() } }
        }
    }

    /// Works until no piece is left. Not inlined, so that no reference to the job outlives the call.
    @inline(never)
    private func takePieces() {
        guard let job else { return }
        while true {
            let piece = nextPiece.add(1, ordering: .relaxed).oldValue
            if piece >= job.count { return }
            job.body(piece)
        }
    }

    /// What a helper does as long as it has its thread.
    private func help() {
        var last = 0
        while let job = joinJob(after: last) {
            last = job
            takePieces()
            state.subtract(1, ordering: .releasing)
        }
    }

    /// Joins the next job that wants another helper; its number, or nil when no job came for a moment.
    private func joinJob(after last: Int) -> Int? {
        var looks = 0
        while true {
            let seen = state.load(ordering: .acquiring)
            if State.isInviting(seen, after: last) {
                if state.compareExchange(
                    expected: seen, desired: seen + 1, ordering: .acquiringAndReleasing
                ).exchanged {
                    return State.job(seen)
                }
                continue
            }
            looks += 1
            if looks % WorkerPool.looksBetweenYields == 0 { sched_yield() }
            if looks < WorkerPool.spinLimit { continue }
            // A job that opens now either finds this helper gone and asks for another, or is seen here.
            helperCount.subtract(1, ordering: .sequentiallyConsistent)
            if !State.isInviting(state.load(ordering: .sequentiallyConsistent), after: last) { return nil }
            helperCount.add(1, ordering: .sequentiallyConsistent)
            looks = 0
        }
    }
}
