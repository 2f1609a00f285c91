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
                }), scale: 2, description: Words(en: "training picture", zh: "训练图"),
            caption: Words(
                en: "The first pictures of the training set with their labels.", zh: "训练集的头几张图和它们的标签。"))
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
        report.section(en: "Convolution and pooling by hand", zh: "手写的卷积和池化")
        report.paragraph(
            en: """
                A kernel slides over the picture. At each position the pixels under it are multiplied by its weights and \
                summed up: the result is large where the picture looks like the kernel. Max pooling keeps the largest number \
                of each 2 × 2 window. The two kernels of the figure detect edges, vertical and horizontal ones.
                """,
            zh: """
                卷积核（kernel）在图上滑动。在每个位置，它下面的像素乘以它的权重再求和：图与卷积核相像的地方，结果就大。\
                最大池化（max pooling）保留每个 2 × 2 窗口中最大的数。图中的两个卷积核检测边缘，一个竖的，一个横的。
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
                    Words(en: "picture, 8 × 8", zh: "图，8 × 8"), Words(en: "kernel, 3 × 3", zh: "卷积核，3 × 3"),
                    Words(en: "feature map, 6 × 6", zh: "特征图，6 × 6"),
                    Words(en: "pooled, 3 × 3", zh: "池化后，3 × 3"),
                ].map(\.text)),
            scale: 16, description: Words(en: "convolution by hand", zh: "手写的卷积"),
            caption: Words(en: "Blue is positive, brown negative.", zh: "蓝色为正，棕色为负。"))
        let difference = formatNumber(Double(lesson.largestDifference), significantDigits: 2)
        report.paragraph(
            en: """
                In the backward pass (5.1.6) pooling passes the gradient to where the maxima came from. The kernel's gradient \
                is the picture convolved with the upstream gradient; a pixel's is summed over all positions that used it. \
                `ConvolutionByHand.swift` has both passes as loops. On random numbers their gradients differ from Autograd's \
                by at most \(difference).
                """,
            zh: """
                反向传播（backward pass，5.1.6）时，池化把梯度传给最大值所在的地方。卷积核的梯度是图与上游梯度的卷积；\
                一个像素的梯度是用到它的所有位置之和。`ConvolutionByHand.swift` 把前向和反向都写成循环。\
                对随机数，它的梯度与 Autograd 的至多相差 \(difference)。
                """)
    }

    /// Section 5.2: losses and accuracies.
    private func fillTraining(_ report: inout Report) {
        report.section(en: "Training", zh: "训练")
        let all =
            networks.map { ($0.kind.title, $0.history) }
            + (asInBook.map { [(Words(en: "softmax over the batch", zh: "在批次方向上做 softmax"), $0.history)] }
                ?? [])
        guard !all.isEmpty else {
            return report.paragraph(en: "No network was trained.", zh: "没有训练任何网络。")
        }
        func epochs(_ history: ClassifierHistory) -> [Double] {
            history.losses.indices.map { Double($0 + 1) }
        }
        report.chart(
            LineChart(
                title: Words(en: "Training loss", zh: "训练损失"), xLabel: Training.epochUnit,
                yLabel: Words(en: "mean cross-entropy", zh: "平均交叉熵"),
                series: all.map { Series($0, x: epochs($1), y: $1.losses, style: .lineAndPoints) },
                yScale: .logarithmic))
        report.chart(
            LineChart(
                title: Words(en: "Test error", zh: "测试误差"), xLabel: Training.epochUnit,
                yLabel: Words(en: "share of test pictures", zh: "测试图中的比例"),
                series: all.map {
                    Series($0, x: epochs($1), y: $1.testAccuracies.map { 1 - $0 }, style: .lineAndPoints)
                }, yScale: .logarithmic),
            caption: Words(
                en: """
                    Measured after each epoch. The strong and the residual network have a higher training loss because data \
                    augmentation makes the training pictures harder than those of the test set.
                    """,
                zh: """
                    每轮之后测量。strong 网络和残差网络的训练损失较高，因为数据增强（data augmentation）使训练图比测试图更难。
                    """))
        guard let asInBook else { return }
        let halves = [halves(asInBook).first, halves(asInBook).second].map { formatPercent($0, decimals: 2) }
        report.note(
            en: """
                As in the book: with the softmax over the 64 pictures of a batch, the accuracy is \(halves[0]) on the first \
                half of the test set and \(halves[1]) on the second. In MNIST the second half is easier, so that a test on \
                it only is too optimistic.
                """,
            zh: """
                照书的做法：在一批 64 张图的方向上做 softmax，测试集前一半的准确率是 \(halves[0])，后一半是 \(halves[1])。\
                MNIST 的后一半更容易，只用它测试就太乐观了。
                """)
    }

    /// Shifted and noisy pictures.
    private func fillShifts(_ report: inout Report) {
        guard !experiments.shifts.isEmpty else { return }
        report.section(en: "Shifted and noisy pictures", zh: "平移和带噪声的图")
        report.paragraph(
            en: """
                Pooling makes a network invariant to shifts of a pixel or two; the fully connected layers behind it depend \
                on every position. Data augmentation with shifted pictures makes a network more robust.
                """,
            zh: """
                池化（pooling）使网络不受一两个像素的平移影响；后面的全连接层却与每个位置有关。\
                用平移过的图做数据增强，网络就更稳健。
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
                    description: Words(en: "shifted picture", zh: "平移的图"))
            }
            if data.test.classNames.count <= mostClassesShown {
                report.chart(
                    HeatMap(
                        title: Words(
                            en: "Class probabilities, \(networks[0].kind.title)",
                            zh: "各类别的概率，\(networks[0].kind.title)"),
                        xLabel: Words(en: "pixels to the right", zh: "向右移动的像素"),
                        yLabel: Words(en: "class", zh: "类别"),
                        values: data.test.classNames.indices.map { kind in
                            digit.shifts.indices.map { Double(digit.probabilities[scalar: $0, kind]) }
                        }, rowLabels: data.test.classNames, columnLabels: digit.shifts.map(String.init),
                        range: 0...1),
                    caption: Words(
                        en:
                            "A test picture of class \(data.test.classNames[digit.label]), shifted horizontally.",
                        zh: "一张类别为 \(data.test.classNames[digit.label]) 的测试图，左右平移。"))
            }
        }
        func chart(_ title: Words, _ xLabel: Words, _ curves: [RobustnessCurve]) -> LineChart {
            LineChart(
                title: title, xLabel: xLabel, yLabel: Words(en: "accuracy", zh: "准确率"),
                series: curves.map { Series($0.name, x: $0.steps, y: $0.accuracies, style: .lineAndPoints) },
                yRange: 0...1)
        }
        report.charts([
            chart(
                Words(en: "Shifted to the right", zh: "向右平移"), Words(en: "pixels", zh: "像素"),
                experiments.shifts),
            chart(
                Words(en: "With noise", zh: "加上噪声"),
                Words(en: "standard deviation (black is 1)", zh: "标准差（黑色是 1）"), experiments.noises),
        ])
    }

    /// Dropout, MixUp and weight decay on a small training set.
    private func fillRegularization(_ report: inout Report) {
        guard let comparison = regularization else { return }
        let methods = comparison.methods.filter { !$0.outcomes.isEmpty }
        guard !methods.isEmpty else { return }
        report.section(en: "Overfitting and regularization", zh: "过拟合与正则化")
        report.paragraph(
            en: """
                The book's network on \(comparison.pictureCount) pictures, \(comparison.epochs) epochs with Adam: so few that \
                it can memorize them. The gap between training and test accuracy is overfitting; dropout (5.2.3), MixUp and \
                weight decay each reduce it in their own way.
                """,
            zh: """
                书中的网络在 \(comparison.pictureCount) 张图上用 Adam 训练 \(comparison.epochs) 轮：图少得可以死记。\
                训练准确率与测试准确率的差距就是过拟合（overfitting）；随机失活（dropout，5.2.3）、MixUp 和\
                权重衰减（weight decay）各以自己的方式减小它。
                """)
        func cell(_ accuracies: [Double]) -> String {
            "\(formatPercent(mean(accuracies))) ± \(formatPercent(standardDeviation(accuracies)))"
        }
        report.table(
            Table(
                headers: [
                    Words(en: "regularization", zh: "正则化"), Words(en: "training accuracy", zh: "训练准确率"),
                    Words(en: "test accuracy", zh: "测试准确率"),
                ],
                rows: methods.map {
                    [
                        $0.name.text, cell($0.outcomes.map(\.trainingAccuracy)),
                        cell($0.outcomes.map(\.testAccuracy)),
                    ]
                },
                caption: Words(
                    en: """
                        Mean ± standard deviation over \(methods[0].outcomes.count) draws of pictures and initial weights.
                        """,
                    zh: "图和初始权重抽取 \(methods[0].outcomes.count) 次，平均值 ± 标准差。")))
    }
}
