import Autograd
import ChapterSupport
import Datasets
import DigitRecognition
import NeuralNetworks
import Reporting
import TensorCore

/// Section 8.3: a painter and a judge that learn from each other. The judge learns to tell real digits from painted ones;
/// the painter learns to be taken for real.
///
/// Conditional, both are told the digit: the painter as ten more numbers, the judge as ten more planes, one of them full.
///
/// Goodfellow and others: "Generative adversarial nets" (2014); Mirza and Osindero: "Conditional generative adversarial
/// nets" (2014).
struct AdversarialPair {
    /// How the learning of a painter and a judge went.
    struct History: Codable {
        /// The losses of the first batch: both near ln 2, when nobody knows anything.
        var startLosses = StartLosses()

        /// The mean losses of each epoch; the judge's is the mean of its two questions.
        var painterLosses: [Double] = []
        var judgeLosses: [Double] = []

        /// What the same noise becomes before training and after each epoch: `[60, 1, 28, 28]` from 0 to 1; six of each
        /// digit where it is asked for.
        var frames: [NDArray] = []

        /// How long training took.
        var seconds = 0.0

        struct StartLosses: Codable {
            var painter = Double.nan
            var judge = Double.nan
        }
    }

    /// Both networks, to be kept in one checkpoint.
    private final class Both: Module {
        let painter: Painter
        let judge: Judge

        init(_ painter: Painter, _ judge: Judge) { (self.painter, self.judge) = (painter, judge) }
    }

    /// Random numbers that a picture begins with.
    static let noiseCount = 64

    let isConditional: Bool
    let painter: Painter
    let judge: Judge

    /// How their learning went.
    let history: History

    /// From one noise to another in steps, `[rows · 10, 1, 28, 28]`.
    let walks: NDArray

    /// What the critic says of some thousand pictures.
    let verdict: Critic.Verdict

    /// How long their training took.
    var seconds: Double { history.seconds }

    init(_ digits: DigitSets, _ critic: Critic, isConditional: Bool, _ run: ChapterRun) throws {
        var generator = RandomGenerator(seed: run.seed &+ (isConditional ? 20 : 10))
        let (extra, width) = (isConditional ? 10 : 0, run.integer("width"))
        self.isConditional = isConditional
        painter = Painter(inputs: AdversarialPair.noiseCount + extra, width: width, using: &generator)
        judge = Judge(channels: 1 + extra, width: width, using: &generator)
        painter.startAsInPaper(using: &generator)
        judge.startAsInPaper(using: &generator)
        let fixed = AdversarialPair.fixedNumbers(isConditional, using: &generator)
        history = try AdversarialPair.train(
            painter, judge, digits.training, isConditional: isConditional, fixed, run, using: &generator)

        var dice = RandomGenerator(seed: run.seed &+ 30)
        walks = paint(painter, AdversarialPair.walkNumbers(isConditional, using: &dice))
        let asked = (0..<(run.isQuick ? 300 : 2000)).map { $0 % 10 }
        let pictures = paint(
            painter, AdversarialPair.numbers(isConditional ? asked : nil, count: asked.count, using: &dice))
        verdict = critic.verdict(pictures, asked: isConditional ? asked : nil)
    }

