import Autograd
import Motion
import NeuralNetworks
import TensorCore

/// The normalized adjacency matrix Â of a skeleton, `[joints, joints]`: joints are nodes, bones are edges.
func normalizedAdjacency(_ skeleton: Skeleton) -> NDArray {
    adjacency(skeleton.bones.map { ($0.parent, $0.child) }, count: skeleton.joints.count).dense()
}

/// A graph convolution over the joints of each frame: aggregate over the neighbours, then mix the features, x ↦ W (x Â) + b.
///
/// Input `[N, in, frames, joints]`, output `[N, out, frames, joints]`. With `learnsBones`, Â is multiplied by a learned
/// weight for each bone, at first 1 (Yan, Xiong, Lin: "Spatial temporal graph convolutional networks", 2018).
final class JointConvolution: Module, Layer {
    let mix: Conv2d
    let importance: Parameter?
    let adjacency: NDArray

    init(
        _ inputs: Int, _ outputs: Int, _ adjacency: NDArray, learnsBones: Bool = false,
        using generator: inout RandomGenerator
    ) {
        mix = Conv2d(inputs, outputs, kernel: 1, using: &generator)
        importance = learnsBones ? Parameter(NDArray.ones(adjacency.shape), name: "importance") : nil
        self.adjacency = adjacency
    }

    func forward(_ input: Tensor) -> Tensor {
        let joints = adjacency.shape[0]
        let weights = importance.map { $0 * Tensor(adjacency) } ?? Tensor(adjacency)
        let aggregated = input.reshaped([-1, joints]).matmul(weights).reshaped(input.shape)
        return mix(aggregated)
    }
}

/// The book's network: two graph convolutions with 16 features, global average pooling over the joints, and a linear
/// classifier. It sees one frame.
final class FrameNetwork: Module, Layer {
    let conv1: JointConvolution
    let conv2: JointConvolution
    let out: Linear

    init(_ skeleton: Skeleton, actions: Int, using generator: inout RandomGenerator) {
        let adjacency = normalizedAdjacency(skeleton)
        conv1 = JointConvolution(3, 16, adjacency, using: &generator)
        conv2 = JointConvolution(16, 16, adjacency, using: &generator)
        out = Linear(16, actions, using: &generator)
    }

    /// Logits `[N, actions]` of frames `[N, 3, 1, joints]`.
    func forward(_ input: Tensor) -> Tensor {
        out(conv2(conv1(input).relu()).relu().mean(axes: [2, 3]))
    }
}

/// A spatial-temporal graph network: twice a graph convolution over the joints and a convolution over five frames.
final class MotionNetwork: Module, Layer {
    let joints1: JointConvolution
    let time1: Conv2d
    let norm1: BatchNorm2d
    let joints2: JointConvolution
    let time2: Conv2d
    let norm2: BatchNorm2d
    let out: Linear

    init(_ skeleton: Skeleton, actions: Int, using generator: inout RandomGenerator) {
        let adjacency = normalizedAdjacency(skeleton)
        let kernel = Size2D(5, 1)
        joints1 = JointConvolution(6, 16, adjacency, learnsBones: true, using: &generator)
        time1 = Conv2d(
            16, 16, kernel: kernel, stride: Size2D(2, 1), padding: Size2D(2, 0), using: &generator)
        norm1 = BatchNorm2d(16)
        joints2 = JointConvolution(16, 32, adjacency, learnsBones: true, using: &generator)
        time2 = Conv2d(
            32, 32, kernel: kernel, stride: Size2D(2, 1), padding: Size2D(2, 0), using: &generator)
        norm2 = BatchNorm2d(32)
        out = Linear(32, actions, using: &generator)
    }

    /// Logits `[N, actions]` of windows `[N, 6, frames, joints]`: places and the velocity of the hips.
    func forward(_ input: Tensor) -> Tensor {
        let early = norm1(time1(joints1(input).relu())).relu()
        let late = norm2(time2(joints2(early).relu())).relu()
        return out(late.mean(axes: [2, 3]))
    }
}
