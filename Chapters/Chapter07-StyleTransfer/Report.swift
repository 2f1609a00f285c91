import ChapterSupport
import Messages
import Reporting
import TensorCore

extension Results {
    /// The page of the run.
    ///
    /// - Throws: `PlayedNetwork.Refusal`.
    func fill(_ report: inout Report) throws {
        report.paragraph(data.introduction)
        if isQuick { report.note(Self.tooShort) }
        if let best { fillBest(best, &report) }
        if let mixtures { try fillMixtures(mixtures, &report) }
        if !judged.isEmpty { fillMethods(&report) }
        if let grams { fillGrams(grams, &report) }
        if let optimizers { fillOptimizers(optimizers, &report) }
        if let texture { fillTexture(texture, &report) }
        if let gallery { fillGallery(gallery, &report) }
        JPEGLesson(data.content.picture).fill(&report)
        if let asInBook {
            report.section(en: "As in the book", zh: "按书中的做法")
            report.note(asInBook.summary)
        }
    }

    /// How much larger pictures are shown.
    private var scale: Int { max(1, 300 / data.content.size.width) }

    private func fillBest(_ best: JudgedResult, _ report: inout Report) {
        report.pictures(
            PictureGrid(
                rows: [[data.content.picture, data.styles[0].picture, best.result.picture.picture]],
                columnLabels: GramFigures.columns),
            scale: scale, description: Words(en: "content, style and result", zh: "内容、风格与结果"),
            caption: Words(
                en:
                    "\(data.contentName) in the manner of \(data.styleNames); \(best.result.title.en), \(number(best.result.seconds)) seconds.",
                zh:
                    "以“\(data.styleNames)”的风格画“\(data.contentName)”；\(best.result.title.zh)，\(number(best.result.seconds)) 秒。"
            ))
        guard best.result.frames.count > 1 else { return }
        report.film(
            zip(best.result.frames, best.result.frameSteps).map { frame, step in
                (Words(en: "step \(step)", zh: "第 \(step) 步"), frame.picture)
            }, scale: scale,
            description: Words(en: "the picture on its way", zh: "绘制过程"),
            caption: Words(
                en: "The picture on its way: first at half of the size, then at all of it. Choose a step.",
                zh: "绘制过程：先用一半大小，再用全尺寸。点选某一步查看。"))
    }

    private func fillMixtures(_ mixtures: Mixtures, _ report: inout Report) throws {
        report.section(en: "Mix content and style", zh: "混合内容与风格")
        report.play(
            mixturePad(try playedMixtures(mixtures), mixtures),
            caption: Words(
                en: """
                    The content painted by patches with two content weights, in one style, in another, and in both, whose sorted \
                    patches are averaged; above them the content itself. Between these seven pictures the page shows \
                    their weighted mean, as its bars say.
                    """,
                zh: """
                    用图块法以两种内容权重画出内容图：一种风格、另一种风格，以及两种风格（对排序后的图块取平均）；再往上是内容图本身。\
                    在这七幅图之间，网页显示按条形所示比例加权的平均。
                    """))
    }

    private func fillMethods(_ report: inout Report) {
        report.section(en: "Methods side by side", zh: "各种方法对比")
        report.paragraph(
            en: """
                Two distances do not tell a good result from a bad one: half photograph and half painting, laid over each \
                other, is near to both. So each patch's mean colour is removed before textures are compared, and a third number \
                says how much of the painting's own layout was copied.
                """,
            zh: """
                只看两个距离分不出好坏：把照片和画各取一半叠在一起，离两者都很近。所以比较纹理之前先去掉每个图块的平均颜色，\
                再用第三个数衡量画本身的布局被抄了多少。
                """)
        report.table(scoreTable)
        report.pictures(
            PictureGrid(
                [data.content.picture, data.styles[0].picture] + judged.map { $0.result.picture.picture },
                columns: 3,
                labels: [GramFigures.columns[0], GramFigures.columns[1]] + judged.map(\.result.title)),
            scale: max(1, 256 / data.content.size.width),
            description: Words(en: "results of the methods", zh: "各方法的结果"))
        let painted = judged.compactMap { one in one.result.history.map { (one.result.title, $0) } }
        if !painted.isEmpty {
            report.chart(
                LineChart(
                    title: Words(en: "Style loss at the full size", zh: "全尺寸阶段的风格损失"),
                    xLabel: Words(en: "step", zh: "步"),
                    yLabel: Words(en: "relative to the first", zh: "相对于第一步"),
                    series: painted.map { title, history in
                        let first = max(1e-12, history.style.first ?? 1)
                        return Series(
                            title, x: history.style.indices.map(Double.init),
                            y: history.style.map { $0 / first })
                    }, yScale: .logarithmic),
                caption: Words(
                    en:
                        "The losses of different methods are different things; each is shown relative to its own first value.",
                    zh: "不同方法的损失含义不同；每条曲线都除以自己的第一个值。"))
        }
    }

