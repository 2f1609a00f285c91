import ChapterSupport
import DigitRecognition
import Messages
import NeuralNetworks
import Reporting
import TensorCore

extension Results {
    /// The page of the run, in the order of the chapter.
    func fill(_ report: inout Report) throws {
        data.introduce(&report)
        report.pictures(
            PictureGrid(
                (0..<min(20, data.training.count)).map { trainingPicture($0) }, columns: 10,
                labels: (0..<min(20, data.training.count)).map {
                    data.training.classNames[data.training.labels[$0]]
                }), scale: 2, description: "training picture",
            caption: "The first pictures of the training set with their labels.")
        report.table(scoreTable)
        try fillPad(&report)
        fillByHand(&report)
        fillTraining(&report)
        if let book { fillKernels(book, &report) }
        fillShifts(&report)
        if let best { fillMistakes(best, &report) }
        fillRegularization(&report)
    }

    /// The book's network reads what one draws.
    private func fillPad(_ report: inout Report) throws {
        guard let book, let network = book.network as? BookNetwork,
            let played = try playedBook(network, data.test.first(8).images())
        else { return }
        report.section(en: "Draw, and the network reads", zh: "手写，让网络来读")
        report.play(
            digitPad(
                played, classNames: data.training.classNames,
                isClothes: data.name == PublishedPictures.fashion.rawValue),
            caption: Words(
                en: """
                    The book's network of this run, inside this page. The drawing is scaled and centred as the training \
                    digits are, then read anew with every movement of the pen.
                    """,
                zh: "本次运行训练出来的网络就在这个网页里。写下的内容先像训练数据一样缩放、居中，笔每动一下，网络就重新读一次。"))
    }

    private func trainingPicture(_ index: Int) -> Picture {
        Picture(
            planes: data.training.pixels(of: index), width: data.training.width, height: data.training.height)
    }

    /// Sections 5.1.2, 5.1.3 and 5.1.6: a small picture, two kernels, their feature maps, pooled feature maps.
    private func fillByHand(_ report: inout Report) {
        report.section("Convolution and pooling by hand")
        report.paragraph(
            """
            A kernel slides over the picture. At each position the pixels under it are multiplied by its weights and summed \
            up: the result is large where the picture looks like the kernel. Max pooling keeps the largest number of each \
            2 × 2 window. The two kernels of the figure detect edges, vertical and horizontal ones.
            """)
        func picture(_ grid: Grid, _ range: ClosedRange<Float>, _ colors: ColorMap) -> Picture {
            Picture(
                grid.flatMap { $0 }, width: grid[0].count, height: grid.count, range: range, colors: colors)
        }
        let rows = [lesson.vertical, lesson.horizontal].map { kernel in
            let map = HandConvolution.output(lesson.picture, kernel)
            return [
                picture(lesson.picture, 0...1, .ink), picture(kernel, -1...1, .diverging),
                picture(map, -3...3, .diverging), picture(HandPooling.output(map), -3...3, .diverging),
            ]
        }
        report.pictures(
            PictureGrid(
                rows: rows,
                columnLabels: [
                    "picture, 8 × 8", "kernel, 3 × 3", "feature map, 6 × 6", "pooled, 3 × 3",
                ]),
            scale: 16, description: "convolution by hand", caption: "Blue is positive, brown negative.")
        report.paragraph(
            """
            In the backward pass (5.1.6) pooling passes the gradient to where the maxima came from. The kernel's gradient is \
            the picture convolved with the upstream gradient; a pixel's is summed over all positions that used it. \
            `ConvolutionByHand.swift` has both passes as loops. On random numbers their gradients differ from Autograd's by \
            at most \(formatNumber(Double(lesson.largestDifference), significantDigits: 2)).
            """)
    }

