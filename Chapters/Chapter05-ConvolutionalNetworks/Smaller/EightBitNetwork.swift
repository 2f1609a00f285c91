import NeuralNetworks
import TensorCore

/// A network whose arithmetic is on integers: bytes as maps, 8 bits as weights, sums in 32 bits. Only the step from a layer's sums
/// to the next layer's bytes is a multiplication of floats, one for each result.
struct EightBitNetwork: Equatable {
    /// A convolution or the linear layer, which is one as large as its maps.
    struct Product: Equatable {
        let weights: QuantizedWeights
        /// In units of the input's scale times the channel's.
        let biases: [Int32]
        let padding: Int
    }

    enum Step: Equatable {
        /// A convolution with ReLU, and the scale of its maps.
        case convolution(Product, scale: Float)
        /// Max pooling in windows of 2 × 2.
        case pooling
        /// The linear layer in the end.
        case linear(Product)
    }

    /// The scale of the pictures.
    let inputScale: Float
    let steps: [Step]

    init(inputScale: Float, steps: [Step]) { (self.inputScale, self.steps) = (inputScale, steps) }

    /// The integers of a network for pictures of `[C, side, side]`.
    init(_ network: FakeQuantizedNetwork, side: Int) {
        var (size, scale, next) = (side, network.scales[0], 1)
        var steps: [Step] = []
        func product(_ weight: NDArray, _ bias: NDArray?, padding: Int) -> Product {
            let weights = QuantizedWeights(weight)
            let biases = (bias?.scalars ?? weights.scales.map { _ in 0 }).enumerated().map { output, bias in
                Int32(clamping: Int((bias / (scale * weights.scales[output])).rounded(.toNearestOrEven)))
            }
            return Product(weights: weights, biases: biases, padding: padding)
        }
        for layer in network.layers.layers {
            switch layer {
            case let layer as Conv2d:
                let padding = layer.convolution.padding.height
                let made = product(layer.weight.value, layer.bias?.value, padding: padding)
                size += 2 * padding + 1 - layer.weight.shape[2]
                scale = network.scales[next]
                next += 1
                steps.append(.convolution(made, scale: scale))
            case is MaxPool2d:
                size /= 2
                steps.append(.pooling)
            case let layer as Linear:
                let shape: Shape = [
                    layer.outputCount, layer.inputCount / max(1, size * size), size, size,
                ]
                steps.append(
                    .linear(product(layer.weight.value.reshaped(shape), layer.bias?.value, padding: 0)))
            default: break  // ReLU is in the bytes, which begin at 0
            }
        }
        self.init(inputScale: network.scales[0], steps: steps)
    }

    /// The multiplications for one picture with this side.
    func operationCount(side: Int) -> Int {
        var (size, count) = (side, 0)
        for step in steps {
            switch step {
            case .convolution(let product, _), .linear(let product):
                size += 2 * product.padding + 1 - product.weights.shape[2]
                count += product.weights.integers.count { $0 != 0 } * size * size
            case .pooling: size /= 2
            }
        }
        return count
    }
}

/// An `EightBitNetwork` with its weights in the order in which the kernel reads them.
struct PreparedEightBitNetwork {
    private let network: EightBitNetwork
    private let convolutions: [IntegerConvolution2D?]

    init(_ network: EightBitNetwork) {
        self.network = network
        convolutions = network.steps.map { step in
            switch step {
            case .convolution(let product, _), .linear(let product):
                IntegerConvolution2D(
                    product.weights.integers, shape: product.weights.shape, padding: product.padding)
            case .pooling: nil
            }
        }
    }

    /// The logits `[N, classes]` of pictures `[N, C, H, W]` from 0 to 1.
    func logits(_ pictures: NDArray) -> NDArray {
        var (maps, scale) = (ByteMaps(pictures, scale: network.inputScale), network.inputScale)
        for (step, convolution) in zip(network.steps, convolutions) {
            switch step {
            case .pooling: maps = maps.maxPooled2()
            case .convolution(let product, let next):
                guard let convolution else { continue }
                maps = convolution.maps(
                    maps, biases: product.biases,
                    multipliers: product.weights.scales.map { scale * $0 / next })
                scale = next
            case .linear(let product):
                guard let convolution else { continue }
                let (scales, biases) = (product.weights.scales, product.biases)
                let numbers = convolution.sums(maps).enumerated().map { place, sum in
                    Float(sum &+ biases[place % biases.count]) * scale * scales[place % scales.count]
                }
                return NDArray(numbers, shape: [maps.count, scales.count])
            }
        }
        return NDArray([Float](), shape: [0, 0])
    }
}
