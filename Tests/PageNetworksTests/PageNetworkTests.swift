import Autograd
import Foundation
import NeuralNetworks
import TensorCore
import Testing

@testable import PageNetworks

/// A file of weights and a plan.
func file(_ arrays: [String: NDArray] = [:], plan: String, halves: Set<String> = []) -> [UInt8] {
    Array(Safetensors(arrays: arrays, metadata: ["plan": plan]).encoded(halves: halves))
}

/// What a plan makes of `x`.
func answer(_ plan: String, _ arrays: [String: NDArray], _ x: NDArray) throws -> NDArray {
    let extents = x.shape.map(String.init).joined(separator: " ")
    var network = try PageNetwork(file(arrays, plan: "x = input \(extents); \(plan)"))
    let isSet = network.set("x", x.scalars)
    #expect(isSet)
    network.run()
    return NDArray(
        try #require(network.numbers(of: "y")), shape: Shape(try #require(network.shape(of: "y"))))
}

/// Every operation of a plan against the library's.
struct PageNetworkTests {
    @Test(arguments: [1, 3, 4, 17]) func linear(inputs: Int) throws {
        var generator = RandomGenerator(seed: 1)
        let weight = NDArray.normal([5, inputs], using: &generator)
        let bias = NDArray.normal([5], using: &generator)
        let x = NDArray.normal([inputs], using: &generator)
        let product = weight.matmul(x.reshaped([inputs, 1])).reshaped([5])
        #expect(
            largestDifference(
                try answer("y = linear x fc", ["fc.weight": weight, "fc.bias": bias], x), product + bias)
                < 1e-5)
        #expect(largestDifference(try answer("y = linear x fc", ["fc.weight": weight], x), product) < 1e-5)
    }

    @Test(arguments: [(1, 0), (1, 2), (2, 1), (3, 0), (2, 3)]) func convolution(stride: Int, padding: Int)
        throws
    {
        var generator = RandomGenerator(seed: 2)
        let weight = NDArray.normal([3, 2, 3, 4], using: &generator)
        let bias = NDArray.normal([3], using: &generator)
        let x = NDArray.normal([2, 7, 9], using: &generator)
        let expected = x.reshaped([1, 2, 7, 9]).convolution2D(
            weight, stride: Size2D(stride, stride), padding: Size2D(padding, padding))[0]
        let plan = "y = convolution x conv stride \(stride) padding \(padding)"
        #expect(largestDifference(try answer(plan, ["conv.weight": weight], x), expected) < 1e-5)
        #expect(
            largestDifference(
                try answer(plan, ["conv.weight": weight, "conv.bias": bias], x),
                expected + bias.reshaped([3, 1, 1]))
                < 1e-5)
    }

    @Test(arguments: [1, 2, 3]) func maxPool(size: Int) throws {
        var generator = RandomGenerator(seed: 3)
        let x = NDArray.normal([2, 7, 8], using: &generator)
        let expected = Tensor(x.reshaped([1, 2, 7, 8])).maxPooled2D(Size2D(size, size)).value[0]
        #expect(largestDifference(try answer("y = maxPool x \(size)", [:], x), expected) == 0)
    }

    @Test func activations() throws {
        let x = NDArray([-100, -20, -3, -1, -1e-6, 0, 1e-6, 0.3, 2, 9, 30, 100])
        #expect(largestDifference(try answer("y = relu x", [:], x), x.relu()) == 0)
        #expect(largestDifference(try answer("y = sigmoid x", [:], x), x.sigmoid()) < 1e-6)
        #expect(largestDifference(try answer("y = tanh x", [:], x), x.tanh()) < 1e-6)
        #expect(largestDifference(try answer("y = softmax x", [:], x), x.softmax(axis: 0)) < 1e-6)
        // Far out nothing overflows, and NaN stays.
        #expect(logistic(-.infinity) == 0 && logistic(.infinity) == 1 && logistic(.nan).isNaN)
        #expect(hyperbolicTangent(-.infinity) == -1 && hyperbolicTangent(.nan).isNaN)
    }

    @Test func exponentialIsExact() {
        for step in -7000...7000 {
            let x = Double(step) / 10
            #expect(abs(exponential(x) / Foundation.exp(x) - 1) < 1e-12)
        }
        #expect(exponential(800) == .infinity && exponential(-800) == 0)
    }

    @Test func weightsOfSixteenBits() throws {
        // All numbers of 16 bits, read by the page and by the library.
        let patterns = (0..<65536).map { UInt16($0) }
        let floats = patterns.map { number(fromHalf: $0) }
        let finite = floats.indices.filter { floats[$0].isFinite }
        let array = NDArray(finite.map { floats[$0] })
        let network = try PageNetwork(
            file(["a": array], plan: "x = input 1; y = relu x", halves: ["a"]))
        #expect(network.numbers(of: "a") == array.scalars)
        // A number between two is rounded to the nearer one, in the middle to the even one.
        for (number, rounded) in [(1 + 0x1p-11, 1), (1 + 0x3p-11, 1 + 0x1p-9), (1 + 0x1.1p-11, 1 + 0x1p-10)]
            as [(Float, Float)]
        {
            let network = try PageNetwork(
                file(["a": NDArray([number, -number])], plan: "x = input 1; y = relu x", halves: ["a"]))
            #expect(network.numbers(of: "a") == [rounded, -rounded])
        }
        #expect(number(fromHalf: 0x7C00) == .infinity && number(fromHalf: 0x7E00).isNaN)
    }

    @Test func badPlansAreRefused() {
        let weights = ["fc.weight": NDArray.zeros([3, 4]), "c.weight": NDArray.zeros([2, 1, 3, 3])]
        let cases: [(String, PageNetworkError)] = [
            ("", .malformedPlan), (" ; ;", .malformedPlan), ("x = input 4", .malformedPlan),
            ("x input 4", .malformedPlan), ("x = input 4; y = relu", .malformedPlan),
            ("x = input four; y = relu x", .malformedPlan), ("x = input 0; y = relu x", .wrongShape),
            ("x = input 1000000 1000000; y = relu x", .tooLarge),
            ("x = input 4; y = swish x", .unknownOperation),
            ("x = input 4; y = relu z", .unknownName), ("x = input 4; y = linear x gc", .unknownName),
            ("x = input 5; y = linear x fc", .wrongShape), ("x = input 4; x = relu x", .malformedPlan),
            ("x = input 4; y = maxPool x 2", .wrongShape), ("x = input 1 4 4; y = maxPool x 0", .wrongShape),
            ("x = input 1 4 4; y = maxPool x 5", .wrongShape),
            ("x = input 1 2 2; y = convolution x c", .wrongShape),
            ("x = input 1 4 4; y = convolution x c stride 0", .malformedPlan),
            ("x = input 1 4 4; y = convolution x c padding", .malformedPlan),
            ("x = input 2 4 4; y = convolution x c", .wrongShape),
            ("x = input 4; y = linear x fc; z = linear y fc", .wrongShape),
            ("x = input 4; h = state 3; y = rnn x h fc", .unknownName),
            ("x = input 4; y = rnn x", .malformedPlan),
            ("x = input 4; h = state 3; y = lstm x h fc", .unknownName),
            ("x = input 4; fc.weight = keep x", .unknownName),
            ("x = input 4; h = state 3; h = keep x", .wrongShape),
            ("x = input 4; y = keep x", .unknownName), ("x = input 2; y = embedding x c", .wrongShape),
        ]
        for (plan, expected) in cases {
            #expect(throws: expected, "\(plan)") { try PageNetwork(file(weights, plan: plan)) }
        }
        #expect(throws: PageNetworkError.wrongShape) {
            try PageNetwork(
                file(weights.merging(["fc.bias": .zeros([2])]) { $1 }, plan: "x = input 4; y = linear x fc"))
        }
    }

    @Test func brokenFilesAreRefused() throws {
        let whole = file(["fc.weight": .zeros([3, 4])], plan: "x = input 4; y = linear x fc")
        _ = try PageNetwork(whole)
        for count in 0..<whole.count {
            #expect(throws: PageNetworkError.self, "the first \(count) bytes") {
                try PageNetwork(Array(whole.prefix(count)))
            }
        }
        // Any byte of the header may be any other: the file is refused or read, and nothing traps.
        var generator = RandomGenerator(seed: 5)
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0...generator.next() % 3 {
                bytes[Int(generator.next() % UInt64(whole.count - 48))] = UInt8(
                    truncatingIfNeeded: generator.next())
            }
            _ = try? PageNetwork(bytes)
        }
        func header(_ text: String, numbers: Int = 16) -> [UInt8] {
            (0..<8).map { UInt8(truncatingIfNeeded: text.utf8.count >> (8 * $0)) } + Array(text.utf8)
                + [UInt8](repeating: 0, count: numbers)
        }
        let plan = #""__metadata__":{"plan":"x = input 1; y = relu x"}"#
        _ = try PageNetwork(
            header("{\(plan),\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}"))
        for (entry, expected) in [
            (#""dtype":"I32","shape":[4],"data_offsets":[0,16]"#, PageNetworkError.unknownNumbers),
            (#""dtype":"F32","shape":[5],"data_offsets":[0,16]"#, .malformedFile),
            (#""dtype":"F32","shape":[4],"data_offsets":[4,20]"#, .malformedFile),
            (#""dtype":"F32","shape":[4],"data_offsets":[16,0]"#, .malformedFile),
            (#""dtype":"F32","shape":[4000000000,4000000000],"data_offsets":[0,16]"#, .malformedFile),
            (#""dtype":"F32","shape":[-4],"data_offsets":[0,16]"#, .malformedFile),
            (#""dtype":"F32","data_offsets":[0,16]"#, .malformedFile),
        ] {
            #expect(throws: expected, "\(entry)") { try PageNetwork(header("{\(plan),\"a\":{\(entry)}}")) }
        }
    }
}
