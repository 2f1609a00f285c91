import Foundation
import Synchronization
import TestSupport
import Testing

@testable import TensorCore

@Suite struct WorkerPoolTests {
    /// Counts how often each piece ran.
    private func visits(_ pool: WorkerPool, count: Int, helpers: Int) -> [Int] {
        let counts = (0..<count).map { _ in Counter() }
        pool.run(count: count, helpers: helpers) { counts[$0].value.add(1, ordering: .relaxed) }
        return counts.map { $0.value.load(ordering: .sequentiallyConsistent) }
    }

    private final class Counter: Sendable {
        let value = Atomic<Int>(0)
    }

    @Test func everyPieceRunsOnce() {
        let pool = WorkerPool()
        for helpers in [0, 1, 3] {
            for count in [0, 1, 2, 7, 1000] {
                #expect(visits(pool, count: count, helpers: helpers) == [Int](repeating: 1, count: count))
            }
        }
    }

    @Test(arguments: [1, 3])
    func helpersTakePieces(helpers: Int) {
        let pool = WorkerPool()
        // A helper may come too late for a job, but not for all: where the caller got so much of the processors, the helper
        // had its part of them too, however busy they are.
        for pause in [0.1, 0] {
            let start = threadProcessorSeconds()
            var isHelped = false
            while !isHelped, threadProcessorSeconds() - start < 60 {
                let (caller, others) = ("\(pthread_self())", Counter())
                pool.run(count: 64, helpers: helpers) { _ in
                    if "\(pthread_self())" != caller { others.value.add(1, ordering: .relaxed) }
                    let begin = threadProcessorSeconds()
                    while threadProcessorSeconds() - begin < 1e-4 {}
                }
                isHelped = others.value.load(ordering: .relaxed) > 0
            }
            #expect(isHelped)
            // After a pause the helper has given its thread back, and another is asked for.
            Thread.sleep(forTimeInterval: pause)
        }
    }

    @Test func manyShortJobsInARow() {
        let pool = WorkerPool()
        for _ in 0..<20_000 {
            let sum = Counter()
            pool.run(count: 4, helpers: 2) { sum.value.add($0, ordering: .relaxed) }
            #expect(sum.value.load(ordering: .relaxed) == 6)
        }
    }

    @Test func aJobAfterAPauseWakesTheSleepers() {
        let pool = WorkerPool()
        for _ in 0..<5 {
            #expect(visits(pool, count: 64, helpers: 2) == [Int](repeating: 1, count: 64))
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    @Test func aJobInsideAJobRunsOnItsOwnThread() {
        let pool = WorkerPool()
        let sum = Counter()
        pool.run(count: 8, helpers: 2) { outer in
            pool.run(count: 8, helpers: 2) { inner in sum.value.add(outer * 8 + inner, ordering: .relaxed) }
        }
        #expect(sum.value.load(ordering: .sequentiallyConsistent) == 64 * 63 / 2)
    }

    @Test func callersAtOnceDoNotMixTheirJobs() async {
        let pool = WorkerPool()
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    (0..<500).allSatisfy { _ in
                        visits(pool, count: 16, helpers: 2) == [Int](repeating: 1, count: 16)
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
