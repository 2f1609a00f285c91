import ChapterSupport
import Messages
import NeuralNetworks
import Reporting
import Text

/// Everything a run of the chapter found out.
struct Results {
    let data: ReviewData
    let lesson: SoftmaxLesson
    let tokens: [TokenScheme]
    let baselines: [Baseline: FoldScores]
    let linear: LinearResult
    let book: BookResult?
    let recurrent: [RecurrentResult]
    let asInBook: AsInBook?
    let sparse: SparseLesson?

    static let linearName = Words(en: "linear network, sparse Adam", zh: "线性网络，稀疏 Adam")
    static let bookName = Words(en: "the book's network, V–10–2", zh: "书中的网络，V–10–2")

    /// Of the networks that were trained for every test set, the one with the best accuracy on the validation sets: chosen before
    /// the test sets are looked at.
    var best: (name: String, scores: FoldScores, probabilities: [Int: Double])? {
        var candidates:
            [(validation: [Double], name: String, scores: FoldScores, probabilities: [Int: Double])] =
                recurrent.map { ($0.validationAccuracies, $0.kind.rawValue, $0.scores, $0.probabilities) }
        if linear.model != nil {
            candidates.append((linear.validationAccuracies, "linear", linear.scores, linear.probabilities))
        }
        let most = candidates.map(\.validation.count).max()
        return candidates.filter { $0.validation.count == most }
            .max { mean($0.validation) < mean($1.validation) }.map { ($0.name, $0.scores, $0.probabilities) }
    }

    /// Test accuracies side by side: baselines first, then the networks that the run got to train.
    var rows: [(name: Words, key: String, scores: FoldScores)] {
        var rows = Baseline.allCases.compactMap { baseline in
            baselines[baseline].map { (baseline.title, baseline.rawValue, $0) }
        }
        if let book {
            var scores = FoldScores()
            (scores.accuracies, scores.unseen) = ([book.testAccuracy], [book.unseenAccuracy])
            rows.append((Self.bookName, "book_accuracy", scores))
        }
        if linear.model != nil { rows.append((Self.linearName, "linear_accuracy", linear.scores)) }
        for result in recurrent {
            rows.append(
                (
                    Words(en: result.kind.title, zh: result.kind.title), "\(result.kind.rawValue)_accuracy",
                    result.scores
                ))
        }
        return rows
    }

    /// The accuracies as a table.
    var scoreTable: Table {
        let tested = formatNumber(Double(data.folds.reduce(0) { $0 + $1.test.count }))
        let showsUnseen = data.hasPublishedSplit
        return Table(
            headers: ["", Words(en: "accuracy", zh: "准确率")]
                + (showsUnseen ? [Words(en: "unseen texts only", zh: "只看未见过的文本")] : [])
                + [Words(en: "test sets", zh: "测试集个数")],
            rows: rows.map { name, _, scores in
                [name.text, scores.text] + (showsUnseen ? [formatPercent(mean(scores.unseen))] : [])
                    + ["\(scores.accuracies.count)"]
            },
            caption: Words(
                en:
                    "Accuracy on test sets, mean ± standard deviation over them; \(tested) reviews are tested in all."
                    + (data.bestPossible.map { " The best possible is \(formatPercent($0))." } ?? ""),
                zh: "测试集上的准确率（各份的平均值 ± 标准差）；共测试 \(tested) 条评论。"
                    + (data.bestPossible.map { "可能达到的最高准确率是 \(formatPercent($0))。" } ?? "")),
            highlightedRow: rows.indices.max { rows[$0].scores.mean < rows[$1].scores.mean })
    }

    /// The tokens as a table.
    var tokenTable: Table {
        Table(
            headers: [
                Words(en: "tokens", zh: "词"), Words(en: "columns", zh: "列数"),
                Words(en: "accuracy", zh: "准确率"),
            ],
            rows: tokens.map { [$0.title.text, formatNumber(Double($0.columns)), $0.scores.text] },
            caption: Words(
                en: "Logistic regression on TF-IDF; columns of the last test set's training reviews.",
                zh: "TF-IDF 上的逻辑回归；列数是最后一份训练集的。"),
            highlightedRow: tokens.indices.max { tokens[$0].scores.mean < tokens[$1].scores.mean })
    }

