import Foundation
import Testing

@testable import TensorCore

@Suite struct ArithmeticTests {
    private typealias Pair = @Sendable (NDArray, NDArray) -> NDArray
    private typealias Single = @Sendable (NDArray) -> NDArray

    private static let pairs: [(String, Pair, @Sendable (Float, Float) -> Float)] = [
        ("+", { $0 + $1 }, { $0 + $1 }),
        ("-", { $0 - $1 }, { $0 - $1 }),
        ("*", { $0 * $1 }, { $0 * $1 }),
        ("/", { $0 / $1 }, { $0 / $1 }),
        ("maximum", NDArray.maximum, { Swift.max($0, $1) }),
        ("minimum", NDArray.minimum, { Swift.min($0, $1) }),
        ("isEqual", { $0.isEqual(to: $1) }, { $0 == $1 ? 1 : 0 }),
        ("isNotEqual", { $0.isNotEqual(to: $1) }, { $0 != $1 ? 1 : 0 }),
        ("isLess", { $0.isLess(than: $1) }, { $0 < $1 ? 1 : 0 }),
        ("isLessOrEqual", { $0.isLessOrEqual(to: $1) }, { $0 <= $1 ? 1 : 0 }),
        ("isGreater", { $0.isGreater(than: $1) }, { $0 > $1 ? 1 : 0 }),
        ("isGreaterOrEqual", { $0.isGreaterOrEqual(to: $1) }, { $0 >= $1 ? 1 : 0 }),
        ("reluGradient", { $0.reluGradient($1, slope: 0.5) }, { $0 > 0 ? $1 : 0.5 * $1 }),
    ]

    private static let singles: [(String, Single, @Sendable (Float) -> Float)] = [
        ("-x", { -$0 }, { -$0 }),
        ("x + 1.5", { $0 + 1.5 }, { $0 + 1.5 }),
        ("1.5 + x", { 1.5 + $0 }, { 1.5 + $0 }),
        ("x - 1.5", { $0 - 1.5 }, { $0 - 1.5 }),
        ("1.5 - x", { 1.5 - $0 }, { 1.5 - $0 }),
        ("x * 1.5", { $0 * 1.5 }, { $0 * 1.5 }),
        ("1.5 * x", { 1.5 * $0 }, { 1.5 * $0 }),
        ("x / 1.7", { $0 / 1.7 }, { $0 / 1.7 }),
        ("1.7 / x", { 1.7 / $0 }, { 1.7 / $0 }),
        ("square", { $0.square() }, { $0 * $0 }),
        ("squareRoot", { $0.squareRoot() }, { $0.squareRoot() }),
        ("reciprocal", { $0.reciprocal() }, { 1 / $0 }),
        ("magnitude", { $0.magnitude() }, { $0.magnitude }),
        ("sign", { $0.sign() }, { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }),
        ("clamped", { $0.clamped(to: -0.5...1) }, { Swift.min(Swift.max($0, -0.5), 1) }),
        ("relu", { $0.relu() }, { Swift.max($0, 0) }),
        ("leaky", { $0.relu(slope: 0.25) }, { $0 > 0 ? $0 : 0.25 * $0 }),
    ]

    @Test func everyLayoutByItself() {
        for (name, operation, reference) in ArithmeticTests.singles {
            for x in sampleArrays {
                expect(
                    operation(x), x.shape, x.naiveScalars.map(reference), "\(name) of \(x.shape) \(x.strides)"
                )
            }
        }
    }

    @Test func everyPairOfLayoutsThatGoesTogether() {
        // Halves make some elements equal.
        let arrays = sampleArrays.map { ($0 * 2).rounded() * 0.5 } + sampleArrays
        for (index, a) in arrays.enumerated() where a.elementCount < 400 {
            for b in arrays[index...] {
                guard let shape = a.shape.broadcast(with: b.shape), shape.elementCount < 600 else { continue }
                let elements = allIndices(shape).map {
                    ($0, a.element(broadcastAt: $0), b.element(broadcastAt: $0))
                }
                let (name, operation, reference) = ArithmeticTests.pairs[index % ArithmeticTests.pairs.count]
                expect(
                    operation(a, b), shape, elements.map { reference($0.1, $0.2) },
                    "\(name) \(a.shape) \(b.shape)")
                expect(
                    operation(b, a), shape, elements.map { reference($0.2, $0.1) },
                    "\(name) \(b.shape) \(a.shape)")
            }
        }
    }

