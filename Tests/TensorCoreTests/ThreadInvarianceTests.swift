import Testing

@testable import TensorCore

/// The number of threads changes the time, never the bits.
@Suite struct ThreadInvarianceTests {
    private static let x: NDArray = {
        var generator = RandomGenerator(seed: 30)
        return .normal([700, 301], using: &generator)
    }()
    private static let y: NDArray = {
        var generator = RandomGenerator(seed: 31)
        return .normal([700, 301], using: &generator)
    }()
    private static let indices: IntArray = {
        var generator = RandomGenerator(seed: 32)
        return IntArray((0..<2000).map { _ in generator.integer(below: 301) })
    }()

    private static let operations: [(String, @Sendable () -> [Float])] = [
        ("add", { (x + y).scalars }),
        (
            "in place",
            {
                var z = x
                z *= y
                z.add(x, scaledBy: 0.3)
                z += 2
                return z.scalars
            }
        ),
        ("row", { (x * y[0]).scalars }),
        ("column", { (x - y.sliced(axis: 1, 0..<1)).scalars }),
        ("strided", { (x.transposed() / y.transposed()).scalars }),
        ("stepped", { (x.sliced(axis: 1, 0..<301, step: -2) + 1).scalars }),
        ("function", { x.exp().scalars + x.transposed().tanh().scalars }),
        ("copy", { x.transposed().contiguous().scalars + x.sliced(axis: 0, 0..<700, step: -1).scalars }),
        ("sum", { x.sum().scalars + x.sum(axes: [0]).scalars + x.sum(axes: [1]).scalars }),
        (
            "long sums",
            {
                let long = x.reshaped([2, 52_675, 2])
                return long.sum(axes: [1]).scalars + long.sum(axes: [0]).scalars
                    + long.sum(axes: [0, 2]).scalars
            }
        ),
        ("moments", { x.mean(axes: [0]).scalars + x.variance(axes: [1]).scalars }),
        ("extremes", { x.max(axes: [0]).scalars + x.min(axes: [1]).scalars + x.max().scalars }),
        ("argMax", { (x.argMax(axis: 0).scalars + x.argMin(axis: 1).scalars).map { Float($0) } }),
        ("softmax", { x.softmax().scalars + x.logSoftmax(axis: 0).scalars }),
        (
            "layer norm",
            {
                let normalization = LayerNormalization(x, epsilon: 1e-5)
                let gradients = normalization.gradients(y)
                return normalization.result.scalars + gradients.x.scalars + gradients.scale.scalars
                    + gradients.shift.scalars
            }
        ),
        ("select", { NDArray.select(x.isLess(than: y), x, y).scalars }),
        ("gather", { x.indexSelected(indices, axis: 1).scalars + x.indexSelected(indices).scalars }),
        (
            "scatterAdd",
            {
                var z = x
                z.scatterAdd(y.indexSelected(indices, axis: 1), at: indices, axis: 1)
                z.scatterAdd(y.indexSelected(indices), at: indices)
                return z.scalars
            }
        ),
        ("sort", { x.topK(7).values.scalars + x.sorted().values.scalars }),
        ("join", { NDArray.concatenated([x, y.sliced(axis: 1, 0..<301, step: -1)], axis: 1).scalars }),
        (
            "matmul",
            {
                x.matmul(y.transposed()).scalars
                    + x.reshaped([7, 100, 301]).matmul(y.reshaped([7, 100, 301]).transposed()).scalars
            }
        ),
        (
            "random",
            {
                var generator = RandomGenerator(seed: 33)
                generator.state.counter = 7
                return NDArray.uniform([100_003], using: &generator).scalars
                    + NDArray.normal([100_003], using: &generator).scalars
                    + NDArray.bernoulli([100_003], probability: 0.4, using: &generator).scalars
            }
        ),
    ]

    @Test(arguments: operations.indices)
    func theBitsDoNotDependOnTheThreads(operation: Int) {
        let (name, compute) = ThreadInvarianceTests.operations[operation]
        expectSameBits(name, threads: [2, 3, 7]) { [NDArray(compute())] }
    }

    @Test func everyShareIsCalledOnce() {
        for count in [0, 1, 2, 5, 100] {
            for used in [1, 2, 3, 8] {
                let array = NDArray.zeros([100])
                _ = Parallel.withExactly(used) {
                    // Each place belongs to one share, so no two threads write the same.
                    Parallel.forEachShare(of: count) { share in
                        for place in share { array.storage[place] += 1 }
                    }
                }
                #expect(array.scalars.prefix(count).allSatisfy { $0 == 1 })
                #expect(array.scalars.dropFirst(count).allSatisfy { $0 == 0 })
            }
        }
    }
}

/// Expects the same bits from one thread and from exactly 2 and 3, or the given numbers; fails too where the work is not
/// shared, since nothing would have been compared then.
func expectSameBits(
    _ name: String, threads: some Sequence<Int> = 2...3, sourceLocation: SourceLocation = #_sourceLocation,
    _ compute: () -> [NDArray]
) {
    func bits() -> [[UInt32]] { compute().map { $0.scalars.map(\.bitPattern) } }
    let one = Parallel.withThreads(1, bits)
    #expect(one.contains { !$0.isEmpty }, sourceLocation: sourceLocation)
    for count in threads {
        let (several, sharedJobs) = Parallel.withExactly(count, bits)
        let isSame = several == one  // by itself: the macro would print all elements
        #expect(isSame, "\(name) with \(count) threads", sourceLocation: sourceLocation)
        #expect(sharedJobs > 0, "\(name) is not shared by \(count) threads", sourceLocation: sourceLocation)
    }
}
