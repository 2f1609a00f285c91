import Autograd
import NeuralNetworks
import TensorCore

// What the cases of whole updates share: the step itself, and how its operations are counted.

/// An update: zero gradients, forward and loss, backward, optimizer.
func updateStep(_ optimizer: any Optimizer, _ loss: @escaping () -> Tensor) -> () -> Void {
    {
        optimizer.zeroGradients()
        loss().backward()
        optimizer.step()
    }
}

/// Whole numbers from 0 up to a bound, `[count]`.
func randomLabels(_ count: Int, below bound: Int, using generator: inout RandomGenerator) -> IntArray {
    IntArray((0..<count).map { _ in generator.integer(below: bound) })
}

extension Benchmark.Work {
    /// An update of layers, from the operations of their forward pass: each product has a gradient of its weights and one
    /// of its input, which is as much again twice; what reads the data itself needs no gradient of its input.
    static func update(onData: Int, within: Int, forwardAlone: Int = 0) -> Benchmark.Work {
        .operations(Double(2 * onData + 3 * within + forwardAlone))
    }
}

/// The operations of a matrix product `[m, k]` times `[k, n]`: a multiplication and an addition each.
func productWork(_ m: Int, _ k: Int, _ n: Int) -> Int { 2 * m * k * n }

/// The operations of a convolution with square kernels, for `places` results in each of `out` channels: of a
/// transposed one, the places are those of its input, and `into` and `out` change sides.
func convolutionWork(batch: Int, _ into: Int, _ out: Int, kernel: Int, places: Int) -> Int {
    productWork(batch * places, into * kernel * kernel, out)
}

/// The operations of the matrix products in an update of a chain of layers with these widths: forward, the
/// gradient of the weights, and, in all layers but the first, that of the input; `evaluations` more passes forward.
func denseWork(batch: Int, _ widths: [Int], evaluations: Int = 0) -> Benchmark.Work {
    let products = zip(widths, widths.dropFirst()).map { productWork(batch, $0, $1) }
    let (first, all) = (products.first ?? 0, products.reduce(0, +))
    return .update(onData: first, within: all - first, forwardAlone: evaluations * all)
}
