import Autograd
import Messages
import TensorCore

/// In training, sets each element to 0 with probability p and divides the others by 1 − p, so that the
/// expected sum stays; in use, passes everything.
///
/// Each call draws a new mask, which is kept for the way back: the gradient passes where the element passed.
/// Any shape. Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov: "Dropout: a simple way to prevent
/// neural networks from overfitting" (2014). Section 5.2.3.
public final class Dropout: Module, Layer, RandomizedModule {
    /// p, the probability of an element to be dropped.
    public let probability: Float
    /// Where the masks come from: a sequence of its own.
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

    /// The input with some elements dropped in training, the input itself in use.
    public func forward(_ input: Tensor) -> Tensor {
        if !isTraining || probability == 0 { return input }
        let kept = 1 - probability
        var mask = NDArray.bernoulli(input.shape, probability: kept, using: &generator)
        if kept > 0 { mask *= 1 / kept }
        return Tensor.operation("dropout", input.value * mask, inputs: [input]) { [mask] in [$0 * mask] }
    }
}
