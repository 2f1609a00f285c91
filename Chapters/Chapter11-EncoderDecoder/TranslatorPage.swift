import Autograd
import ChapterSupport
import Messages
import NeuralNetworks
import PageNetworks
import Reporting
import TensorCore
import Text

// The first network in the page: a sentence is typed and translated word by word, and the alignment grows with it.

/// What the page computes, in four parts: the encoder at a word forwards, and backwards; what is made of its states once a
/// sentence; and the decoder for a word, as `StepDecoder` does.
func encoderDecoderPlan(_ network: EncoderDecoder) -> String {
    let (hidden, room) = (network.shape.hidden, network.shape.longest)
    var lines = [
        "word = input 1; place = input 1; count = input 1; memory = state \(room) \(2 * hidden)",
        "forwards = when; fv = embedding word source_embedding; fs = state \(hidden)",
        "fn = gru fv fs encoder layer 0; fs = keep fn; memory = put fn place 0",
        "backwards = when; bv = embedding word source_embedding; bs = state \(hidden)",
        "bn = gru bv bs backward layer 0; bs = keep bn; memory = put bn place \(hidden)",
        "begin = when; summary = join fs bs; b = linear summary bridge; first = tanh b",
        "h = state \(hidden); h = keep first",
    ]
    let hasKeys = network.kind == .dot || network.kind == .additive
    if hasKeys { lines.append("keys = linear memory attention.key") }
    lines += [
        "writing = when; t = embedding word target_embedding; v = multiply t scale",
        "n = gru v h decoder layer 0; h = keep n",
    ]
    switch network.kind {
    case .none: break
    case .dot: lines.append("column = reshape n \(hidden) 1; scores = product keys column")
    case .additive:
        lines.append("q = linear n attention.query; sums = add keys q; bent = tanh sums")
        lines.append("scores = linear bent attention.score")
    case .position: lines.append("known = join v n; scores = linear known attention.position")
    }
    if network.kind != .none {
        lines.append("weights = softmax scores count; row = reshape weights 1 \(room)")
        lines.append("context = product row memory; both = join n context")
    } else {
        lines.append("both = join n summary")
    }
    lines.append("combined = linear both combine; out = tanh combined; logits = linear out target_embedding")
    lines.append("probabilities = softmax logits")
    return lines.joined(separator: ";\n")
}

/// The network's weights by the names of the plan: those backwards under a name of their own, and the source's vectors times √E.
func playedWeights(_ network: EncoderDecoder) -> [String: NDArray] {
    var weights: [String: NDArray] = [:]
    for (name, value) in network.stateDictionary {
        let isReversed = name.hasPrefix("encoder.") && name.hasSuffix("_reverse")
        weights[isReversed ? "backward." + name.dropFirst(8).dropLast(8) : name] = value
    }
    let scale = Float(network.shape.width).squareRoot()
    weights["source_embedding.weight"] = network.sourceEmbedding.weight.value * scale
    return weights
}

/// A page with the network may grow by so many bytes.
let translatorSizeLimit = 2_200_000

/// The network as a page plays it, tried on the translation of a sentence.
///
/// - Parameter sentence: as ids, with the end.
/// - Throws: `PlayedNetwork.Refusal`, where it is too large for a page, say.
func playedTranslator(
    _ network: EncoderDecoder, on sentence: [Int], translation: [Int], mayRound: Bool = true
) throws -> PlayedNetwork {
    network.evaluate()
    let written = [Vocabulary.start] + translation
    let logits = withoutGradient {
        network(PaddedSequences([sentence]), PaddedSequences([written]).ids)
    }.value[0]
    // The word, its place, and which part runs: forwards, backwards, begin, writing.
    var runs = sentence.enumerated().map { (word: $1, place: $0, part: 0) }
    runs += runs.reversed().map { ($0.word, $0.place, 1) }
    runs.append((0, 0, 2))
    let reading = runs.count
    runs += written.map { ($0, 0, 3) }
    func column(_ number: ((word: Int, place: Int, part: Int)) -> Int) -> NDArray {
        NDArray(runs.map { Float(number($0)) }, shape: [runs.count, 1])
    }
    func part(_ part: Int) -> NDArray { column { $0.part == part ? 1 : 0 } }
    let width = network.shape.width
    return try PlayedNetwork(
        weights: playedWeights(network), plan: encoderDecoderPlan(network),
        arrays: ["scale": NDArray([Float](repeating: Float(width).squareRoot(), count: width))],
        inputs: [
            "word": column(\.word), "place": column(\.place), "count": column { _ in sentence.count },
            "forwards": part(0), "backwards": part(1), "begin": part(2), "writing": part(3),
        ], output: "logits",
        answers: .concatenated([.zeros([reading, logits.shape[1]]), logits], axis: 0), mayRound: mayRound,
        limit: translatorSizeLimit)
}

