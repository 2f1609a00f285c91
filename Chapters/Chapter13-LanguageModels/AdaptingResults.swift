import Files
import Messages
import NeuralNetworks
import Reporting

// What is printed of a model that was fine-tuned on the reader's own sentences.

extension AdaptedResult {
    static let title = Words(en: "A published language model, and your sentences", zh: "已发布的语言模型与你的句子")

    var introduction: Words {
        let (weights, share) = (
            formatNumber(Double(parameterCount)), formatPercent(trainableFraction, decimals: 2)
        )
        return Words(
            en: """
                \(weights) weights that stay packed; \(share) more are trained, as adapters. \(sentenceCount) sentences to \
                learn from, \(heldOutCount) held out.
                """,
            zh: """
                \(weights) 个权重保持打包不变，另外训练 \(share) 的适配器。用 \(sentenceCount) 个句子学习，\
                留出 \(heldOutCount) 个。
                """)
    }

    var table: Table {
        func row(_ name: Words, _ losses: (before: Double, after: Double)) -> [String] {
            [name.text, digits(losses.before), digits(losses.after)]
        }
        let lowest = history.validation.enumerated().min { $0.element < $1.element }
        let best = lowest.map { (digits($0.element), $0.offset + 1) } ?? ("", 0)
        return Table(
            headers: ["", Words(en: "before", zh: "之前"), Words(en: "after", zh: "之后")],
            rows: [
                row(Words(en: "sentences learned", zh: "学过的句子"), trainingLosses),
                row(Words(en: "sentences held out", zh: "留出的句子"), heldOutLosses),
            ],
            caption: Words(
                en: """
                    −ln P of a token. The loss of the sentences held out was lowest, \(best.0), after epoch \(best.1); \
                    from there on the others are learned by heart.
                    """,
                zh: """
                    每个词元的 −ln P。留出句子的损失在第 \(best.1) 轮之后最低（\(best.0)）；此后模型只是在背诵其余的句子。
                    """))
    }

    /// What it writes before and after, and the promise of LoRA.
    var lines: [Words] {
        let (before, after) = (excerpt(answers.before, limit: 200), excerpt(answers.after, limit: 200))
        return [
            Words(
                en: "asked “\(excerpt(question))”, before: \(before)",
                zh: "问“\(excerpt(question))”，之前：\(before)"),
            Words(en: "after: \(after)", zh: "之后：\(after)"),
            Words(
                en: "without its adapters the model gives "
                    + (isBaseUnchanged
                        ? "the same logits as before, to the bit" : "other logits than before"),
                zh: isBaseUnchanged ? "去掉适配器后，模型的 logits 与之前逐位相同" : "去掉适配器后，模型的 logits 与之前不同"),
        ]
    }

    var chart: LineChart {
        let epochs = history.losses.indices.map { Double($0 + 1) }
        return LineChart(
            title: Words(en: "Loss by epoch", zh: "各轮的损失"), xLabel: Words(en: "epoch", zh: "轮"),
            yLabel: Words(en: "−ln P of a token", zh: "每个词元的 −ln P"),
            series: [
                Series(Words(en: "learned", zh: "学过的"), x: epochs, y: history.losses, style: .dashed),
                Series(
                    Words(en: "held out", zh: "留出的"), x: epochs, y: history.validation, style: .lineAndPoints),
            ])
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("adapter_loss_before", trainingLosses.before)
        metrics.set("adapter_loss", trainingLosses.after)
        metrics.set("adapter_held_out_loss_before", heldOutLosses.before)
        metrics.set("adapter_held_out_loss", heldOutLosses.after)
        metrics.set("adapter_trainable_share", trainableFraction)
        metrics.set("adapter_base_unchanged", isBaseUnchanged ? 1 : 0)
        metrics.set("adapter_seconds", history.seconds)
    }
}
