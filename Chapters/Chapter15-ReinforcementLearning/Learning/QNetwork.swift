import Autograd
import NeuralNetworks
import TensorCore

/// The last layers of a deep Q-network: the value of each action.
///
/// A dueling network estimates the value of the state and the advantage of each action in layers of their own,
/// Q = V + A − mean A. Wang and others: "Dueling network architectures for deep reinforcement learning" (2016).
final class ValueHead: Module, Layer {
    let hidden: Linear
    let out: Linear
    let hiddenOfState: Linear?
    let outOfState: Linear?

    init(
        _ inputs: Int, hidden width: Int, actions: Int, isDueling: Bool,
        using generator: inout RandomGenerator
    ) {
        hidden = Linear(inputs, width, using: &generator)
        out = Linear(width, actions, using: &generator)
        hiddenOfState = isDueling ? Linear(inputs, width, using: &generator) : nil
        outOfState = isDueling ? Linear(width, 1, using: &generator) : nil
    }

    func forward(_ input: Tensor) -> Tensor {
        let values = out(hidden(input).relu())
        guard let hiddenOfState, let outOfState else { return values }
        let state = outOfState(hiddenOfState(input).relu())
        return state + values - values.mean(axes: [1], keepingDimensions: true)
    }
}

/// A deep Q-network on features, `[N, features]` to `[N, actions]`.
final class FeatureNetwork: Module, Layer {
    let body: Linear
    let head: ValueHead

    init(features: Int, actions: Int, isDueling: Bool, using generator: inout RandomGenerator) {
        body = Linear(features, 120, using: &generator)
        head = ValueHead(120, hidden: 84, actions: actions, isDueling: isDueling, using: &generator)
    }

    func forward(_ input: Tensor) -> Tensor { head(body(input).relu()) }
}

/// A deep Q-network on a stack of frames, `[N, 4, 80, 80]` to `[N, actions]`: three convolutions as in the book with 32, 64
/// and 64 channels, and 256 hidden units.
final class PixelNetwork: Module, Layer {
    let conv1: Conv2d
    let conv2: Conv2d
    let conv3: Conv2d
    let head: ValueHead

    init(
        frames: Int = 4, actions: Int, widths: (Int, Int, Int) = (32, 64, 64), isDueling: Bool,
        using generator: inout RandomGenerator
    ) {
        conv1 = Conv2d(frames, widths.0, kernel: 8, stride: 4, using: &generator)  // 80 → 19
        conv2 = Conv2d(widths.0, widths.1, kernel: 4, stride: 2, using: &generator)  // 19 → 8
        conv3 = Conv2d(widths.1, widths.2, kernel: 3, using: &generator)  // 8 → 6
        head = ValueHead(
            36 * widths.2, hidden: 256, actions: actions, isDueling: isDueling, using: &generator)
    }

    func forward(_ input: Tensor) -> Tensor {
        head(conv3(conv2(conv1(input).relu()).relu()).relu().flattened())
    }
}
