import Autograd
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@Suite("Layers that paint: instance norm, upsampling, reflection")
struct UpsamplingLayerTests {
    static let all: [PictureFixture] = (try? layerFixture("upsampling")) ?? []

    static func named(_ prefix: String) -> [PictureFixture] { all.filter { $0.name.hasPrefix(prefix) } }

    @Test("the fixtures are there")
    func fixturesArePresent() {
        let counts = Dictionary(grouping: Self.all, by: \.name).mapValues(\.count)
        #expect(counts.count == 4 && counts.values.allSatisfy { $0 >= 3 })
    }

    @Test("instance norm gives PyTorch's numbers", arguments: named("instance_norm2d"))
    func instanceNorm(_ fixture: PictureFixture) throws {
        // The formula by itself, and the one operation.
        for rung in [KernelRung.naive, .current] {
            let layer = InstanceNorm2d(
                try fixture.array("input").shape[1], affine: try fixture.number("affine") == 1)
            try KernelRung.with(rung) { try fixture.check(layer, weight: layer.weight, bias: layer.bias) }
        }
    }

    @Test("upsampling gives PyTorch's numbers", arguments: named("upsample"))
    func upsampling(_ fixture: PictureFixture) throws {
        try fixture.check(
            Upsample(try fixture.pair("scale"), fixture.name.hasSuffix("nearest") ? .nearest : .bilinear))
    }

    @Test("reflection gives PyTorch's numbers", arguments: named("reflection_pad2d"))
    func reflection(_ fixture: PictureFixture) throws {
        try fixture.check(ReflectionPad2d(try fixture.pair("size")))
    }

    @Test("gradients agree with differences")
    func gradients() {
        var generator = RandomGenerator(seed: 1)
        let x = NDArray.normal([2, 3, 4, 3], using: &generator)
        let norm = InstanceNorm2d(3, affine: true)
        norm.weight.map { $0.value = NDArray([0.5, -2, 1.5]) }
        for layer: any Layer in [
            norm, InstanceNorm2d(3), Upsample(2), Upsample(Size2D(1, 3), .bilinear),
            ReflectionPad2d(Size2D(3, 1)),
        ] {
            let check = checkGradients(at: [x]) { layer($0[0]) }
            #expect(check.passed, "\(layer): \(check)")
        }
        let scaled = checkGradients(at: [NDArray([0.5, -2, 1.5]), NDArray([1, 0, 2])]) { parameters in
            let layer = InstanceNorm2d(3, affine: true)
            guard let weight = layer.weight, let bias = layer.bias else { return parameters[0] }
            (weight.value, bias.value) = (parameters[0].value, parameters[1].value)
            // The parameters' own gradients stand in for those of the inputs.
            let result = layer(Tensor(x))
            return Tensor.operation("layer", result.value, inputs: parameters) { upstream in
                result.backward(upstream)
                return [weight.grad, bias.grad]
            }
        }
        #expect(scaled.passed, "\(scaled)")
    }

    @Test("by hand")
    func byHand() {
        let x = Tensor(NDArray(rows: [[1, 2, 3], [4, 5, 6]]).reshaped([1, 1, 2, 3]))
        #expect(
            ReflectionPad2d(1)(x).value.scalars == [
                5, 4, 5, 6, 5,
                2, 1, 2, 3, 2,
                5, 4, 5, 6, 5,
                2, 1, 2, 3, 2,
            ])
        let one = ReflectionPadding2D(top: 0, bottom: 1, left: 2, right: 0)(x.value)
        #expect(one.scalars == [3, 2, 1, 2, 3, 6, 5, 4, 5, 6, 3, 2, 1, 2, 3])
        #expect(Upsample(Size2D(1, 2))(x).value.scalars == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6])
        #expect(
            Upsample(Size2D(1, 2), .bilinear)(x).value.scalars
                == [1, 1.25, 1.75, 2.25, 2.75, 3, 4, 4.25, 4.75, 5.25, 5.75, 6])
        // Twice the contrast and another lightness make no difference.
        let norm = InstanceNorm2d(1, epsilon: 0)
        #expect(norm(x * 2 + 7).value.scalars.elementsEqual(norm(x).value.scalars) { abs($0 - $1) < 1e-6 })
    }

    /// The same bits on one thread and on several, and with the views of a transposed picture.
    @Test("threads and views")
    func threadsAndViews() {
        var generator = RandomGenerator(seed: 2)
        let x = NDArray.normal([3, 17, 40, 31], using: &generator)
        let layers: [any Layer] = [
            InstanceNorm2d(17, affine: true), Upsample(3), Upsample(2, .bilinear), ReflectionPad2d(5),
        ]
        for layer in layers {
            func gradient(threads: Int) -> [Float] {
                Parallel.withThreads(threads) {
                    let input = Tensor(x, requiresGradient: true)
                    let y = layer(input)
                    y.square().sum().backward()
                    return y.value.scalars + (input.grad?.scalars ?? [])
                }
            }
            #expect(gradient(threads: 1) == gradient(threads: 4))
            let turned = x.transposed(2, 3)
            #expect(layer(Tensor(turned)).value == layer(Tensor(turned.contiguous())).value)
        }
    }

    @Test("wrong calls are explained")
    func wrongCalls() async {
        await #expect(processExitsWith: .failure) { _ = InstanceNorm2d(3)(Tensor(.zeros([1, 2, 4, 4]))) }
        await #expect(processExitsWith: .failure) { _ = InstanceNorm2d(3)(Tensor(.zeros([1, 3, 1, 1]))) }
        await #expect(processExitsWith: .failure) { _ = ReflectionPad2d(4)(Tensor(.zeros([1, 1, 4, 9]))) }
        await #expect(processExitsWith: .failure) { _ = Upsample(0)(Tensor(.zeros([1, 1, 4, 9]))) }
    }
}
