import Autograd
import Messages
import TensorCore

/// The loss of a student that learns from a teacher as well as from labels: its cross-entropy with the labels, and its
/// Kullback–Leibler divergence from the teacher's soft targets.
///
/// With the student's logits z, the teacher's v, the temperature T and the weight α, an example's loss is
///
///     (1 − α) · −log softmax(z)[label] + α T² · KL(softmax(v / T) ‖ softmax(z / T))
///
/// and the result their mean. A temperature above 1 makes the targets softer: the small probabilities of wrong classes,
/// which say what looks like what, come to count. The second part has the gradient α T (softmax(z / T) − softmax(v / T)) to z,
/// which would shrink with 1/T², so T² keeps both parts in proportion whatever T. The teacher learns nothing.
///
/// Hinton, Vinyals, Dean: "Distilling the knowledge in a neural network" (2015).
///
/// ```swift
/// let student = Tensor(NDArray(rows: [[1, 0]]), requiresGradient: true)
/// let loss = distillationLoss(student, IntArray([0]), teacher: NDArray(rows: [[2, 0]]), temperature: 2, weight: 0.5)
/// loss.backward()  // the loss is 0.5 · 0.3133 + 0.5 · 4 · 0.0263 = 0.2093
/// ```
///
/// - Parameters:
///   - logits: z, the student's scores before any softmax, `[N, C]`.
///   - labels: the right classes, `[N]`.
///   - teacher: v, the teacher's logits for the same examples, `[N, C]`.
///   - temperature: T, above 0.
///   - weight: α in [0, 1], how much the teacher counts; with 0 the loss is `crossEntropy`.
///
/// Traps when the shapes do not fit, or the temperature or the weight is out of its range.
public func distillationLoss(
    _ logits: Tensor, _ labels: IntArray, teacher: NDArray, temperature: Float = 4, weight: Float = 0.5,
    file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    requireSameShape("distillationLoss", logits, Tensor(teacher), file, line)
    guard temperature > 0, temperature.isFinite, (0...1).contains(weight) else {
        explainFailure(
            "distillationLoss", "a temperature of \(temperature) and a weight of \(weight)",
            hint: "the temperature is above 0, the weight in [0, 1]", file: file, line: line)
    }
    let onLabels = crossEntropy(logits, labels, file: file, line: line)
    let softTargets = (teacher / temperature).logSoftmax(axis: 1)
    let onTeacher = klDivergence(
        (logits / temperature).logSoftmax(axis: 1), Tensor(softTargets), targetIsLog: true)
    return onLabels * (1 - weight) + onTeacher * (weight * temperature * temperature)
}
