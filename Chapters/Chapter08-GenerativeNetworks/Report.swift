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
                en: "The classes, in the order of the columns: \(classNames.joined(separator: ", ")).",
                zh: "各列的类别依次是：\(classNames.joined(separator: "、"))。")
        }
        fillByHand(&report)
        fillMeanSquare(&report)
        fillFooling(&report)
        fill(
            plain, Words(en: "Generative adversarial network", zh: "生成对抗网络"),
            Words(
                en: """
                    The generator turns a latent code of 64 random numbers into a picture. The discriminator sees generated and \
                    real pictures and learns to tell them apart; the generator learns to fool it (8.3). No generated picture is \
                    ever compared with a real one.
                    """,
                zh: """
                    生成器把 64 个随机数的隐编码变成一张图。判别器看生成的图和真实的图，学着把它们分开；生成器学着骗过它（8.3）。\
                    生成的图从不与真实的图比较。
                    """), &report)
        fill(
            conditional, Words(en: "Conditional GAN", zh: "条件生成对抗网络"),
            Words(
                en: """
                    Both networks are given the \(condition). Each column is a \(condition), each row other latent codes.
                    """,
                zh: "两个网络都得到\(condition)。每一列是一个\(condition)，每一行是别的隐编码。"), &report)
        try fillPad(&report)
        report.section(en: "Evaluation", zh: "评判")
        let accuracy = formatPercent(recognizer.accuracy, decimals: 2)
        let classes = digits.subject == nil ? "classes" : "digits"
        report.paragraph(
            en: """
                A recognizer that was never trained on a generated picture, with an accuracy of \(accuracy) on the test \
                \(things), classifies them. The Fréchet distance compares mean and covariance of its 512 hidden units with those \
                for real test \(things): it is small when the pictures are as realistic and as diverse as real ones. Confidence \
                is the mean probability of the predictions; coverage is the number of \(classes) that are predicted for at least \
                one picture of a hundred.
                """,
            zh: """
                一个从未用生成的图训练过的识别器来分类它们，它在测试\(things)上的准确率是 \(accuracy)。弗雷歇距离比较它的 512 个\
                隐藏单元的均值和协方差，与真实测试\(things)的对照：图像与真实的一样逼真、一样多样，距离才小。置信度是预测的概率的\
                平均值；覆盖率是有多少个\(condition)，一百张图里至少有一张被预测为它。
                """)
        report.table(evaluationTable)
        report.chart(
            BarChart(
                title: Words(en: "Fréchet distance to real test \(things)", zh: "到真实测试\(things)的弗雷歇距离"),
                xLabel: "", yLabel: "",
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
        report.section(en: "Transposed convolution by hand", zh: "手写的转置卷积")
        let differences = [lesson.layerDifference, lesson.gradientDifference].map {
            formatNumber(Double($0), significantDigits: 2)
        }
        report.paragraph(
            en: """
                A convolution gathers: each number of its output is computed from the pixels under the kernel. A transposed \
                convolution scatters: each pixel adds the kernel, multiplied by its value, to a larger picture; with a stride of \
                2 the next one is two pixels further. The backward pass of a convolution does exactly that. On random numbers \
                the loops differ from the layer by at most \(differences[0]), and from that gradient by at most \
                \(differences[1]).
                """,
            zh: """
                卷积是收集：输出的每个数由卷积核下面的像素算出。转置卷积是散布：每个像素把卷积核乘以自己的值，加到一张更大的图上；\
                步长为 2 时，下一个像素往前两格。卷积的反向传播正是这样做的。对随机数，循环与层至多相差 \(differences[0])，\
                与那个梯度至多相差 \(differences[1])。
                """)
        let result = transposedConvolution(lesson.picture, lesson.kernel, stride: lesson.stride)
        report.pictures(
            PictureGrid(
                rows: [[lesson.picture, lesson.kernel, result].map(Picture.init)],
                columnLabels: [
                    Words(en: "picture, 2 × 2", zh: "图像，2 × 2"), Words(en: "kernel, 3 × 3", zh: "卷积核，3 × 3"),
                    Words(en: "output, 5 × 5", zh: "输出，5 × 5"),
                ]), scale: 20,
            description: Words(en: "transposed convolution by hand", zh: "手写的转置卷积"))
    }

    /// Section 8.2.
    private func fillMeanSquare(_ report: inout Report) {
        report.section(en: "Generator trained by mean squared error", zh: "用均方误差训练的生成器")
        report.paragraph(
            en: """
                The generator is given a \(condition), and its picture is compared with another picture of that \(condition) \
                each time. The picture with the least mean squared error to all of them is their mean, so that it learns to \
                generate the mean.
                """,
            zh: """
                给生成器一个\(condition)，它的图每次与这个\(condition)的另一张图比较。与它们全体的均方误差最小的图是它们的平均，\
                所以它学会的是生成平均图。
                """)
        let distance = formatNumber(meanSquare.distanceFromMeans, significantDigits: 2)
        report.pictures(
            PictureGrid(
                rows: [meanSquare.pictures, meanSquare.means].map { pictures in
                    (0..<min(10, classNames.count)).map { picture(pictures[$0]) }
                },
                rowLabels: [
                    Words(en: "generated", zh: "生成的"),
                    Words(en: "mean training picture", zh: "训练图的平均"),
                ]), scale: 2,
            description: Words(en: "blurred picture", zh: "模糊的图"),
            caption: Words(
                en: "Mean-square difference per pixel: \(distance).", zh: "每像素的均方差异：\(distance)。"))
        report.chart(
            lossChart(
                Words(en: "Mean squared error", zh: "均方误差"), meanSquare.history.losses,
                Words(en: "mean squared error per pixel", zh: "每像素的均方误差")))
    }

    private func fillFooling(_ report: inout Report) {
        report.section(en: "Generator trained against a frozen recognizer", zh: "对冻结的识别器训练的生成器")
        report.paragraph(
            en: """
                This generator never sees a real picture. Its loss is the cross-entropy of a frozen recognizer, whose gradient \
                flows to the generated picture. It finds adversarial examples: below each picture is the recognizer's \
                probability of the \(condition) that it was generated for. A recognizer has learned what distinguishes \
                \(things), not what they look like.
                """,
            zh: """
                这个生成器从未见过真实的图。它的损失是一个冻结的识别器的交叉熵，梯度一直流到生成的图。它找到的是对抗样本：\
                每张图下面是识别器对所要的\(condition)给出的概率。识别器学到的是怎样区分\(things)，不是它们长什么样。
                """)
        report.pictures(
            PictureGrid(
                fooling.probabilities.indices.map { picture(fooling.pictures[$0]) }, columns: 10,
                labels: fooling.probabilities.map { formatPercent(Double($0)) }), scale: 2,
            description: Words(en: "adversarial example", zh: "对抗样本"))
        report.chart(
            lossChart(
                Words(en: "Loss against the recognizer", zh: "对识别器的损失"), fooling.history.losses,
                Self.meanCrossEntropy))
    }

    private static let meanCrossEntropy = Words(en: "mean cross-entropy", zh: "平均交叉熵")
    private static let epoch = Words(en: "epoch", zh: "训练轮次")

    private func lossChart(_ title: Words, _ losses: [Double], _ yLabel: Words) -> LineChart {
        LineChart(
            title: title, xLabel: Self.epoch, yLabel: yLabel,
            series: [
                Series(
                    Words(en: "loss", zh: "损失"), x: losses.indices.map { Double($0 + 1) }, y: losses,
                    style: .lineAndPoints)
            ])
    }

    /// Section 8.3.
    private func fill(_ gan: TrainedGAN, _ title: Words, _ text: Words, _ report: inout Report) {
        report.section(title)
        report.paragraph(text)
        report.animation(
            growth(of: gan), scale: 2,
            description: Words(en: "generated pictures, epoch by epoch", zh: "逐轮生成的图"),
            caption: Words(
                en: "The pictures of the same latent codes, from before training to the last epoch.",
                zh: "同样的隐编码的图，从训练之前到最后一轮。"))
        let history = gan.history
        let epochs = history.losses.indices.map { Double($0 + 1) }
        let start = [history.startLoss, history.startDiscriminatorLoss].map {
            formatNumber($0, significantDigits: 3)
        }
        report.chart(
            LineChart(
                title: Words(en: "Losses", zh: "损失"), xLabel: Self.epoch, yLabel: Self.meanCrossEntropy,
                series: [
                    Series(
                        Words(en: "generator", zh: "生成器"), x: epochs, y: history.losses,
                        style: .lineAndPoints),
                    Series(
                        Words(en: "discriminator", zh: "判别器"), x: epochs,
                        y: history.discriminatorLosses, style: .lineAndPoints),
                ]),
            caption: Words(
                en: """
                    In the first batch: generator \(start[0]), discriminator \(start[1]); a discriminator that cannot tell \
                    anything has a loss of ln 2 = 0.693.
                    """,
                zh: """
                    第一个小批量：生成器 \(start[0])，判别器 \(start[1])；什么也分不清的判别器，损失是 ln 2 = 0.693。
                    """))
        report.pictures(
            PictureGrid(
                (0..<60).map { picture(gan.walks[$0]) }, columns: 10), scale: 2,
            description: Words(en: "walk between latent codes", zh: "在隐编码之间行走"),
            caption: Words(
                en: "Each row walks from one latent code to another.", zh: "每一行从一个隐编码走到另一个。"))
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
