import Messages

/// A seeded and counted source of random numbers: Philox 4x32-10 with a seed, a stream and a position.
///
/// The number at a position depends only on seed, stream and position, so an array can be filled by any number
/// of threads with the same bits, and `state` is all there is to save. Every call advances the position by one
/// (`integer(below:)` by more, in the rare case that it must draw again; `permutation(n)` makes n − 1 such
/// calls), whatever the kind of number; a fill of n numbers advances it by n and gives what n calls would.
/// Different kinds of numbers are computed from different blocks, so mixing them never uses a random word twice.
/// Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
public struct RandomGenerator: RandomNumberGenerator, Codable, Sendable {
    /// All that the next numbers depend on.
    public struct State: Codable, Equatable, Sendable {
        /// The seed, the key of Philox.
        public var seed: UInt64
        /// Which of the independent sequences of this seed; 0 unless `split()` made it.
        public var stream: UInt64
        /// How many numbers were drawn; the sequence repeats after 2⁶².
        public var counter: UInt64

        /// A state read from elsewhere.
        public init(seed: UInt64, stream: UInt64, counter: UInt64) {
            self.seed = seed
            self.stream = stream
            self.counter = counter
        }

        /// The state `count` numbers later, where a chunk that begins at the element `count` is filled from.
        public func advanced(by count: Int) -> State {
            State(seed: seed, stream: stream, counter: counter &+ UInt64(truncatingIfNeeded: count))
        }
    }

    /// Where the generator is; setting it makes the generator go on from there.
    public var state: State

    /// A generator at the beginning of the sequence of this seed.
    public init(seed: UInt64) {
        state = State(seed: seed, stream: 0, counter: 0)
    }

    /// A generator that continues from a saved state.
    public init(state: State) {
        self.state = state
    }

    /// 64 random bits.
    public mutating func next() -> UInt64 {
        draw(from: .integers)
    }

    /// A float in [0, 1): 24 random bits, so that all multiples of 2⁻²⁴ are equally likely.
    public mutating func uniform() -> Float {
        let place = state.place
        let block = state.block(numbered: place.block, of: .words)
        state.counter &+= 1
        let word = [block.0, block.1, block.2, block.3][place.word]
        return Float(word >> 8) * 0x1p-24
    }

    /// A float of a range: low · (1 − u) + high · u for u in [0, 1).
    ///
    /// Traps when a bound is not finite.
    public mutating func uniform(in range: ClosedRange<Float>) -> Float {
        let (low, high) = (range.lowerBound, range.upperBound)
        guard low.isFinite, high.isFinite else {
            explainFailure("uniform(in:)", "needs finite bounds, not \(low)...\(high)")
        }
        let unit = uniform()
        return min(max(low * (1 - unit) + high * unit, low), high)
    }

    /// A float of the standard normal distribution N(0, 1), by Box and Muller's method; |x| < 6.8.
    public mutating func normal() -> Float {
        let place = state.place
        let block = state.block(numbered: place.block, of: .normals)
        state.counter &+= 1
        let pair = place.word < 2 ? (block.0, block.1) : (block.2, block.3)
        let (first, second) = RandomFill.normalPair(pair.0, pair.1)
        return place.word % 2 == 0 ? first : second
    }

    /// True with the probability `p`.
    ///
    /// Traps when `p` is not in [0, 1].
    public mutating func bernoulli(_ p: Float) -> Bool {
        guard p >= 0, p <= 1 else {
            explainFailure("bernoulli(_:)", "needs a probability in [0, 1], not \(p)")
        }
        return uniform() < p
    }

    /// An integer in 0 ..< `bound`, each exactly equally likely.
    ///
    /// Traps when `bound` < 1. Lemire: "Fast random integer generation in an interval" (2019).
    public mutating func integer(below bound: Int) -> Int {
        guard bound > 0 else {
            explainFailure("integer(below:)", "needs a bound of at least 1, not \(bound)")
        }
        let width = UInt64(bound)
        var product = next().multipliedFullWidth(by: width)
        if product.low < width {
            let unfair = (0 &- width) % width
            while product.low < unfair { product = next().multipliedFullWidth(by: width) }
        }
        return Int(product.high)
    }

    /// The numbers 0 ..< `n` in random order, each order equally likely (Fisher and Yates).
    ///
    /// Traps when `n` is negative.
    public mutating func permutation(_ n: Int) -> [Int] {
        guard n >= 0 else { explainFailure("permutation(_:)", "needs a count of at least 0, not \(n)") }
        var order = Array(0..<n)
        for last in stride(from: n - 1, to: 0, by: -1) {
            order.swapAt(last, integer(below: last + 1))
        }
        return order
    }

    /// An index of `weights`, each as likely as its part of the sum: P(i) = wᵢ / Σ wⱼ.
    ///
    /// Traps when a weight is negative, infinite or NaN, or when all are zero.
    public mutating func categorical(_ weights: [Float]) -> Int {
        var total = 0.0
        var last = -1
        for (index, weight) in weights.enumerated() {
            guard weight >= 0, weight.isFinite else {
                explainFailure(
                    "categorical(_:)", "needs finite weights of at least 0, but weight \(index) is \(weight)")
            }
            total += Double(weight)
            if weight > 0 { last = index }
        }
        guard last >= 0 else {
            explainFailure(
                "categorical(_:)", "needs a weight above 0, but all \(weights.count) weights are 0")
        }
        let target = Double(next() >> 11) * 0x1p-53 * total
        var sum = 0.0
        for index in 0..<last {
            sum += Double(weights[index])
            if target < sum { return index }
        }
        return last
    }

    /// A generator with a sequence of its own, independent of this one's; this one advances by one.
    public mutating func split() -> RandomGenerator {
        let stream = draw(from: .splits)
        return RandomGenerator(state: State(seed: state.seed, stream: stream, counter: 0))
    }

    private mutating func draw(from domain: RandomDomain) -> UInt64 {
        let block = state.block(numbered: state.counter, of: domain)
        state.counter &+= 1
        return UInt64(block.1) << 32 | UInt64(block.0)
    }
}

/// The kinds of numbers: each has a quarter of the blocks of a stream, so that no two share a block.
enum RandomDomain: UInt64 {
    case words
    case normals
    case integers
    case splits
}

extension RandomGenerator.State {
    /// Where the word of this position lies: 64 positions are a tile of 16 blocks, first their first words.
    ///
    /// So the vectors of `RandomFill`, which hold one word of 16 blocks each, need not be transposed.
    var place: (block: UInt64, word: Int) {
        ((counter >> 6) << 4 | counter & 15, Int(counter >> 4 & 3))
    }

    /// The first block's number as Philox counts it, for the block `number` of a kind.
    static func index(ofBlock number: UInt64, of domain: RandomDomain) -> UInt64 {
        domain.rawValue << 62 | number & (1 << 62 - 1)
    }

    fileprivate func block(numbered number: UInt64, of domain: RandomDomain) -> Philox.Block {
        Philox.block(index: Self.index(ofBlock: number, of: domain), stream: stream, seed: seed)
    }
}
