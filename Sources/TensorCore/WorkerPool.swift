import Foundation
import Synchronization

/// Threads that take pieces of one job at a time, beside the caller.
///
/// A thread that has just worked keeps looking for the next job for a moment before it goes to sleep: in a training
/// step jobs follow each other within microseconds, and to wake a thread takes some tens of them. The caller never
/// waits for a thread to wake: it takes piece after piece itself, and whoever comes late finds the job closed.
final class WorkerPool: Sendable {
    /// The pool of the process; its threads are started when a job first wants them.
    static let shared = WorkerPool()

    /// What the threads see of the job: how many may join, how many have, whether it is open, and its number.
    private struct State {
        static let joinedMask = 0xFFFF
        static let wantedShift = 16
        static let open = 1 << 32
        static let nextJob = 1 << 33

        static func joined(_ state: Int) -> Int { state & joinedMask }
        static func wanted(_ state: Int) -> Int { state >> wantedShift & 0xFFFF }
    }

    /// Pieces `0..<count` of a job, and what to do with each.
    private struct Job {
        let count: Int
        let body: (Int) -> Void
    }

    private let isBusy = Atomic<Bool>(false)
    private let state = Atomic<Int>(0)
    private let nextPiece = Atomic<Int>(0)
    private let sleepers = Atomic<Int>(0)
    private let bell = NSCondition()
    /// Written while the job is closed and nobody is in it; read by those who have joined.
    nonisolated(unsafe) private var job: Job?
    /// Touched only by the caller that holds `isBusy`.
    nonisolated(unsafe) private var threadCount = 0

    /// How often a thread looks for a job before it goes to sleep: for some hundred microseconds.
    private static let patience = 200_000

    /// Calls `body` once for each of `0..<count`, on the caller's thread and on at most `helpers` others.
    ///
    /// From inside a job, or while another thread's job runs, the caller does it all alone.
    func run(count: Int, helpers: Int, _ body: (Int) -> Void) {
        guard helpers > 0, count > 1,
            isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
        else {
            for piece in 0..<count { body(piece) }
            return
        }
        withoutActuallyEscaping(body) { body in
            startThreads(helpers)
            job = Job(count: count, body: body)
            nextPiece.store(0, ordering: .relaxed)
            let number = (state.load(ordering: .relaxed) / State.nextJob &+ 1) &* State.nextJob
            state.store(number | State.open | helpers << State.wantedShift, ordering: .sequentiallyConsistent)
            if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
                bell.lock()
                bell.broadcast()
                bell.unlock()
            }
            takePieces()
            // Closed: from here on the number of those inside can only fall.
            state.bitwiseAnd(~State.open, ordering: .acquiringAndReleasing)
            var looks = 0
            while State.joined(state.load(ordering: .acquiring)) > 0 {
                looks += 1
                if looks > WorkerPool.patience { sched_yield() }
            }
            job = nil
        }
        isBusy.store(false, ordering: .releasing)
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

    private func startThreads(_ wanted: Int) {
        while threadCount < wanted {
            threadCount += 1
            let thread = Thread { [self] in serve() }
            thread.name = "worker \(threadCount)"
            thread.stackSize = 1 << 21
            thread.start()
        }
    }

    /// What a thread does for the life of the process.
    private func serve() {
        var last = 0
        while true {
            last = waitForJob(after: last)
            takePieces()
            state.subtract(1, ordering: .releasing)
        }
    }

    /// Joins the next open job that wants another thread; its number.
    private func waitForJob(after last: Int) -> Int {
        var looks = 0
        while true {
            let seen = state.load(ordering: .acquiring)
            if seen & State.open != 0, seen / State.nextJob != last, State.joined(seen) < State.wanted(seen) {
                if state.compareExchange(
                    expected: seen, desired: seen + 1, ordering: .acquiringAndReleasing
                ).exchanged {
                    return seen / State.nextJob
                }
                continue
            }
            looks += 1
            if looks < WorkerPool.patience { continue }
            looks = 0
            bell.lock()
            sleepers.add(1, ordering: .sequentiallyConsistent)
            if state.load(ordering: .sequentiallyConsistent) & State.open == 0 { bell.wait() }
            sleepers.subtract(1, ordering: .sequentiallyConsistent)
            bell.unlock()
        }
    }
}
