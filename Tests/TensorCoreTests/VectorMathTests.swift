import Foundation
import Testing
import Vectors

@testable import TensorCore

/// A function in its three forms: of a row, of a number, and in doubles.
private struct Function: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let float: RowFunction
    let exact: @Sendable (Double) -> Double

    init(_ name: String, _ float: RowFunction, _ exact: @escaping @Sendable (Double) -> Double) {
        (testDescription, self.float, self.exact) = (name, float, exact)
    }

    func callAsFunction(_ input: [Float]) -> [Float] {
        var output = [Float](repeating: 0, count: input.count)
        float(input, &output, input.count)
        return output
    }
}

private func logistic(_ x: Double) -> Double { x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)) }
private func normalDistribution(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }
private func tanhArgument(_ x: Double) -> Double { (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x) }

private let functions: [Function] = [
    Function("exp", VectorMath.exp) { Foundation.exp($0) },
    Function("expMinusOne", VectorMath.expMinusOne) { Foundation.expm1($0) },
    Function("log", VectorMath.log) { Foundation.log($0) },
    Function("logOnePlus", VectorMath.logOnePlus) { Foundation.log1p($0) },
    Function("sigmoid", VectorMath.sigmoid) { logistic($0) },
    Function("softplus", VectorMath.softplus) {
        max($0, 0) + ($0.isNaN ? $0 : Foundation.log1p(Foundation.exp(-abs($0))))
    },
    Function("tanh", VectorMath.tanh) { Foundation.tanh($0) },
    Function("erf", VectorMath.erf) { Foundation.erf($0) },
    Function("sin", VectorMath.sin) { Foundation.sin($0) },
    Function("cos", VectorMath.cos) { Foundation.cos($0) },
    Function("squareRoot", VectorMath.squareRoot) { $0.squareRoot() },
]

private let geluFunctions: [Function] = [
    Function("gelu", VectorMath.gelu) { $0 * normalDistribution($0) },
    Function("geluTanh", VectorMath.geluTanh) { $0 * logistic(2 * tanhArgument($0)) },
    Function("geluDerivative", VectorMath.geluDerivative) {
        normalDistribution($0) + $0 * exp(-$0 * $0 / 2) / (2 * Double.pi).squareRoot()
    },
    Function("geluTanhDerivative", VectorMath.geluTanhDerivative) {
        let u = tanhArgument($0)
        let slope = (2 / Double.pi).squareRoot() * (1 + 3 * 0.044715 * $0 * $0)
        return logistic(2 * u) + 2 * $0 * slope * logistic(2 * u) * logistic(-2 * u)
    },
]

private let infinity = Float.infinity

/// Every 2048th bit pattern of both signs, from an odd start so that last bits vary, then numbers of every day.
private let sweep: [Float] = {
    var values = stride(from: UInt64(0), to: 1 << 32, by: 2047).map { Float(bitPattern: UInt32($0)) }
    var generator = RandomGenerator(seed: 1)
    for _ in 0..<300_000 { values.append(generator.uniform(in: -20...20)) }
    for _ in 0..<300_000 { values.append(generator.uniform(in: -2...2)) }
    return values
}()

private let specials: [Float] = [
    0, -0.0, infinity, -infinity, .nan, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
    .leastNormalMagnitude,
    -.leastNormalMagnitude, Float.leastNormalMagnitude.nextDown, .greatestFiniteMagnitude,
    -.greatestFiniteMagnitude,
    1, -1, Float(1).nextUp, Float(1).nextDown, Float(-1).nextUp, Float(-1).nextDown, 88.72283, 88.722835,
    88.72284,
    -87.33654, -87.33655, -103.27892, -103.97207, -103.97208, -103.97209, 0.3465736, -0.3465736, 9.010913,
    9.02,
    3.92, 4, 4.1, 65536, 65537, -65537, 1e22, 3.1415927, 1.5707964, 0.70710677, 1.4142135, 17.5, -17.5,
]

/// How many floats lie between the two, or nil where only one is NaN or the signs of zeros differ.
private func floatsBetween(_ a: Float, _ b: Float) -> Int? {
    if a.isNaN || b.isNaN { return a.isNaN == b.isNaN ? 0 : nil }
    if a == 0 && b == 0 { return a.sign == b.sign ? 0 : nil }
    func rank(_ x: Float) -> Int { x.sign == .minus ? -Int(x.magnitude.bitPattern) : Int(x.bitPattern) }
    return abs(rank(a) - rank(b))
}

