import Autograd
import NeuralNetworks
import TensorCore
import Testing

@testable import PageNetworks

/// Matrices, rows, attention to a whole sentence and parts that run by themselves, against the library's.
struct MatrixTests {
    @Test func rowsGoThroughLayers() throws {
        var generator = RandomGenerator(seed: 21)
        let x = NDArray.normal([4, 6], using: &generator)
        let linear = Linear(6, 5, using: &generator)
        let norm = LayerNorm(6)
        for parameter in norm.parameters { parameter.value = .normal([6], using: &generator) }
        func weights(_ module: Module) -> [String: NDArray] {
            Dictionary(uniqueKeysWithValues: module.stateDictionary.map { ("l.\($0.name)", $0.value) })
        }
        #expect(
            largestDifference(try answer("y = linear x l", weights(linear), x), linear(Tensor(x)).value)
                < 1e-5)
        #expect(
            largestDifference(try answer("y = layerNorm x l", weights(norm), x), norm(Tensor(x)).value)
                < 1e-5)
        let row = NDArray.normal([6], using: &generator)
        #expect(try answer("y = add x z", ["z": row], x).scalars == (x + row).scalars)
        #expect(try answer("y = multiply x z", ["z": row], x).scalars == (x * row).scalars)
        #expect(
            largestDifference(try answer("y = rowSoftmax x", [:], x), x.softmax(axis: 1)) < 1e-6)
    }

    @Test func matrices() throws {
        var generator = RandomGenerator(seed: 22)
        // Zeros, as an adjacency matrix has them, are passed over.
        let x = NDArray.normal([3, 4], using: &generator).relu()
        let z = NDArray.normal([4, 5], using: &generator)
        #expect(largestDifference(try answer("y = product x z", ["z": z], x), x.matmul(z)) < 1e-6)
        let turned = try answer("y = transpose x", [:], x)
        #expect(turned.shape == [4, 3] && turned.scalars == x.transposed().contiguous().scalars)
        let planes = NDArray.normal([3, 2, 5], using: &generator)
        #expect(largestDifference(try answer("y = mean x", [:], planes), planes.mean(axes: [1, 2])) < 1e-6)
        #expect(try answer("y = join x z", ["z": NDArray([8, 9])], NDArray([7])).scalars == [7, 8, 9])
    }

    @Test func softmaxOfTheFirst() throws {
        func shares(_ count: Float) throws -> [Float] {
            try answer("y = softmax x n", ["n": NDArray([count])], NDArray([1, 1, 5, 9])).scalars
        }
        #expect(try shares(1) == [1, 0, 0, 0])
        #expect(try shares(2) == [0.5, 0.5, 0, 0])
        #expect(
            largestDifference(NDArray(try shares(4)), NDArray([1, 1, 5, 9]).softmax(axis: 0)) < 1e-6)
        for count: Float in [0, -1, 5, .nan, 1e30] {
            let isNone = try shares(count).allSatisfy(\.isNaN)
            #expect(isNone)
        }
    }

    /// A stride along one axis only, as a convolution over time has it.
    @Test func convolutionAlongOneAxis() throws {
        var generator = RandomGenerator(seed: 23)
        let weight = NDArray.normal([3, 2, 5, 1], using: &generator)
        let x = NDArray.normal([2, 9, 4], using: &generator)
        let expected = x.reshaped([1, 2, 9, 4]).convolution2D(
            weight, stride: Size2D(2, 1), padding: Size2D(2, 0))[0]
        let plan = "y = convolution x c stride 2 padding 2 columnStride 1 columnPadding 0"
        let found = try answer(plan, ["c.weight": weight], x)
        #expect(found.shape == expected.shape && largestDifference(found, expected) < 1e-5)
        let across = x.transposed(1, 2).contiguous()
        let turned = weight.transposed(2, 3).contiguous()
        let other = across.reshaped([1, 2, 4, 9]).convolution2D(
            turned, stride: Size2D(1, 2), padding: Size2D(0, 2))[0]
        #expect(
            largestDifference(
                try answer(
                    "y = convolution x c columnStride 2 columnPadding 2", ["c.weight": turned], across),
                other)
                < 1e-5)
    }

    @Test(arguments: [1, 3, 5]) func attentionToASentence(used: Int) throws {
        var generator = RandomGenerator(seed: 24)
        let (queries, positions, width, heads) = (3, 5, 6, 2)
        let attention = MultiheadAttention(width, headCount: heads, using: &generator)
        for parameter in attention.parameters where parameter.rank == 1 {
            parameter.value = .normal(parameter.shape, using: &generator)
        }
        let x = NDArray.normal([queries, width], using: &generator)
        let memory = NDArray.normal([positions, width], using: &generator)
        let mask = NDArray((0..<positions).map { $0 < used ? 1 : 0 }, shape: [1, positions])
        attention.keepsWeights = true
        let expected = attention(
            Tensor(x.reshaped([1, queries, width])), key: Tensor(memory.reshaped([1, positions, width])),
            value: Tensor(memory.reshaped([1, positions, width])), paddingMask: mask
        ).value[0]
        let (all, bias) = (attention.inProjWeight.value, try #require(attention.inProjBias?.value))
        var network = try PageNetwork(
            file(
                [
                    "q.weight": all[0..<width], "q.bias": bias[0..<width],
                    "m.weight": all[width..<3 * width],
                    "m.bias": bias[width..<3 * width], "o.weight": attention.outProj.weight.value,
                    "o.bias": try #require(attention.outProj.bias?.value),
                ],
                plan: """
                    x = input 3 6; s = input 5 6; n = input 1; w = state 2 3 5; q = linear x q; m = linear s m;
                    a = attend q m w n; y = linear a o
                    """))
        network.set("x", x.scalars)
        network.set("s", memory.scalars)
        network.set("n", [Float(used)])
        network.run()
        let output = NDArray(try #require(network.numbers(of: "y")), shape: [queries, width])
        let weights = NDArray(try #require(network.numbers(of: "w")), shape: [heads, queries, positions])
        #expect(largestDifference(output, expected) < 1e-5)
        #expect(largestDifference(weights, try #require(attention.weights)[0]) < 1e-6)
        for count: Float in [0, 6, .nan] {
            network.set("n", [count])
            network.run()
            let isNone = try #require(network.numbers(of: "a")).allSatisfy(\.isNaN)
            #expect(isNone && network.numbers(of: "w") == weights.scalars)
        }
    }

    @Test func rowsArePutAndPartsSwitched() throws {
        var network = try PageNetwork(
            file(
                plan: """
                    x = input 2; p = input 1; m = state 3 4; low = when; m = put x p 0; high = when; m = put x p 2;
                    """))
        func put(_ numbers: [Float], at row: Float, _ low: Float, _ high: Float) -> [Float]? {
            network.set("x", numbers)
            network.set("p", [row])
            network.set("low", [low])
            network.set("high", [high])
            network.run()
            return network.numbers(of: "m")
        }
        #expect(put([1, 2], at: 0, 0, 0) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
        #expect(put([1, 2], at: 1, 1, 0) == [0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0])
        #expect(put([3, 4], at: 2, 0, 1) == [0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 3, 4])
        #expect(put([5, 6], at: 1, 1, 1) == [0, 0, 0, 0, 5, 6, 5, 6, 0, 0, 3, 4])
        for row: Float in [-1, 3, .nan, 1e30] {
            #expect(put([9, 9], at: row, 1, 1) == [0, 0, 0, 0, 5, 6, 5, 6, 0, 0, 3, 4])
        }
    }

    @Test func badLinesAreRefused() {
        let arrays: [String: NDArray] = ["w.weight": .zeros([3, 4]), "m": .zeros([2, 4])]
        let cases: [(String, PageNetworkError)] = [
            ("x = input 2 3; y = linear x w", .wrongShape), ("x = input 2 2 4; y = linear x w", .wrongShape),
            ("x = input 2 4; z = input 2; y = add x z", .wrongShape),
            ("x = input 2 4; z = input 3 2; y = product x z", .wrongShape),
            ("x = input 4; z = input 4 2; y = product x z", .wrongShape),
            ("x = input 4; y = transpose x", .wrongShape), ("x = input 4; y = mean x", .wrongShape),
            ("x = input 4; n = input 2; y = softmax x n", .wrongShape),
            ("x = input 4; y = join x", .malformedPlan),
            ("s = when 1; x = input 1; y = relu x", .malformedPlan),
            ("x = input 2; p = input 1; m = put x p 0", .unknownName),
            ("x = input 2; p = input 1; s = state 2 3; s = put x p 2", .wrongShape),
            ("x = input 2; p = input 2; s = state 2 3; s = put x p 0", .wrongShape),
            ("x = input 2; s = state 2 4; n = input 1; y = attend x s m n", .unknownName),
            ("x = input 3; s = state 2 4; n = input 1; t = state 1 2; y = attend x s t n", .wrongShape),
            ("x = input 2; s = state 2 4; n = input 1; t = state 3; y = attend x s t n", .wrongShape),
            ("x = input 2; s = state 2 4; n = input 2; t = state 1 2; y = attend x s t n", .wrongShape),
            ("x = input 2; s = state 2 3; n = input 1; t = state 1 2; y = attend x s t n", .wrongShape),
        ]
        for (plan, expected) in cases {
            #expect(throws: expected, "\(plan)") { try PageNetwork(file(arrays, plan: plan)) }
        }
    }
}
