import Messages
import Vectors

/// Fills rows of floats with random numbers, sixteen blocks of Philox at a time.
///
/// Element i gets the number at the position counter + i, the one that the i-th call of the generator's own
/// method would give, so a chunk that begins at i is filled by itself from `state.advanced(by: i)`.
/// Products and sums are rounded apart, not fused: the numbers are the same on every processor.
enum RandomFill {
    /// low · (1 − u) + high · u, at least `low` and less than `high` (unless they are equal); advances by `count`.
    static func uniform(
        _ out: UnsafeMutablePointer<Float>, count: Int, low: Float, high: Float,
        using generator: inout RandomGenerator
    ) {
        inChunks(count, &generator) { start, count, state in
            uniform(out + start, count: count, low: low, high: high, from: state)
        }
    }

    /// mean + standardDeviation · z with z of N(0, 1); advances by `count`.
    static func normal(
        _ out: UnsafeMutablePointer<Float>, count: Int, mean: Float, standardDeviation: Float,
        using generator: inout RandomGenerator
    ) {
        inChunks(count, &generator) { start, count, state in
            normal(out + start, count: count, mean: mean, standardDeviation: standardDeviation, from: state)
        }
    }

    /// 1 with this probability, else 0; advances by `count`.
    static func bernoulli(
        _ out: UnsafeMutablePointer<Float>, count: Int, probability: Float,
        using generator: inout RandomGenerator
    ) {
        inChunks(count, &generator) { start, count, state in
            bernoulli(out + start, count: count, probability: probability, from: state)
        }
    }

    /// Calls `fill` for chunks of the elements with the state each is filled from, and advances by `count`.
    private static func inChunks(
        _ count: Int, _ generator: inout RandomGenerator,
        _ fill: (_ start: Int, _ count: Int, _ state: RandomGenerator.State) -> Void
    ) {
        let first = generator.state
        generator.state = first.advanced(by: count)
        guard count > chunkLength else { return fill(0, count, first) }
        let chunks = (count + chunkLength - 1) / chunkLength
        Parallel.forEachShare(of: chunks) { share in
            for start in share.lazy.map({ $0 * chunkLength }) {
                fill(start, min(chunkLength, count - start), first.advanced(by: start))
            }
        }
    }

    private static let chunkLength = 16384

    /// A chunk of uniform numbers, from its own state.
    static func uniform(
        _ out: UnsafeMutablePointer<Float>, count: Int, low: Float, high: Float,
        from state: RandomGenerator.State
    ) {
        guard low.isFinite, high.isFinite, low <= high else {
            explainFailure("RandomFill", "uniform numbers need finite bounds in order, not \(low)...\(high)")
        }
        fill(out, count, state, .words, Uniform(low: low, high: high))
    }

    /// A chunk of normal numbers, from its own state.
    static func normal(
        _ out: UnsafeMutablePointer<Float>, count: Int, mean: Float, standardDeviation: Float,
        from state: RandomGenerator.State
    ) {
        guard standardDeviation >= 0 else {
            explainFailure(
                "RandomFill",
                "normal numbers need a standard deviation of at least 0, not \(standardDeviation)")
        }
        fill(
            out, count, state, .normals,
            Normal(mean: Lanes(repeating: mean), deviation: Lanes(repeating: standardDeviation)))
    }

    /// A chunk of zeros and ones, from its own state.
    static func bernoulli(
        _ out: UnsafeMutablePointer<Float>, count: Int, probability: Float, from state: RandomGenerator.State
    ) {
        guard probability >= 0, probability <= 1 else {
            explainFailure("RandomFill", "Bernoulli numbers need a probability in [0, 1], not \(probability)")
        }
        fill(out, count, state, .words, Bernoulli(probability: Lanes(repeating: probability)))
    }

    /// The two standard normal numbers that a pair of words gives in a fill.
    static func normalPair(_ first: UInt32, _ second: UInt32) -> (Float, Float) {
        let pair = boxMuller(LaneBits(repeating: first), LaneBits(repeating: second))
        return (pair.0[0], pair.1[0])
    }
}

// MARK: - From random words to numbers

/// What makes four vectors of numbers of the four words of sixteen blocks.
private protocol WordsToNumbers {
    func callAsFunction(_ words: Tile<LaneBits>) -> Tile<Lanes>
}

/// One vector for each word of a block: 64 numbers in the order of their positions.
private typealias Tile<Vector> = (Vector, Vector, Vector, Vector)

private struct Uniform: WordsToNumbers {
    let low: Lanes
    let high: Lanes
    /// What a draw that is rounded up to `high` becomes.
    let top: Lanes

    init(low: Float, high: Float) {
        self.low = Lanes(repeating: low)
        self.high = Lanes(repeating: high)
        top = Lanes(repeating: low < high ? high.nextDown : high)
    }

