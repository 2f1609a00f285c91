import ChapterSupport
import Messages
import Reporting
import TensorCore
import Text

/// Everything a run of the chapter found out.
struct Results {
    let corpus: Corpus
    let lesson: GatedUnitLesson
    let baselines: Baselines
    let trained: [TrainedTranslator]
    /// One for each network, on the validation sentences.
    let evaluations: [Evaluation]
    /// Of the first network, on the test sentences.
    let test: TestScores
    /// Only with `--as-in-book`.
    let asInBook: AsInBook?

    /// The validation scores: baselines first, then the networks.
    var scoreTable: Table {
        let lengths = evaluations.first?.byLength.map(\.name) ?? []
        let blank = lengths.map { _ in "" } + ["", "", ""]
        let rows = [
            [Words(en: "nearest training sentence", zh: "最近的训练句").text, score(baselines.nearestBLEU)] + blank,
            [
                Words(en: "word by word (IBM model 1)", zh: "逐词翻译（IBM 模型 1）").text,
                score(baselines.wordByWordBLEU),
            ]
                + blank,
        ]
        let networks = evaluations.map { evaluation in
            [evaluation.kind.name.text, score(evaluation.bleu)] + evaluation.byLength.map { score($0.bleu) }
                + [
                    formatPercent(evaluation.exactFraction), score(evaluation.perplexity),
                    evaluation.alignmentAccuracy.map { formatPercent($0) } ?? "",
                ]
        }
        return Table(
            headers: ["", "BLEU"] + lengths.map { Words(en: "\($0) words", zh: "\($0) 词") as any Readable }
                + [
                    Words(en: "exact", zh: "完全一致"), Words(en: "perplexity", zh: "困惑度"),
                    Words(en: "alignment", zh: "对齐准确率"),
                ], rows: rows + networks,
            caption: Words(
                en: """
                    \(formatNumber(Double(corpus.validation.count))) validation sentences, greedy decoding; BLEU by \
                    the length of the sentence, on lower-case words, with all references.
                    """,
                zh: """
                    \(formatNumber(Double(corpus.validation.count))) 个验证句，贪心解码；各列为不同句长的 BLEU，\
                    按小写的词计算，使用全部参考译文。
                    """),
            highlightedRow: bestRow(
                [baselines.nearestBLEU, baselines.wordByWordBLEU] + evaluations.map(\.bleu)))
    }

    /// The gap between training and use, in the first network and the others.
    var forcingTable: Table {
        Table(
            headers: [
                "", Words(en: "true words before it", zh: "前面是正确的词"),
                Words(en: "its own words before it", zh: "前面是自己写的词"),
            ],
            rows: evaluations.map {
                [$0.kind.name.text, formatPercent($0.forcedAccuracy), formatPercent($0.freeAccuracy)]
            },
            caption: Words(
                en: "The share of words right at their place, on the validation sentences.",
                zh: "验证句中位置和词都正确的比例。"))
    }

    /// The book's figures beside what they are worth.
    func bookTable(_ book: AsInBook) -> Table {
        Table(
            headers: ["", Words(en: "on the book's test", zh: "在书中的测试集上")],
            rows: [
                [
                    Words(en: "word accuracy as in the book, padding counted", zh: "书中的词准确率，填充也计入").text,
                    formatPercent(book.wordAccuracy),
                ],
                [
                    Words(en: "a table that never reads the sentence, counted so", zh: "从不看句子的表，同样计算").text,
                    formatPercent(book.blindAccuracy),
                ],
                [
                    Words(en: "word accuracy without padding", zh: "不计填充的词准确率").text,
                    formatPercent(book.accuracyWithoutPadding),
                ],
                ["BLEU", score(book.bleu)],
            ],
            caption: Words(
                en: """
                    \(formatNumber(Double(book.testPairs))) test pairs of at most nine words, split by pair: \
                    \(formatPercent(book.seenFraction)) of their translations are in the training part.
                    """,
                zh: """
                    \(formatNumber(Double(book.testPairs))) 个测试句对，每句最多九个词，按句对划分：\
                    其中 \(formatPercent(book.seenFraction)) 的译文在训练集中出现过。
                    """))
    }

    func score(_ value: Double) -> String { formatNumber(value, significantDigits: 3) }

