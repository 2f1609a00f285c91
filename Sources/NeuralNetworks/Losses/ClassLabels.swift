import Autograd
import Messages
import TensorCore

/// The labels of a classification, checked, with the weight of each example.
///
/// Scores are `[N, C]`, or `[N, C, ...]` with a label for each position; labels are `[N]` or `[N, ...]`. Here
/// labels and weights have the scores' shape with 1 for C, so that they broadcast.
struct ClassLabels {
    /// The labels, 0 for those that are ignored.
    let indices: IntArray
    /// The weight of each example's class; 0 for an ignored one.
    let weights: NDArray
    /// 0 for an ignored example, 1 for the others.
    let mask: NDArray
    /// The weights of the classes, `[1, C, 1, ...]`, if given.
    let classWeights: NDArray?
    /// The divisor of the mean: the sum of `weights`.
    let totalWeight: Float
    /// The original shape of the labels.
    let shape: Shape

    init(
        _ labels: IntArray, scores: Shape, classWeights: NDArray?, ignoredIndex: Int, _ operation: String,
        _ file: StaticString, _ line: UInt
    ) {
        guard scores.rank >= 2, Array(labels.shape) == [scores[0]] + scores.dropFirst(2) else {
            explainFailure(
                operation, "labels of shape \(labels.shape) for scores of shape \(scores)",
                hint: "scores are [N, C] with labels [N], or [N, C, ...] with labels [N, ...]", file: file,
                line: line)
        }
        let classCount = scores[1]
        if let classWeights, classWeights.shape != [classCount] {
            explainFailure(
                operation, "class weights of shape \(classWeights.shape) for \(classCount) classes",
                hint: "one weight for each class, [\(classCount)]", file: file, line: line)
        }
        let perClass = classWeights?.scalars
        var indices = labels.scalars
        var weights = [Float](repeating: 0, count: indices.count)
        var mask = weights
        for (index, label) in indices.enumerated() {
            if label == ignoredIndex {
                indices[index] = 0
            } else if label < 0 || label >= classCount {
                explainFailure(
                    operation, "label \(label), at index \(index), is outside 0..<\(classCount)",
                    hint: "labels count from 0, and the network needs one output for each class", file: file,
                    line: line)
            } else {
                weights[index] = perClass?[label] ?? 1
                mask[index] = 1
            }
        }
        var perExample = scores
        perExample[1] = 1
        var alongClasses = Shape(Array(repeating: 1, count: scores.rank))
        alongClasses[1] = classCount
        self.indices = IntArray(indices, shape: perExample)
        self.weights = NDArray(weights, shape: perExample)
        self.mask = NDArray(mask, shape: perExample)
        self.classWeights = classWeights?.reshaped(alongClasses)
        totalWeight = self.weights.sum().scalar
        shape = labels.shape
    }
}
