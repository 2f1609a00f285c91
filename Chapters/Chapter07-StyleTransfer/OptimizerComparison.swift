import Autograd
import ChapterSupport
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// Adam and L-BFGS on the same loss, from the content and from noise.
struct OptimizerComparison {
    struct Run {
        /// "adam_content", as in the metrics.
        let name: String
        let title: Words
        let picture: NDArray
        let history: PaintingHistory
        /// The loss of the result.
        let endLoss: Double
    }

    private(set) var runs: [Run] = []

    /// Paints at half of the size; nil where it was interrupted.
    init?(
        _ network: any FeatureNetwork, _ data: PictureData, steps: Int, contentWeight: Double?,
        _ run: ChapterRun
    ) throws {
        let content = data.content.resized(to: data.content.size.divided(by: 2))
        let styles = data.styles.map { $0.resized(to: $0.size.divided(by: 2)) }
        let objective = GramObjective(network, content: content, styles: styles, contentWeight: contentWeight)
        var generator = RandomGenerator(seed: run.seed)
        let noise = NDArray.uniform(content.shape, using: &generator)
        let starts = [
            ("content", content.clamped(to: 0...1), Words(en: "from the content", zh: "从内容图开始")),
            ("noise", noise, Words(en: "from noise", zh: "从噪声开始")),
        ]
        for (from, start, words) in starts {
            let painting = Painting(from: start, steps: steps)
            let title = Words(en: "Adam, \(words.en)", zh: "Adam，\(words.zh)")
            let history = try paint(
                painting, minimizing: objective, steps: steps, learningRate: 0.03,
                run.training("adam-\(from)", title: title), using: &generator)
            guard history.losses.count == steps else { return nil }
            note("adam_\(from)", title, painting, history, objective)

            let other = Painting(from: start, steps: steps)
            let otherTitle = Words(en: "L-BFGS, \(words.en)", zh: "L-BFGS，\(words.zh)")
            let otherHistory = try paintByLBFGS(
                other, minimizing: objective, steps: steps,
                run.training("lbfgs-\(from)", title: otherTitle), using: &generator)
            guard otherHistory.losses.count == steps else { return nil }
            note("lbfgs_\(from)", otherTitle, other, otherHistory, objective)
        }
    }

    private mutating func note(
        _ name: String, _ title: Words, _ painting: Painting, _ history: PaintingHistory,
        _ objective: GramObjective
    ) {
        var generator = RandomGenerator(seed: 0)
        let end = withoutGradient { objective.loss(of: Tensor(painting.result), using: &generator) }
        runs.append(
            Run(
                name: name, title: title, picture: painting.result, history: history,
                endLoss: Double(end.total.scalar)))
    }
}