    @inline(__always)
    func callAsFunction(_ words: Tile<LaneBits>) -> Tile<Lanes> {
        (number(words.0), number(words.1), number(words.2), number(words.3))
    }

    @inline(__always)
    private func number(_ word: LaneBits) -> Lanes {
        let unit = unitInterval(word)
        let x = low * (1 - unit) + high * unit
        let atLeastLow = x.replacing(with: low, where: x .< low)
        return atLeastLow.replacing(with: top, where: atLeastLow .> top)
    }
}

private struct Bernoulli: WordsToNumbers {
    let probability: Lanes

    @inline(__always)
    func callAsFunction(_ words: Tile<LaneBits>) -> Tile<Lanes> {
        (number(words.0), number(words.1), number(words.2), number(words.3))
    }

    @inline(__always)
    private func number(_ word: LaneBits) -> Lanes {
        Lanes(repeating: 0).replacing(with: 1, where: unitInterval(word) .< probability)
    }
}

private struct Normal: WordsToNumbers {
    let mean: Lanes
    let deviation: Lanes

    @inline(__always)
    func callAsFunction(_ words: Tile<LaneBits>) -> Tile<Lanes> {
        let (a, b) = boxMuller(words.0, words.1)
        let (c, d) = boxMuller(words.2, words.3)
        return (mean + deviation * a, mean + deviation * b, mean + deviation * c, mean + deviation * d)
    }
}

/// The top 24 bits as a multiple of 2⁻²⁴ in [0, 1): 23 bits as the fraction of a float in [1, 2), then the last.
@inline(__always)
private func unitInterval(_ word: LaneBits) -> Lanes {
    let coarse = unsafeBitCast(word &>> 9 | Float(1).bitPattern, to: Lanes.self) - 1
    let lastBit = LaneBits(repeating: 0) &- (word &>> 8 & 1)
    return coarse + unsafeBitCast(lastBit & Float(0x1p-24).bitPattern, to: Lanes.self)
}

/// A number of 23 bits as a float.
@inline(__always)
private func float(_ bits: LaneBits) -> Lanes {
    unsafeBitCast(bits | Float(0x1p23).bitPattern, to: Lanes.self) - 0x1p23
}

/// Two independent normal numbers r cos φ and r sin φ with r = √(−2 ln u) and φ uniform on the circle.
///
/// The polynomials are minimax fits (Remez exchange in 160-bit arithmetic) of relative error below 2⁻²⁷, for
/// sine and cosine of 2πx on |x| ≤ 1/8 and for (ln(1 + t) − t + t²/2) / t³ on 1/√2 ≤ 1 + t ≤ √2.
@inline(__always)
private func boxMuller(_ first: LaneBits, _ second: LaneBits) -> (Lanes, Lanes) {
    // u in (0, 1], finer near 0, where the far values come from.
    let u = float(first &>> 16) * 0x1p-16 + (float(first & 0xFFFF) + 0.5) * 0x1p-32
    let shifted = unsafeBitCast(u, to: LaneBits.self) &+ (Float(1).bitPattern &- 0x3F35_04F3)
    let exponent = float(shifted &>> 23) - 127
    let t = unsafeBitCast((shifted & 0x7F_FFFF) &+ 0x3F35_04F3, to: Lanes.self) - 1
    var q = Lanes(repeating: -0.07634498)
    q = q * t + 0.12761578
    q = q * t - 0.13160183
    q = q * t + 0.14201757
    q = q * t - 0.16623357
    q = q * t + 0.20001227
    q = q * t - 0.2500082
    q = q * t + 0.3333333
    let square = -2 * (exponent * 0.6931472 + (t + t * t * (q * t - 0.5)))

    // 1/√square: the exponent halved for a first guess, then Newton's steps. √0 comes out as 0.
    let half = 0.5 * square
    var inverse = unsafeBitCast(
        LaneBits(repeating: 0x5F37_59DF) &- unsafeBitCast(square, to: LaneBits.self) &>> 1, to: Lanes.self)
    inverse = inverse * (1.5 - half * inverse * inverse)
    inverse = inverse * (1.5 - half * inverse * inverse)
    inverse = inverse * (1.5 - half * inverse * inverse)
    let radius = square * inverse

    // The top two bits choose the quarter of the circle, the others the place in it.
    let x = (unitInterval(second &<< 2) - 0.5) * 0.25
    let xx = x * x
    var sine = xx * -75.39356 + 81.592354
    sine = xx * sine - 41.341663
    sine = x * (xx * sine + 6.2831855)
    var cosine = xx * 59.220406 - 85.442856
    cosine = xx * cosine + 64.939316
    cosine = xx * cosine - 19.739208
    cosine = xx * cosine + 1
    let sineBits = unsafeBitCast(sine, to: LaneBits.self)
    let cosineBits = unsafeBitCast(cosine, to: LaneBits.self)
    let exchange = (sineBits ^ cosineBits) & (LaneBits(repeating: 0) &- (second &>> 30 & 1))
    let along = cosineBits ^ exchange ^ ((second ^ second &<< 1) & 0x8000_0000)
    let across = sineBits ^ exchange ^ (second & 0x8000_0000)
    return (radius * unsafeBitCast(along, to: Lanes.self), radius * unsafeBitCast(across, to: Lanes.self))
}

