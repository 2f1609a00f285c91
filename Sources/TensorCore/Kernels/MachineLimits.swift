import Vectors

/// What this machine could do at most: the speed that no kernel can pass, to measure kernels by.
public struct MachineLimits: Sendable {
    /// Additions and multiplications of 32-bit floats a second in a product of matrices that the first-level cache holds.
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

    /// A strip of both matrices that the first-level cache holds.
    private static let depth = 64
    private static let rounds = 4000

    /// A tile of a matrix product on each thread, again and again over the same strips: all that a product does but to move
    /// matrices. Returns the number of operations.
    private static func multiplyAndAdd(threads: Int) -> Double {
        let (rows, columns) = (RegisterTile.rows, RegisterTile.columns)
        let left = Storage(count: depth * rows)
        let right = Storage(count: depth * columns)
        let tiles = Storage(count: threads * rows * columns)
        left.pointer.update(repeating: 1e-3, count: depth * rows)
        right.pointer.update(repeating: 1e-3, count: depth * columns)
        withExtendedLifetime((left, right, tiles)) {
            let (a, b, c) = (UnsafePointer(left.pointer), UnsafePointer(right.pointer), tiles.pointer)
            Parallel.forEachShare(of: threads) { share in
                for thread in share { products(a, b, into: c + thread * rows * columns) }
            }
        }
        return Double(threads * rounds * depth * rows * columns * 2)
    }

    @inline(never)
    private static func products(
        _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>
    ) {
        var tile = RegisterTile()
        for _ in 0..<rounds {
            var (a, b) = (left, UnsafeRawPointer(right))
            for _ in 0..<depth {
                tile.add(a, RegisterTile.load(b))
                a += RegisterTile.rows
                b += RegisterTile.columns &* MemoryLayout<Float>.stride
            }
        }
        tile.write(to: c, RegisterTile.columns)
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
