import Messages
import NeuralNetworks
import Reporting
import TensorCore

// What is printed of GPT, in the terminal and on the page.

extension TextResult {
    var introduction: Words {
        let (characters, kinds) = (text.characters, text.characters.vocabulary)
        let count = formatNumber(Double(characters.training.count + characters.validation.count))
        let parameters = formatNumber(Double(model.parameterCount.total))
        return Words(
            en: """
                \(count) characters, \(kinds) different ones; the last tenth is held out. \
                \(parameters) parameters, a context of \(text.context) \(isInPieces ? "pieces" : "characters").\(pieces.en)
                """,
            zh: """
                共 \(count) 个字符，\(kinds) 种；最后十分之一留作验证。\
                模型有 \(parameters) 个参数，上下文长 \(text.context) 个\(isInPieces ? "词元" : "字符")。\(pieces.zh)
                """)
    }

    /// Whether the tokens are pieces of bytes.
    private var isInPieces: Bool { if case .bytePairs = text.tokens { true } else { false } }

    /// How far the pieces go.
    private var pieces: Words {
        guard isInPieces else { return Words(en: "", zh: "") }
        let length = digits(text.charactersPerToken)
        return Words(
            en:
                " \(text.tokens.count) pieces were learned from the text; one stands for \(length) characters.",
            zh: "从文本中学得 \(text.tokens.count) 个词元，平均每个词元 \(length) 个字符。")
    }

    /// The first loss beside ln V, the model beside counts.
    var table: Table {
        let kinds = text.tokens.count
        let length = text.charactersPerToken
        let uniform = Double(NDArray([Float(kinds)]).log().scalars[0]) / length
        let start = history.startLoss / length
        return Table(
            headers: ["", Words(en: "−ln P of a character", zh: "每个字符的 −ln P")],
            rows: [
                [
                    Words(
                        en: isInPieces
                            ? "all pieces equally likely" : "all characters equally likely, ln \(kinds)",
                        zh: isInPieces ? "所有词元概率相同" : "所有字符概率相同，ln \(kinds)"
                    ).text, digits(uniform, 4),
                ],
                [Words(en: "GPT before training", zh: "训练前的 GPT").text, digits(start, 4)],
                [
                    Words(en: "table of counts, 5-gram (Witten–Bell)", zh: "计数表，5-gram（Witten–Bell）").text,
                    digits(ngramLoss, 4),
                ],
                [Words(en: "GPT", zh: "GPT").text, digits(validLoss, 4)],
            ],
            caption: Words(
                en: """
                    On the held-out text. GPT's mean is over all places of its window, also the first ones, with little \
                    before them; the table always has its four characters.
                    """,
                zh: "在留出的文本上。GPT 对窗口中所有位置取平均，包括前文很短的开头；计数表则总有前四个字符。"),
            highlightedRow: 3)
    }

    /// What the model wrote.
    var written: String { text.tokens.text(of: sample) }

    /// The longest run that stands in the training text.
    var copiedLine: Words {
        let run = oneLineOf(text.tokens.text(of: sample[copied]))
        return Words(
            en: "longest run copied from the training text: \(copiedCharacters) characters, “\(run)”",
            zh: "与训练文本相同的最长片段：\(copiedCharacters) 个字符，“\(run)”")
    }

    private var copiedCharacters: Int { text.tokens.text(of: sample[copied]).unicodeScalars.count }

    private func oneLineOf(_ text: String) -> String { text.replacing("\n", with: "⏎") }

    func fill(_ metrics: inout Metrics) {
        metrics.set("start_loss", history.startLoss)
        metrics.set("loss", history.losses.last ?? .nan)
        metrics.set("valid_loss", validLoss)
        metrics.set("ngram_loss", ngramLoss)
        metrics.set("vocabulary", text.tokens.count)
        metrics.set("characters_per_token", text.charactersPerToken)
        metrics.set("copied_characters", copiedCharacters)
        metrics.set("same_with_cache", isSameWithCache ? 1 : 0)
        metrics.set("cached_seconds", cachedSeconds)
        metrics.set("uncached_seconds", uncachedSeconds)
        metrics.set("uncached_per_cached_seconds", uncachedSeconds / max(1e-9, cachedSeconds))
        metrics.set("gpt_seconds", history.seconds)
    }

    /// A few windows of the held-out text with the model's answers.
    var example: ModelExample {
        let context = text.context
        let windows = (0..<2).map { text.validation[$0 * context...($0 + 1) * context] }
        let batch = TokenBatch(windows: windows)
        return model.example(of: batch, targets: batch.labels.reshaped(batch.inputs.shape))
    }
}

