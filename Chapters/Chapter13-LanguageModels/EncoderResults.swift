import Messages
import NeuralNetworks
import Reporting

// What is printed of the published encoder on the tweets.

extension EncoderResult {
    static let title = Words(en: "A published encoder on the airline tweets", zh: "已发布的编码器：航空推文")

    /// What stands under the table.
    var lines: [Words] { [gainLine, adapterLine].compactMap { $0 } }

    var introduction: Words {
        let (tweets, tokens) = (formatNumber(Double(tweetCount)), formatNumber(Double(tokenCount)))
        let parameters = formatNumber(Double(parameterCount))
        return Words(
            en: """
                \(tweets) tweets, \(tokens) word pieces; \(parameters) pretrained weights. \(testCount) tweets are held \
                out, other ones in each split; \(epochs) epochs of fine-tuning.
                """,
            zh: """
                \(tweets) 条推文，\(tokens) 个 WordPiece 词元；预训练权重 \(parameters) 个。每次划分留出 \(testCount) 条推文，\
                微调 \(epochs) 轮。
                """)
    }

    /// Accuracy by way and split.
    var table: Table {
        func row(_ name: Words, _ share: String, _ accuracies: [Double], _ seconds: String) -> [String] {
            let spread = accuracies.count > 1 ? " ± \(formatPercent(standardDeviation(accuracies)))" : ""
            let each = accuracies.map { formatPercent($0) }.joined(separator: " ")
            return [name.text, share, each, formatPercent(mean(accuracies)) + spread, seconds]
        }
        let ways = scores.map { score in
            let name = score.way == .lastLayer ? Self.frozenName : score.way.name
            let seconds = mean(score.outcomes.map { $0.seconds / Double(max(1, $0.losses.count)) })
            return row(
                name, formatPercent(score.outcomes[0].trainableFraction, decimals: 2), score.accuracies,
                digits(seconds))
        }
        return Table(
            headers: [
                "", Words(en: "weights trained", zh: "训练的权重"),
                Words(en: "accuracy by split", zh: "各次划分的准确率"), Words(en: "mean", zh: "平均"),
                Words(en: "seconds an epoch", zh: "每轮秒数"),
            ],
            rows: ways + [row(Words(en: "naive Bayes", zh: "朴素贝叶斯"), "", naiveBayes, "")],
            caption: Words(
                en: "Accuracy on held-out tweets, mean and standard deviation over the splits.",
                zh: "留出推文上的准确率，以及多次划分的平均值和标准差。"), highlightedRow: 0)
    }

    /// The last layer alone learns from vectors that stay as they are.
    private static let frozenName = Words(
        en: "last layer only (frozen sentence vectors)", zh: "只训练最后一层（句向量不变）")

    /// What the network gains over naive Bayes, split by split.
    private var gainLine: Words? {
        guard let best = scores.first(where: { $0.way != .lastLayer }) else { return nil }
        let gains = gains(of: best)
        let points = digits(100 * mean(gains))
        let spread = gains.count > 1 ? " ± \(digits(100 * standardDeviation(gains)))" : ""
        return Words(
            en: "\(best.way.name.en): \(points)\(spread) points above naive Bayes on the same splits",
            zh: "\(best.way.name.zh)：在相同的划分上比朴素贝叶斯高 \(points)\(spread) 个百分点")
    }

    /// Split by split; where a run was interrupted, over the splits that were done.
    private func gains(of score: Scores) -> [Double] { zip(score.accuracies, naiveBayes).map { $0 - $1 } }

    /// LoRA's promises, checked.
    private var adapterLine: Words? {
        guard let outcome = scores.first(where: { $0.way == .lora })?.outcomes.first,
            let difference = outcome.mergedDifference, let isUnchanged = outcome.isBaseUnchanged
        else { return nil }
        return AdapterCheck(mergedDifference: difference, isBaseUnchanged: isUnchanged).line
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("naive_bayes", mean(naiveBayes))
        for score in scores {
            let key = score.way.key
            metrics.set("test_accuracy_\(key)", mean(score.accuracies))
            metrics.set("test_accuracy_deviation_\(key)", standardDeviation(score.accuracies))
            metrics.set("gain_over_naive_bayes_\(key)", mean(gains(of: score)))
            metrics.set("trainable_share_\(key)", score.outcomes[0].trainableFraction)
            let epochs = score.outcomes.map { $0.seconds / Double(max(1, $0.losses.count)) }
            metrics.set("epoch_seconds_\(key)", mean(epochs))
            let tokens = score.outcomes.map(\.tokens).reduce(0, +)
            if tokens > 0 {
                let seconds = score.outcomes.map(\.seconds).reduce(0, +)
                metrics.set("tokens_per_second_\(key)", Double(tokens) / max(1e-9, seconds))
            }
            if let loss = score.outcomes[0].losses.last { metrics.set("loss_\(key)", loss) }
        }
        if let best = scores.first {
            metrics.set("test_accuracy", mean(best.accuracies))
            metrics.set("test_accuracy_deviation", standardDeviation(best.accuracies))
            metrics.set("gain_over_naive_bayes", mean(gains(of: best)))
        }
        if let outcome = scores.first(where: { $0.way == .lora })?.outcomes.first {
            metrics.set("lora_merged_difference", Double(outcome.mergedDifference ?? .infinity))
            metrics.set("lora_base_unchanged", outcome.isBaseUnchanged == true ? 1 : 0)
        }
    }
}
