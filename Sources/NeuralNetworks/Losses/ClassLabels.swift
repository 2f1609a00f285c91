import Autograd
import Messages
import TensorCore

/// The labels of a classification, checked, with the weight of each example.
///
/// Scores are `[N, C]`, or `[N, C, ...]` with a label for each place; labels are `[N]` or `[N, ...]`. Here
/// labels and weights have the scores' shape with 1 in the place of C, as broadcasting wants them.
struct ClassLabels {
    /// The labels, with 0 in the place of those that are ignored.
    let indices: IntArray
    /// The weight of each example's class; 0 for an ignored one.
    let weights: NDArray
    /// 0 for an ignored example, 1 for the others.
    let mask: NDArray
    /// The weights of the classes, `[1, C, 1, ...]`, where there are any.
    let classWeights: NDArray?
    /// What the mean divides by: the sum of `weights`.
    let totalWeight: Float
    /// The shape of the labels as they came.
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
        for (place, label) in indices.enumerated() {
            if label == ignoredIndex {
                indices[place] = 0
            } else if label < 0 || label >= classCount {
                explainFailure(
                    operation, "label \(label), the one at place \(place), is outside 0..<\(classCount)",
                    hint: "labels count from 0, and the network needs one output for each class", file: file,
                    line: line)
            } else {
                weights[place] = perClass?[label] ?? 1
                mask[place] = 1
            }
        }
        var kept = scores
        kept[1] = 1
        var alongClasses = Shape(Array(repeating: 1, count: scores.rank))
        alongClasses[1] = classCount
        self.indices = IntArray(indices, shape: kept)
        self.weights = NDArray(weights, shape: kept)
        self.mask = NDArray(mask, shape: kept)
        self.classWeights = classWeights?.reshaped(alongClasses)
        totalWeight = self.weights.sum().scalar
        shape = labels.shape
    }
}