    private static func train(
        _ painter: Painter, _ judge: Judge, _ training: LabeledImages, isConditional: Bool, _ fixed: NDArray,
        _ run: ChapterRun, using generator: inout RandomGenerator
    ) throws -> History {
        var history = History()
        let start = paint(painter, fixed)
        history.frames.append(start)
        let painting = Adam(painter.parameters, learningRate: 5e-4, betas: (0.5, 0.999))
        let judging = Adam(judge.parameters, learningRate: 2e-4, betas: (0.5, 0.999))
        let batchCount = (training.count + 63) / 64
        let schedule = CosineAnnealing(steps: run.epochs * batchCount)
        let (both, optimizers) = (Both(painter, judge), ["painting": painting, "judging": judging])
        let checkpoint = run.checkpoint(isConditional ? "conditional" : "gan")
        try checkpoint.resume(&history, both, optimizers, using: &generator) {
            $0.painterLosses.count <= run.epochs && $0.judgeLosses.count == $0.painterLosses.count
                && $0.frames.count == $0.painterLosses.count + 1
                && $0.frames.allSatisfy { $0.shape == start.shape }
        }
        let bar = ProgressBar(
            isConditional ? "conditional GAN" : "GAN", total: run.epochs, done: history.painterLosses.count)
        for epoch in history.painterLosses.count..<run.epochs where !run.shouldStop {
            let watch = Stopwatch()
            painter.train()
            judge.train()
            var (painterTotal, judgeTotal) = (0.0, 0.0)
            let batches = shuffledBatches(of: 64, count: training.count, using: &generator)
            for (number, places) in batches.enumerated() where !run.shouldStop {
                painting.follow(schedule, at: epoch * batchCount + number)
                judging.follow(schedule, at: epoch * batchCount + number)
                let digits = isConditional ? places.map { training.labels[$0] } : nil
                let real = Tensor(training.images(at: places, scale: .signed))
                let noise = numbers(digits, count: places.count, using: &generator)
                let painted = painter(Tensor(noise))

                judging.zeroGradients()
                let judgeLoss =
                    (question(judge, real, digits, isReal: true)
                        + question(judge, painted.detached(), digits, isReal: false)) * 0.5
                try requireFinite(judgeLoss, of: both, epoch: epoch + 1)
                judgeLoss.backward()
                judging.step()

                painting.zeroGradients()
                let painterLoss = question(judge, painted, digits, isReal: true)
                try requireFinite(painterLoss, of: both, epoch: epoch + 1)
                painterLoss.backward()
                painting.step()

                if history.startLosses.judge.isNaN {
                    history.startLosses.painter = Double(painterLoss.scalar)
                    history.startLosses.judge = Double(judgeLoss.scalar)
                }
                painterTotal += Double(painterLoss.scalar)
                judgeTotal += Double(judgeLoss.scalar)
            }
            if run.shouldStop { break }
            history.painterLosses.append(painterTotal / Double(batchCount))
            history.judgeLosses.append(judgeTotal / Double(batchCount))
            history.frames.append(paint(painter, fixed))
            history.seconds += watch.seconds
            checkpoint.keep(history, both, optimizers, generator)
            bar.advance(
                message: "painter \(formatNumber(history.painterLosses[epoch], significantDigits: 3)), judge "
                    + formatNumber(history.judgeLosses[epoch], significantDigits: 3))
        }
        bar.finish()
        return history
    }

    /// How wrong the judge is if all these pictures are real, or none: mean cross-entropy.
    private static func question(
        _ judge: Judge, _ pictures: Tensor, _ digits: [Int]?, isReal: Bool
    ) -> Tensor {
        let logits = judge(withPlanes(pictures, digits))
        return binaryCrossEntropyWithLogits(
            logits, Tensor(NDArray(filledWith: isReal ? 1 : 0, shape: logits.shape)))
    }

    /// Pictures `[N, 1, 28, 28]` with ten planes that say which digit they should show: `[N, 11, 28, 28]`.
    private static func withPlanes(_ pictures: Tensor, _ digits: [Int]?) -> Tensor {
        guard let digits else { return pictures }
        let planes = oneHot(digits).reshaped([digits.count, 10, 1, 1])
            .broadcast(to: [digits.count, 10, 28, 28])
        return .concatenated([pictures, Tensor(planes)], axis: 1)
    }
}

extension AdversarialPair {
    /// What a painter begins with: noise, and the digits where they are asked for.
    fileprivate static func numbers(
        _ digits: [Int]?, count: Int, using generator: inout RandomGenerator
    ) -> NDArray {
        let noise = NDArray.normal([count, noiseCount], using: &generator)
        return digits.map { .concatenated([noise, oneHot($0)], axis: 1) } ?? noise
    }

    /// Sixty beginnings that stay the same during training.
    fileprivate static func fixedNumbers(
        _ isConditional: Bool, using generator: inout RandomGenerator
    ) -> NDArray {
        numbers(isConditional ? (0..<60).map { $0 % 10 } : nil, count: 60, using: &generator)
    }

    /// Six walks of ten steps on the circle between two noises, so that each step is as long as noise usually is.
    fileprivate static func walkNumbers(
        _ isConditional: Bool, using generator: inout RandomGenerator
    ) -> NDArray {
        var rows: [NDArray] = []
        for walk in 0..<6 {
            let ends = NDArray.normal([2, noiseCount], using: &generator)
            for step in 0..<10 {
                let angle = Float(step) / 9 * .pi / 2
                let noise =
                    ends[0..<1] * Float(cosine(angle)) + ends[1..<2] * Float(cosine(.pi / 2 - angle))
                rows.append(isConditional ? .concatenated([noise, oneHot([walk + 2])], axis: 1) : noise)
            }
        }
        return .concatenated(rows, axis: 0)
    }

    private static func cosine(_ angle: Float) -> Float { NDArray([angle]).cos().scalars[0] }
}
