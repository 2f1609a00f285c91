import Messages
import NeuralNetworks
import Reporting

// What is printed of the tweets.

extension TweetsResult {
    var introduction: Words {
        let (labelled, others) = (
            formatNumber(Double(tweets.labelled.count)), formatNumber(Double(tweets.unlabelled.count))
        )
        let (loss, unigram) = (digits(maskLoss), digits(unigramLoss))
        return Words(
            en: """
                \(labelled) labelled tweets (\(tweets.repeated) repeated ones left out), \(others) without a label, \
                \(words.count) words. −ln P of a hidden word after pretraining: \(loss); by its frequency alone \(unigram).
                """,
            zh: """
                \(labelled) 条有标注的推文（去掉 \(tweets.repeated) 条重复的），\(others) 条没有标注，共 \(words.count) 个词。\
                预训练后被遮住的词的 −ln P：\(loss)；只按词频猜是 \(unigram)。
                """)
    }

    /// By the number of labels, mean and deviation over the folds.
    var table: Table {
        func cell(_ values: [Double]) -> String {
            let spread = values.count > 1 ? " ± \(formatPercent(standardDeviation(values)))" : ""
            return formatPercent(mean(values)) + spread
        }
        return Table(
            headers: [
                Words(en: "labels", zh: "标注数"), Words(en: "pretrained", zh: "预训练过"),
                Words(en: "not pretrained", zh: "没有预训练"), Words(en: "naive Bayes", zh: "朴素贝叶斯"),
                Words(en: "TF-IDF, logistic regression", zh: "TF-IDF + 逻辑回归"),
            ],
            rows: scores.map {
                [
                    String($0.labels), cell($0.pretrained), cell($0.scratch), cell($0.naiveBayes),
                    cell($0.logisticRegression),
                ]
            },
            caption: Words(
                en: "Accuracy on held-out tweets: mean and standard deviation over \(folds) folds of ten.",
                zh: "留出推文上的准确率：十折中 \(folds) 折的平均值和标准差。"))
    }

    private var folds: Int { scores.first?.pretrained.count ?? 0 }

    var wayTable: Table {
        Table(
            headers: [
                "", Words(en: "weights trained", zh: "训练的权重"), Words(en: "accuracy", zh: "准确率"),
            ],
            rows: ways.map {
                [$0.way.name.text, formatPercent($0.trainableFraction), formatPercent($0.accuracy)]
            },
            caption: Words(en: "Three ways of fine-tuning on the first fold.", zh: "在第一折上用三种方法微调。"))
    }

    /// The book's figure beside the true ones.
    var bookLine: Words? {
        guard let asInBook, let folds = scores.last?.pretrained else { return nil }
        let (batches, right) = (formatPercent(asInBook.meanOfBatches, decimals: 2), asInBook.accuracy)
        let spread = "\(formatPercent(mean(folds))) ± \(formatPercent(standardDeviation(folds)))"
        let half = 1.96 * (right * (1 - right) / Double(asInBook.count)).squareRoot()
        return Words(
            en: """
                As in the book: the mean of the batches is \(batches), of the \(asInBook.count) tweets \
                \(formatPercent(right, decimals: 2)) are right; one split is known to ± \(formatPercent(half)) only. Over \
                the folds: \(spread).
                """,
            zh: """
                按书中的做法：各批次的平均是 \(batches)，而 \(asInBook.count) 条推文中判对的是 \
                \(formatPercent(right, decimals: 2))；只用一次划分，误差就有 ± \(formatPercent(half))。多折平均：\(spread)。
                """)
    }

    func fill(_ metrics: inout Metrics) {
        for score in scores {
            let suffix = score.labels == scores.last?.labels ? "" : "_\(score.labels)"
            metrics.set("accuracy_pretrained\(suffix)", mean(score.pretrained))
            metrics.set("accuracy_scratch\(suffix)", mean(score.scratch))
            metrics.set("naive_bayes\(suffix)", mean(score.naiveBayes))
            metrics.set("logistic_regression\(suffix)", mean(score.logisticRegression))
            metrics.set("accuracy_pretrained_deviation\(suffix)", standardDeviation(score.pretrained))
        }
        for way in ways {
            metrics.set("tweets_accuracy_\(way.way.key)", way.accuracy)
            metrics.set("tweets_trainable_share_\(way.way.key)", way.trainableFraction)
        }
        metrics.set("tweets_mask_loss", maskLoss)
        metrics.set("tweets_unigram_loss", unigramLoss)
        metrics.set("tweets_seconds", history.seconds)
        if let asInBook {
            metrics.set("as_in_book_mean_of_batches", asInBook.meanOfBatches)
            metrics.set("as_in_book_accuracy", asInBook.accuracy)
        }
    }
}