/// The part of the page where a sentence is typed.
func translatorBox(_ file: PlayedNetwork, _ network: EncoderDecoder, examples: [String]) -> Play {
    let language = network.language
    let map = """
        <div class="across"><h3 data-word="alignment"></h3><p class="sum" data-name="formula" aria-live="polite"></p>
        <div class="scroll"><table class="map" data-name="map"></table></div><p data-word="press"></p></div>
        """
    let controls = """
        <div class="two"><label><span data-word="type"></span><input type="text" data-name="text" spellcheck="false" \
        autocapitalize="off" autocomplete="off"/></label><p data-name="unknown" aria-live="polite"></p>
        <div class="buttons"><button type="button" data-name="example" data-word="example"></button></div>
        <h3 data-word="sentence"></h3><p class="tokens" data-name="source" data-label="sentence"></p>
        <h3 data-word="translation"></h3><p class="tokens" data-name="target" data-label="translation"></p>
        <p><label><span data-word="written"></span>: <output data-name="writtenText"></output><br/>\
        <input type="range" data-name="written" min="0" max="1" step="1" value="1"/></label></p></div>
        <div><h3 data-word="next"></h3><div class="bars" data-name="next"></div></div>
        \(network.kind == .none ? "" : map)
        """
    return Play(
        file: file.file, controls: controls, script: sentenceScript + translatorScript,
        words: translatorWords,
        texts: [
            "sourceTokens": language.sourceVocabulary.tokens.joined(separator: "\n"),
            "targetTokens": language.targetVocabulary.tokens.joined(separator: "\n"),
            "kind": language.sourceTokenizer.rawValue, "examples": examples.joined(separator: "\n"),
            "attention": network.kind.rawValue, "formulaText": network.kind.formula,
        ],
        otherwise: Words(
            en: "With scripting switched on, one can type a sentence here, and the network translates it.",
            zh: "浏览器启用脚本后，可以在这里输入句子，由网络翻译。"))
}

extension AttentionKind {
    /// How the score e of a word of the sentence is computed, see `AttentionLayer`.
    fileprivate var formula: String {
        switch self {
        case .none: ""
        case .dot: "e = h · k"
        case .additive: "e = v · tanh(W h + k)"
        case .position: "e = W [x; h]"
        }
    }
}

private let translatorWords = [
    "type": Words(en: "Type a sentence of the source language", zh: "输入一个源语言的句子"),
    "example": Words(en: "Another test sentence", zh: "换一个测试句"),
    "unknown": Words(en: "Not in the vocabulary, read as <unk>:", zh: "不在词表中，按 <unk> 处理："),
    "long": Words(en: "The network reads no more than so many words:", zh: "网络最多读这么多词："),
    "sentence": Words(en: "What the encoder reads", zh: "编码器读到的词"),
    "translation": Words(en: "What the decoder writes", zh: "解码器写出的译文"),
    "written": Words(en: "words written", zh: "已写的词数"),
    "next": Words(en: "The next word", zh: "下一个词的概率"),
    "alignment": Words(en: "Where the decoder looks", zh: "解码器在看哪里"),
    "press": Words(
        en: """
            A row is a word of the translation, its weights add up to 1. Point at a word, or press it: one of the translation shows \
            where it looked, one of the sentence by which words it was looked at.
            """,
        zh: "每行是译文的一个词，权重之和为 1。指向或点按一个词：译文的词显示写它时看了哪里，原句的词显示被哪些词看过。"),
]

extension Results {
    /// Whoever opens the page translates, where it has room for the first network.
    func fillBox(_ report: inout Report) throws {
        let network = trained[0].network
        let short = corpus.test.map(\.source).filter {
            let count = network.language.sourceTokens($0).count
            return count > 0 && count < network.shape.longest
        }
        guard let first = short.first else { return }
        report.section(en: "Type a sentence", zh: "输入一个句子")
        let translation = translations(of: [first], by: network, beam: 1)[0]
        do {
            let played = try playedTranslator(
                network, on: network.sourceIDs(first), translation: translation)
            report.play(
                translatorBox(played, network, examples: Array(short.prefix(8))),
                caption: Words(
                    en: """
                        The network of this run (\(network.kind.name.text)), inside this page: the encoder's two units go through \
                        the sentence, then the decoder writes word by word, greedily. h is its state, s the encoder's states, k \
                        their keys, and the context c the mean of s by the weights a (11.3).
                        """,
                    zh: """
                        本次运行的网络（\(network.kind.name.text)）就在这个网页里：编码器的两个单元读完句子，解码器再逐词写出译文（贪心解码）。\
                        h 是解码器的状态，s 是编码器的状态，k 是它们的键，上下文 c 是 s 按权重 a 的平均（11.3 节）。
                        """))
        } catch PlayedNetwork.Refusal.tooLarge(let bytes) {
            report.paragraph(
                en: "The network is \(formatNumber(Double(bytes))) bytes too large for a page.",
                zh: "网络太大，网页放不下：超出 \(formatNumber(Double(bytes))) 字节。")
        }
    }
}
