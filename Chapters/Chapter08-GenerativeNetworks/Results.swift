import ChapterSupport
import DigitRecognition
import Files
import Messages
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
    var things: Words {
        digits.subject == nil ? Words(en: "pictures", zh: "图片") : Words(en: "digits", zh: "数字")
    }
    var condition: Words {
        digits.subject == nil ? Words(en: "class", zh: "类别") : Words(en: "digit", zh: "数字")
    }

    /// The names of the classes.
    var classNames: [String] { digits.training.classNames }

    /// The evaluation of real, mean and generated pictures.
    var evaluations: [(name: String, title: Words, evaluation: Evaluation)] {
        [
            ("real", Words(en: "real test \(things)", zh: "真实的测试\(things)"), evaluator.ofReal),
            (
                "means", Words(en: "mean training \(things)", zh: "训练\(things)的平均图"),
                meanSquare.evaluationOfMeans
            ),
            (
                "mean_square", Words(en: "mean-square generator", zh: "均方误差生成器"),
                meanSquare.evaluation
            ),
            ("fooling", Words(en: "fooling generator", zh: "欺骗识别器的生成器"), fooling.evaluation),
            ("gan", Words(en: "GAN", zh: "GAN"), plain.evaluation),
            ("conditional", Words(en: "conditional GAN", zh: "条件 GAN"), conditional.evaluation),
        ]
    }

    /// The evaluations side by side.
    var evaluationTable: Table {
        Table(
            headers: [
                "", Words(en: "Fréchet distance", zh: "弗雷歇距离"), Words(en: "confidence", zh: "置信度"),
                Words(en: "above 0.9", zh: "高于 0.9"), Words(en: "coverage", zh: "覆盖率"),
                Words(en: "class accuracy", zh: "类别准确率"),
            ],
            rows: evaluations.map { _, title, evaluation in
                [
                    title.text, formatNumber(evaluation.frechet, significantDigits: 3),
                    formatPercent(evaluation.confidence), formatPercent(evaluation.confidentFraction),
                    Words(
                        en: "\(evaluation.coverage) of \(classNames.count)",
                        zh: "\(classNames.count) 个中 \(evaluation.coverage) 个"
                    ).text,
                    evaluation.classAccuracy.map { formatPercent($0) } ?? "",
                ]
            },
            caption: Words(
                en: """
                    The distance of the real \(things) is that between the two halves of the test set, the best that can be \
                    reached.
                    """,
                zh: "真实\(things)的距离是测试集两半之间的距离，即能达到的最好的值。"))
    }

    /// Prints the results in the terminal.
    func print() {
        Swift.print(textHeading(Words(en: "By hand", zh: "手写")))
        let differences = [lesson.layerDifference, lesson.gradientDifference].map {
            formatNumber(Double($0), significantDigits: 2)
        }
        Swift.print(
            Words(
                en: """
                    The transposed convolution by hand differs from the layer by at most \(differences[0]), and from the gradient \
                    of a convolution by at most \(differences[1]).
                    """,
                zh: """
                    手写的转置卷积与层至多相差 \(differences[0])，与卷积的梯度至多相差 \(differences[1])。
                    """))
        Swift.print(textHeading(Words(en: "Evaluation", zh: "评判")))
        let accuracy = formatPercent(recognizer.accuracy, decimals: 2)
        Swift.print(
            Words(
                en: "The recognizer classifies \(accuracy) of the test \(things) correctly.",
                zh: "识别器把测试\(things)的 \(accuracy) 分类正确。"))
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
                "input": "64 normal random numbers, then the \(condition.en) as \(classNames.count) numbers",
                "output": "pixels from \(range)", DrawingModel.classesNote: DrawingModel.note(classNames),
                DrawingModel.colorsNote: digits.subject == nil ? "light" : "ink",
            ]
        ).save(to: run.outputPath("conditional.safetensors"))
        try growth(of: plain).writeGIF(to: run.outputPath("epochs.gif"))
        try growth(of: conditional).writeGIF(to: run.outputPath("conditional.gif"))
    }
}
