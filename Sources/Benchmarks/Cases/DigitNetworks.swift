import Autograd
import NeuralNetworks
import TensorCore

/// The book's network for digits: two convolutions with pooling, two fully connected layers. Chapter 5.
final class DigitNetwork: Module, Layer {
    let conv1: Conv2d
    let conv2: Conv2d
    let fc1: Linear
    let fc2: Linear
    let dropout: Dropout

    init(using generator: inout RandomGenerator) {
        conv1 = Conv2d(1, 4, kernel: 5, padding: 2, using: &generator)
        conv2 = Conv2d(4, 8, kernel: 5, padding: 2, using: &generator)
        fc1 = Linear(8 * 7 * 7, 512, using: &generator)
        fc2 = Linear(512, 10, using: &generator)
        dropout = Dropout(0.5, using: &generator)
    }

    /// The logits `[N, 10]` of digits `[N, 1, 28, 28]`.
    func forward(_ input: Tensor) -> Tensor {
        let features = tower(conv1, conv2, input)
        return fc2(dropout(fc1(features).relu()))
    }

    /// The operations of each layer forward, the one that reads the data first.
    static func forwardWork(batch: Int) -> [Int] {
        towerWork(batch: batch) + [productWork(batch, 8 * 7 * 7, 512), productWork(batch, 512, 10)]
    }

    static func work(batch: Int) -> Benchmark.Work {
        let layers = forwardWork(batch: batch)
        return .update(onData: layers[0], within: layers[1...].reduce(0, +))
    }
}

/// Two pictures of digits and their sum: a tower of convolutions for each, then three layers on both. Chapter 6.
final class DigitAdder: Module {
    let a1: Conv2d
    let a2: Conv2d
    let b1: Conv2d
    let b2: Conv2d
    let fc1: Linear
    let fc2: Linear
    let fc3: Linear

    init(using generator: inout RandomGenerator) {
        a1 = Conv2d(1, 4, kernel: 5, padding: 2, using: &generator)
        a2 = Conv2d(4, 8, kernel: 5, padding: 2, using: &generator)
        b1 = Conv2d(1, 4, kernel: 5, padding: 2, using: &generator)
        b2 = Conv2d(4, 8, kernel: 5, padding: 2, using: &generator)
        fc1 = Linear(2 * 8 * 7 * 7, 1024, using: &generator)
        fc2 = Linear(1024, 1024, using: &generator)
        fc3 = Linear(1024, 1, using: &generator)
    }

    /// The sums `[N, 1]` of two batches of digits, `[N, 1, 28, 28]` each.
    func callAsFunction(_ first: Tensor, _ second: Tensor) -> Tensor {
        let features = Tensor.concatenated([tower(a1, a2, first), tower(b1, b2, second)], axis: 1)
        return fc3(fc2(fc1(features).relu()).relu())
    }

    static func work(batch: Int) -> Benchmark.Work {
        let tower = towerWork(batch: batch)
        let dense = [(2 * 8 * 7 * 7, 1024), (1024, 1024), (1024, 1)].map { productWork(batch, $0, $1) }
        return .update(onData: 2 * tower[0], within: 2 * tower[1] + dense.reduce(0, +))
    }
}

/// Two convolutions, each with a rectifier and a pooling by 2: `[N, 1, 28, 28]` to `[N, 8 · 7 · 7]`.
private func tower(_ first: Conv2d, _ second: Conv2d, _ input: Tensor) -> Tensor {
    let half = first(input).relu().maxPooled2D(2)  // [N, 4, 14, 14]
    return second(half).relu().maxPooled2D(2).flattened()
}

private func towerWork(batch: Int) -> [Int] {
    [
        convolutionWork(batch: batch, 1, 4, kernel: 5, places: 28 * 28),
        convolutionWork(batch: batch, 4, 8, kernel: 5, places: 14 * 14),
    ]
}

/// Two convolutions with batch normalization, whose result is added to the input (He et al., 2015).
final class ResidualBlock: Module, Layer {
    let conv1: Conv2d
    let bn1: BatchNorm2d
    let conv2: Conv2d
    let bn2: BatchNorm2d
    let shortcut: Sequential

    init(_ into: Int, _ out: Int, stride: Int = 1, using generator: inout RandomGenerator) {
        conv1 = Conv2d(
            into, out, kernel: 3, stride: Size2D(stride), padding: 1, bias: false, using: &generator)
        bn1 = BatchNorm2d(out)
        conv2 = Conv2d(out, out, kernel: 3, padding: 1, bias: false, using: &generator)
        bn2 = BatchNorm2d(out)
        shortcut =
            stride == 1 && into == out
            ? Sequential()
            : Sequential(
                Conv2d(into, out, kernel: 1, stride: Size2D(stride), bias: false, using: &generator),
                BatchNorm2d(out))
    }

    /// `[N, in, H, W]` to `[N, out, H / stride, W / stride]`.
    func forward(_ input: Tensor) -> Tensor {
        let inner = bn1(conv1(input)).relu()
        return (bn2(conv2(inner)) + shortcut(input)).relu()
    }

    /// The operations forward with results of `places` pixels.
    static func forwardWork(batch: Int, _ into: Int, _ out: Int, places: Int) -> Int {
        let both = [into, out].map { convolutionWork(batch: batch, $0, out, kernel: 3, places: places) }
        let shortcut = into == out ? 0 : convolutionWork(batch: batch, into, out, kernel: 1, places: places)
        return both.reduce(shortcut, +)
    }
}

/// Eight layers with weights for photographs `[N, 3, 32, 32]` of ten classes: a convolution, three blocks, a product.
func residualNetwork(_ generator: inout RandomGenerator) -> Sequential {
    Sequential(
        Conv2d(3, 16, kernel: 3, padding: 1, bias: false, using: &generator), BatchNorm2d(16), ReLU(),
        ResidualBlock(16, 16, using: &generator), ResidualBlock(16, 32, stride: 2, using: &generator),
        ResidualBlock(32, 64, stride: 2, using: &generator), AdaptiveAvgPool2d(1), Flatten(),
        Linear(64, 10, using: &generator))
}

func residualNetworkWork(batch: Int) -> Benchmark.Work {
    let blocks = [(16, 16, 32 * 32), (16, 32, 16 * 16), (32, 64, 8 * 8)].map {
        ResidualBlock.forwardWork(batch: batch, $0, $1, places: $2)
    }
    return .update(
        onData: convolutionWork(batch: batch, 3, 16, kernel: 3, places: 32 * 32),
        within: blocks.reduce(productWork(batch, 64, 10), +))
}