    @Test func everyOperatorBroadcasts() {
        let a = NDArray.range(6).reshaped([2, 3]) - 2.5
        let (row, column) = (NDArray([1, -2, 0.5]), NDArray([3, 0.25], shape: [2, 1]))
        for (name, operation, reference) in ArithmeticTests.pairs {
            for b in [row, column, NDArray(1.5), a.transposed().contiguous().transposed()] {
                let expected = allIndices(a.shape).map {
                    reference(a.element($0), b.element(broadcastAt: $0))
                }
                expect(operation(a, b), a.shape, expected, "\(name) \(b.shape)")
            }
        }
    }

    @Test(arguments: [1, 2, 10, 16, 17, 63, 1000, 1025, 3000])
    func shortRowsThatAreRepeated(length: Int) {
        var generator = RandomGenerator(seed: 2)
        for rows in [1, 2, 3, 130, 700] where rows * length < 100_000 {
            let (batch, bias) = (
                NDArray.normal([rows, length], using: &generator), NDArray.normal([length], using: &generator)
            )
            let (a, b) = (batch.scalars, bias.scalars)
            var inPlace = batch
            inPlace -= bias
            let difference = a.indices.map { a[$0] - b[$0 % length] }
            let isRight = (
                (batch - bias).scalars == difference, (bias - batch).scalars == difference.map { -$0 },
                inPlace.scalars == difference
            )
            #expect(isRight == (true, true, true), "\(rows) rows")
        }
    }

    @Test func aShortRowOverNoRows() {
        var none = NDArray.zeros([0, 1000])
        none += NDArray.ones([1000])
        expect(none, [0, 1000], [])
        expect(none * NDArray.ones([1000]), [0, 1000], [])
        expect(NDArray.ones([1000]) - none, [0, 1000], [])
        expect(NDArray.zeros([3, 0]) + NDArray.ones([3, 1]), [3, 0], [])
    }

    @Test func inPlace() {
        for x in sampleArrays {
            let elements = x.naiveScalars
            var y = x
            y += 2
            expect(y, x.shape, elements.map { $0 + 2 })
            y = x
            y *= 3
            expect(y, x.shape, elements.map { $0 * 3 })
            y = x
            y -= x
            expect(y, x.shape, elements.map { $0 - $0 })
            y = x
            y *= x.copied()
            expect(y, x.shape, elements.map { $0 * $0 })
            y = x
            y /= NDArray(4)
            expect(y, x.shape, elements.map { $0 / 4 })
            y = x
            y.add(x, scaledBy: 0.5)
            expect(y, x.shape, elements.map { $0 + 0.5 * $0 })
        }
        var matrix = NDArray.zeros([2, 3])
        matrix += NDArray([1, 2, 3])
        matrix -= NDArray([1, 10], shape: [2, 1])
        expect(matrix, [2, 3], [0, 1, 2, -9, -8, -7])
    }

    @Test func specials() {
        let (a, b) = (NDArray([.nan, 1, .nan, .infinity, -0.0]), NDArray([1, .nan, .nan, -.infinity, 0]))
        expect(.maximum(a, b), [5], [.nan, .nan, .nan, .infinity, 0])
        expect(.minimum(a, b), [5], [.nan, .nan, .nan, -.infinity, 0])
        expect(a + b, [5], [.nan, .nan, .nan, .nan, 0])
        expect(a.isEqual(to: a), [5], [0, 1, 0, 1, 1])
        expect(a.isNotEqual(to: a), [5], [1, 0, 1, 0, 0])
        expect(a.clamped(to: 0...2), [5], [.nan, 1, .nan, 2, 0])
        expect(a.relu(), [5], [.nan, 1, .nan, .infinity, 0])
        expect((-a).relu(), [5], [.nan, 0, .nan, 0, 0])
        expect(NDArray([-1, 0, 2]).reluGradient(a[3..<4]), [3], [0, 0, .infinity])
        expect(NDArray([1, -1, 0]) / NDArray(0), [3], [.infinity, -.infinity, .nan])
    }

    @Test func closeness() {
        let infinity = NDArray([.infinity])
        #expect(NDArray([1, 100]).isClose(to: NDArray([1, 100.0005])))
        #expect(!NDArray([1, 100]).isClose(to: NDArray([1, 100.01])))
        #expect(!NDArray([1]).isClose(to: NDArray([1], shape: [1, 1])))
        #expect(!NDArray([.nan]).isClose(to: NDArray([.nan])))
        #expect(infinity.isClose(to: infinity))
        #expect(!NDArray([1]).isClose(to: infinity))
        #expect(!infinity.isClose(to: NDArray([1])))
        #expect(!(-infinity).isClose(to: infinity))
    }