@Suite struct VectorMathTests {
    @Test(arguments: functions)
    fileprivate func staysWithinFourUlpOfTheExactResult(_ function: Function) {
        let inputs = sweep + specials
        let results = function(inputs)
        var worst = (ulp: 0, at: Float(0))
        for (x, result) in zip(inputs, results) {
            guard let ulp = floatsBetween(result, Float(function.exact(Double(x)))) else {
                Issue.record("\(x) gives \(result)")
                return
            }
            if ulp > worst.ulp { worst = (ulp, x) }
        }
        #expect(worst.ulp <= 4, "at \(worst.at)")
    }

    /// A test that an exact result passes and one five floats away does not.
    @Test func theMeasureOfErrorSeesAWrongResult() {
        #expect(floatsBetween(1, 1) == 0)
        #expect(floatsBetween(1, Float(1).nextUp.nextUp) == 2)
        #expect(floatsBetween(.leastNonzeroMagnitude, -.leastNonzeroMagnitude) == 2)
        #expect(floatsBetween(0, -0.0) == nil)
        #expect(floatsBetween(.nan, 1) == nil)
        #expect(floatsBetween(.greatestFiniteMagnitude, infinity) == 1)
    }

    @Test(arguments: functions + geluFunctions)
    fileprivate func aResultDoesNotDependOnItsPlace(_ function: Function) {
        let others = Array(sweep[5_000..<5_050])
        let values: [Float] = specials + others + [3, -0.5, 100_000, 0.25, -7.5, 0x1p-128]
        let expected = values.map { function.float($0).bitPattern }
        for count in [0, 1, 2, 15, 16, 17, 31, 33, values.count] {
            for start in [0, 1, 7, 13] where start + count <= values.count {
                // In place, with guards before and after that must stay as they are.
                var buffer = [-123] + values[start..<start + count] + [-123]
                buffer.withUnsafeMutableBufferPointer { floats in
                    guard let base = floats.baseAddress else { return }
                    function.float(UnsafePointer(base + 1), base + 1, count)
                }
                #expect(buffer.first == -123 && buffer.last == -123)
                let bits = buffer.dropFirst().dropLast().map(\.bitPattern)
                for (i, (got, wanted)) in zip(bits, expected[start...]).enumerated() where got != wanted {
                    let bothNaN = buffer[i + 1].isNaN && Float(bitPattern: wanted).isNaN
                    #expect(bothNaN, "\(values[start + i]) of \(count) from \(start)")
                }
            }
        }
    }

    @Test func exponentialAtItsLimits() {
        #expect(VectorMath.exp(0) == 1)
        #expect(VectorMath.exp(-0.0) == 1)
        #expect(VectorMath.exp(infinity) == infinity)
        #expect(VectorMath.exp(-infinity) == 0)
        #expect(VectorMath.exp(88.72284) == infinity)
        #expect(VectorMath.exp(88.72283).isFinite)
        #expect(VectorMath.exp(-103.9) == .leastNonzeroMagnitude)
        #expect(VectorMath.exp(-104) == 0)
        #expect(VectorMath.exp(.nan).isNaN)
        #expect(VectorMath.expMinusOne(-200) == -1)
        #expect(VectorMath.expMinusOne(-0.0).sign == .minus)
    }

    @Test func logarithmAtItsLimits() {
        #expect(VectorMath.log(0) == -infinity)
        #expect(VectorMath.log(-0.0) == -infinity)
        #expect(VectorMath.log(-1).isNaN)
        #expect(VectorMath.log(-infinity).isNaN)
        #expect(VectorMath.log(infinity) == infinity)
        #expect(VectorMath.log(1) == 0)
        #expect(VectorMath.logOnePlus(-1) == -infinity)
        #expect(VectorMath.logOnePlus(Float(-1).nextDown).isNaN)
        #expect(VectorMath.logOnePlus(-0.0).sign == .minus)
        #expect(VectorMath.logOnePlus(1e-30) == 1e-30)
    }