extension NamesResult {
    var table: Table {
        func row(_ name: Words, _ learned: Learned) -> [String] {
            [
                name.text, digits(learned.ngramLoss, 4), digits(learned.validLoss, 4),
                digits(learned.testLoss, 4), formatPercent(learned.names.seenFraction),
            ]
        }
        let count = formatNumber(Double(distinct.names.repeated))
        return Table(
            headers: [
                "", Words(en: "5-gram", zh: "5-gram"), "GPT", Words(en: "GPT, test", zh: "GPT，测试集"),
                Words(en: "validation names seen in training", zh: "验证集中训练时见过的名字"),
            ],
            rows: [
                row(Words(en: "each name once", zh: "每个名字只留一次"), distinct),
                row(
                    Words(en: "repeated names kept, as in makemore", zh: "保留重复的名字（同 makemore）"), withRepeated),
            ],
            caption: Words(
                en: "−ln P of a character of held-out names. \(count) lines of the file repeat a name.",
                zh: "留出的名字中每个字符的 −ln P。文件中有 \(count) 行是重复的名字。"), highlightedRow: 0)
    }

    func fill(_ metrics: inout Metrics, isAlone: Bool) {
        if isAlone {
            metrics.set("start_loss", distinct.history.startLoss)
            metrics.set("valid_loss", distinct.validLoss)
            metrics.set("ngram_loss", distinct.ngramLoss)
        }
        metrics.set("names_valid_loss", distinct.validLoss)
        metrics.set("names_test_loss", distinct.testLoss)
        metrics.set("names_ngram_loss", distinct.ngramLoss)
        metrics.set("names_valid_loss_repeated", withRepeated.validLoss)
        metrics.set("names_ngram_loss_repeated", withRepeated.ngramLoss)
        metrics.set("names_seen_share_repeated", withRepeated.names.seenFraction)
        metrics.set("names_repeated", distinct.names.repeated)
        metrics.set("names_known_share", knownFraction)
        metrics.set("names_seconds", distinct.history.seconds)
    }
}

extension AdditionResult {
    var table: Table {
        var rows = [
            [Words(en: "last digit first", zh: "先写个位（倒写）").text, formatPercent(reversed.exact)]
        ]
        if let plain {
            rows.append([Words(en: "first digit first", zh: "先写最高位（顺写）").text, formatPercent(plain.exact)])
        }
        let examples = reversed.task.examples(reversed.model, count: 3).map { "\($0.question)\($0.answer)" }
        let shown = examples.joined(separator: "  ")
        return Table(
            headers: ["", Words(en: "sums right", zh: "算对的比例")], rows: rows,
            caption: Words(
                en:
                    "Sums that were never learned from, every digit right. As the model writes them: \(shown)",
                zh: "训练中从未出现的加法题，每一位都对才算对。模型写出的样子：\(shown)"))
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("exact", reversed.exact)
        metrics.set("exact_reversed", reversed.exact)
        if let plain { metrics.set("exact_plain", plain.exact) }
        metrics.set("addition_seconds", reversed.history.seconds)
    }
}

extension CopyResult {
    var table: Table {
        Table(
            headers: ["", Words(en: "repeated tokens foretold", zh: "重复部分预测正确的比例")],
            rows: [
                [
                    Words(en: "one layer", zh: "一层").text,
                    formatPercent(oneLayer.history.validation.last ?? 0),
                ],
                [
                    Words(en: "two layers", zh: "两层").text,
                    formatPercent(twoLayers.history.validation.last ?? 0),
                ],
            ],
            caption: Words(
                en: """
                    Attention alone, no feed-forward layers, on random strings that repeat themselves with a random \
                    period; chance is \(formatPercent(1 / Double(Copying.vocabulary))).
                    """,
                zh: """
                    只有注意力、没有前馈层的模型，随机字符串按随机周期重复；\
                    乱猜的正确率是 \(formatPercent(1 / Double(Copying.vocabulary)))。
                    """), highlightedRow: 1)
    }

    /// The induction head and the head that it needs, by name.
    var headLine: Words {
        guard let induction = inductionHead, let previous = previousTokenHead else {
            return Words(en: "no heads", zh: "没有注意力头")
        }
        let (score, before) = (formatPercent(induction.induction), formatPercent(previous.previous))
        return Words(
            en: """
                induction head: layer \(induction.layer + 1), head \(induction.head + 1), with \(score) of its weight on \
                the token that followed last time; layer 1, head \(previous.head + 1) has \(before) on the token before
                """,
            zh: """
                归纳头：第 \(induction.layer + 1) 层第 \(induction.head + 1) 头，\(score) 的权重落在上次出现之后的那个词元上；\
                第 1 层第 \(previous.head + 1) 头有 \(before) 的权重落在前一个词元上
                """)
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("copy_one_layer", oneLayer.history.validation.last ?? 0)
        metrics.set("copy_two_layers", twoLayers.history.validation.last ?? 0)
        metrics.set("induction_layer", (inductionHead?.layer ?? -1) + 1)
        metrics.set("induction_head", (inductionHead?.head ?? -1) + 1)
        metrics.set("induction_score", inductionHead?.induction ?? 0)
        metrics.set("previous_token_score", previousTokenHead?.previous ?? 0)
        metrics.set("copy_seconds", oneLayer.history.seconds + twoLayers.history.seconds)
    }
}
