import ChapterSupport
import Messages
import Reporting
import TensorCore

extension Results {
    /// The page of the run, in the order of the chapter.
    ///
    /// - Throws: `PlayedNetwork.Refusal`.
    func fill(_ report: inout Report) throws {
        digits.introduce(&report)
        if digits.subject == nil {
            report.paragraph(
                "The classes, in the order of the columns: \(classNames.joined(separator: ", ")).")
        }
        fillByHand(&report)
        fillMeanSquare(&report)
        fillFooling(&report)
        fill(
            plain, "Generative adversarial network",
            """
            The generator turns a latent code of 64 random numbers into a picture. The discriminator sees generated and real \
            pictures and learns to tell them apart; the generator learns to fool it (8.3). No generated picture is ever \
            compared with a real one.
            """, &report)
        fill(
            conditional, "Conditional GAN",
            "Both networks are given the \(condition). Each column is a \(condition), each row other latent codes.",
            &report
        )
        try fillPad(&report)
        report.section("Evaluation")
        report.paragraph(
            """
            A recognizer that was never trained on a generated picture, with an accuracy of \
            \(formatPercent(recognizer.accuracy, decimals: 2)) on the test \(things), classifies them. The Fréchet distance \
            compares mean and covariance of its 512 hidden units with those for real test \(things): it is small when the \
            pictures are as realistic and as diverse as real ones. Confidence is the mean probability of the predictions; \
            coverage is the number of \(digits.subject == nil ? "classes" : "digits") that are predicted for at least one picture \
            of a hundred.
            """)
        report.table(evaluationTable)
        report.chart(
            BarChart(
                title: "Fréchet distance to real test \(things)", xLabel: "", yLabel: "",
                categories: evaluations.map(\.title), values: evaluations.map(\.evaluation.frechet)))
    }

    /// The conditional generator paints what one asks for.
    private func fillPad(_ report: inout Report) throws {
        guard let played = try playedGenerator(conditional.networks, seed: 8) else { return }
        report.section(en: "Move between latent codes", zh: "在隐编码之间移动")
        report.play(
            latentPad(played, classNames: classNames),
            caption: Words(
                en: """
                    The conditional generator of this run, inside this page. Codes near to each other give pictures that are alike; \
                    the class is given beside the code, so the same corners show another handwriting of each.
                    """,
                zh: "本次运行的条件生成器就在这个网页里。相近的编码给出相似的图像；类别与编码分开给出，所以同样的角在每个类别上是不同的笔迹。"))
    }

    /// Section 8.1.2.
    private func fillByHand(_ report: inout Report) {
        report.section("Transposed convolution by hand")
        report.paragraph(
            """
            A convolution gathers: each number of its output is computed from the pixels under the kernel. A transposed \
            convolution scatters: each pixel adds the kernel, multiplied by its value, to a larger picture; with a stride of \
            2 the next one is two pixels further. The backward pass of a convolution does exactly that. On random numbers \
            the loops differ from the layer by at most \
            \(formatNumber(Double(lesson.layerDifference), significantDigits: 2)), and from that gradient by at most \
            \(formatNumber(Double(lesson.gradientDifference), significantDigits: 2)).
            """)
        let result = transposedConvolution(lesson.picture, lesson.kernel, stride: lesson.stride)
        report.pictures(
            PictureGrid(
                rows: [[lesson.picture, lesson.kernel, result].map(Picture.init)],
                columnLabels: ["picture, 2 × 2", "kernel, 3 × 3", "output, 5 × 5"]), scale: 20,
            description: "transposed convolution by hand")
    }

