import Reporting
import TensorCore

extension Results {
    /// The page of the run, in the order of the chapter.
    func fill(_ report: inout Report) {
        report.paragraph(digits.introduction)
        fillByHand(&report)
        fillBlurred(&report)
        fillDeceiver(&report)
        fill(
            plain, "Two networks against each other",
            """
            A painter begins with 64 random numbers. A judge sees its pictures and real ones and says which is which; each \
            learns from the other's success (8.3). No picture is ever compared with another.
            """, &report)
        fill(
            conditional, "The digit asked for",
            "Both are told the digit. Each column is a digit, each row other random numbers.", &report)
        report.section("What the critic says")
        report.paragraph(
            """
            A recognizer that never saw a painted picture, right for \(formatPercent(recognizer.accuracy, decimals: 2)) of \
            the test digits, reads them. The Fréchet distance compares the 512 numbers in front of its decision, their means \
            and how they vary together, with those of real test digits: small when the pictures are like real ones and as \
            various.
            """)
        report.table(verdictTable)
        report.chart(
            BarChart(
                title: "Fréchet distance to real test digits", xLabel: "", yLabel: "",
                categories: verdicts.map(\.title), values: verdicts.map(\.verdict.frechet)))
    }

    /// Section 8.1.2.
    private func fillByHand(_ report: inout Report) {
        report.section("Transposed convolution by hand")
        report.paragraph(
            """
            A convolution gathers: each number of its result is made of the pixels under the kernel. Transposed, it \
            scatters: each pixel paints the kernel, times its number, into a larger picture, here two pixels further for \
            each step. That is exactly how the gradient of a convolution goes back. On random numbers the loops differ from \
            the layer by \(formatNumber(Double(lesson.layerDifference), significantDigits: 2)) and from the gradient by \
            \(formatNumber(Double(lesson.gradientDifference), significantDigits: 2)) at most.
            """)
        let result = transposedConvolution(lesson.picture, lesson.kernel, stride: lesson.stride)
        report.pictures(
            PictureGrid(
                rows: [[lesson.picture, lesson.kernel, result].map(Picture.init)],
                columnLabels: ["picture, 2 × 2", "kernel, 3 × 3", "painted, 5 × 5"]), scale: 20,
            description: "transposed convolution by hand")
    }

    /// Section 8.2.
    private func fillBlurred(_ report: inout Report) {
        report.section("By mean-square error: blurred")
        report.paragraph(
            """
            A painter is told a digit and compared with a picture of it, another one each time. The picture with the least \
            mean-square error to all of them is their mean, and that is what it learns to paint.
            """)
        report.pictures(
            PictureGrid(
                rows: [blurred.pictures, blurred.means].map { pictures in
                    (0..<10).map { Picture(digit: pictures[$0]) }
                }, rowLabels: ["painted", "mean of the training digits"]), scale: 2,
            description: "blurred digit",
            caption: """
                They differ by \(formatNumber(blurred.distanceFromMeans, significantDigits: 2)) a pixel in mean square.
                """)
        report.chart(
            LineChart(
                title: "Mean-square painter", xLabel: "epoch", yLabel: "loss a pixel",
                series: [
                    Series(
                        "loss", x: blurred.losses.indices.map { Double($0 + 1) }, y: blurred.losses,
                        style: .lineAndPoints)
                ]))
    }

    private func fillDeceiver(_ report: inout Report) {
        report.section("Judged by a recognizer alone: deceived")
        report.paragraph(
            """
            This painter was never compared with a digit. A frozen recognizer says how much a picture reads like the digit \
            asked for, and the painter learns to please it. Below each picture is the probability that the recognizer gives \
            it. A network that reads digits knows what tells them apart, not what they look like.
            """)
        report.pictures(
            PictureGrid(
                (0..<10).map { Picture(digit: deceiver.pictures[$0]) }, columns: 10,
                labels: deceiver.probabilities.map { formatPercent(Double($0)) }), scale: 2,
            description: "picture that deceives")
    }

    private func fill(_ pair: AdversarialPair, _ title: String, _ text: String, _ report: inout Report) {
        report.section(title)
        report.paragraph(text)
        report.animation(
            pair.growth, scale: 2, description: "the same noise, epoch by epoch",
            caption: "What the same random numbers become, from before training to the last epoch.")
        let epochs = pair.history.painterLosses.indices.map { Double($0 + 1) }
        report.chart(
            LineChart(
                title: "Losses", xLabel: "epoch", yLabel: "mean cross-entropy",
                series: [
                    Series("painter", x: epochs, y: pair.history.painterLosses, style: .lineAndPoints),
                    Series("judge", x: epochs, y: pair.history.judgeLosses, style: .lineAndPoints),
                ]),
            caption: """
                First batch: painter \(formatNumber(pair.history.startLosses.painter, significantDigits: 3)), judge \
                \(formatNumber(pair.history.startLosses.judge, significantDigits: 3)); who knows nothing has ln 2 = 0.693.
                """)
        report.pictures(
            PictureGrid(
                (0..<60).map { Picture(digit: pair.walks[$0]) }, columns: 10), scale: 2,
            description: "walk between two noises",
            caption: "Each row walks from one noise to another.")
    }
}

extension AdversarialPair {
    /// The same sixty beginnings, epoch by epoch.
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