    /// Prints what was found out.
    func print() {
        let difference = formatNumber(lesson.largestDifference, significantDigits: 2)
        Swift.print(textHeading(Words(en: "Softmax and tokens", zh: "softmax 和分词")))
        Swift.print(
            Words(
                en:
                    "Cross-entropy and its gradient by hand and by the library differ by \(difference) at most.",
                zh: "手写的交叉熵及其梯度与库中的最多相差 \(difference)。"
            ).text)
        Swift.print(tokenTable.text())
        Swift.print(textHeading(Words(en: "Test sets", zh: "测试集")))
        Swift.print(scoreTable.text())
        if let asInBook { asInBook.print() }
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", data.name)
        metrics.set("reviews", data.reviews.count)
        metrics.set("distinct_reviews", data.copies.distinctCount)
        metrics.set("contradictions", data.copies.contradictions.count)
        metrics.set("softmax_largest_difference", lesson.largestDifference)
        if let best = data.bestPossible { metrics.set("best_possible", best) }
        for scheme in tokens {
            metrics.set("\(scheme.key)_accuracy", scheme.scores.mean)
            metrics.set("\(scheme.key)_columns", scheme.columns)
        }
        for (_, key, scores) in rows {
            metrics.set(key, scores.mean)
            if data.hasPublishedSplit { metrics.set("\(key)_unseen", mean(scores.unseen)) }
            if scores.accuracies.count > 1 { metrics.set("\(key)_deviation", scores.spread) }
        }
        metrics.set("folds", data.folds.count)
        metrics.set("test_accuracy", best?.scores.mean ?? .nan)
        metrics.set("test_accuracy_deviation", best?.scores.spread ?? .nan)
        metrics.set("test_accuracy_unseen", best.map { mean($0.scores.unseen) } ?? .nan)
        metrics.set("best_network", best?.name ?? "none")
        if linear.model != nil {
            metrics.set("linear_start_loss", linear.startLoss)
            metrics.set("linear_train_seconds", mean(linear.seconds))
        }
        for result in recurrent {
            metrics.set("\(result.kind.rawValue)_train_seconds", mean(result.histories.map(\.seconds)))
            metrics.set("\(result.kind.rawValue)_start_loss", result.histories[0].startLoss)
        }
        let seconds = linear.seconds + recurrent.flatMap(\.histories).map(\.seconds)
        metrics.set("train_seconds", seconds.reduce(0, +) + (book?.history.seconds ?? 0))
        metrics.set("parameters", classifier?.network.parameterCount.total ?? 0)
        if let precision = suspectsPrecision { metrics.set("suspects_precision", precision) }
        for (kind, linear, best) in accuracyByKind {
            metrics.set("linear_accuracy_\(kind.rawValue)", linear)
            metrics.set("best_accuracy_\(kind.rawValue)", best)
        }
        if let sparse {
            metrics.set("sparse_step_seconds", sparse.sparseSeconds)
            metrics.set("dense_step_seconds", sparse.denseSeconds)
            metrics.set("rows", sparse.columns)
            metrics.set("rows_in_a_batch", sparse.touched)
            metrics.set("sparse_moved_elsewhere", Double(sparse.movedElsewhere))
        }
        asInBook?.fill(&metrics)
    }

    /// The best network of the first fold, as a model file has it.
    var classifier: Classifier? {
        if let name = best?.name, let result = recurrent.first(where: { $0.kind.rawValue == name }),
            let reader = result.reader, let vocabulary = result.vocabulary
        {
            return Classifier(
                kind: .recurrent(result.kind, reader.classifier, vocabulary), readsCharacters: data.isChinese)
        }
        return linearClassifier
    }

    /// The linear network of the first fold.
    var linearClassifier: Classifier? {
        linear.model.map {
            Classifier(kind: .linear($0.reader.bagNetwork, $0.features), readsCharacters: data.isChinese)
        }
    }

    /// Writes the best network under PyTorch's names, with its tokens, and its answers to eight test reviews.
    func save(_ run: ChapterRun) throws {
        guard let classifier, let fold = data.folds.first else { return }
        let epochs = best?.name == "linear" ? linear.validated.losses.count : run.epochs
        try classifier.save(to: run.outputPath("model.safetensors"), epoch: epochs, data: data.name)
        let rows = Array(fold.test.prefix(8))
        try classifier.example(of: rows.map { data.units[$0] }, data.labels(rows))
            .save(to: run.outputPath("example.safetensors"))
    }
}

extension ReviewData {
    /// What was read, and what repeats in it.
    var introduction: Words {
        let (all, distinct) = (formatNumber(Double(copies.count)), formatNumber(Double(copies.distinctCount)))
        let good = formatPercent(Double(reviews.count { $0.label == 1 }) / Double(max(1, reviews.count)))
        let (both, empty, entities) = (copies.contradictions.count, copies.emptyCount, copies.entityCount)
        let kind = name == "generated" ? Words(en: "generated", zh: "程序生成") : Words(en: name, zh: name)
        let use =
            hasPublishedSplit
            ? Words(
                en:
                    "The published split is kept: \(formatPercent(copies.fractionSeen(folds[0].test, among: folds[0].training))) of the test texts are in the training set.",
                zh:
                    "保留公开的划分：测试集中 \(formatPercent(copies.fractionSeen(folds[0].test, among: folds[0].training))) 的文本也在训练集中。"
            )
            : Words(
                en:
                    "Copies and contradictions are removed; the \(formatNumber(Double(copies.retained.count))) that remain are in \(folds.count) parts, each the test set once.",
                zh:
                    "去掉重复和矛盾的评论，剩下 \(formatNumber(Double(copies.retained.count))) 条，分成 \(folds.count) 份，轮流作测试集。"
            )
        return Words(
            en: """
                \(all) reviews (\(kind.en)), \(good) of them good; \(distinct) different texts.
                \(both) texts carry both labels; \(empty) reviews are nothing but marks; \(entities) hold HTML entities.
                \(use.en)
                """,
            zh: """
                \(all) 条评论（\(kind.zh)），其中好评占 \(good)；不同的文本 \(distinct) 条。
                \(both) 条文本同时有好评和差评标签；\(empty) 条只有标点；\(entities) 条含 HTML 实体。
                \(use.zh)
                """)
    }
}
