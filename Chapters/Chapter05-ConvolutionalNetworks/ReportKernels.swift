import Autograd
import DigitRecognition
import NeuralNetworks
import Reporting
import TensorCore

// Kernels and feature maps of the book's network, and the mistakes of the best network.

extension Results {
    /// Section 5.2.4: the kernels of both layers, how they changed, and the feature maps of one digit.
    func fillKernels(_ book: TrainedNetwork, _ report: inout Report) {
        guard let network = book.network as? BookNetwork, let start = book.history.kernels.first,
            let end = book.history.kernels.last
        else { return }
        report.section("Kernels and feature maps of the book's network")
        let change = zip([start.first, start.second], [end.first, end.second]).map {
            ($1 - $0).square().sum().scalar.squareRoot() / $0.square().sum().scalar.squareRoot()
        }
        report.paragraph(
            """
            The kernels of each layer from the first epoch to the last. They start as noise, and some of it stays: relative \
            to the initial norm, the change of the first layer's kernels has a norm of \
            \(formatNumber(Double(change[0]), significantDigits: 2)), that of the second layer's one of \
            \(formatNumber(Double(change[1]), significantDigits: 2)).
            """)
        let stages = stageNumbers(book.history.kernels.count)
        report.pictures(
            PictureGrid(
                rows: stages.map { kernelPictures(book.history.kernels[$0].first) },
                rowLabels: stages.map { "epoch \($0)" }), scale: 10, description: "kernel of the first layer",
            caption: "The first layer in the course of training. Blue is positive, brown negative.")
        report.pictures(
            PictureGrid(
                rows: (0..<end.second.shape[1]).map { input in
                    kernelPictures(end.second.sliced(axis: 1, input..<input + 1))
                }, rowLabels: (0..<end.second.shape[1]).map { "feature map \($0 + 1)" },
                columnLabels: (0..<end.second.shape[0]).map { "kernel \($0 + 1)" }), scale: 8,
            description: "kernel of the second layer",
            caption:
                "The second layer after training: a column for each kernel, a row for each feature map of the first layer."
        )
        fillMaps(network, &report)
    }

    /// A few epochs from the start to the end.
    private func stageNumbers(_ count: Int) -> [Int] {
        Set([0, 1, count / 4, count / 2, count - 1].filter { $0 < count }).sorted()
    }

    /// The kernels `[out, C, kH, kW]` as pictures, all on one scale; of several channels, the first.
    private func kernelPictures(_ weight: NDArray) -> [Picture] {
        Picture.batch(
            weight.sliced(axis: 1, 0..<1).contiguous().scalars, width: weight.shape[3],
            height: weight.shape[2],
            range: nil, colors: .diverging)
    }

    /// The feature maps of both layers for the first test picture.
    private func fillMaps(_ network: BookNetwork, _ report: inout Report) {
        network.evaluate()
        let input = Tensor(data.test.images(at: [0]))
        let maps = withoutGradient {
            let first = network.firstMaps(input)
            return [first.value, network.secondMaps(first.maxPooled2D(2)).value]
        }
        report.pictures(
            PictureGrid(
                rows: [
                    [Picture(planes: input.value.scalars, width: data.test.width, height: data.test.height)]
                ]
                    + maps.map {
                        Picture.batch(
                            $0.scalars, width: $0.shape[3], height: $0.shape[2], range: nil,
                            colors: .sequential)
                    }, rowLabels: ["picture", "first layer", "second layer"]), scale: 3,
            description: "feature map",
            caption: """
                A test picture and its feature maps after ReLU: what each kernel found, and where. The first layer \
                responds to strokes and edges, the second to their arrangement.
                """)
    }

    /// The confusion matrix and the misclassified pictures of the best network.
    func fillMistakes(_ best: TrainedNetwork, _ report: inout Report) {
        let (labels, names) = (data.test.labels, data.test.classNames)
        let wrong = labels.indices.filter { best.predictions[$0] != labels[$0] }
        report.section("Mistakes of \(best.kind.title)")
        report.paragraph(
            "\(wrong.count) of \(formatNumber(Double(labels.count))) test pictures are misclassified.")
        // More classes than fit on a page.
        if names.count <= mostClassesShown {
            report.chart(
                HeatMap(
                    title: "Confusion matrix", xLabel: "predicted class", yLabel: "true class",
                    values: names.indices.map { label in
                        names.indices.map { predicted in
                            label == predicted
                                ? .nan
                                : Double(
                                    wrong.count { labels[$0] == label && best.predictions[$0] == predicted })
                        }
                    }, rowLabels: names, columnLabels: names, showsValues: true,
                    hasSquareCells: names == digits),
                caption:
                    "How many pictures of each class were predicted as which other class; the diagonal is left out."
            )
        }
        let shown = Array(wrong.prefix(40))
        guard !shown.isEmpty else { return }
        report.pictures(
            PictureGrid(
                shown.map {
                    Picture(
                        planes: data.test.pixels(of: $0), width: data.test.width, height: data.test.height)
                }, columns: 10,
                labels: shown.map { "\(names[labels[$0]]) → \(names[best.predictions[$0]])" }), scale: 2,
            description: "misclassified picture",
            caption: "True class and, after the arrow, the wrong prediction.")
    }

    /// Charts with a row for each class have no more than these.
    var mostClassesShown: Int { 40 }

    private var digits: [String] { (0...9).map(String.init) }
}
