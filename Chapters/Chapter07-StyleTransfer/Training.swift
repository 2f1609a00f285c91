import Autograd
import ChapterSupport
import Messages
import NeuralNetworks
import TensorCore

/// How a picture was painted, step by step.
struct PaintingHistory: TrainingHistory {
    var startLoss = Double.nan
    var losses: [Double] = []
    var seconds = 0.0
    /// The parts of the loss before each step.
    var style: [Double] = []
    var content: [Double] = []
    /// How often the loss was computed.
    var evaluations = 0

    func isPossible(from start: PaintingHistory) -> Bool {
        style.count == losses.count && content.count == losses.count && isPossibleCount(evaluations)
    }
}

private let stepUnit = Words(en: "step", zh: "步")

/// Paints: Adam changes the pixels until the loss is small. The learning rate falls along half a cosine wave.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func paint(
    _ painting: Painting, minimizing objective: any Objective, steps: Int, learningRate: Double,
    _ training: Training, using generator: inout RandomGenerator
) throws -> PaintingHistory {
    let optimizer = Adam([painting.picture], learningRate: learningRate)
    let schedule = CosineAnnealing(steps: steps, minimum: 0.02 * learningRate)
    var history = PaintingHistory()
    for step in try training.epochs(steps, &history, painting, optimizer, using: &generator, unit: stepUnit) {
        optimizer.follow(schedule, at: step)
        let loss = objective.loss(of: painting.picture, using: &generator)
        try training.record(loss.total)
        optimizer.zeroGradients()
        loss.total.backward()
        optimizer.step()
        painting.clamp()
        guard training.endEpoch(&history) else { break }
        history.evaluations += 1
        history.style.append(loss.style)
        history.content.append(loss.content)
        painting.note(after: step + 1)
        training.keep(history, generator)
    }
    return history
}

/// Paints by L-BFGS, as Gatys did and the book does: a step may compute the loss several times, and each time it must be the
/// same function. So nothing may be drawn at random, and nothing is cut off behind the optimizer's back: what is beyond 0 and
/// 1 costs, and only the finished picture is cut.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func paintByLBFGS(
    _ painting: Painting, minimizing objective: any Objective, steps: Int, _ training: Training,
    using generator: inout RandomGenerator
) throws -> PaintingHistory {
    let optimizer = LBFGS([painting.picture], iterations: 1, historySize: 10)
    var history = PaintingHistory()
    for step in try training.epochs(steps, &history, painting, optimizer, using: &generator, unit: stepUnit) {
        var first: PaintingLoss?
        var evaluations = 0
        try optimizer.step {
            let loss = objective.loss(of: painting.picture, using: &generator)
            if first == nil { try training.record(loss.total) }
            first = first ?? loss
            evaluations += 1
            let total = loss.total + 10 * beyondRange(painting.picture)
            optimizer.zeroGradients()
            total.backward()
            return total
        }
        guard training.endEpoch(&history) else { break }
        history.evaluations += evaluations
        history.style.append(first?.style ?? .nan)
        history.content.append(first?.content ?? .nan)
        painting.note(after: step + 1)
        training.keep(history, generator)
    }
    return history
}

/// The mean square of how far the pixels are below 0 or above 1.
private func beyondRange(_ picture: Tensor) -> Tensor {
    (picture - picture.clamped(to: 0...1)).square().mean()
}

/// Trains a judge on pictures that are drawn anew for each batch.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func trainJudge(
    _ judge: JudgeNetwork, on examples: JudgeExamples, steps: Int, _ training: Training,
    using generator: inout RandomGenerator
) throws -> LossHistory {
    let optimizer = Adam(judge.parameters, learningRate: 3e-3)
    let schedule = CosineAnnealing(steps: steps)
    var history = LossHistory()
    for step in try training.epochs(steps, &history, judge, optimizer, using: &generator, unit: stepUnit) {
        optimizer.follow(schedule, at: step)
        let (pictures, labels) = examples.batch(of: 32, using: &generator)
        let loss = crossEntropy(judge(Tensor(pictures)), labels)
        try training.record(loss)
        optimizer.zeroGradients()
        loss.backward()
        optimizer.step()
        guard training.endEpoch(&history) else { break }
        training.keep(history, generator)
    }
    return history
}
