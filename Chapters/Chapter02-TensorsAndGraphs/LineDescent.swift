import Autograd
import TensorCore

/// A straight line: y = slope · x + intercept.
struct Line: Equatable {
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

    /// Starts at slope 0 and intercept 0 and goes `steps` times downhill, each time by the learning rate
    /// times the gradient of loss = mean (slope · x + intercept − y)². `x` and `y` are of shape `[N]`.
    init(
        x: NDArray, y: NDArray, learningRate: Double, steps: Int, until shouldStop: () -> Bool = { false }
    ) {
        let (x, y) = (Tensor(x, name: "x"), Tensor(y, name: "y"))
        let slope = Tensor(NDArray(0), requiresGradient: true, name: "slope")
        let intercept = Tensor(NDArray(0), requiresGradient: true, name: "intercept")
        let rate = Float(learningRate)
        for step in 0...steps {
            let prediction = slope * x + intercept
            let loss = (prediction - y).square().mean()
            losses.append(Double(loss.scalar))
            path.append(Line(slope: Double(slope.scalar), intercept: Double(intercept.scalar)))
            if step == steps || shouldStop() { break }
            loss.backward()
            descend([slope, intercept], learningRate: rate)
        }
    }
}

/// One step downhill: each parameter loses the learning rate times its gradient, which is then taken away.
func descend(_ parameters: [Tensor], learningRate: Float) {
    for parameter in parameters {
        if let gradient = parameter.grad { parameter.value.add(gradient, scaledBy: -learningRate) }
        parameter.grad = nil
    }
}