    private func fillGrams(_ grams: GramFigures, _ report: inout Report) {
        report.section(en: "Gram matrices", zh: "Gram 矩阵")
        report.paragraph(
            en: """
                A cell says how strongly two channels of a layer answer at the same places: blue together, brown one \
                instead of the other. Where in the picture, it does not say; so it can be the same in a picture with another \
                content. Each row is scaled to its style.
                """,
            zh: """
                每个格子表示一层中两个通道在相同位置上同时响应的强弱：蓝色为同时，棕色为此消彼长。它不记录位置，所以内容不同的图也可以有\
                相同的 Gram 矩阵。每行按风格图的范围着色。
                """)
        report.pictures(
            grams.grid, scale: 1, description: Words(en: "Gram matrices", zh: "Gram 矩阵"))
    }

    private func fillOptimizers(_ optimizers: OptimizerComparison, _ report: inout Report) {
        report.section(en: "Adam and L-BFGS", zh: "Adam 与 L-BFGS")
        report.paragraph(
            en: """
                The same loss of the network, from the content and from noise, by two optimizers. L-BFGS guesses the curvature \
                from its last steps and searches along each direction; a step of it may compute the loss several times, so the \
                curves count those.
                """,
            zh: """
                同一个网络的同一个损失，分别从内容图和噪声开始，用两种优化器。L-BFGS 由最近几步估计曲率，并沿每个方向做线搜索；它的一步可能\
                要多次计算损失，所以横轴是计算损失的次数。
                """)
        report.chart(
            LineChart(
                title: Words(en: "Loss", zh: "损失"),
                xLabel: Words(en: "evaluations of the loss", zh: "计算损失的次数"),
                yLabel: Words(en: "loss", zh: "损失"),
                series: optimizers.runs.map { run in
                    let each = Double(run.history.evaluations) / Double(max(1, run.history.losses.count))
                    return Series(
                        run.title, x: run.history.losses.indices.map { Double($0) * each },
                        y: run.history.losses)
                }, yScale: .logarithmic))
        report.pictures(
            PictureGrid(
                optimizers.runs.map(\.picture.picture), columns: optimizers.runs.count,
                labels: optimizers.runs.map(\.title)),
            scale: max(1, 192 / max(1, optimizers.runs[0].picture.size.width)),
            description: Words(en: "what the optimizers arrive at", zh: "优化器得到的图"))
    }

    private func fillTexture(_ texture: TextureSynthesis, _ report: inout Report) {
        report.section(en: "A texture from noise", zh: "由噪声合成纹理")
        report.paragraph(texture.summary)
        report.pictures(
            PictureGrid(
                rows: [[texture.exemplar.picture, texture.noise.picture, texture.result.picture]],
                columnLabels: [
                    Words(en: "exemplar", zh: "样本"), Words(en: "noise", zh: "噪声"),
                    Words(en: "result", zh: "结果"),
                ]), scale: max(1, 256 / texture.exemplar.size.width),
            description: Words(en: "a texture and what was made of noise", zh: "纹理样本与由噪声合成的结果"))
    }

    private func fillGallery(_ gallery: Gallery, _ report: inout Report) {
        report.section(en: "Every scene in every style", zh: "所有场景与所有风格")
        report.paragraph(
            en: """
                Two small networks have learned from drawings: one to tell scenes apart by their lightness, the other to tell \
                patterns apart by pieces without their mean colour. What do they see in the painted pictures?
                """,
            zh: "两个小网络从绘制的图里学会了辨认：一个凭明暗辨认场景，一个凭去掉平均颜色的小块辨认图案。它们在画好的图里看到了什么？")
        report.table(gallery.table)
        report.pictures(
            gallery.grid, scale: 1, description: Words(en: "scenes painted in patterns", zh: "以各种图案绘制的场景"))
    }
}
