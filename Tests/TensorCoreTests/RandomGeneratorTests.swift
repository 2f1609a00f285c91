import Foundation
import Testing

@testable import TensorCore

/// How far a count is from what is expected, in standard deviations, summed over buckets: about `buckets`.
private func chiSquare(_ counts: [Int], _ expected: [Double]) -> Double {
    zip(counts, expected).reduce(0) { $0 + ($1.0.asDouble - $1.1) * ($1.0.asDouble - $1.1) / $1.1 }
}

/// Five standard deviations above the mean of the chi-square distribution of `buckets` − 1 degrees of freedom.
private func chiSquareLimit(_ buckets: Int) -> Double {
    let degrees = Double(buckets - 1)
    return degrees + 5 * (2 * degrees).squareRoot()
}

extension Int {
    fileprivate var asDouble: Double { Double(self) }
}

private func mean(_ x: [Float]) -> Double { x.reduce(0) { $0 + Double($1) } / Double(x.count) }

/// The mean of the `power`-th powers of the distances from the mean.
private func moment(_ x: [Float], _ power: Double) -> Double {
    let center = mean(x)
    return x.reduce(0) { $0 + pow(Double($1) - center, power) } / Double(x.count)
}

private func serialCorrelation(_ x: [Float], lag: Int) -> Double {
    let center = mean(x)
    var sum = 0.0
    for i in lag..<x.count { sum += (Double(x[i]) - center) * (Double(x[i - lag]) - center) }
    return sum / Double(x.count - lag) / moment(x, 2)
}

private enum Kind: CaseIterable {
    case uniform
    case normal
    case bernoulli

    func fill(_ count: Int, from state: RandomGenerator.State) -> [Float] {
        [Float](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = count
            guard let out = buffer.baseAddress else { return }
            switch self {
            case .uniform: RandomFill.uniform(out, count: count, low: -2, high: 3, from: state)
            case .normal: RandomFill.normal(out, count: count, mean: 0, standardDeviation: 1, from: state)
            case .bernoulli: RandomFill.bernoulli(out, count: count, probability: 0.3, from: state)
            }
        }
    }

    func draw(_ generator: inout RandomGenerator) -> Float {
        switch self {
        case .uniform: generator.uniform(in: -2...3)
        case .normal: generator.normal()
        case .bernoulli: generator.bernoulli(0.3) ? 1 : 0
        }
    }
}