    @Test func selecting() {
        let mask = NDArray([1, 0, 0, 2, -1, 0], shape: [2, 3])
        expect(.select(mask, NDArray([1, 2, 3]), NDArray(9)), [2, 3], [1, 9, 9, 1, 2, 9])
        expect(.select(NDArray(1), NDArray([1, 2]), .zeros([2, 1])), [2, 2], [1, 2, 1, 2])
        expect(.select(mask.transposed(), NDArray(1), NDArray(.nan)), [3, 2], [1, 1, .nan, 1, .nan, .nan])
        for x in sampleArrays {
            let expected = x.naiveScalars.map { $0 > 0 ? $0 : -1 }
            expect(.select(x.isGreater(than: NDArray(0)), x, NDArray(-1)), x.shape, expected)
        }
    }
}

extension NDArray {
    fileprivate func rounded() -> NDArray { NDArray(scalars.map { $0.rounded() }, shape: shape) }
}

/// The functions, as arrays apply them; how accurate the rows themselves are is tested elsewhere.
@Suite struct FunctionTests {
    private static let functions: [(String, @Sendable (NDArray) -> NDArray, @Sendable (Double) -> Double)] = [
        ("exp", { $0.exp() }, exp),
        ("expMinusOne", { $0.expMinusOne() }, expm1),
        ("log", { $0.log() }, log),
        ("logOnePlus", { $0.logOnePlus() }, log1p),
        ("tanh", { $0.tanh() }, tanh),
        ("sigmoid", { $0.sigmoid() }, { 1 / (1 + exp(-$0)) }),
        ("erf", { $0.erf() }, erf),
        ("sin", { $0.sin() }, sin),
        ("cos", { $0.cos() }, cos),
        ("softplus", { $0.softplus() }, { log1p(exp($0)) }),
        ("gelu", { $0.gelu() }, { 0.5 * $0 * (1 + erf($0 / 2.0.squareRoot())) }),
        (
            "geluTanh", { $0.geluTanh() },
            { x in
                0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
            }
        ),
        ("power 3", { $0.power(3) }, { $0 * $0 * $0 }),
        ("power 2", { $0.power(2) }, { $0 * $0 }),
        ("power -1", { $0.power(-1) }, { 1 / $0 }),
        ("power 0.5", { $0.power(0.5) }, { $0.squareRoot() }),
        ("power 0", { $0.power(0) }, { _ in 1 }),
        ("power [2.5]", { $0.power(NDArray(2.5)) }, { pow($0, 2.5) }),
    ]

    @Test func everyFunctionOnEveryLayout() {
        for (name, function, reference) in FunctionTests.functions {
            for x in sampleArrays {
                let result = function(x)
                #expect(result.shape == x.shape)
                for (value, input) in zip(result.naiveScalars, x.naiveScalars) {
                    let expected = reference(Double(input))
                    let isRight =
                        expected.isNaN
                        ? value.isNaN : abs(Double(value) - expected) <= 5e-7 * max(abs(expected), 0.1)
                    #expect(isRight, "\(name) of \(input): \(value) instead of \(expected)")
                }
            }
        }
    }

    @Test func derivativesOfGELU() {
        let x = NDArray.linearlySpaced(from: -4, through: 4, count: 33)
        let (h, xs) = (1e-4, x.scalars.map(Double.init))
        func exact(_ x: Double) -> Double { 0.5 * x * (1 + erf(x / 2.0.squareRoot())) }
        for (value, x) in zip(x.geluDerivative().scalars, xs) {
            #expect(abs(Double(value) - (exact(x + h) - exact(x - h)) / (2 * h)) < 1e-6)
        }
        func approximate(_ x: Double) -> Double {
            0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
        }
        for (value, x) in zip(x.geluTanhDerivative().scalars, xs) {
            #expect(abs(Double(value) - (approximate(x + h) - approximate(x - h)) / (2 * h)) < 1e-6)
        }
    }

    @Test func powersOfPairs() {
        let (base, exponent) = (NDArray([2, 3, 4], shape: [3, 1]), NDArray([0, 1, 2, 0.5]))
        let expected: [Float] = [1, 2, 4, 1.4142135, 1, 3, 9, 1.7320508, 1, 4, 16, 2]
        let result = base.power(exponent)
        #expect(result.shape == [3, 4])
        #expect(result.isClose(to: NDArray(expected, shape: [3, 4]), relativeTolerance: 3e-7))
    }
}