    @Test func saturationAndSigns() {
        #expect(VectorMath.tanh(10) == 1 && VectorMath.tanh(-infinity) == -1)
        #expect(VectorMath.tanh(8) < 1)
        #expect(VectorMath.erf(4) == 1 && VectorMath.erf(-infinity) == -1)
        #expect(VectorMath.erf(3.8) < 1)
        #expect(VectorMath.sigmoid(infinity) == 1 && VectorMath.sigmoid(-infinity) == 0)
        #expect(VectorMath.softplus(-infinity) == 0 && VectorMath.softplus(infinity) == infinity)
        #expect(VectorMath.sin(infinity).isNaN && VectorMath.cos(-infinity).isNaN)
        for odd in [VectorMath.tanh, VectorMath.erf, VectorMath.sin] as [RowFunction] {
            #expect(odd(-0.0) == 0 && odd(-0.0).sign == .minus)
            for x in sweep[0..<20_000] where !x.isNaN { #expect(odd(-x) == -odd(x)) }
        }
    }

    /// Floats beside multiples of π/2, where a reduction that is not exact enough shows.
    @Test func sineAndCosineNearTheirZeros() {
        var worst = 0
        for n in Array(1...41_800) + Array(stride(from: 41_801, to: 4_000_000, by: 997)) {
            let center = Float(Double(n) * Double.pi / 2)
            for x in [center.nextDown, center, center.nextUp, -center] {
                worst = max(worst, floatsBetween(VectorMath.sin(x), Float(sin(Double(x)))) ?? .max)
                worst = max(worst, floatsBetween(VectorMath.cos(x), Float(cos(Double(x)))) ?? .max)
            }
        }
        #expect(worst <= 4)
    }

    @Test func squareRootsAreCorrectlyRounded() {
        // Two binades hold every kind of fraction; a few more and the denormals hold the scaling.
        for (first, step) in [
            (0x3F80_0000, 7), (0x0000_0000, 1013), (0x0080_0000, 4051), (0x7E80_0000, 1021),
        ] {
            let inputs = stride(from: first, to: first + 0x0100_0000, by: step).map {
                Float(bitPattern: UInt32($0))
            }
            var results = inputs
            VectorMath.squareRoot(inputs, &results, inputs.count)
            let isSame = zip(inputs, results).allSatisfy { $0.squareRoot() == $1 || $0.isNaN }
            #expect(isSame)
        }
    }

    @Test func geluKeepsItsAccuracy() {
        let inputs = sweep.filter { !$0.isNaN } + specials.filter { !$0.isNaN && $0 != -infinity }
        for function in geluFunctions.prefix(2) {
            for (x, result) in zip(inputs, function(inputs)) {
                let exact = function.exact(Double(x))
                let isClose =
                    abs(Double(result) - exact) <= 5e-8
                    || (floatsBetween(result, Float(exact)) ?? .max) <= 4
                if !isClose { Issue.record("\(function.testDescription) of \(x) is \(result), not \(exact)") }
            }
            #expect(function.float(-infinity) == 0)
            #expect(function.float(infinity) == infinity)
            #expect(function.float(.nan).isNaN)
        }
        for function in geluFunctions.suffix(2) {
            let moderate = inputs.filter { abs($0) < 1e6 }
            for (x, result) in zip(moderate, function(moderate)) {
                let error = abs(Double(result) - function.exact(Double(x)))
                if error > 3e-7 { Issue.record("\(function.testDescription) of \(x) is off by \(error)") }
            }
            #expect(function.float(-infinity) == 0 && function.float(-1e30) == 0)
            #expect(function.float(infinity) == 1 && function.float(1e30) == 1)
            #expect(function.float(.nan).isNaN)
        }
    }

    @Test func powersStayWithinFourUlp() {
        let exponents: [Float] = [
            0.5, 2, -1, 3, 1.7, -2.3, 0, -0.0, infinity, -infinity, .nan, 31.7, -0.01, 1e-30, 5e6, 16_777_215,
            -7,
            1e38, .leastNonzeroMagnitude,
        ]
        let inputs = stride(from: 0, to: sweep.count, by: 8).map { sweep[$0] } + specials
        var results = inputs
        for y in exponents {
            VectorMath.pow(inputs, y, &results, inputs.count)
            var worst = 0
            for (x, result) in zip(inputs, results) {
                worst = max(worst, floatsBetween(result, Float(Foundation.pow(Double(x), Double(y)))) ?? .max)
            }
            #expect(worst <= 4, "exponent \(y)")
        }
    }

    @Test func powersOfEverySpecialPair() {
        let bases = specials + [2, -2, 0.5, -0.5, 3, -3]
        let exponents = specials + [2, -2, 3, -3, 0.5, -0.5, 16_777_216]
        for x in bases {
            for y in exponents {
                let expected = Float(Foundation.pow(Double(x), Double(y)))
                let ulp = floatsBetween(VectorMath.pow(x, y), expected) ?? .max
                #expect(ulp <= 1, "\(x) to the \(y) is \(VectorMath.pow(x, y)), not \(expected)")
            }
        }
    }

    @Test func powersWithAnExponentForEachElement() {
        for count in [0, 1, 15, 16, 17, 33] {
            let x = (0..<count).map { Float($0) * 0.37 + 0.1 }
            let y = (0..<count).map { Float($0) * 0.21 - 2 }
            let expected = zip(x, y).map { VectorMath.pow($0, $1) }
            var result = [Float](repeating: -123, count: count + 1)
            VectorMath.pow(x, y, &result, count)
            #expect(Array(result.dropLast()) == expected && result[count] == -123)
            var inPlace = y
            inPlace.withUnsafeMutableBufferPointer { exponents in
                guard let base = exponents.baseAddress else { return }
                VectorMath.pow(x, UnsafePointer(base), base, count)
            }
            #expect(inPlace == expected)
        }
    }
}
