import Autograd
import NeuralNetworks
import TensorCore

/// Two convolutions with batch normalization and a residual connection around them: y = ReLU(F(x) + x).
///
/// The layers learn only the residual F, the difference from the identity, and through the sum the gradient reaches the
/// input undiminished. Where the shape changes, the shortcut is a convolution of 1 × 1 with the same stride.
///
/// He, Zhang, Ren, Sun: "Deep residual learning for image recognition" (2015).
public final class ResidualBlock: Module, Layer {
    let conv1: Conv2d
    let bn1: BatchNorm2d
    let conv2: Conv2d
    let bn2: BatchNorm2d
    let shortcut: Sequential

    /// A block from `inputs` to `outputs` channels; a stride of 2 halves height and width.
    public init(_ inputs: Int, _ outputs: Int, stride: Int = 1, using generator: inout RandomGenerator) {
        conv1 = Conv2d(
            inputs, outputs, kernel: 3, stride: Size2D(stride), padding: 1, bias: false, using: &generator)
        bn1 = BatchNorm2d(outputs)
        conv2 = Conv2d(outputs, outputs, kernel: 3, padding: 1, bias: false, using: &generator)
        bn2 = BatchNorm2d(outputs)
        shortcut =
            stride == 1 && inputs == outputs
            ? Sequential()
            : Sequential(
                Conv2d(
                    inputs, outputs, kernel: 1, stride: Size2D(stride), bias: false, using: &generator),
                BatchNorm2d(outputs))
    }

    /// `[N, inputs, H, W]` to `[N, outputs, H / stride, W / stride]`, rounded up.
    public func forward(_ input: Tensor) -> Tensor {
        let change = bn2(conv2(bn1(conv1(input)).relu()))
        return (change + shortcut(input)).relu()
    }
}

/// A convolution, three residual blocks, global average pooling and a linear layer: eight layers with weights.
///
/// It takes pictures of any size and number of channels, so the same network classifies digits and CIFAR-10's photographs.
public final class ResidualNetwork: Module, Layer {
    let conv1: Conv2d
    let bn1: BatchNorm2d
    let layer1: ResidualBlock
    let layer2: ResidualBlock
    let layer3: ResidualBlock
    let fc: Linear

    /// A network with random weights.
    public init(channels: Int, classes: Int, using generator: inout RandomGenerator) {
        conv1 = Conv2d(channels, 16, kernel: 3, padding: 1, bias: false, using: &generator)
        bn1 = BatchNorm2d(16)
        layer1 = ResidualBlock(16, 16, using: &generator)
        layer2 = ResidualBlock(16, 32, stride: 2, using: &generator)
        layer3 = ResidualBlock(32, 64, stride: 2, using: &generator)
        fc = Linear(64, classes, using: &generator)
    }

    /// The logits `[N, classes]` of pictures `[N, channels, H, W]`.
    public func forward(_ input: Tensor) -> Tensor {
        let maps = layer3(layer2(layer1(bn1(conv1(input)).relu())))  // [N, 64, H / 4, W / 4]
        return fc(maps.adaptiveAveragePooled2D(1).flattened())
    }
}
