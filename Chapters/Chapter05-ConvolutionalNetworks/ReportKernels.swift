import Autograd
import DigitRecognition
import Messages
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
        report.section(en: "Kernels and feature maps of the book's network", zh: "书中网络的卷积核和特征图")
        let change = zip([start.first, start.second], [end.first, end.second]).map {
            ($1 - $0).square().sum().scalar.squareRoot() / $0.square().sum().scalar.squareRoot()
        }.map { formatNumber(Double($0), significantDigits: 2) }
        report.paragraph(
            en: """
                The kernels of each layer from the first epoch to the last. They start as noise, and some of it stays: \
                relative to the initial norm, the change of the first layer's kernels has a norm of \(change[0]), that of \
                the second layer's one of \(change[1]).
                """,
            zh: """
                每一层的卷积核，从第一轮到最后一轮。它们起初是噪声，有一部分会留下来：相对于最初的范数，\
                第一层卷积核的变化的范数是 \(change[0])，第二层的是 \(change[1])。
                """)
        let stages = stageNumbers(book.history.kernels.count)
        report.pictures(
            PictureGrid(
                rows: stages.map { kernelPictures(book.history.kernels[$0].first) },
                rowLabels: stages.map { Words(en: "epoch \($0)", zh: "第 \($0) 轮").text }), scale: 10,
            description: Words(en: "kernel of the first layer", zh: "第一层的卷积核"),
            caption: Words(
                en: "The first layer in the course of training. Blue is positive, brown negative.",
                zh: "训练过程中的第一层。蓝色为正，棕色为负。"))
        report.pictures(
            PictureGrid(
                rows: (0..<end.second.shape[1]).map { input in
                    kernelPictures(end.second.sliced(axis: 1, input..<input + 1))
                },
                rowLabels: (0..<end.second.shape[1]).map {
                    Words(en: "feature map \($0 + 1)", zh: "特征图 \($0 + 1)").text
                },
                columnLabels: (0..<end.second.shape[0]).map {
                    Words(en: "kernel \($0 + 1)", zh: "卷积核 \($0 + 1)").text
                }), scale: 8,
            description: Words(en: "kernel of the second layer", zh: "第二层的卷积核"),
            caption: Words(
                en: """
                    The second layer after training: a column for each kernel, a row for each feature map of the first layer.
                    """,
                zh: "训练之后的第二层：每列一个卷积核，每行对应第一层的一个特征图。"))
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
                    },
                rowLabels: [
                    Words(en: "picture", zh: "图"), Words(en: "first layer", zh: "第一层"),
                    Words(en: "second layer", zh: "第二层"),
                ].map(\.text)), scale: 3,
            description: Words(en: "feature map", zh: "特征图"),
            caption: Words(
                en: """
                    A test picture and its feature maps after ReLU: what each kernel found, and where. The first layer \
                    responds to strokes and edges, the second to their arrangement.
                    """,
                zh: """
                    一张测试图和它在 ReLU 之后的特征图（feature map）：每个卷积核找到了什么，在哪里。\
                    第一层对笔画和边缘有反应，第二层对它们的排列有反应。
                    """))
    }

    /// The confusion matrix and the misclassified pictures of the best network.
    func fillMistakes(_ best: TrainedNetwork, _ report: inout Report) {
        let (labels, names) = (data.test.labels, data.test.classNames)
        let wrong = labels.indices.filter { best.predictions[$0] != labels[$0] }
        report.section(en: "Mistakes of \(best.kind.title)", zh: "\(best.kind.title)的错误")
        let count = formatNumber(Double(labels.count))
        report.paragraph(
            en: "\(wrong.count) of \(count) test pictures are misclassified.",
            zh: "\(count) 张测试图中，分错了 \(wrong.count) 张。")
        // More classes than fit on a page.
        if names.count <= mostClassesShown {
            report.chart(
                HeatMap(
                    title: Words(en: "Confusion matrix", zh: "混淆矩阵"),
                    xLabel: Words(en: "predicted class", zh: "预测的类别"),
                    yLabel: Words(en: "true class", zh: "真实的类别"),
                    values: names.indices.map { label in
                        names.indices.map { predicted in
                            label == predicted
                                ? .nan
                                : Double(
                                    wrong.count { labels[$0] == label && best.predictions[$0] == predicted })
                        }
                    }, rowLabels: names, columnLabels: names, showsValues: true,
                    hasSquareCells: names == digits),
                caption: Words(
                    en:
                        "How many pictures of each class were predicted as which other class; the diagonal is left out.",
                    zh: "每个类别的图有多少张被判断成哪个别的类别；对角线略去。"))
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
            description: Words(en: "misclassified picture", zh: "分错的图"),
            caption: Words(
                en: "True class and, after the arrow, the wrong prediction.", zh: "真实的类别，箭头之后是错误的预测。"))
    }

    /// Charts with a row for each class have no more than these.
    var mostClassesShown: Int { 40 }

    private var digits: [String] { (0...9).map(String.init) }
}
