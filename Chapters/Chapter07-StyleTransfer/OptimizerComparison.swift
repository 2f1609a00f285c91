import Autograd
import ChapterSupport
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// Adam and L-BFGS on the same loss, from the content and from noise.
struct OptimizerComparison {
    struct Run {
        let title: Words
        let picture: NDArray
        let history: PaintingHistory
        /// The loss before the first step, and of the result.
        let startLoss, endLoss: Double
    }

    let runs: [Run]

    /// Paints at half of the size; nil where it was interrupted.
    init?(
        _ network: any FeatureNetwork, _ data: PictureData, steps: Int, contentWeight: Double?,
        _ run: ChapterRun
    ) throws {
        let size = data.content.size.divided(by: 2)
        let content = data.content.resized(to: size)
        let styles = data.styles.map { $0.resized(to: $0.size.divided(by: 2)) }
        let objective = GramObjective(network, content: content, styles: styles, contentWeight: contentWeight)
        var generator = RandomGenerator(seed: run.seed)
        let noise = NDArray.uniform(content.shape, using: &generator)
        var runs: [Run] = []
        for (start, from) in [
            (content, Words(en: "from the content", zh: "从内容图开始")),
            (noise, Words(en: "from noise", zh: "从噪声开始")),
        ] {
            for name in ["adam", "lbfgs"] {
                let isAdam = name == "adam"
                let title = Words(
                    en: "\(isAdam ? "Adam" : "L-BFGS"), \(from.en)",
                    zh: "\(isAdam ? "Adam" : "L-BFGS")，\(from.zh)")
                let painting = Painting(from: start.clamped(to: 0...1), steps: steps)
                let training = run.training(
                    "\(name)-\(from.en == "from noise" ? "noise" : "content")", title: title)
                let history =
                    isAdam
                    ? try paint(
                        painting, minimizing: objective, steps: steps, learningRate: 0.03, training,
                        using: &generator)
                    : try paintByLBFGS(
                        painting, minimizing: objective, steps: steps, training, using: &generator)
                guard history.losses.count == steps else { return nil }
                let end = withoutGradient { objective.loss(of: Tensor(painting.result), using: &generator) }
                runs.append(
                    Run(
                        title: title, picture: painting.result, history: history,
                        startLoss: history.losses.first ?? .nan, endLoss: Double(end.total.scalar)))
            }
        }
        self.runs = runs
    }
}
