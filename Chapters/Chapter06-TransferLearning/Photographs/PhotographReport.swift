import ChapterSupport
import ImageNetworks
import NeuralNetworks
import Pictures
import Reporting
import TensorCore

extension PhotographTransfer {
    private var kinds: [Transfer] { Transfer.allCases.filter { accuracies[$0] != nil } }

    /// The accuracies, by number of training photographs.
    func table() -> Table {
        Table(
            headers: ["training photographs"] + kinds.map(\.title),
            rows: counts.enumerated().map { index, count in
                [String(count)]
                    + kinds.map { kind in
                        spread(kind, index).map {
                            formatPercent($0.mean)
                                + ($0.deviation.isNaN ? "" : " ± \(formatPercent($0.deviation))")
                        } ?? ""
                    }
            },
            caption:
                "Right answers on \(folder.validation.count) validation photographs; one photograph is "
                + "\(formatPercent(folder.onePhotograph, decimals: 2)). Always the more frequent class: "
                + "\(formatPercent(folder.majority)).")
    }

    /// Prints the results in the terminal.
    func print() {
        for line in untouchedLines { Swift.print(line) }
        Swift.print(textHeading("Photographs, \(kind.rawValue)") + "\n" + table().text())
        if let tooHigh {
            Swift.print(
                "Fine-tuned at a rate of \(formatNumber(Self.tooHighRate)), too high: \(formatPercent(tooHigh))"
            )
        }
    }

    private var untouchedLines: [String] {
        guard let untouched else { return [] }
        let parts = folder.classNames.indices.map {
            "\(untouched.firsts[$0]) of \(untouched.counts[$0]) \(folder.classNames[$0])"
        }
        return [
            "The published network untouched, its 1,000 classes: \(formatPercent(untouched.accuracy)) right between the "
                + "classes of the folder; first of the 1,000: \(parts.joined(separator: ", "))."
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
    private var subtitle: String {
        let kinds = kinds.map(\.title).map { $0.replacing("transferred, ", with: "") }
        let ways =
            kinds.count > 1
            ? "\(kinds.dropLast().joined(separator: ", ")) and \(kinds.last ?? "")" : kinds.joined()
        let start =
            untouched == nil && kinds == ["from scratch"] ? "" : ", from its published weights for ImageNet"
        return
            "\(kind.rawValue) learns \(folder.classNames.joined(separator: ", ")) from photographs: \(ways)\(start)."
    }

    /// The page of the run.
    func fill(_ report: inout Report) {
        report.subtitle = subtitle
        report.paragraph(
            "\(folder.introduction) The network is \(kind.rawValue), its weights those that its publishers trained on ImageNet."
        )
        for line in folder.passedOver { report.note("Passed over: \(line)") }
        if untouched != nil {
            report.section("Before anything is learned")
            for line in untouchedLines { report.paragraph(line) }
            report.note(
                """
                Two warnings. A network that has these classes among its thousand needs no transfer at all: compare every \
                number below with this one. And the book's ants and bees are a part of ImageNet: the network may have been \
                trained on these very photographs, so that no number here is one for photographs that it has not seen.
                """)
        }
        report.section("Three kinds of transfer")
        report.table(table())
        report.chart(
            LineChart(
                title: "Validation photographs", xLabel: "training photographs", yLabel: "accuracy",
                series: kinds.compactMap { transfer in
                    let known = counts.indices.compactMap { spread(transfer, $0) }
                    guard known.count == counts.count else { return nil }
                    return Series(
                        transfer.title, x: counts.map(Double.init), y: known.map(\.mean),
                        style: .lineAndPoints)
                }
                    + [
                        Series(
                            "more frequent class", x: counts.map(Double.init),
                            y: counts.map { _ in folder.majority }, style: .line)
                    ], xScale: .logarithmic))
        if let tooHigh {
            let tuned = spread(.fineTuned, counts.count - 1)?.mean ?? 0
            let lesson =
                tooHigh < tuned
                ? " At too high a rate fine-tuning destroys what was transferred." : ""
            report.note(
                """
                Fine-tuned at \(formatNumber(Self.tooHighRate)) instead of \(formatNumber(tuningRate)), all else the same \
                but for the head, which begins untrained: \(formatPercent(tooHigh)).\(lesson)
                """)
        }
        guard !examples.isEmpty else { return }
        report.section("What the network looked at")
        report.paragraph(
            """
            The head takes the mean of each map, so the logit of a class is the mean, over the places of the maps, of what \
            each place adds. Bright is where the frozen network found its reasons for the answer below the photograph; the \
            wrong answers come last.
            """)
        report.pictures(
            PictureGrid(
                rows: [examples.map(\.picture), examples.map(\.lit)],
                labels: [examples.map { _ in "" }, examples.map(\.words)]), scale: 1,
            description: "photograph")
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
