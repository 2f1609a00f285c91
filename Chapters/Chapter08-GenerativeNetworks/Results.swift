import ChapterSupport
import DigitRecognition
import Files
import NeuralNetworks
import Reporting
import TensorCore

/// Everything a run of the chapter found out.
struct Results {
    let digits: DigitSets
    let lesson: TransposedLesson
    let recognizer: Recognizer
    let critic: Critic
    let blurred: BlurredPainter
    let deceiver: DeceivingPainter
    let plain: AdversarialPair
    let conditional: AdversarialPair

    /// Everyone who was judged, and what the critic says.
    var verdicts: [(name: String, title: String, verdict: Critic.Verdict)] {
        [
            ("real", "real test digits", critic.ofReal),
            ("means", "mean training digits", blurred.verdictOnMeans),
            ("blurred", "mean-square painter", blurred.verdict),
            ("deceiving", "painter that deceives", deceiver.verdict),
            ("gan", "GAN", plain.verdict),
            ("conditional", "conditional GAN", conditional.verdict),
        ]
    }

    /// The critic's words side by side.
    var verdictTable: Table {
        Table(
            headers: [
                "", "Fréchet distance", "mean confidence", "confidence above 0.9", "digits drawn",
                "as asked for",
            ],
            rows: verdicts.map { _, title, verdict in
                [
                    title, formatNumber(verdict.frechet, significantDigits: 3),
                    formatPercent(verdict.confidence), formatPercent(verdict.confidentShare),
                    "\(verdict.coverage) of 10", verdict.obedience.map { formatPercent($0) } ?? "",
                ]
            },
            caption:
                "The distance of the real digits is that of one half of the test pictures to the other: what is left when "
                + "nothing is to be found.")
    }

    /// Says in the terminal what was found out.
    func print() {
        Swift.print(textHeading("By hand"))
        Swift.print(
            "The transposed convolution by hand differs from the layer by "
                + "\(formatNumber(Double(lesson.layerDifference), significantDigits: 2)), and from the gradient of a "
                + "convolution by \(formatNumber(Double(lesson.gradientDifference), significantDigits: 2)) at most."
        )
        Swift.print(textHeading("What the critic says"))
        Swift.print(
            "The recognizer reads \(formatPercent(recognizer.accuracy, decimals: 2)) of the test digits."
        )
        Swift.print(verdictTable.text())
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", digits.name)
        metrics.set("epochs", plain.history.painterLosses.count)
        metrics.set(
            "train_seconds", blurred.seconds + deceiver.seconds + plain.seconds + conditional.seconds)
        metrics.set(
            "parameters", plain.painter.parameterCount.total + plain.judge.parameterCount.total)
        metrics.set("hand_layer_difference", Double(lesson.layerDifference))
        metrics.set("hand_gradient_difference", Double(lesson.gradientDifference))
        metrics.set("recognizer_test_accuracy", recognizer.accuracy)
        metrics.set("gan_start_painter_loss", plain.history.startLosses.painter)
        metrics.set("gan_start_judge_loss", plain.history.startLosses.judge)
        metrics.set("blurred_distance_from_means", blurred.distanceFromMeans)
        for (name, _, verdict) in verdicts {
            metrics.set("\(name)_frechet", verdict.frechet)
            metrics.set("\(name)_confidence", verdict.confidence)
            metrics.set("\(name)_confident_share", verdict.confidentShare)
            metrics.set("\(name)_coverage", verdict.coverage)
            if let obedience = verdict.obedience { metrics.set("\(name)_obedience", obedience) }
        }
        metrics.set(
            "gan_frechet_over_blurred", plain.verdict.frechet / max(1e-9, blurred.verdict.frechet))
        metrics.set(
            "conditional_frechet_over_blurred",
            conditional.verdict.frechet / max(1e-9, blurred.verdict.frechet))
    }

    /// Writes the painters, and the pictures as files of their own.
    func save(_ run: ChapterRun) throws {
        try Checkpoint(
            model: plain.painter, epoch: plain.history.painterLosses.count,
            notes: [
                "chapter": "8", "input": "64 normal random numbers",
                "output": "pixels from -1, paper, to 1, ink",
            ]
        ).save(to: run.outputPath("model.safetensors"))
        var generator = RandomGenerator(seed: run.seed)
        let numbers = NDArray.normal([4, AdversarialPair.noiseCount], using: &generator)
        try ModelExample(of: plain.painter, numbers).save(to: run.outputPath("example.safetensors"))
        try Checkpoint(
            model: conditional.painter, epoch: conditional.history.painterLosses.count,
            notes: [
                "chapter": "8", "input": "64 normal random numbers, then the digit as ten",
                "output": "pixels from -1 to 1",
            ]
        ).save(to: run.outputPath("conditional.safetensors"))
        try plain.growth.writeGIF(to: run.outputPath("epochs.gif"))
        try conditional.growth.writeGIF(to: run.outputPath("conditional.gif"))
    }
}
