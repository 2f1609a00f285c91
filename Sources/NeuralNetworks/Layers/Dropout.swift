import Autograd
import Messages
import TensorCore

/// In training, sets each element to 0 with probability p and divides the others by 1 − p, so that the
/// expected value stays the same; in evaluation, passes everything.
///
/// Each call draws a new mask, which the backward pass uses too: the gradient passes where the element passed.
/// Any shape. Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov: "Dropout: a simple way to prevent
/// neural networks from overfitting" (2014). Section 5.2.3.
///
/// ```swift
/// let dropout = Dropout(0.5, using: &generator)
/// let y = dropout(Tensor(.ones([8])))  // about half are 0, the others 2
/// dropout.evaluate()
/// let z = dropout(Tensor(.ones([8])))  // all are 1
/// ```
public final class Dropout: Module, Layer, RandomizedModule {
    /// p, the probability of an element to be dropped.
    public let probability: Float
    /// The generator of the masks, split off from the one given.
    public var generator: RandomGenerator

    /// Dropout with a probability in [0, 1]; its masks come from a generator split off from the one given.
    ///
    /// Traps when the probability is outside [0, 1].
    public init(
        _ probability: Float = 0.5, using generator: inout RandomGenerator, file: StaticString = #fileID,
        line: UInt = #line
    ) {
        guard (0...1).contains(probability) else {
            explainFailure(
                "Dropout", "the probability \(probability) is outside [0, 1]",
                hint: "0.2 drops one element in five", file: file, line: line)
        }
        self.probability = probability
        self.generator = generator.split()
    }

    /// The input with some elements dropped in training, the input itself in evaluation.
    public func forward(_ input: Tensor) -> Tensor {
        if !isTraining || probability == 0 { return input }
        let mask = NDArray.dropoutMask(input.shape, probability, using: &generator)
        return Tensor.operation("dropout", input.value * mask, inputs: [input]) { [$0 * mask] }
    }
}

extension NDArray {
    /// The factors of dropout: 0 with the probability p, else 1 / (1 − p).
    static func dropoutMask(_ shape: Shape, _ probability: Float, using generator: inout RandomGenerator)
        -> NDArray
    {
        var mask = NDArray.bernoulli(shape, probability: 1 - probability, using: &generator)
        if probability < 1 { mask *= 1 / (1 - probability) }
        return mask
    }
}
