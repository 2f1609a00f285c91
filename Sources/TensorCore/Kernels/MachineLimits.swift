import Vectors

/// What this machine could do at most: the speed that no kernel can pass, to measure kernels by.
public struct MachineLimits: Sendable {
    /// Additions and multiplications of 32-bit floats a second, while nothing leaves the registers.
    public let operationsPerSecond: Double

    /// Bytes read and written a second while an array of 16 MiB is copied to another.
    public let bytesPerSecond: Double

    /// Limits known already.
    public init(operationsPerSecond: Double, bytesPerSecond: Double) {
        self.operationsPerSecond = operationsPerSecond
        self.bytesPerSecond = bytesPerSecond
    }

    /// Measures both limits with this many threads: the best of several tries, since whatever else runs on the
    /// machine only takes away.
    ///
    /// - Parameter tries: how often each is measured; a try takes some milliseconds.
    public static func measure(threads: Int, tries: Int = 40) -> MachineLimits {
        let count = 1 << 22  // 16 MiB, the size of the arrays in a large layer
        let (source, target) = (Storage(count: count), Storage(count: count))
        source.pointer.update(repeating: 1, count: count)
        return Parallel.withThreads(threads) {
            MachineLimits(
                operationsPerSecond: best(of: tries) { multiplyAndAdd(threads: threads) },
                bytesPerSecond: best(of: tries) { copy(source, to: target, count: count) })
        }
    }

    /// The most work a second; `work` returns how much it did.
    private static func best(of tries: Int, _ work: () -> Double) -> Double {
        var best = 0.0
        for _ in 0..<max(1, tries) {
            let start = ContinuousClock.now
            let amount = work()
            let duration = start.duration(to: ContinuousClock.now).components
            best = max(best, amount / (Double(duration.seconds) + Double(duration.attoseconds) * 1e-18))
        }
        return best
    }

    private static let rounds = 1_000_000
    private static let chainCount = 12

    /// Twelve chains of multiplications and additions on each thread, enough to hide that each takes some cycles;
    /// returns the number of operations.
    private static func multiplyAndAdd(threads: Int) -> Double {
        let lanes = RegisterLanes.scalarCount
        // A factor, a summand, and where each chain begins.
        let numbers = Storage(count: (2 + chainCount) * lanes)
        for index in 0..<(2 + chainCount) * lanes {
            numbers[index] = index < lanes ? 0.999_99 : 1e-5 * Float(index / lanes)
        }
        let results = Storage(count: threads * lanes)
        withExtendedLifetime((numbers, results)) {
            let (start, sums) = (UnsafeRawPointer(numbers.pointer), results.pointer)
            Parallel.forEachShare(of: threads) { share in
                for thread in share {
                    let sum = chains(start)
                    for lane in 0..<lanes { sums[thread * lanes + lane] = sum[lane] }
                }
            }
        }
        return Double(threads * rounds * chainCount * 2 * lanes)
    }

    /// The sum of the chains c ← c f + s, whose f, s and beginnings are in memory, as a kernel's numbers are: of constants the
    /// compiler makes quarters of registers.
    @inline(never)
    private static func chains(_ numbers: UnsafeRawPointer) -> RegisterLanes {
        func lanes(_ index: Int) -> RegisterLanes {
            numbers.lanes(index * MemoryLayout<RegisterLanes>.stride)
        }
        var (a0, a1, a2, a3) = (lanes(2), lanes(3), lanes(4), lanes(5))
        var (b0, b1, b2, b3) = (lanes(6), lanes(7), lanes(8), lanes(9))
        var (c0, c1, c2, c3) = (lanes(10), lanes(11), lanes(12), lanes(13))
        for _ in 0..<rounds {
            let (f, s) = (lanes(0), lanes(1))
            a0 = s.plus(a0, times: f)
            a1 = s.plus(a1, times: f)
            a2 = s.plus(a2, times: f)
            a3 = s.plus(a3, times: f)
            b0 = s.plus(b0, times: f)
            b1 = s.plus(b1, times: f)
            b2 = s.plus(b2, times: f)
            b3 = s.plus(b3, times: f)
            c0 = s.plus(c0, times: f)
            c1 = s.plus(c1, times: f)
            c2 = s.plus(c2, times: f)
            c3 = s.plus(c3, times: f)
        }
        return (a0 + a1 + a2 + a3) + (b0 + b1 + b2 + b3) + (c0 + c1 + c2 + c3)
    }

    /// Copies one array to another of the same size; returns the bytes read and written.
    private static func copy(_ source: Storage, to target: Storage, count: Int) -> Double {
        let (from, to) = (source.pointer, target.pointer)
        withExtendedLifetime((source, target)) {
            Parallel.forEachShare(of: count) { share in
                (to + share.lowerBound).update(from: from + share.lowerBound, count: share.count)
            }
        }
        return Double(2 * count * MemoryLayout<Float>.stride)
    }
}
