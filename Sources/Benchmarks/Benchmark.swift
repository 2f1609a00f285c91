import TensorCore

/// One thing to measure: the same work, under the same name, as the peer's program does in PyTorch.
struct Benchmark: Sendable {
    /// What a step does, as far as it can be counted; it gives the speed and the share of the machine's limit.
    enum Work: Sendable {
        /// Additions and multiplications of floats.
        case operations(Double)

        /// Bytes of the arrays read and written, each counted once.
        case bytes(Double)
    }

    /// What the case is called.
    let name: String

    /// What one step does.
    let work: Work

    /// Makes the data and the model, which are not measured, and returns the step, which is.
    let prepare: @Sendable (_ generator: inout RandomGenerator) -> () -> Void

    /// A case whose step computes an array and drops it.
    static func array(
        _ name: String, _ work: Work,
        _ prepare: @escaping @Sendable (_ generator: inout RandomGenerator) -> () -> NDArray
    ) -> Benchmark {
        Benchmark(name: name, work: work) { generator in
            let step = prepare(&generator)
            return { drop(step()) }
        }
    }

    /// A case whose step is one update of a model.
    static func training(
        _ name: String, _ work: Work,
        _ prepare: @escaping @Sendable (_ generator: inout RandomGenerator) -> () -> Void
    ) -> Benchmark {
        Benchmark(name: name, work: work, prepare: prepare)
    }
}

/// Takes a result that is not read, in a call that the optimizer cannot see through, so that the work is done.
@inline(never) @_optimize(none)
private func drop(_ result: NDArray) {}

/// The times of the steps of one case.
struct Measurement: Codable, Equatable {
    /// The case's name.
    let name: String

    /// The middle of all times, in seconds.
    let median: Double

    /// The shortest time, in seconds.
    let best: Double

    /// The most memory the case had in a process of its own; nil where it ran beside others.
    var peakBytes: Int?

    /// Runs a case for about this many seconds, at least five steps, after three that are not counted.
    init(_ benchmark: Benchmark, seconds: Double) {
        var generator = RandomGenerator(seed: 0)
        let step = benchmark.prepare(&generator)
        for _ in 0..<3 { step() }
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: .seconds(seconds))
        var times: [Double] = []
        while times.count < 5 || clock.now < end {
            let duration = clock.measure(step).components
            times.append(Double(duration.seconds) + Double(duration.attoseconds) * 1e-18)
        }
        self.init(name: benchmark.name, times: times)
    }

    /// What the times of the steps come to; there must be one at least.
    init(name: String, times: [Double]) {
        self.name = name
        median = middle(of: times)
        best = times.min() ?? .nan
    }
}

/// The median: the middle number, or the mean of the two in the middle; NaN of none.
func middle(of numbers: [Double]) -> Double {
    let sorted = numbers.sorted()
    guard !sorted.isEmpty else { return .nan }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}