@Suite struct RandomGeneratorTests {
    /// The known answers that Salmon and others publish with their library.
    @Test func philoxGivesItsKnownAnswers() {
        let ones: UInt32 = 0xFFFF_FFFF
        #expect(
            Philox.block(counter: (0, 0, 0, 0), key: (0, 0))
                == (0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
        #expect(
            Philox.block(counter: (ones, ones, ones, ones), key: (ones, ones))
                == (0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
        #expect(
            Philox.block(
                counter: (0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344), key: (0xA409_3822, 0x299F_31D0)
            )
                == (0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
    }

    /// Holds the vector code to the scalar code, which the known answers hold, wherever a fill begins and ends.
    @Test(arguments: Kind.allCases)
    fileprivate func aFillGivesWhatSingleDrawsGive(_ kind: Kind) {
        for start: UInt64 in [0, 1, 15, 16, 63, 64, 1000, (1 << 38) - 20, .max - 30] {
            for count in [0, 1, 15, 16, 17, 63, 64, 65, 200] {
                let state = RandomGenerator.State(
                    seed: 0xFEED_0000_0000_0007, stream: 3 << 40, counter: start)
                var generator = RandomGenerator(state: state)
                let single = (0..<count).map { _ in kind.draw(&generator) }
                let isSame = kind.fill(count, from: state) == single
                #expect(isSame, "\(start) \(count)")
                #expect(generator.state == state.advanced(by: count))
            }
        }
    }

    @Test(arguments: Kind.allCases)
    fileprivate func chunksJoinToTheWholeFill(_ kind: Kind) {
        let state = RandomGenerator.State(seed: 5, stream: 0, counter: 17)
        let whole = kind.fill(1000, from: state)
        for chunk in [1, 7, 64, 100, 333] {
            let parts = stride(from: 0, to: 1000, by: chunk).flatMap {
                kind.fill(min(chunk, 1000 - $0), from: state.advanced(by: $0))
            }
            let isSame = parts == whole
            #expect(isSame, "\(chunk)")
        }
    }

    @Test func aFillAdvancesTheCounterByItsCount() {
        var generator = RandomGenerator(seed: 1)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 100) { buffer in
            guard let out = buffer.baseAddress else { return }
            RandomFill.uniform(out, count: 100, low: 0, high: 1, using: &generator)
            #expect(generator.state.counter == 100)
            RandomFill.normal(out, count: 33, mean: 0, standardDeviation: 1, using: &generator)
            #expect(generator.state.counter == 133)
            RandomFill.bernoulli(out, count: 1, probability: 0.5, using: &generator)
            #expect(generator.state.counter == 134)
        }
    }

    @Test func theStateSavesAndRestores() throws {
        var generator = RandomGenerator(seed: .max)
        _ = generator.permutation(10)
        var child = generator.split()
        _ = child.normal()
        let saved = try JSONEncoder().encode(child.state)
        let expected = (0..<20).map { _ in child.next() }
        let restored = try JSONDecoder().decode(RandomGenerator.State.self, from: saved)
        var again = RandomGenerator(state: restored)
        #expect((0..<20).map { _ in again.next() } == expected)
        again.state = restored
        #expect((0..<20).map { _ in again.next() } == expected)
    }

    @Test func seedsAndStreamsDiffer() {
        var first = RandomGenerator(seed: 1)
        var second = RandomGenerator(seed: 2)
        var same = RandomGenerator(seed: 1)
        var children = (0..<3).map { _ in first.split() }
        #expect(Set(children.map(\.state.stream)).union([0]).count == 4)
        first.state.counter = 0
        let a = (0..<100).map { _ in first.next() }
        #expect((0..<100).map { _ in same.next() } == a)
        var all = Set(a)
        all.formUnion((0..<100).map { _ in second.next() })
        for index in children.indices { all.formUnion((0..<100).map { _ in children[index].next() }) }
        #expect(all.count == 500)
        var grandchild = children[0].split()
        #expect(grandchild.state.stream != children[0].state.stream)
        all.insert(grandchild.next())
        #expect(all.count == 501)
    }

    @Test func uniformNumbersAreUniform() {
        let x = Kind.uniform.fill(1_000_000, from: RandomGenerator(seed: 11).state).map { ($0 + 2) / 5 }
        #expect(x.allSatisfy { $0 >= 0 && $0 <= 1 })
        #expect(abs(mean(x) - 0.5) < 5 * (1.0 / 12 / 1e6).squareRoot())
        #expect(abs(moment(x, 2) - 1.0 / 12) < 5 * (1.0 / 180 / 1e6).squareRoot())
        var counts = [Int](repeating: 0, count: 1000)
        var pairs = [Int](repeating: 0, count: 400)
        for i in x.indices { counts[min(Int(x[i] * 1000), 999)] += 1 }
        for i in stride(from: 0, to: x.count, by: 2) {
            pairs[min(Int(x[i] * 20), 19) * 20 + min(Int(x[i + 1] * 20), 19)] += 1
        }
        #expect(chiSquare(counts, Array(repeating: 1000, count: 1000)) < chiSquareLimit(1000))
        #expect(chiSquare(pairs, Array(repeating: 1250, count: 400)) < chiSquareLimit(400))
        for lag in [1, 2, 4, 15, 16, 17, 32, 48, 64] {
            #expect(abs(serialCorrelation(x, lag: lag)) < 5e-3, "lag \(lag)")
        }
    }

    @Test func everyBitOfAUniformNumberIsFair() {
        var generator = RandomGenerator(seed: 12)
        var ones = [Int](repeating: 0, count: 24)
        for _ in 0..<100_000 {
            let x = generator.uniform() * 0x1p24
            #expect(x == x.rounded() && x >= 0 && x < 0x1p24)
            for bit in 0..<24 where Int(x) >> bit & 1 == 1 { ones[bit] += 1 }
        }
        for count in ones { #expect(abs(count - 50_000) < 800) }
    }

    @Test func uniformNumbersStayInTheirRange() {
        let state = RandomGenerator(seed: 13).state
        let largest = Float.greatestFiniteMagnitude
        for (low, high): (Float, Float) in [
            (0.1, 0.1), (1, Float(1).nextUp.nextUp), (-largest, largest),
            (-Float.leastNonzeroMagnitude, .leastNonzeroMagnitude), (3e7, 3e7 + 4),
        ] {
            var x = [Float](repeating: .nan, count: 1000)
            RandomFill.uniform(&x, count: 1000, low: low, high: high, from: state)
            #expect(x.allSatisfy { $0 >= low && ($0 < high || low == high) }, "\(low) \(high)")
            #expect(low == high || Set(x).count > 1)
        }
    }

    @Test func normalNumbersAreNormal() {
        let count = 2_000_000
        let x = Kind.normal.fill(count, from: RandomGenerator(seed: 14).state)
        let deviation = 1 / Double(count).squareRoot()
        #expect(abs(mean(x)) < 5 * deviation)
        #expect(abs(moment(x, 2) - 1) < 5 * deviation * 2.0.squareRoot())
        #expect(abs(moment(x, 3)) < 5 * deviation * 15.0.squareRoot())
        #expect(abs(moment(x, 4) - 3) < 5 * deviation * 96.0.squareRoot())
        // Buckets of a tenth from -4 to 4, and the two tails.
        let edges = (0...80).map { -4 + Double($0) / 10 }
        let cumulative = [0] + edges.map { 0.5 * erfc(-$0 / 2.0.squareRoot()) } + [1]
        var counts = [Int](repeating: 0, count: 82)
        for value in x { counts[min(max(Int(floor(Double(value) * 10)) + 41, 0), 81)] += 1 }
        let expected = (0..<82).map { (cumulative[$0 + 1] - cumulative[$0]) * Double(count) }
        #expect(chiSquare(counts, expected) < chiSquareLimit(82))
        #expect(x.allSatisfy { abs($0) < 6.8 })
        for lag in [1, 2, 15, 16, 17, 32, 48, 64] {
            #expect(abs(serialCorrelation(x, lag: lag)) < 5 * deviation, "lag \(lag)")
            #expect(
                abs(serialCorrelation(x.map { $0 * $0 }, lag: lag)) < 5 * deviation, "squares, lag \(lag)")
        }
    }

    @Test func normalPairsFollowBoxAndMuller() {
        var words = RandomGenerator(seed: 15)
        var cases: [(UInt32, UInt32)] = [
            (0, 0), (.max, .max), (0, .max), (.max, 0), (0x8000_0000, 0x8000_0000),
        ]
        for _ in 0..<10_000 {
            let bits = words.next()
            cases.append((UInt32(truncatingIfNeeded: bits), UInt32(truncatingIfNeeded: bits >> 32)))
        }
        for (first, second) in cases {
            let u = Double(Float(Double(first >> 16) * 0x1p-16 + (Double(first & 0xFFFF) + 0.5) * 0x1p-32))
            let quarter = Double(second >> 30)
            let place = (Double((second << 2) >> 8) * 0x1p-24 - 0.5) / 4
            let radius = (-2 * log(u)).squareRoot()
            let pair = RandomFill.normalPair(first, second)
            let angle = 2 * Double.pi * (quarter / 4 + place)
            #expect(abs(Double(pair.0) - radius * cos(angle)) < 2e-6 * (1 + radius))
            #expect(abs(Double(pair.1) - radius * sin(angle)) < 2e-6 * (1 + radius))
        }
    }

    @Test func bernoulliNumbersHaveTheirProbability() {
        let x = Kind.bernoulli.fill(1_000_000, from: RandomGenerator(seed: 16).state)
        #expect(x.allSatisfy { $0 == 0 || $0 == 1 })
        #expect(abs(mean(x) - 0.3) < 5 * (0.21 / 1e6).squareRoot())
        var generator = RandomGenerator(seed: 17)
        for _ in 0..<1000 {
            let (never, always) = (generator.bernoulli(0), generator.bernoulli(1))
            #expect(!never && always)
        }
    }

    @Test func integersAreFair() {
        var generator = RandomGenerator(seed: 18)
        for bound in [1, 2, 3, 10, 97] {
            var counts = [Int](repeating: 0, count: bound)
            for _ in 0..<200_000 { counts[generator.integer(below: bound)] += 1 }
            let expected = [Double](repeating: 200_000 / Double(bound), count: bound)
            #expect(chiSquare(counts, expected) <= chiSquareLimit(bound), "\(bound)")
        }
        // A quarter of all words must be drawn again for this bound; what is left must be even.
        let large = 3 << 61
        var low = 0
        for _ in 0..<100_000 where generator.integer(below: large) < large / 2 { low += 1 }
        #expect(abs(low - 50_000) < 800)
    }

    @Test func permutationsAreFair() {
        var generator = RandomGenerator(seed: 19)
        let sizes = [0, 1, 2, 1000]
        #expect(sizes.map { generator.permutation($0).sorted() } == sizes.map { Array(0..<$0) })
        var counts: [[Int]: Int] = [:]
        for _ in 0..<120_000 { counts[generator.permutation(4), default: 0] += 1 }
        #expect(counts.count == 24)
        #expect(chiSquare(Array(counts.values), Array(repeating: 5000, count: 24)) < chiSquareLimit(24))
    }

    @Test func categoriesFollowTheirWeights() {
        var generator = RandomGenerator(seed: 20)
        let weights: [Float] = [0, 2, 0.5, 0, 7.5, 0]
        var counts = [Int](repeating: 0, count: 6)
        for _ in 0..<100_000 { counts[generator.categorical(weights)] += 1 }
        #expect(counts[0] == 0 && counts[3] == 0 && counts[5] == 0)
        #expect(chiSquare([counts[1], counts[2], counts[4]], [20_000, 5_000, 75_000]) < chiSquareLimit(3))
        let tiny = generator.categorical([0, .leastNonzeroMagnitude, 0])
        #expect(tiny == 1)
        #expect((0..<100).allSatisfy { _ in generator.categorical([3e38, 3e38, 3e38]) < 3 })
    }

    @Test func badArgumentsTrap() async {
        await #expect(processExitsWith: .failure) {
            var generator = RandomGenerator(seed: 1)
            _ = generator.categorical([0, 0])
        }
        await #expect(processExitsWith: .failure) {
            var generator = RandomGenerator(seed: 1)
            _ = generator.categorical([1, .nan])
        }
        await #expect(processExitsWith: .failure) {
            var generator = RandomGenerator(seed: 1)
            _ = generator.integer(below: 0)
        }
        await #expect(processExitsWith: .failure) {
            var generator = RandomGenerator(seed: 1)
            _ = generator.bernoulli(.nan)
        }
    }

    @Test func uniformNumbersStayBelowTheUpperBound() {
        // 1 · 2⁻²⁴ + 2 · (1 − 2⁻²⁴), the largest, is 2 once it is rounded; one draw in 2²⁵ or so is.
        var generator = RandomGenerator(seed: 1)
        var largest: Float = 0
        for _ in 0..<24 {
            let numbers = NDArray.uniform([1 << 22], from: 1, to: 2, using: &generator)
            largest = max(largest, numbers.max().scalar)
        }
        #expect(largest == Float(2).nextDown)
        #expect(NDArray.uniform([3], from: 2, to: 2, using: &generator) == NDArray([2, 2, 2]))
    }

    @Test func aNegativeDeviationTraps() async {
        await #expect(processExitsWith: .failure) {
            var generator = RandomGenerator(seed: 1)
            _ = NDArray.normal([2], standardDeviation: -1, using: &generator)
        }
    }
}