    /// The results in the terminal.
    func print() {
        let differences = [lesson.outputDifference, lesson.gradientDifference].map { score(Double($0)) }
        Swift.print(textHeading(Words(en: "The gated unit by hand", zh: "手写的门控循环单元")))
        Swift.print(
            Words(
                en: "differs from the library's by \(differences[0]), its gradients by \(differences[1])",
                zh: "与库中的层相差 \(differences[0])，梯度相差 \(differences[1])"))
        Swift.print(textHeading(Words(en: "Translations", zh: "翻译")))
        Swift.print(scoreTable.text())
        Swift.print(forcingTable.text())
        Swift.print(
            Words(
                en:
                    "test sentences: BLEU \(score(test.greedyBLEU)) greedy, \(score(test.beamBLEU)) with the beam",
                zh: "测试句：贪心解码 BLEU \(score(test.greedyBLEU))，束搜索 \(score(test.beamBLEU))"))
        if let map = test.examples.first?.map {
            Swift.print(textHeading(Words(en: "Who looked at whom", zh: "各词看的是哪个词")))
            for (word, place) in zip(map.targetWords, map.strongest).prefix(20) {
                Swift.print("  \(word) ← \(map.sourceWords[place])")
            }
        }
        if let asInBook {
            Swift.print(textHeading(Words(en: "As in the book", zh: "按书中的做法")))
            Swift.print(bookTable(asInBook).text())
        }
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", corpus.name)
        metrics.set("epochs", trained.first?.history.losses.count ?? 0)
        metrics.set("train_seconds", trained.reduce(0) { $0 + $1.history.seconds })
        metrics.set("parameters", trained.first?.network.parameterCount.total ?? 0)
        metrics.set("gru_output_difference", Double(lesson.outputDifference))
        metrics.set("gru_gradient_difference", Double(lesson.gradientDifference))
        metrics.set("nearest_sentence_bleu", baselines.nearestBLEU)
        metrics.set("word_by_word_bleu", baselines.wordByWordBLEU)
        for (index, (network, evaluation)) in zip(trained, evaluations).enumerated() {
            // The first network's figures have plain names; every network's have its own.
            if index == 0 { fill(&metrics, network.history, evaluation, suffix: "") }
            fill(&metrics, network.history, evaluation, suffix: "_\(evaluation.kind.rawValue)")
        }
        metrics.set("test_bleu", test.beamBLEU)
        metrics.set("test_bleu_greedy", test.greedyBLEU)
        metrics.set("test_exact", test.exactFraction)
        if let asInBook {
            metrics.set("word_accuracy_as_in_book", asInBook.wordAccuracy)
            metrics.set("word_accuracy_blind_table", asInBook.blindAccuracy)
            metrics.set("word_accuracy_without_padding", asInBook.accuracyWithoutPadding)
            metrics.set("bleu_as_in_book", asInBook.bleu)
            metrics.set("seen_share_as_in_book", asInBook.seenFraction)
        }
    }

    private func fill(
        _ metrics: inout Metrics, _ history: TranslatorHistory, _ evaluation: Evaluation, suffix: String
    ) {
        if !history.losses.isEmpty {
            metrics.set("start_loss\(suffix)", history.startLoss)
            metrics.set("loss\(suffix)", history.losses.last ?? .nan)
            metrics.set("train_seconds_of\(suffix.isEmpty ? "_first" : suffix)", history.seconds)
            metrics.set("words_per_second\(suffix)", history.wordsPerSecond)
        }
        metrics.set("valid_bleu\(suffix)", evaluation.bleu)
        for length in evaluation.byLength {
            metrics.set("valid_bleu_\(length.key)\(suffix)", length.bleu)
        }
        metrics.set("valid_exact\(suffix)", evaluation.exactFraction)
        metrics.set("valid_perplexity\(suffix)", evaluation.perplexity)
        metrics.set("valid_word_accuracy_forced\(suffix)", evaluation.forcedAccuracy)
        metrics.set("valid_word_accuracy_free\(suffix)", evaluation.freeAccuracy)
        if let alignment = evaluation.alignmentAccuracy {
            metrics.set("alignment_accuracy\(suffix)", alignment)
        }
        for (epoch, bleu) in history.validationBLEU.enumerated() {
            metrics.set("valid_bleu_epoch_\(epoch + 1)\(suffix)", bleu)
            metrics.set("train_seconds_epoch_\(epoch + 1)\(suffix)", history.secondsUntil[epoch])
        }
    }

    /// Writes the first network, and its answers to a few test pairs.
    func save(_ run: ChapterRun) throws {
        guard let first = trained.first else { return }
        try first.network.save(to: run.outputPath("model.safetensors"), epoch: first.history.losses.count)
        let pairs = corpus.test.prefix(4).map { SentencePairs.Pair($0.source, $0.references[0]) }
        try first.network.example(of: pairs)?.save(to: run.outputPath("example.safetensors"))
    }
}
