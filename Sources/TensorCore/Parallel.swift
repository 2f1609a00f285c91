import Dispatch
import Messages
import Synchronization

/// Work spread over the processor's cores.
///
/// Every kernel cuts its work into pieces whose borders depend on the shape only, and each piece is computed by
/// one thread in a fixed order. So the number of threads changes the time, never the bits.
public enum Parallel {
    /// How many threads a kernel may use: `defaultThreadCount`, unless `withThreads` says otherwise.
    public static var threadCount: Int { KernelScope.current.threadCount }

    /// Runs `body`, whose kernels may use this many threads: the caller's and `count - 1` others, but no more than there are
    /// processors for.
    ///
    /// The number holds for this call and for the tasks it starts; what runs beside it is not affected. Traps when
    /// `count` is less than 1.
    public static func withThreads<Result>(
        _ count: Int, file: StaticString = #fileID, line: UInt = #line, _ body: () throws -> Result
    ) rethrows -> Result {
        if count < 1 {
            explainFailure(
                "Parallel.withThreads", "\(count) threads", hint: "use at least 1", file: file, line: line)
        }
        var scope = KernelScope.current
        scope.threadCount = count
        return try KernelScope.$current.withValue(scope, operation: body)
    }

    /// Runs `body`, whose kernels use exactly this many threads, and counts the jobs that were shared: for tests.
    package static func withExactly<Result>(
        _ count: Int, _ body: () throws -> Result
    ) rethrows -> (result: Result, sharedJobs: Int) {
        let threads = ExactThreads()
        var scope = KernelScope.current
        scope.threadCount = count
        scope.exactThreads = threads
        return (try KernelScope.$current.withValue(scope, operation: body), threads.jobCount)
    }

    /// Calls `body` for consecutive ranges that together cover `0..<count`, on as many threads as may be used.
    ///
    /// - Parameters:
    ///   - minimumShare: the least number of items worth handing to another thread: that takes a microsecond or two
    ///     while the threads are awake.
    ///   - rangesPerThread: how many ranges there are for each thread where the items suffice. With some more than
    ///     one, a thread that is delayed leaves its ranges to the others; with one, what a range must prepare is
    ///     prepared least often.
    static func forEachShare(
        of count: Int, minimumShare: Int = 1, rangesPerThread: Int = 8, _ body: (Range<Int>) -> Void
    ) {
        let most = count / max(1, minimumShare)
        // The scope is looked up only where there is something to share.
        guard most > 1, case let scope = KernelScope.current, scope.threadCount > 1,
            scope.rung >= .concurrentPerform
        else {
            if count > 0 { body(0..<count) }
            return
        }
        let threads = scope.exactThreads == nil ? min(scope.threadCount, processorCount) : scope.threadCount
        let shares = min(most, rangesPerThread * threads)
        let helpers = min(shares, threads) - 1
        let run = { (share: Int) in body((count * share / shares)..<(count * (share + 1) / shares)) }
        if let exact = scope.exactThreads {
            exact.run(count: shares, helpers: helpers, run)
        } else if scope.rung == .concurrentPerform {
            concurrentPerform(count: shares, threads: helpers + 1, run)
        } else {
            WorkerPool.shared.run(count: shares, helpers: helpers, run)
        }
    }

    /// What `body` gives for each of the elements, in their order, several at a time and each on one thread: for many small pieces
    /// of work, such as pictures to read, none of which would occupy several threads by itself.
    ///
    /// ```swift
    /// let pictures = try Parallel.map(paths) { try Picture(contentsOf: $0) }
    /// ```
    ///
    /// - Parameter body: must not change what another element's call reads. Kernels in it use its thread only. Of the caller's
    ///   scopes it has the language of messages; others, such as `withoutGradient`, it must open itself.
    /// - Throws: the error of the first element whose call throws; the others are computed all the same.
    public static func map<Element, Output: Sendable, Failure: Error>(
        _ elements: [Element], _ body: (Element) throws(Failure) -> Output
    ) throws(Failure) -> [Output] {
        let language = Language.current
        let outcomes = Mutex([Int: Result<Output, Failure>]())
        forEachShare(of: elements.count, rangesPerThread: elements.count) { range in
            for index in range {
                let outcome = Language.$current.withValue(language) {
                    Result { () throws(Failure) in try body(elements[index]) }
                }
                outcomes.withLock { $0[index] = outcome }
            }
        }
        let found = outcomes.withLock { $0 }
        var outputs: [Output] = []
        for index in elements.indices {
            if let outcome = found[index] { outputs.append(try outcome.get()) }
        }
        return outputs
    }

    /// The rung below `WorkerPool`: Dispatch's own loop, each of whose iterations takes piece after piece. Dispatch wakes
    /// its threads anew for each job.
    private static func concurrentPerform(count: Int, threads: Int, _ body: (Int) -> Void) {
        let nextPiece = Atomic<Int>(0)
        withoutActuallyEscaping(body) { escapable in
            nonisolated(unsafe) let body = escapable
            DispatchQueue.concurrentPerform(iterations: threads) { _ in
                KernelScope.$current.withValue(.insideJob) {
                    while true {
                        let piece = nextPiece.add(1, ordering: .relaxed).oldValue
                        if piece >= count { return }
                        body(piece)
                    }
                }
            }
        }
    }
}
