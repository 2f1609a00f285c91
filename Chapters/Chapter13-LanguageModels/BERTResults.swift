import Messages
import NeuralNetworks
import Reporting

// What is printed of BERT and of fine-tuning.

extension BERTResult {
    var introduction: Words {
        let (loss, unigram) = (digits(maskLoss), digits(task.unigramLoss))
        let count = formatNumber(Double(nouns.sentences.count))
        let parameters = formatNumber(Double(model.parameterCount.total))
        return Words(
            en: """
                \(count) generated sentences, \(nouns.words.count) words, \(parameters) parameters. −ln P of a hidden \
                word: \(digits(history.startLoss)) before training, \(loss) after; by its frequency alone \(unigram).
                """,
            zh: """
                \(count) 个生成的句子，\(nouns.words.count) 个词，模型有 \(parameters) 个参数。被遮住的词的 −ln P：\
                训练前 \(digits(history.startLoss))，训练后 \(loss)；只按词频猜是 \(unigram)。
                """)
    }

    /// Nouns whose classes nobody labelled.
    var classTable: Table {
        func row(_ name: Words, _ accuracies: [Double]) -> [String] {
            let spread = accuracies.count > 1 ? formatPercent(standardDeviation(accuracies)) : ""
            return [name.text, formatPercent(mean(accuracies)), spread]
        }
        let chance = 1 / Double(NounClasses.classCount)
        return Table(
            headers: ["", Words(en: "right", zh: "正确率"), "±"],
            rows: [
                [Words(en: "chance", zh: "乱猜").text, formatPercent(chance), ""],
                row(Words(en: "not pretrained", zh: "没有预训练"), scratch),
                row(Words(en: "pretrained", zh: "预训练过"), pretrained),
            ],
            caption: Words(
                en: """
                    The class of nouns that were never labelled: \(labelledPerClass) of 20 nouns of each of \
                    \(NounClasses.classCount) classes are labelled, other ones each time.
                    """,
                zh: """
                    判断从未标注过的名词属于哪一类：\(NounClasses.classCount) 类中每类 20 个名词只标注 \
                    \(labelledPerClass) 个，每次换一批。
                    """), highlightedRow: 2)
    }

    /// What the ways of fine-tuning cost.
    var wayTable: Table {
        Table(
            headers: [
                "", Words(en: "weights trained", zh: "训练的权重"), Words(en: "right", zh: "正确率"),
                Words(en: "−ln P of a hidden word afterwards", zh: "微调后被遮住的词的 −ln P"),
            ],
            rows: ways.map { way, loss in
                [
                    way.way.name.text, formatPercent(way.trainableFraction), formatPercent(way.accuracy),
                    digits(loss),
                ]
            },
            caption: Words(
                en: """
                    Three ways of fine-tuning. What the model has forgotten of its pretraining shows in the last column: \
                    it was \(digits(maskLoss)) before. Adapters can be taken off again.
                    """,
                zh: """
                    三种微调方法。最后一列是灾难性遗忘：微调前是 \(digits(maskLoss))。LoRA 的适配器可以随时取下。
                    """))
    }

    var adapterLine: Words { adapters.line }

    func fill(_ metrics: inout Metrics) {
        metrics.set("mask_start_loss", history.startLoss)
        metrics.set("mask_loss", maskLoss)
        metrics.set("unigram_loss", task.unigramLoss)
        metrics.set("unseen_pretrained", mean(pretrained))
        metrics.set("unseen_scratch", mean(scratch))
        metrics.set("chance", 1 / Double(NounClasses.classCount))
        for (way, loss) in ways {
            metrics.set("accuracy_\(way.way.key)", way.accuracy)
            metrics.set("trainable_share_\(way.way.key)", way.trainableFraction)
            metrics.set("mask_loss_after_\(way.way.key)", loss)
        }
        metrics.set("lora_merged_difference", Double(adapters.mergedDifference))
        metrics.set("lora_base_unchanged", adapters.isBaseUnchanged ? 1 : 0)
        metrics.set("bert_seconds", history.seconds)
    }
}

extension AdapterCheck {
    var line: Words {
        let difference = digits(Double(mergedDifference), 2)
        return Words(
            en: """
                LoRA: with its adapters merged into the weights the logits differ by \(difference); the base model's \
                weights are \(isBaseUnchanged ? "the same to the bit" : "changed")
                """,
            zh: """
                LoRA：把适配器并入权重后，logits 相差 \(difference)；\
                基础模型的权重\(isBaseUnchanged ? "每一位都没有变" : "改变了")
                """)
    }
}
