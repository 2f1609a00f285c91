import Autograd
import ChapterSupport
import DigitRecognition
import NeuralNetworks
import Reporting
import TensorCore

/// A painter that never sees a digit: a frozen recognizer says how well each picture reads as the digit asked for, and
/// that is all it learns from. What it finds reads perfectly and looks like nothing.
///
/// Nguyen, Yosinski and Clune: "Deep neural networks are easily fooled" (2015).
struct DeceivingPainter {
    /// Pictures asked for as 0 to 9, `[10, 1, 28, 28]` from 0 to 1.
    let pictures: NDArray

    /// The recognizer's probability of the digit asked for, for each of them.
    let probabilities: [Float]

    /// The cross-entropy of each fiftieth batch.
    private(set) var losses: [Double] = []

    /// What the critic says of a thousand pictures.
    let verdict: Critic.Verdict

    private(set) var seconds = 0.0

    init(_ recognizer: BookNetwork, _ critic: Critic, _ run: ChapterRun) {
        let watch = Stopwatch()
        var generator = RandomGenerator(seed: run.seed &+ 2)
        let painter = Painter(inputs: 20, width: run.integer("width"), using: &generator)
        let optimizer = Adam(painter.parameters, learningRate: 1e-3)
        recognizer.evaluate()
        let steps = run.isQuick ? 40 : 400
        let bar = ProgressBar("deceiving painter", total: steps / 20)
        painter.train()
        for step in 0..<steps where !run.shouldStop {
            let digits = (0..<64).map { _ in generator.integer(below: 10) }
            optimizer.zeroGradients()
            let painted = painter(Tensor(DeceivingPainter.numbers(digits, using: &generator)))
            // The recognizer passes the gradient on to the picture; its own weights are in no optimizer.
            let loss = crossEntropy(recognizer((painted + 1) * 0.5), IntArray(digits))
            loss.backward()
            optimizer.step()
            if step % 10 == 0 { losses.append(Double(loss.scalar)) }
            if step % 20 == 19 { bar.advance() }
        }
        bar.finish()
        for parameter in recognizer.parameters { parameter.grad = nil }
        var dice = RandomGenerator(seed: run.seed &+ 3)
        let shown = Array(0..<10)
        pictures = paint(painter, DeceivingPainter.numbers(shown, using: &dice))
        let sure = logits(of: recognizer, pictures).softmax(axis: 1)
        probabilities = shown.map { sure[scalar: $0, $0] }
        let asked = (0..<1000).map { $0 % 10 }
        verdict = critic.verdict(
            paint(painter, DeceivingPainter.numbers(asked, using: &dice)), asked: asked)
        seconds = watch.seconds
    }

    /// The digits and ten random numbers each, `[N, 20]`.
    private static func numbers(_ digits: [Int], using generator: inout RandomGenerator) -> NDArray {
        .concatenated([oneHot(digits), .normal([digits.count, 10], using: &generator)], axis: 1)
    }
}
