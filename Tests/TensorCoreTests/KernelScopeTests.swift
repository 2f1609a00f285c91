import Foundation
import Synchronization
import Testing

@testable import TensorCore

/// Threads and rung hold for a scope, whatever others do beside it.
@Suite struct KernelScopeTests {
    /// Which threads worked on a job of this many pieces.
    private func threads(pieces: Int) -> Set<String> {
        let seen = Mutex<Set<String>>([])
        Parallel.forEachShare(of: pieces) { _ in
            let thread = "\(pthread_self())"
            _ = seen.withLock { $0.insert(thread) }
        }
        return seen.withLock { $0 }
    }

    @Test(arguments: 1...4)
    func aJobRunsOnExactlyAsManyThreads(count: Int) {
        for pieces in [count, 10 * count] {
            let (used, sharedJobs) = Parallel.withExactly(count) { threads(pieces: pieces) }
            #expect(used.count == count)
            #expect(sharedJobs == (count > 1 ? 1 : 0))
        }
    }

    @Test func thereAreNoMoreThreadsThanPieces() {
        #expect(Parallel.withExactly(8) { threads(pieces: 3) }.result.count == 3)
    }

    @Test func tasksSideBySideSeeTheirOwn() async {
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                let (count, rung) = (task + 1, KernelRung.allCases[task % KernelRung.allCases.count])
                group.addTask {
                    Parallel.withThreads(count) {
                        KernelRung.with(rung) {
                            (0..<200).allSatisfy { _ in
                                let (a, b) = (NDArray.ones([8, 8]), NDArray.ones([8, 8]))
                                return Parallel.threadCount == count && KernelRung.current == rung
                                    && a.matmul(b) == NDArray(filledWith: 8, shape: [8, 8])
                            }
                        }
                    }
                }
            }
            for await sawItsOwn in group { #expect(sawItsOwn) }
        }
    }

    @Test func tasksSideBySideUseTheirOwnThreads() async {
        await withTaskGroup(of: (Int, [Int]).self) { group in
            for count in 1...3 {
                group.addTask {
                    let used = Parallel.withExactly(count) { (0..<50).map { _ in threads(pieces: 12).count } }
                    return (count, used.result)
                }
            }
            for await (count, used) in group { #expect(used.allSatisfy { $0 == count }) }
        }
    }

    @Test func theScopeEnds() {
        let (threads, rung) = (Parallel.threadCount, KernelRung.current)
        Parallel.withThreads(threads + 3) {
            #expect(Parallel.threadCount == threads + 3)
            Parallel.withThreads(1) { #expect(Parallel.threadCount == 1) }
            KernelRung.with(.naive) {
                #expect(KernelRung.current == .naive && Parallel.threadCount == threads + 3)
            }
            #expect(Parallel.threadCount == threads + 3 && KernelRung.current == rung)
        }
        #expect(Parallel.threadCount == threads)
    }

    @Test func insideAJobThereIsOneThread() {
        let counts = Mutex<[Int]>([])
        let inner = Parallel.withExactly(3) {
            Parallel.forEachShare(of: 3) { _ in
                let used = threads(pieces: 30).count
                counts.withLock { $0.append(used) }
            }
        }
        #expect(counts.withLock { $0 } == [1, 1, 1])
        #expect(inner.sharedJobs == 1)
    }

    @Test func controlGroupsRationProcessors() {
        func quota(_ groups: String, _ files: [String: String]) -> Int? {
            Parallel.processorQuota(groups: groups, file: { files[$0] ?? "" })
        }
        let second = "0::/user.slice/job\n"
        #expect(quota(second, [:]) == nil)
        #expect(quota(second, ["/user.slice/job/cpu.max": "max 100000\n"]) == nil)
        #expect(quota(second, ["/user.slice/job/cpu.max": "50000 100000\n"]) == 1)
        #expect(quota(second, ["/user.slice/job/cpu.max": "250000 100000"]) == 3)
        // A parent's ration holds too, and the root's, which is the own group of a container.
        #expect(
            quota(second, ["/user.slice/job/cpu.max": "max 100000", "/user.slice/cpu.max": "200000 100000"])
                == 2)
        #expect(quota("0::/\n", ["/cpu.max": "150000 100000"]) == 2)
        let first = "3:memory:/x\n2:cpu,cpuacct:/x\n"
        let path = "/cpu,cpuacct/x"
        #expect(
            quota(first, ["\(path)/cpu.cfs_quota_us": "-1\n", "\(path)/cpu.cfs_period_us": "100000"]) == nil)
        #expect(
            quota(first, ["\(path)/cpu.cfs_quota_us": "400000\n", "\(path)/cpu.cfs_period_us": "100000"]) == 4
        )
        #expect(quota("nonsense", ["/cpu.max": "1 1"]) == nil)
    }

    @Test func listsOfProcessorsAreCounted() {
        #expect(Parallel.countOfList("0-3,8") == 5)
        #expect(Parallel.countOfList("0") == 1)
        for broken in ["", "3-1", "a", "0-"] { #expect(Parallel.countOfList(Substring(broken)) == nil) }
        #expect(Parallel.processorCount >= 1)
    }

    @Test func threadsAreAskedForAsInOpenMP() {
        #expect(Parallel.requestedThreads("3") == 3)
        #expect(Parallel.requestedThreads(" 4, 2") == 4)
        for broken in ["", "0", "-1", "many", ",2"] { #expect(Parallel.requestedThreads(broken) == nil) }
        #expect((1...Parallel.processorCount).contains(Parallel.defaultThreadCount))
    }
}
