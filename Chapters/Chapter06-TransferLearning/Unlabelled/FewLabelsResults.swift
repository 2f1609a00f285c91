import ChapterSupport
import Messages
import NeuralNetworks
import Reporting
import TensorCore

extension FewLabels {
    /// The accuracy on test digits, by number of labels.
    func table() -> Table {
        Table(
            headers: [Words(en: "begins with", zh: "起点")]
                + counts.map { count in
                    let number = formatNumber(Double(count))
                    return Words(en: "\(number) labels", zh: "\(number) 个标签")
                },
            rows: Beginning.allCases.map { beginning in
                [beginning.title.text] + counts.indices.map { Self.text(spread(beginning, $0)) }
            },
            caption: Words(
                en: """
                    Right of \(formatNumber(Double(data.test.count))) test digits, ± the standard deviation over the repetitions, \
                    each with its own pretraining and its own labels.
                    """,
                zh: """
                    \(formatNumber(Double(data.test.count))) 个测试数字中答对的比例，± 各次重复的标准差；每次重复有自己的预训练和自己的标签。
                    """))
    }

    static let labels = Words(en: "labels", zh: "标签数")

    static func text(_ spread: Spread?) -> String {
        spread.map { "\(formatPercent($0.mean)) ± \(formatPercent($0.deviation))" } ?? ""
    }

    /// By how much pretraining without labels is better than training from scratch, at 100 labels or the most below; and by how
    /// much augmentation alone is.
    var gainSentence: Words? {
        let index = counts.lastIndex { $0 <= 100 } ?? 0
        func points(_ beginning: Beginning) -> String? {
            gain(beginning, index).map {
                "\(formatNumber(100 * $0.mean, significantDigits: 3)) ± \(formatNumber(100 * $0.deviation, significantDigits: 2))"
            }
        }
        guard let frozen = points(.unlabelledFrozen), let tuned = points(.unlabelledFineTuned),
            let both = points(.unlabelledAugmented), let augmented = points(.augmented)
        else { return nil }
        let count = counts[index]
        return Words(
            en: """
                With \(count) labels, more than from scratch, in percentage points: pretraining without labels \(frozen) with a \
                linear layer on frozen features, \(tuned) fine-tuned, \(both) fine-tuned on augmented digits; augmentation alone \
                \(augmented).
                """,
            zh: """
                有 \(count) 个标签时，比从零训练多出的百分点：无标签预训练，在冻结的特征上用线性层 \(frozen)，微调 \(tuned)，在增强的数字上\
                微调 \(both)；只做数据增强 \(augmented)。
                """)
    }

    /// How alike neighbours are.
    var neighbourSentence: Words? {
        guard let neighbours else { return nil }
        let (features, pixels) = (
            formatPercent(neighbours.sameClassByFeatures), formatPercent(neighbours.sameClassByPixels)
        )
        return Words(
            en: """
                The digit nearest to one that is held back shows the same class in \(features) of cases by the cosine of the \
                features, in \(pixels) by that of the pixels. No label had a part in either.
                """,
            zh: "离一个留出的数字最近的数字，与它同类的比例：按特征的余弦是 \(features)，按像素的余弦是 \(pixels)。两者都没用到标签。")
    }

    /// Prints the results in the terminal.
    func print() {
        Swift.print(textHeading(Words(en: "Few labels", zh: "少量标签")) + "\n" + table().text())
        for line in [gainSentence, neighbourSentence] {
            if let line { Swift.print(line) }
        }
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", data.name)
        metrics.set("train_seconds", seconds)
        metrics.set("parameters", parameterCount)
        metrics.set("unlabelled_digits", unlabelledCount)
        metrics.set("held_back_digits", heldBackCount)
        metrics.set("contrastive_start_loss", contrastive.startLoss)
        metrics.set("contrastive_start_loss_in_theory", contrastiveLossAtStart(count: firstBatchCount))
        if let last = contrastive.losses.last { metrics.set("contrastive_loss", last) }
        metrics.set(
            "least_contrastive_loss", leastContrastiveLoss(count: firstBatchCount, temperature: temperature))
        if let lessonBefore {
            metrics.set("hand_gradient_difference", Double(lessonBefore.differenceFromAutograd))
            metrics.set("hand_gradient_difference_from_moving", lessonBefore.differenceFromMoving)
        }
        if let neighbours {
            metrics.set("nearest_same_class_by_features", neighbours.sameClassByFeatures)
            metrics.set("nearest_same_class_by_pixels", neighbours.sameClassByPixels)
        }
        for (index, count) in counts.enumerated() {
            for beginning in Beginning.allCases {
                let name = "\(beginning.rawValue)_\(count)_labels"
                guard let test = spread(beginning, index), let held = heldBackSpread(beginning, index) else {
                    continue
                }
                metrics.set("\(name)_test_accuracy", test.mean)
                metrics.set("\(name)_test_deviation", test.deviation)
                metrics.set("\(name)_held_back_accuracy", held.mean)
                guard beginning != .scratch, let gain = gain(beginning, index) else { continue }
                metrics.set("\(name)_gain", gain.mean)
                metrics.set("\(name)_gain_deviation", gain.deviation)
            }
        }
    }

    /// Writes the reader that was fine-tuned on the most labels as `model.safetensors`, without the projection head, and its logits
    /// for four test digits as `example.safetensors`.
    func save(_ run: ChapterRun) throws {
        guard let reader else { return }
        try Checkpoint(
            model: reader, epoch: run.epochs,
            notes: ["chapter": "6", "network": "digit-reader", "input": "pixels from 0, paper, to 1, ink"]
        ).save(to: run.outputPath("model.safetensors"))
        let shown = data.test.rows(0..<min(4, data.test.count))
        try ModelExample(of: reader, shown.images(), targets: .integers(shown.labelArray)) {
            crossEntropy($0, shown.labelArray)
        }.save(to: run.outputPath("example.safetensors"))
    }
}
