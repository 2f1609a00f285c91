import ChapterSupport
import DigitRecognition
import Files
import NeuralNetworks
import Reporting
import TensorCore

/// The results of a run.
struct Results {
    let digits: PictureData
    let lesson: TransposedLesson
    let recognizer: Recognizer
    let evaluator: Evaluator
    let meanSquare: MeanSquareGenerator
    let fooling: FoolingGenerator
    let plain: TrainedGAN
    let conditional: TrainedGAN

    /// What the pictures are called: digits, or, where they are the reader's own, pictures of a class.
    var things: String { digits.subject == nil ? "pictures" : "digits" }
    var condition: String { digits.subject == nil ? "class" : "digit" }

    /// The names of the classes.
    var classNames: [String] { digits.training.classNames }

    /// The evaluation of real, mean and generated pictures.
    var evaluations: [(name: String, title: String, evaluation: Evaluation)] {
        [
            ("real", "real test \(things)", evaluator.ofReal),
            ("means", "mean training \(things)", meanSquare.evaluationOfMeans),
            ("mean_square", "mean-square generator", meanSquare.evaluation),
            ("fooling", "fooling generator", fooling.evaluation),
            ("gan", "GAN", plain.evaluation),
            ("conditional", "conditional GAN", conditional.evaluation),
        ]
    }

    /// The evaluations side by side.
    var evaluationTable: Table {
        Table(
            headers: ["", "Fréchet distance", "confidence", "above 0.9", "coverage", "class accuracy"],
            rows: evaluations.map { _, title, evaluation in
                [
                    title, formatNumber(evaluation.frechet, significantDigits: 3),
                    formatPercent(evaluation.confidence), formatPercent(evaluation.confidentFraction),
                    "\(evaluation.coverage) of \(classNames.count)",
                    evaluation.classAccuracy.map { formatPercent($0) } ?? "",
                ]
            },
            caption:
                "The distance of the real \(things) is that between the two halves of the test set, the best that can be "
                + "reached.")
    }

    /// Prints the results in the terminal.
    func print() {
        Swift.print(textHeading("By hand"))
        Swift.print(
            "The transposed convolution by hand differs from the layer by at most "
                + "\(formatNumber(Double(lesson.layerDifference), significantDigits: 2)), and from the gradient of a "
                + "convolution by at most \(formatNumber(Double(lesson.gradientDifference), significantDigits: 2))."
        )
        Swift.print(textHeading("Evaluation"))
        Swift.print(
            "The recognizer classifies \(formatPercent(recognizer.accuracy, decimals: 2)) of the test \(things) correctly."
        )
        Swift.print(evaluationTable.text())
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", digits.name)
        metrics.set("epochs", plain.history.losses.count)
        metrics.set(
            "train_seconds",
            meanSquare.history.seconds + fooling.history.seconds + plain.history.seconds
                + conditional.history.seconds)
        metrics.set("parameters", plain.networks.parameterCount.total)
        metrics.set("hand_layer_difference", Double(lesson.layerDifference))
        metrics.set("hand_gradient_difference", Double(lesson.gradientDifference))
        metrics.set("recognizer_test_accuracy", recognizer.accuracy)
        metrics.set("gan_start_generator_loss", plain.history.startLoss)
        metrics.set("gan_start_discriminator_loss", plain.history.startDiscriminatorLoss)
        metrics.set("mean_square_distance_from_means", meanSquare.distanceFromMeans)
        for (name, _, evaluation) in evaluations {
            metrics.set("\(name)_frechet", evaluation.frechet)
            metrics.set("\(name)_confidence", evaluation.confidence)
            metrics.set("\(name)_confident_share", evaluation.confidentFraction)
            metrics.set("\(name)_coverage", evaluation.coverage)
            if let accuracy = evaluation.classAccuracy { metrics.set("\(name)_class_accuracy", accuracy) }
        }
        let meanSquareFrechet = max(1e-9, meanSquare.evaluation.frechet)
        metrics.set("gan_frechet_over_mean_square", plain.evaluation.frechet / meanSquareFrechet)
        metrics.set(
            "conditional_frechet_over_mean_square", conditional.evaluation.frechet / meanSquareFrechet)
    }

    /// Writes the generators of both GANs, and their pictures epoch by epoch as animations.
    func save(_ run: ChapterRun) throws {
        let range = digits.subject == nil ? "-1, dark, to 1, bright" : "-1, paper, to 1, ink"
        try Checkpoint(
            model: plain.networks.generator, epoch: plain.history.losses.count,
            notes: [
                "chapter": "8", "network": "generator", "input": "64 normal random numbers",
                "output": "pixels from \(range)",
            ]
        ).save(to: run.outputPath("model.safetensors"))
        var random = RandomGenerator(seed: run.seed)
        let codes = latentCodes(nil, count: 4, using: &random)
        try ModelExample(of: plain.networks.generator, codes).save(to: run.outputPath("example.safetensors"))
        try Checkpoint(
            model: conditional.networks.generator, epoch: conditional.history.losses.count,
            notes: [
                "chapter": "8", "network": "conditional generator",
                "input": "64 normal random numbers, then the \(condition) as \(classNames.count) numbers",
                "output": "pixels from \(range)", DrawingModel.classesNote: DrawingModel.note(classNames),
                DrawingModel.colorsNote: digits.subject == nil ? "light" : "ink",
            ]
        ).save(to: run.outputPath("conditional.safetensors"))
        try growth(of: plain).writeGIF(to: run.outputPath("epochs.gif"))
        try growth(of: conditional).writeGIF(to: run.outputPath("conditional.gif"))
    }
}