    /// Section 5.2: losses and accuracies.
    private func fillTraining(_ report: inout Report) {
        report.section("Training")
        let all =
            networks.map { ($0.kind.title, $0.history) }
            + (asInBook.map { [("softmax over the batch", $0.history)] } ?? [])
        guard !all.isEmpty else { return report.paragraph("No network was trained.") }
        func epochs(_ history: ClassifierHistory) -> [Double] {
            history.losses.indices.map { Double($0 + 1) }
        }
        report.chart(
            LineChart(
                title: "Training loss", xLabel: "epoch", yLabel: "mean cross-entropy",
                series: all.map { Series($0, x: epochs($1), y: $1.losses, style: .lineAndPoints) },
                yScale: .logarithmic))
        report.chart(
            LineChart(
                title: "Test error", xLabel: "epoch", yLabel: "share of test pictures",
                series: all.map {
                    Series($0, x: epochs($1), y: $1.testAccuracies.map { 1 - $0 }, style: .lineAndPoints)
                }, yScale: .logarithmic),
            caption: """
                Measured after each epoch. The strong and the residual network have a higher training loss because data \
                augmentation makes the training pictures harder than those of the test set.
                """)
        guard let asInBook else { return }
        let halves = halves(asInBook)
        report.note(
            """
            As in the book: with the softmax over the 64 pictures of a batch, \
            the accuracy is \(formatPercent(halves.first, decimals: 2)) on the first half of the test set and \
            \(formatPercent(halves.second, decimals: 2)) on the second. In MNIST the second half is easier, so that a test \
            on it only is too optimistic.
            """)
    }

    /// Shifted and noisy pictures.
    private func fillShifts(_ report: inout Report) {
        guard !experiments.shifts.isEmpty else { return }
        report.section("Shifted and noisy pictures")
        report.paragraph(
            """
            Pooling makes a network invariant to shifts of a pixel or two; the fully connected layers behind it depend on \
            every position. Data augmentation with shifted pictures makes a network more robust.
            """)
        if let digit = experiments.shiftedDigit {
            let side = (data.test.width, data.test.height)
            if data.test.channels == 1 {
                let shown = stride(from: 0, to: digit.shifts.count, by: 2).map { $0 }
                report.pictures(
                    PictureGrid(
                        shown.map {
                            Picture(digit.pictures[$0].scalars, width: side.0, height: side.1, colors: .ink)
                        }, columns: shown.count, labels: shown.map { String(digit.shifts[$0]) }), scale: 2,
                    description: "shifted picture")
            }
            if data.test.classNames.count <= mostClassesShown {
                report.chart(
                    HeatMap(
                        title: "Class probabilities, \(networks[0].kind.title)",
                        xLabel: "pixels to the right",
                        yLabel: "class",
                        values: data.test.classNames.indices.map { kind in
                            digit.shifts.indices.map { Double(digit.probabilities[scalar: $0, kind]) }
                        }, rowLabels: data.test.classNames, columnLabels: digit.shifts.map(String.init),
                        range: 0...1),
                    caption:
                        "A test picture of class \(data.test.classNames[digit.label]), shifted horizontally."
                )
            }
        }
        func chart(_ title: String, _ xLabel: String, _ curves: [RobustnessCurve]) -> LineChart {
            LineChart(
                title: title, xLabel: xLabel, yLabel: "accuracy",
                series: curves.map { Series($0.name, x: $0.steps, y: $0.accuracies, style: .lineAndPoints) },
                yRange: 0...1)
        }
        report.charts([
            chart("Shifted to the right", "pixels", experiments.shifts),
            chart("With noise", "standard deviation (black is 1)", experiments.noises),
        ])
    }

    /// Dropout, MixUp and weight decay on a small training set.
    private func fillRegularization(_ report: inout Report) {
        guard let comparison = regularization else { return }
        let methods = comparison.methods.filter { !$0.outcomes.isEmpty }
        guard !methods.isEmpty else { return }
        report.section("Overfitting and regularization")
        report.paragraph(
            """
            The book's network on \(comparison.pictureCount) pictures, \(comparison.epochs) epochs with Adam: so few that it \
            can memorize them. The gap between training and test accuracy is overfitting; dropout (5.2.3), MixUp and weight \
            decay each reduce it in their own way.
            """)
        func cell(_ accuracies: [Double]) -> String {
            "\(formatPercent(mean(accuracies))) ± \(formatPercent(standardDeviation(accuracies)))"
        }
        report.table(
            Table(
                headers: ["regularization", "training accuracy", "test accuracy"],
                rows: methods.map {
                    [
                        $0.name, cell($0.outcomes.map(\.trainingAccuracy)),
                        cell($0.outcomes.map(\.testAccuracy)),
                    ]
                },
                caption: """
                    Mean ± standard deviation over \(methods[0].outcomes.count) draws of pictures and initial weights.
                    """))
    }
}
