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

    /// What its training has found out so far.
    private struct History: Codable {
        var losses: [Double] = []
        var steps = 0
        var seconds = 0.0
    }

    init(_ recognizer: BookNetwork, _ critic: Critic, _ run: ChapterRun) throws {
        var generator = RandomGenerator(seed: run.seed &+ 2)
        let painter = Painter(inputs: 20, width: run.integer("width"), using: &generator)
        let optimizer = Adam(painter.parameters, learningRate: 1e-3)
        recognizer.evaluate()
        let steps = run.isQuick ? 40 : 400
        let checkpoint = run.checkpoint("deceiving")
        var history = History()
        try checkpoint.resume(&history, painter, optimizer, using: &generator) {
            (0...steps).contains($0.steps) && $0.losses.count == ($0.steps + 9) / 10
        }
        let bar = ProgressBar("deceiving painter", total: steps / 20, done: history.steps / 20)
        painter.train()
        for step in history.steps..<steps where !run.shouldStop {
            let watch = Stopwatch()
            let digits = (0..<64).map { _ in generator.integer(below: 10) }
            optimizer.zeroGradients()
            let painted = painter(Tensor(DeceivingPainter.numbers(digits, using: &generator)))
            // The recognizer passes the gradient on to the picture; its own weights are in no optimizer.
            let loss = crossEntropy(recognizer((painted + 1) * 0.5), IntArray(digits))
            try requireFinite(loss, of: painter, epoch: 1)
            loss.backward()
            optimizer.step()
            if step % 10 == 0 { history.losses.append(Double(loss.scalar)) }
            history.steps = step + 1
            history.seconds += watch.seconds
            if step % 20 == 19 {
                checkpoint.keep(history, painter, optimizer, generator)
                bar.advance()
            }
        }
        bar.finish()
        (losses, seconds) = (history.losses, history.seconds)
        for parameter in recognizer.parameters { parameter.grad = nil }
        var dice = RandomGenerator(seed: run.seed &+ 3)
        let shown = Array(0..<10)
        pictures = paint(painter, DeceivingPainter.numbers(shown, using: &dice))
        let sure = logits(of: recognizer, pictures).softmax(axis: 1)
        probabilities = shown.map { sure[scalar: $0, $0] }
        let asked = (0..<1000).map { $0 % 10 }
        verdict = critic.verdict(
            paint(painter, DeceivingPainter.numbers(asked, using: &dice)), asked: asked)
    }

    /// The digits and ten random numbers each, `[N, 20]`.
    private static func numbers(_ digits: [Int], using generator: inout RandomGenerator) -> NDArray {
        .concatenated([oneHot(digits), .normal([digits.count, 10], using: &generator)], axis: 1)
    }
}