    /// Section 8.2.
    private func fillMeanSquare(_ report: inout Report) {
        report.section("Generator trained by mean squared error")
        report.paragraph(
            """
            The generator is given a \(condition), and its picture is compared with another picture of that \(condition) each \
            time. The \
            picture with the least mean squared error to all of them is their mean, so that it learns to generate the mean.
            """)
        report.pictures(
            PictureGrid(
                rows: [meanSquare.pictures, meanSquare.means].map { pictures in
                    (0..<min(10, classNames.count)).map { picture(pictures[$0]) }
                }, rowLabels: ["generated", "mean training picture"]), scale: 2,
            description: "blurred picture",
            caption: """
                Mean-square difference per pixel: \
                \(formatNumber(meanSquare.distanceFromMeans, significantDigits: 2)).
                """)
        report.chart(
            lossChart("Mean squared error", meanSquare.history.losses, "mean squared error per pixel"))
    }

    private func fillFooling(_ report: inout Report) {
        report.section("Generator trained against a frozen recognizer")
        report.paragraph(
            """
            This generator never sees a real picture. Its loss is the cross-entropy of a frozen recognizer, whose gradient flows to \
            the generated picture. It finds adversarial examples: below each picture is the recognizer's probability of the \
            \(condition) that it was generated for. A recognizer has learned what distinguishes \(things), not what they look \
            like.
            """)
        report.pictures(
            PictureGrid(
                fooling.probabilities.indices.map { picture(fooling.pictures[$0]) }, columns: 10,
                labels: fooling.probabilities.map { formatPercent(Double($0)) }), scale: 2,
            description: "adversarial example")
        report.chart(lossChart("Loss against the recognizer", fooling.history.losses, "mean cross-entropy"))
    }

    private func lossChart(_ title: String, _ losses: [Double], _ yLabel: String) -> LineChart {
        LineChart(
            title: title, xLabel: "epoch", yLabel: yLabel,
            series: [
                Series("loss", x: losses.indices.map { Double($0 + 1) }, y: losses, style: .lineAndPoints)
            ])
    }

    /// Section 8.3.
    private func fill(_ gan: TrainedGAN, _ title: String, _ text: String, _ report: inout Report) {
        report.section(title)
        report.paragraph(text)
        report.animation(
            growth(of: gan), scale: 2, description: "generated pictures, epoch by epoch",
            caption: "The pictures of the same latent codes, from before training to the last epoch.")
        let history = gan.history
        let epochs = history.losses.indices.map { Double($0 + 1) }
        report.chart(
            LineChart(
                title: "Losses", xLabel: "epoch", yLabel: "mean cross-entropy",
                series: [
                    Series("generator", x: epochs, y: history.losses, style: .lineAndPoints),
                    Series("discriminator", x: epochs, y: history.discriminatorLosses, style: .lineAndPoints),
                ]),
            caption: """
                In the first batch: generator \(formatNumber(history.startLoss, significantDigits: 3)), discriminator \
                \(formatNumber(history.startDiscriminatorLoss, significantDigits: 3)); a discriminator that cannot tell \
                anything has a loss of ln 2 = 0.693.
                """)
        report.pictures(
            PictureGrid(
                (0..<60).map { picture(gan.walks[$0]) }, columns: 10), scale: 2,
            description: "walk between latent codes",
            caption: "Each row walks from one latent code to another.")
    }
}

extension Results {
    /// The pictures of the same latent codes, epoch by epoch: a column a class, where the GAN is conditional.
    func growth(of gan: TrainedGAN) -> Animation {
        let columns = gan.networks.isConditional ? min(classNames.count, 10) : 10
        return Animation(
            gan.history.frames.map { pictures in
                PictureGrid((0..<pictures.shape[0]).map { picture(pictures[$0]) }, columns: columns).picture()
            }, secondsPerFrame: 0.25, pauseSeconds: 2)
    }

    /// A picture `[channels, 28, 28]`: a digit from 0, paper, to 1, ink; other pictures from dark to bright.
    fileprivate func picture(_ values: NDArray) -> Picture {
        digits.subject == nil
            ? Picture(planes: values.scalars, width: values.shape[2], height: values.shape[1])
            : Picture(values.scalars, width: values.shape[2], height: values.shape[1], colors: .ink)
    }
}

extension Picture {
    fileprivate init(_ grid: Grid) {
        self.init(grid.flatMap { $0 }, width: grid[0].count, height: grid.count, range: 0...2, colors: .ink)
    }
}
