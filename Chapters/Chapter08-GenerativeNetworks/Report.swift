import Reporting
import TensorCore

extension Results {
    /// The page of the run, in the order of the chapter.
    func fill(_ report: inout Report) {
        report.paragraph(digits.introduction)
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
            "Both networks are given the digit. Each column is a digit, each row other latent codes.", &report
        )
        report.section("Evaluation")
        report.paragraph(
            """
            A recognizer that was never trained on a generated picture, with an accuracy of \
            \(formatPercent(recognizer.accuracy, decimals: 2)) on the test digits, classifies them. The Fréchet distance \
            compares mean and covariance of its 512 hidden units with those for real test digits: it is small when the \
            pictures are as realistic and as diverse as real ones. Confidence is the mean probability of the predictions; \
            coverage is the number of digits that are predicted for at least one picture of a hundred.
            """)
        report.table(evaluationTable)
        report.chart(
            BarChart(
                title: "Fréchet distance to real test digits", xLabel: "", yLabel: "",
                categories: evaluations.map(\.title), values: evaluations.map(\.evaluation.frechet)))
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
            The generator is given a digit, and its picture is compared with another picture of that digit each time. The \
            picture with the least mean squared error to all of them is their mean, so that it learns to generate the mean.
            """)
        report.pictures(
            PictureGrid(
                rows: [meanSquare.pictures, meanSquare.means].map { pictures in
                    (0..<10).map { Picture(digit: pictures[$0]) }
                }, rowLabels: ["generated", "mean training digit"]), scale: 2,
            description: "blurred digit",
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
            This generator never sees a digit. Its loss is the cross-entropy of a frozen recognizer, whose gradient flows to \
            the generated picture. It finds adversarial examples: below each picture is the recognizer's probability of the \
            digit that it was generated for. A recognizer has learned what distinguishes digits, not what they look like.
            """)
        report.pictures(
            PictureGrid(
                (0..<10).map { Picture(digit: fooling.pictures[$0]) }, columns: 10,
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
            gan.growth, scale: 2, description: "generated digits, epoch by epoch",
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
                (0..<60).map { Picture(digit: gan.walks[$0]) }, columns: 10), scale: 2,
            description: "walk between latent codes",
            caption: "Each row walks from one latent code to another.")
    }
}

extension TrainedGAN {
    /// The pictures of the same sixty latent codes, epoch by epoch.
    var growth: Animation {
        Animation(
            history.frames.map { pictures in
                PictureGrid((0..<60).map { Picture(digit: pictures[$0]) }, columns: 10).picture()
            }, secondsPerFrame: 0.25, pauseSeconds: 2)
    }
}

extension Picture {
    /// A digit `[1, 28, 28]` from 0, paper, to 1, ink.
    fileprivate init(digit: NDArray) {
        self.init(digit.scalars, width: digit.shape[2], height: digit.shape[1], colors: .ink)
    }

    fileprivate init(_ grid: Grid) {
        self.init(grid.flatMap { $0 }, width: grid[0].count, height: grid.count, range: 0...2, colors: .ink)
    }
}
