/// What the kernels of a scope run on. A task-local value, so that work side by side, in tests for instance, does not
/// change each other's.
struct KernelScope: Sendable {
    /// What holds here; without any scope all processors (see `Parallel.defaultThreadCount`) and the highest rung.
    @TaskLocal static var current = KernelScope()

    /// What holds inside a piece of a job, whose threads are all at work already.
    static let insideJob = KernelScope(threadCount: 1)

    /// How many threads a kernel may use.
    var threadCount = Parallel.defaultThreadCount

    /// How far up the ladder of kernels it goes.
    var rung = KernelRung.highest

    /// Threads of its own instead of the pool's, for tests.
    var exactThreads: ExactThreads?
}
