import Reporting
import TensorCore

extension Results {
    /// The page of the run, in the order of the chapter.
    func fill(_ report: inout Report) {
        report.paragraph(data.introduction)
        report.pictures(
            PictureGrid(
                (0..<min(20, data.training.count)).map { trainingPicture($0) }, columns: 10,
                labels: (0..<min(20, data.training.count)).map {
                    data.training.classNames[data.training.labels[$0]]
                }), scale: 2, description: "training picture",
            caption: "The first pictures of the training set, each with its class.")
        report.table(scoreTable)
        fillByHand(&report)
        fillTraining(&report)
        if let book { fillKernels(book, &report) }
        fillShifts(&report)
        if let best { fillMistakes(best, &report) }
        fillFewPictures(&report)
    }

    private func trainingPicture(_ place: Int) -> Picture {
        Picture(
            planes: data.training.pixels(of: place), width: data.training.width, height: data.training.height)
    }

    /// Sections 5.1.2, 5.1.3 and 5.1.6: a small picture, two kernels, their maps, the maps pooled.
    private func fillByHand(_ report: inout Report) {
        report.section("Convolution and pooling by hand")
        report.paragraph(
            """
            A kernel is laid over every place of the picture; what comes out is the sum of the products of numbers that \
            lie on each other: large where the picture looks like the kernel. Pooling keeps the largest number of each \
            two by two. The two kernels of the figure find edges, one upright, one lying.
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
                rows: rows, columnLabels: ["picture, 8 × 8", "kernel, 3 × 3", "map, 6 × 6", "pooled, 3 × 3"]),
            scale: 16, description: "convolution by hand", caption: "Blue is above 0, brown below.")
        report.paragraph(
            """
            Backwards (5.1.6), the gradient of the pooling goes to the places that the maxima came from; the kernel's is \
            the picture convolved with the upstream gradient; a pixel gathers from all places that it had a part in. \
            `ConvolutionByHand.swift` writes them out as loops. On random numbers they differ from Autograd's by \
            \(formatNumber(Double(lesson.largestDifference), significantDigits: 2)) at most.
            """)
    }

    /// Section 5.2: losses and accuracies.
    private func fillTraining(_ report: inout Report) {
        report.section("Training")
        let all =
            networks.map { ($0.kind.title, $0.history) }
            + (asInBook.map { [("softmax over the batch", $0.history)] } ?? [])
        guard !all.isEmpty else { return report.paragraph("No network was trained.") }
        func epochs(_ history: TrainingHistory) -> [Double] { history.losses.indices.map { Double($0 + 1) } }
        report.chart(
            LineChart(
                title: "Training loss", xLabel: "epoch", yLabel: "mean cross-entropy",
                series: all.map { Series($0, x: epochs($1), y: $1.losses, style: .lineAndPoints) },
                yScale: .logarithmic))
        report.chart(
            LineChart(
                title: "Test pictures read wrong", xLabel: "epoch", yLabel: "share",
                series: all.map {
                    Series($0, x: epochs($1), y: $1.testAccuracies.map { 1 - $0 }, style: .lineAndPoints)
                }, yScale: .logarithmic),
            caption: """
                Measured after each epoch. The losses of the strong and the residual network are on pictures that were \
                turned, scaled and moved, which are harder than those of the test.
                """)
        guard let asInBook else { return }
        let halves = halves(asInBook)
        report.note(
            """
            As in the book: with the softmax over the 64 pictures of a batch, \
            \(formatPercent(halves.first, decimals: 2)) of the first half of the test pictures are read right and \
            \(formatPercent(halves.second, decimals: 2)) of the second. In MNIST the second half is easier, so a test on \
            it alone flatters.
            """)
    }

    /// Digits moved, and noise.
    private func fillShifts(_ report: inout Report) {
        guard !experiments.shifts.isEmpty else { return }
        report.section("Pictures moved, and noise")
        report.paragraph(
            """
            Pooling forgives a pixel or two; the fully connected layers behind it know the place of everything. A \
            network that was shown moved pictures in training forgives more.
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
                    description: "moved picture")
            }
            report.chart(
                HeatMap(
                    title: "Probability of each class, \(networks[0].kind.title)",
                    xLabel: "pixels to the right",
                    yLabel: "class",
                    values: data.test.classNames.indices.map { kind in
                        digit.shifts.indices.map { Double(digit.probabilities[scalar: $0, kind]) }
                    }, rowLabels: data.test.classNames, columnLabels: digit.shifts.map(String.init),
                    range: 0...1),
                caption: "A test picture of the class \(data.test.classNames[digit.label]), moved sideways.")
        }
        func chart(_ title: String, _ xLabel: String, _ curves: [RobustnessCurve]) -> LineChart {
            LineChart(
                title: title, xLabel: xLabel, yLabel: "share read right",
                series: curves.map { Series($0.name, x: $0.steps, y: $0.accuracies, style: .lineAndPoints) },
                yRange: 0...1)
        }
        report.charts([
            chart("Moved to the right", "pixels", experiments.shifts),
            chart("With noise", "deviation, in units of full ink", experiments.noises),
        ])
    }

    /// Dropout, MixUp and weight decay on a small training set.
    private func fillFewPictures(_ report: inout Report) {
        guard let few = experiments.fewPictures else { return }
        let ways = few.ways.filter { !$0.testAccuracies.isEmpty }
        guard !ways.isEmpty else { return }
        report.section("Few pictures to learn from")
        report.paragraph(
            """
            The book's network on \(few.pictureCount) pictures, \(few.epochs) epochs with Adam. It can learn them by \
            heart; dropout (5.2.3), MixUp and weight decay each hinder that in a way of their own.
            """)
        func cell(_ values: [Double]) -> String {
            let mean = values.reduce(0, +) / Double(values.count)
            let spread = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count)
            return "\(formatPercent(mean)) ± \(formatPercent(spread.squareRoot()))"
        }
        report.table(
            Table(
                headers: ["", "training pictures", "test pictures"],
                rows: ways.map { [$0.name, cell($0.trainingAccuracies), cell($0.testAccuracies)] },
                caption:
                    "Mean ± deviation over \(ways[0].testAccuracies.count) draws of the pictures and weights."
            ))
    }
}
