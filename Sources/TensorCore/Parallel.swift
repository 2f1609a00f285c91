import Foundation
import Messages

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

    /// Calls `body` for consecutive ranges that together cover `0..<count`, on as many threads as may be used.
    ///
    /// - Parameters:
    ///   - minimumShare: the least number of items worth handing to another thread: that takes a microsecond or two
    ///     while the threads are awake.
    ///   - rangesPerThread: how many ranges there are for each thread where the items suffice. With some more than
    ///     one, a thread that is held up leaves its ranges to the others; with one, what a range must prepare is
    ///     prepared least often.
    static func forEachShare(
        of count: Int, minimumShare: Int = 1, rangesPerThread: Int = 8, _ body: (Range<Int>) -> Void
    ) {
        let most = count / max(1, minimumShare)
        guard threads > 1, most > 1, KernelRung.current == .parallel else {
            if count > 0 { body(0..<count) }
            return
        }
        let shares = min(most, rangesPerThread * threads)
        WorkerPool.shared.run(count: shares, helpers: min(shares, threads) - 1) { share in
            body((count * share / shares)..<(count * (share + 1) / shares))
        }
    }
}
