import Autograd
import ChapterSupport
import TensorCore

/// A straight line: y = slope · x + intercept.
struct Line: Codable, Equatable {
    var slope: Double
    var intercept: Double
}

/// Gradient descent on the mean-square error of a straight line, with all that was passed on the way.
struct LineDescent {
    /// The loss before the first step, and after each.
    private(set) var losses: [Double] = []

    /// The line before the first step, and after each.
    private(set) var path: [Line] = []

    /// The steps that were made.
    var stepCount: Int { losses.count - 1 }

    /// What was passed so far.
    private struct Progress: Codable {
        var losses: [Double] = []
        var path: [Line] = []
    }

    /// Starts at slope 0 and intercept 0 and goes `steps` times downhill, each time by the learning rate
    /// times the gradient of loss = mean (slope · x + intercept − y)². `x` and `y` are of shape `[N]`.
    init(
        x: NDArray, y: NDArray, learningRate: Double, steps: Int, checkpoint: TrainingCheckpoint = .none,
        until shouldStop: () -> Bool = { false }
    ) throws {
        let (x, y) = (Tensor(x, name: "x"), Tensor(y, name: "y"))
        let slope = Tensor(NDArray(0), requiresGradient: true, name: "slope")
        let intercept = Tensor(NDArray(0), requiresGradient: true, name: "intercept")
        let rate = Float(learningRate)
        var (progress, generator) = (Progress(), RandomGenerator(seed: 0))
        try checkpoint.resume(&progress, nil, [:], using: &generator) {
            $0.path.count <= steps + 1 && $0.losses.count == $0.path.count
        }
        if let last = progress.path.popLast(), progress.losses.popLast() != nil {
            slope.value = NDArray(Float(last.slope))
            intercept.value = NDArray(Float(last.intercept))
        }
        for step in progress.path.count...steps {
            let prediction = slope * x + intercept
            let loss = (prediction - y).square().mean()
            progress.losses.append(Double(loss.scalar))
            progress.path.append(Line(slope: Double(slope.scalar), intercept: Double(intercept.scalar)))
            let isAtTheEnd = step == steps || shouldStop()
            if isAtTheEnd || checkpoint.isDue { checkpoint.keep(progress, nil, [:], generator) }
            if isAtTheEnd { break }
            loss.backward()
            descend([slope, intercept], learningRate: rate)
        }
        (losses, path) = (progress.losses, progress.path)
    }
}

/// One step downhill: each parameter loses the learning rate times its gradient, which is then taken away.
func descend(_ parameters: [Tensor], learningRate: Float) {
    for parameter in parameters {
        if let gradient = parameter.grad { parameter.value.add(gradient, scaledBy: -learningRate) }
        parameter.grad = nil
    }
}
