import ChapterSupport
import Messages
import Reporting
import TensorCore

/// Everything a run of the chapter found out.
struct Results {
    let corpus: Corpus
    let lesson: PartsLesson
    let trained: TrainedTranslator
    let evaluation: Evaluation
    /// Only with `--as-in-book`.
    let batches: GrowingBatches?

    /// The test scores and the baseline.
    var scoreTable: Table {
        Table(
            headers: ["", "BLEU"],
            rows: [
                [
                    Words(en: "the sentence itself, untranslated", zh: "原句本身，不翻译").text,
                    number(evaluation.copyBLEU),
                ],
                [Words(en: "greedy", zh: "贪心解码").text, number(evaluation.greedyBLEU)],
                [Words(en: "beam search", zh: "束搜索").text, number(evaluation.beamBLEU)],
            ],
            caption: Words(
                en: """
                    On \(formatNumber(Double(evaluation.testSentences))) test sentences; \
                    \(formatPercent(evaluation.exactFraction)) of them exactly as the reference; perplexity \
                    \(number(evaluation.testPerplexity)).
                    """,
                zh: """
                    \(formatNumber(Double(evaluation.testSentences))) 个测试句，其中 \
                    \(formatPercent(evaluation.exactFraction)) 与参考译文完全一致；困惑度（perplexity）\
                    \(number(evaluation.testPerplexity))。
                    """),
            highlightedRow: bestRow([evaluation.copyBLEU, evaluation.greedyBLEU, evaluation.beamBLEU]))
    }

    private func number(_ value: Double) -> String { formatNumber(value, significantDigits: 3) }

    /// The results in the terminal.
    func print() {
        Swift.print(textHeading(Words(en: "Part by part", zh: "各个部分")))
        let differences = [lesson.outputDifference, lesson.gradientDifference].map { number(Double($0)) }
        Swift.print(
            Words(
                en: """
                    The parts written out differ from the library's layers by \(differences[0]), their gradients by \
                    \(differences[1]) of the largest gradient.
                    """,
                zh: "写出来的各部分与库中的层相差 \(differences[0])，梯度相差最大梯度的 \(differences[1])。"))
        Swift.print(textHeading(Words(en: "On the test sentences", zh: "测试句")))
        Swift.print(scoreTable.text())
        let seconds = [evaluation.cachedSeconds, evaluation.uncachedSeconds].map(number)
        Swift.print(
            Words(
                en: """
                    Beam search over \(evaluation.beamSentences) sentences: \(seconds[0]) s with KV cache, \
                    \(seconds[1]) s without.
                    """,
                zh: """
                    对 \(evaluation.beamSentences) 个句子作束搜索：用键值缓存（KV cache）\(seconds[0]) 秒，\
                    不用 \(seconds[1]) 秒。
                    """))
        for example in evaluation.examples.prefix(4) {
            Swift.print("  \(example.source)\n    → \(example.translation)\n    ≙ \(example.reference)")
        }
    }

    func fill(_ metrics: inout Metrics) {
        let history = trained.history
        metrics.set("data", corpus.name)
        metrics.set("epochs", history.losses.count)
        metrics.set("train_seconds", history.seconds)
        metrics.set("parameters", trained.translator.parameterCount.total)
        metrics.set("by_parts_output_difference", Double(lesson.outputDifference))
        metrics.set("by_parts_gradient_difference", Double(lesson.gradientDifference))
        if !history.losses.isEmpty {
            metrics.set("start_loss", history.startLoss)
            metrics.set("loss", history.losses.last ?? .nan)
            metrics.set("tokens_per_second", history.tokensPerSecond)
            metrics.set("valid_bleu", history.validationBLEU.last ?? .nan)
            for (epoch, bleu) in history.validationBLEU.enumerated() {
                metrics.set("valid_bleu_epoch_\(epoch + 1)", bleu)
                metrics.set("train_seconds_epoch_\(epoch + 1)", history.secondsUntil[epoch])
            }
        }
        metrics.set("test_bleu", evaluation.beamBLEU)
        metrics.set("test_bleu_greedy", evaluation.greedyBLEU)
        metrics.set("test_bleu_untranslated", evaluation.copyBLEU)
        metrics.set("test_exact", evaluation.exactFraction)
        metrics.set("test_perplexity", evaluation.testPerplexity)
        metrics.set("beam_sentences", evaluation.beamSentences)
        metrics.set("beam_seconds", evaluation.cachedSeconds)
        metrics.set("beam_seconds_without_cache", evaluation.uncachedSeconds)
        metrics.set("beam_same_without_cache", evaluation.isSameOutput ? 1 : 0)
        if let batches {
            metrics.set("as_in_book_tokens", batches.growing.tokens)
            metrics.set("as_in_book_tokens_cleared", batches.cleared.tokens)
            metrics.set("as_in_book_loss", batches.growing.lastLoss)
            metrics.set("as_in_book_loss_cleared", batches.cleared.lastLoss)
        }
    }

    /// Writes the translator, and its answers to a few test pairs.
    func save(_ run: ChapterRun) throws {
        let translator = trained.translator
        try translator.save(to: run.outputPath("model.safetensors"), epoch: trained.history.losses.count)
        try translator.example(of: corpus.test.prefix(4))?.save(to: run.outputPath("example.safetensors"))
    }
}