// MARK: - Sixteen blocks at once

/// Eight words, each in the low half of its lane, where the product of two words has room.
private typealias WideWords = SIMD8<UInt64>

/// Ten rounds of Philox on eight blocks: the words of `Philox.block`, lane by lane.
@inline(__always)
private func eightBlocks(_ index: WideWords, _ stream: UInt64, _ seed: UInt64) -> Tile<WideWords> {
    let low = WideWords(repeating: 0xFFFF_FFFF)
    let multiplier0 = WideWords(repeating: 0xD251_1F53)
    let multiplier1 = WideWords(repeating: 0xCD9E_8D57)
    var a = index & low
    var b = index &>> 32
    var c = WideWords(repeating: stream & 0xFFFF_FFFF)
    var d = WideWords(repeating: stream >> 32)
    var key0 = seed & 0xFFFF_FFFF
    var key1 = seed >> 32
    for _ in 0..<10 {
        // The masks change nothing, but show the compiler that this is a product of 32 by 32 bits.
        let first = (a & low) &* multiplier0
        let second = (c & low) &* multiplier1
        (a, b) = (second &>> 32 ^ b ^ WideWords(repeating: key0), second & low)
        (c, d) = (first &>> 32 ^ d ^ WideWords(repeating: key1), first & low)
        key0 = (key0 &+ 0x9E37_79B9) & 0xFFFF_FFFF
        key1 = (key1 &+ 0xBB67_AE85) & 0xFFFF_FFFF
    }
    return (a, b, c, d)
}

/// The words of the sixteen blocks from `first` on, which is a multiple of 16.
@inline(__always)
private func sixteenBlocks(_ first: UInt64, _ stream: UInt64, _ seed: UInt64) -> Tile<LaneBits> {
    let even = eightBlocks(first | WideWords(0, 2, 4, 6, 8, 10, 12, 14), stream, seed)
    let odd = eightBlocks(first | WideWords(1, 3, 5, 7, 9, 11, 13, 15), stream, seed)
    return (
        unsafeBitCast(even.0 | odd.0 &<< 32, to: LaneBits.self),
        unsafeBitCast(even.1 | odd.1 &<< 32, to: LaneBits.self),
        unsafeBitCast(even.2 | odd.2 &<< 32, to: LaneBits.self),
        unsafeBitCast(even.3 | odd.3 &<< 32, to: LaneBits.self)
    )
}

/// Fills `count` floats with the numbers at the positions from `state.counter` on, tile by tile.
@inline(__always)
private func fill<Numbers: WordsToNumbers>(
    _ out: UnsafeMutablePointer<Float>, _ count: Int, _ state: RandomGenerator.State, _ domain: RandomDomain,
    _ numbers: Numbers
) {
    let (stream, seed, tag) = (state.stream, state.seed, domain.rawValue << 62)
    let blockMask: UInt64 = 1 << 62 - 1
    let tileSize = 4 * Lanes.scalarCount
    // Positions of the first tile that lie before the counter.
    let skipped = Int(state.counter & 63)
    var tile = state.counter >> 6
    var done = 0

    func tileNumbers() -> Tile<Lanes> {
        numbers(sixteenBlocks(tag | (tile &<< 4 & blockMask), stream, seed))
    }
    func store(_ tile: Tile<Lanes>, _ out: UnsafeMutablePointer<Float>) {
        let raw = UnsafeMutableRawPointer(out)
        raw.storeBytes(of: tile.0, as: Lanes.self)
        raw.storeBytes(of: tile.1, toByteOffset: 64, as: Lanes.self)
        raw.storeBytes(of: tile.2, toByteOffset: 128, as: Lanes.self)
        raw.storeBytes(of: tile.3, toByteOffset: 192, as: Lanes.self)
    }
    func storePart(from start: Int) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: tileSize) { scratch in
            guard let base = scratch.baseAddress else { return }
            store(tileNumbers(), base)
            let taken = min(tileSize - start, count - done)
            (out + done).update(from: base + start, count: taken)
            done += taken
        }
        tile &+= 1
    }

    if skipped > 0, count > 0 { storePart(from: skipped) }
    while done + tileSize <= count {
        store(tileNumbers(), out + done)
        done += tileSize
        tile &+= 1
    }
    if done < count { storePart(from: 0) }
}
