import ChapterSupport
import ImageNetworks
import Messages
import NeuralNetworks
import Pictures
import Reporting
import TensorCore

extension PhotographTransfer {
    private var kinds: [Transfer] { Transfer.allCases.filter { accuracies[$0] != nil } }

    /// The accuracies, by number of training photographs.
    func table() -> Table {
        let one = formatPercent(folder.onePhotograph, decimals: 2)
        let (count, majority) = (folder.validation.count, formatPercent(folder.majority))
        return Table(
            headers: [Self.trainingPhotographs] + kinds.map(\.title),
            rows: counts.enumerated().map { index, count in
                [String(count)]
                    + kinds.map { kind in
                        spread(kind, index).map {
                            formatPercent($0.mean)
                                + ($0.deviation.isNaN ? "" : " ± \(formatPercent($0.deviation))")
                        } ?? ""
                    }
            },
            caption: Words(
                en: """
                    Right answers on \(count) validation photographs; one photograph is \(one). Always the more frequent class: \
                    \(majority).
                    """,
                zh: "\(count) 张验证照片中答对的比例；一张照片是 \(one)。总是答更常见的类别：\(majority)。"))
    }

    private static let trainingPhotographs = Words(en: "training photographs", zh: "训练照片")

    /// Prints the results in the terminal.
    func print() {
        for line in untouchedLines { Swift.print(line) }
        Swift.print(
            textHeading(
                Words(en: "Photographs, \(kind.rawValue)", zh: "照片，\(kind.rawValue)")) + "\n" + table().text()
        )
        if let tooHigh {
            let (rate, share) = (formatNumber(Self.tooHighRate), formatPercent(tooHigh))
            Swift.print(
                Words(
                    en: "Fine-tuned at a rate of \(rate), too high: \(share)",
                    zh: "以过高的学习率 \(rate) 微调：\(share)"))
        }
    }

