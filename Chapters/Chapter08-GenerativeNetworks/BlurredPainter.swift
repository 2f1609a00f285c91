import Autograd
import ChapterSupport
import Datasets
import DigitRecognition
import NeuralNetworks
import Reporting
import TensorCore

/// Section 8.2: a painter that is told a digit and learns by mean-square error from pictures of it.
///
/// All it is told is the digit, and the picture that is nearest to all pictures of a digit is their mean: it is blurred
/// because it is right.
struct BlurredPainter {
    /// A picture of each digit, `[10, 1, 28, 28]` from 0 to 1.
    let pictures: NDArray

    /// The mean training picture of each digit, `[10, 1, 28, 28]`.
    let means: NDArray

    /// The mean-square distance of the painted pictures from those means, a pixel.
    let distanceFromMeans: Double

    /// The mean loss of each epoch.
    private(set) var losses: [Double] = []

    /// What the critic says of a painted picture for each test digit, and of the mean pictures.
    let verdict: Critic.Verdict
    let verdictOnMeans: Critic.Verdict

    private(set) var seconds = 0.0

    /// What its training has found out so far.
    private struct History: Codable {
        var losses: [Double] = []
        var seconds = 0.0
    }

    init(_ digits: DigitSets, _ critic: Critic, _ run: ChapterRun) throws {
        var generator = RandomGenerator(seed: run.seed &+ 1)
        let painter = Painter(inputs: 10, width: run.integer("width"), using: &generator)
        let training = digits.training
        let optimizer = Adam(painter.parameters, learningRate: 2e-3)
        let epochs = max(2, run.epochs / 4)
        let checkpoint = run.checkpoint("blurred")
        var history = History()
        try checkpoint.resume(&history, painter, optimizer, using: &generator) { $0.losses.count <= epochs }
        let bar = ProgressBar("blurred painter", total: epochs, done: history.losses.count)
        for epoch in history.losses.count..<epochs where !run.shouldStop {
            let watch = Stopwatch()
            painter.train()
            var total = 0.0
            for places in shuffledBatches(of: 64, count: training.count, using: &generator)
            where !run.shouldStop {
                let wanted = training.images(at: places, scale: .signed)
                optimizer.zeroGradients()
                let painted = painter(Tensor(oneHot(places.map { training.labels[$0] })))
                let loss = meanSquaredError(painted, Tensor(wanted))
                try requireFinite(loss, of: painter, epoch: epoch + 1)
                loss.backward()
                optimizer.step()
                total += Double(loss.scalar) * Double(places.count)
            }
            if run.shouldStop { break }
            history.losses.append(total / Double(training.count))
            history.seconds += watch.seconds
            checkpoint.keep(history, painter, optimizer, generator)
            bar.advance(
                message: "loss \(formatNumber(history.losses.last ?? .nan, significantDigits: 3))")
        }
        bar.finish()
        (losses, seconds) = (history.losses, history.seconds)
        pictures = paint(painter, oneHot(Array(0..<10)))
        means = meanPictures(training)
        distanceFromMeans = Double((pictures - means).square().mean().scalar)
        let asked = digits.test.labels
        verdict = critic.verdict(pictures.rows(at: asked), asked: asked)
        verdictOnMeans = critic.verdict(means.rows(at: asked), asked: asked)
    }
}

/// The mean picture of each digit, `[10, 1, 28, 28]` from 0 to 1; paper where there is none.
func meanPictures(_ digits: LabeledImages) -> NDArray {
    let rows = digits.images().reshaped([digits.count, digits.pixelCount])
    let membership = digits.labelArray.oneHot(classCount: 10)
    let sizes = membership.sum(axes: [0]).reshaped([10, 1])
    let means = membership.transposed().matmul(rows) / NDArray.maximum(sizes, NDArray(1))
    return means.reshaped([10, 1, digits.height, digits.width])
}
