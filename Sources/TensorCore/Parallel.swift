import Dispatch
import Foundation

/// Work spread over the processor's cores.
///
/// Every kernel cuts its work into pieces whose borders depend on the shape alone, and each piece is computed by
/// one thread in a fixed order. So the number of threads changes the time, never the bits.
public enum Parallel {
    /// How many threads a kernel may use; at first the number of active processors.
    ///
    /// Set it before the work begins: it is read without a lock.
    public static var threadCount: Int {
        get { threads }
        set {
            if newValue < 1 {
                explainFailure("Parallel.threadCount", "\(newValue) threads", hint: "use at least 1")
            }
            threads = newValue
        }
    }

    nonisolated(unsafe) private static var threads = max(1, ProcessInfo.processInfo.activeProcessorCount)

    /// Calls `body` for consecutive ranges that together cover `0..<count`, at most one range a thread.
    ///
    /// `minimumShare` is the least number of items worth a thread of its own: waking one costs some tens of
    /// microseconds.
    static func forEachShare(of count: Int, minimumShare: Int = 1, _ body: (Range<Int>) -> Void) {
        let shares = min(threads, count / max(1, minimumShare))
        guard shares > 1 else {
            if count > 0 { body(0..<count) }
            return
        }
        withoutActuallyEscaping(body) { body in
            let work = Work { share in
                body((count * share / shares)..<(count * (share + 1) / shares))
            }
            DispatchQueue.concurrentPerform(iterations: shares) { work.run($0) }
        }
    }

    /// A closure over the caller's pointers; each share touches its own part of what they point to.
    private struct Work: @unchecked Sendable {
        let run: (Int) -> Void
    }
}