    private var untouchedLines: [Words] {
        guard let untouched else { return [] }
        let parts = folder.classNames.indices.map {
            let (name, first, all) = (folder.classNames[$0], untouched.firsts[$0], untouched.counts[$0])
            return Words(en: "\(first) of \(all) \(name)", zh: "\(name) \(all) 张中 \(first) 张")
        }
        let share = formatPercent(untouched.accuracy)
        return [
            Words(
                en: """
                    The published network untouched, its 1,000 classes: \(share) right between the classes of the folder; first \
                    of the 1,000: \(parts.map(\.en).joined(separator: ", ")).
                    """,
                zh: """
                    公开的网络原样不动，它的 1,000 个类别：在文件夹的类别之间答对 \(share)；在 1,000 个中排第一的：\
                    \(parts.map(\.zh).joined(separator: "，"))。
                    """)
        ]
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", folder.name)
        metrics.set("network", kind.rawValue)
        metrics.set("train_seconds", trainSeconds)
        metrics.set("parameters", parameterCount)
        metrics.set("training_photographs", folder.training.count)
        metrics.set("validation_photographs", folder.validation.count)
        metrics.set("passed_over", folder.passedOver.count)
        metrics.set("one_photograph", folder.onePhotograph)
        metrics.set("majority_val_accuracy", folder.majority)
        if let featureSeconds { metrics.set("feature_seconds", featureSeconds) }
        if let untouched {
            metrics.set("untouched_accuracy", untouched.accuracy)
            for (label, name) in folder.classNames.enumerated() {
                let key = String(
                    name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
                metrics.set("untouched_first_\(key)", untouched.firsts[label])
            }
        }
        for transfer in kinds {
            for (index, count) in counts.enumerated() {
                guard let spread = spread(transfer, index) else { continue }
                let name = count == counts.last ? transfer.rawValue : "\(transfer.rawValue)_\(count)"
                metrics.set("\(name)_val_accuracy", spread.mean)
                if !spread.deviation.isNaN { metrics.set("\(name)_val_deviation", spread.deviation) }
                if let loss = loss(transfer, index) { metrics.set("\(name)_val_loss", loss) }
            }
        }
        if let tooHigh { metrics.set("too_high_rate_val_accuracy", tooHigh) }
    }

    /// What was trained on what.
    private var subtitle: Words {
        let ways = kinds.map { $0.title.en.replacing("transferred, ", with: "") }
        let chineseWays = kinds.map { $0.title.zh.replacing("迁移，", with: "") }
        let list =
            ways.count > 1
            ? "\(ways.dropLast().joined(separator: ", ")) and \(ways.last ?? "")" : ways.joined()
        let isFromScratch = untouched == nil && kinds == [.scratch]
        let names = folder.classNames
        return Words(
            en: "\(kind.rawValue) learns \(names.joined(separator: ", ")) from photographs: \(list)"
                + (isFromScratch ? "" : ", from its published weights for ImageNet") + ".",
            zh: "\(kind.rawValue) 从照片学习 \(names.joined(separator: "、"))：\(chineseWays.joined(separator: "、"))"
                + (isFromScratch ? "" : "，从它为 ImageNet 公开的权重开始") + "。")
    }

    /// The page of the run.
    func fill(_ report: inout Report) {
        report.subtitle = subtitle.text
        report.paragraph(
            en: """
                \(folder.introduction) The network is \(kind.rawValue), its weights those that its publishers trained on ImageNet.
                """,
            zh: "\(folder.introduction)网络是 \(kind.rawValue)，权重是发布者在 ImageNet 上训练的。")
        for line in folder.passedOver { report.note(en: "Passed over: \(line)", zh: "跳过：\(line)") }
        if untouched != nil {
            report.section(en: "Before anything is learned", zh: "还没有学习之前")
            for line in untouchedLines { report.paragraph(line) }
            report.note(
                en: """
                    Two warnings. A network that has these classes among its thousand needs no transfer at all: compare every \
                    number below with this one. And the book's ants and bees are a part of ImageNet: the network may have been \
                    trained on these very photographs, so that no number here is one for photographs that it has not seen.
                    """,
                zh: """
                    两点提醒。网络的一千个类别里若已有这些类别，就根本不需要迁移：下面的每个数都要与这一个比较。而且书中的蚂蚁和蜜蜂\
                    是 ImageNet 的一部分：网络可能正是用这些照片训练的，所以这里没有一个数属于它没见过的照片。
                    """)
        }
        report.section(en: "Three kinds of transfer", zh: "三种迁移")
        report.table(table())
        report.chart(
            LineChart(
                title: Words(en: "Validation photographs", zh: "验证照片"), xLabel: Self.trainingPhotographs,
                yLabel: Words(en: "accuracy", zh: "准确率"),
                series: kinds.compactMap { transfer in
                    let known = counts.indices.compactMap { spread(transfer, $0) }
                    guard known.count == counts.count else { return nil }
                    return Series(
                        transfer.title, x: counts.map(Double.init), y: known.map(\.mean),
                        style: .lineAndPoints)
                }
                    + [
                        Series(
                            Words(en: "more frequent class", zh: "更常见的类别"), x: counts.map(Double.init),
                            y: counts.map { _ in folder.majority }, style: .line)
                    ], xScale: .logarithmic))
        if let tooHigh {
            let tuned = spread(.fineTuned, counts.count - 1)?.mean ?? 0
            let lesson =
                tooHigh < tuned
                ? Words(
                    en: " At too high a rate fine-tuning destroys what was transferred.",
                    zh: "学习率过高，微调会毁掉迁移来的东西。") : Words(en: "", zh: "")
            let rates = [Self.tooHighRate, tuningRate].map { formatNumber($0) }
            let share = formatPercent(tooHigh)
            report.note(
                en: """
                    Fine-tuned at \(rates[0]) instead of \(rates[1]), all else the same but for the head, which begins \
                    untrained: \(share).\(lesson.en)
                    """,
                zh: """
                    以 \(rates[0]) 而不是 \(rates[1]) 微调，其余都相同，只是输出头从未训练的开始：\(share)。\(lesson.zh)
                    """)
        }
        guard !examples.isEmpty else { return }
        report.section(en: "What the network looked at", zh: "网络看了哪里")
        report.paragraph(
            en: """
                The head takes the mean of each map, so the logit of a class is the mean, over the places of the maps, of what \
                each place adds. Bright is where the frozen network found its reasons for the answer below the photograph; the \
                wrong answers come last.
                """,
            zh: """
                输出头取每张特征图的平均，所以一个类别的 logit，是特征图各处的贡献的平均。亮的地方，是冻结的网络为照片下面的答案\
                找到理由的地方；答错的排在最后。
                """)
        report.pictures(
            PictureGrid(
                rows: [examples.map(\.picture), examples.map(\.lit)],
                labels: [examples.map { _ in "" }, examples.map(\.words)]), scale: 1,
            description: Words(en: "photograph", zh: "照片"))
    }

    /// Writes the network fine-tuned on all photographs as `model.safetensors`, and its logits for a validation photograph of each
    /// class, at most four and small ones, as `example.safetensors`.
    func save(_ run: ChapterRun) throws {
        guard let tuned else { return }
        try Checkpoint(
            model: tuned, epoch: run.epochs,
            notes: [
                "chapter": "6", "network": kind.rawValue,
                "classes": folder.classNames.joined(separator: "\n"),
            ]
        ).save(to: run.outputPath("model.safetensors"))
        let shown = folder.classNames.indices.prefix(4).compactMap { label in
            folder.validation.first { $0.label == label }
        }
        let pictures = ImageNet.input(shown.map { ImageNet.prepared($0.picture, side: 64) })
        let labels = IntArray(shown.map(\.label))
        try ModelExample(of: tuned, pictures, targets: .integers(labels)) { crossEntropy($0, labels) }
            .save(to: run.outputPath("example.safetensors"))
    }
}
