import Autograd
import ChapterSupport
import Messages
import NeuralNetworks
import PageNetworks
import Reporting
import TensorCore
import Text

// The translator in the page: a sentence is typed and translated token by token, with the weights of every head.

/// How long a sentence may be in the page, in tokens with the end, and its translation as `TranslationSearch` limits it.
enum PageRoom {
    static let source = 32
    static let target = 2 * source + 10
}

/// What the page computes: the encoder for a sentence where `reading` is set, and where `writing` is set the decoder for one
/// token, as `CachedDecoder` does.
func translatorPlan(_ shape: TranslatorShape) -> String {
    let (width, heads, room) = (shape.width, shape.heads, (PageRoom.source, PageRoom.target))
    var lines = [
        "source = input \(room.0); count = input 1; token = input 1; position = input 1", "reading = when",
        "s = embedding source source_embedding; sp = embedding places positions; e0 = add s sp",
    ]
    for layer in 0..<shape.layers {
        let name = "transformer.encoder.layers.\(layer)"
        lines += [
            "en\(layer) = layerNorm e\(layer) \(name).norm1",
            "eq\(layer) = linear en\(layer) \(name).self_attn.query",
            "em\(layer) = linear en\(layer) \(name).self_attn.memory",
            "read\(layer) = state \(heads) \(room.0) \(room.0)",
            "ea\(layer) = attend eq\(layer) em\(layer) read\(layer) count",
            "eo\(layer) = linear ea\(layer) \(name).self_attn.out_proj; er\(layer) = add e\(layer) eo\(layer)",
            "ef\(layer) = layerNorm er\(layer) \(name).norm2; eg\(layer) = linear ef\(layer) \(name).linear1",
            "eh\(layer) = relu eg\(layer); ei\(layer) = linear eh\(layer) \(name).linear2",
            "e\(layer + 1) = add er\(layer) ei\(layer)",
        ]
    }
    lines.append("memory = layerNorm e\(shape.layers) transformer.encoder.norm")
    for layer in 0..<shape.layers {
        lines.append("m\(layer) = linear memory transformer.decoder.layers.\(layer).multihead_attn.memory")
    }
    lines += [
        "writing = when; t = embedding token target_embedding; ts = multiply t scale",
        "tp = embedding position positions; d0 = add ts tp",
    ]
    for layer in 0..<shape.layers {
        let name = "transformer.decoder.layers.\(layer)"
        lines += [
            "n\(layer) = layerNorm d\(layer) \(name).norm1; q\(layer) = linear n\(layer) \(name).self_attn.all",
            "k\(layer) = state \(room.1) \(width); v\(layer) = state \(room.1) \(width)",
            "wrote\(layer) = state \(heads) \(room.1)",
            "a\(layer) = attention q\(layer) k\(layer) v\(layer) wrote\(layer) position",
            "o\(layer) = linear a\(layer) \(name).self_attn.out_proj; r\(layer) = add d\(layer) o\(layer)",
            "cn\(layer) = layerNorm r\(layer) \(name).norm2",
            "cq\(layer) = linear cn\(layer) \(name).multihead_attn.query",
            "cross\(layer) = state \(heads) 1 \(room.0)",
            "c\(layer) = attend cq\(layer) m\(layer) cross\(layer) count",
            "co\(layer) = linear c\(layer) \(name).multihead_attn.out_proj; cr\(layer) = add r\(layer) co\(layer)",
            "f\(layer) = layerNorm cr\(layer) \(name).norm3; g\(layer) = linear f\(layer) \(name).linear1",
            "h\(layer) = relu g\(layer); i\(layer) = linear h\(layer) \(name).linear2",
            "d\(layer + 1) = add cr\(layer) i\(layer)",
        ]
    }
    lines += [
        "last = layerNorm d\(shape.layers) transformer.decoder.norm",
        "logits = linear last target_embedding; probabilities = softmax logits",
    ]
    return lines.joined(separator: ";\n")
}

/// The translator's weights by the names of the plan: queries by themselves where keys and values are of another sequence, and
/// the source's vectors times √E.
func playedWeights(_ translator: Translator) -> [String: NDArray] {
    let width = translator.shape.width
    var weights: [String: NDArray] = [:]
    for (name, value) in translator.stateDictionary {
        guard let place = name.firstRange(of: "in_proj_") else {
            weights[name] = value
            continue
        }
        let (layer, ending) = (name[..<place.lowerBound], name[place.upperBound...])
        if layer.contains(".decoder.") && layer.hasSuffix("self_attn.") {
            weights["\(layer)all.\(ending)"] = value
        } else {
            weights["\(layer)query.\(ending)"] = value[0..<width]
            weights["\(layer)memory.\(ending)"] = value[width..<3 * width]
        }
    }
    weights["source_embedding.weight"] = translator.sourceEmbedding.weight.value * Float(width).squareRoot()
    weights["positions.weight"] = positionalEncoding(length: PageRoom.target, width: width)
    return weights
}

/// A page with the translator may grow by so many bytes: 0.9 million parameters in 16 bits, packed.
let translatorSizeLimit = 2_200_000

/// The translator as a page plays it, tried on the translation of a sentence.
///
/// - Parameter sentence: as ids, with the end, at most `PageRoom.source` of them.
/// - Throws: `PlayedNetwork.Refusal`, where it is too large for a page, say.
func playedTranslator(
    _ translator: Translator, on sentence: [Int], translation: [Int], mayRound: Bool = true
) throws -> PlayedNetwork {
    translator.evaluate()
    let written = Array(([Vocabulary.start] + translation).prefix(PageRoom.target))
    let logits = withoutGradient {
        translator(PaddedSequences([sentence]), PaddedSequences([written]).ids)
    }.value[0]
    // The first run reads and writes nothing.
    let runs = written.count + 1
    func column(_ numbers: [Int]) -> NDArray { NDArray(numbers.map(Float.init), shape: [runs, 1]) }
    let padded = sentence + [Int](repeating: Vocabulary.padding, count: PageRoom.source - sentence.count)
    let width = translator.shape.width
    return try PlayedNetwork(
        weights: playedWeights(translator), plan: translatorPlan(translator.shape),
        arrays: [
            "places": NDArray((0..<PageRoom.source).map(Float.init)),
            "scale": NDArray([Float](repeating: Float(width).squareRoot(), count: width)),
        ],
        inputs: [
            "source": NDArray(
                (0..<runs).flatMap { _ in padded.map(Float.init) }, shape: [runs, padded.count]),
            "count": column([Int](repeating: sentence.count, count: runs)),
            "reading": column([1] + [Int](repeating: 0, count: runs - 1)),
            "writing": column([0] + [Int](repeating: 1, count: runs - 1)),
            "token": column([Vocabulary.padding] + written), "position": column([0] + Array(0..<runs - 1)),
        ], output: "logits",
        answers: .concatenated([.zeros([1, logits.shape[1]]), logits], axis: 0), mayRound: mayRound,
        limit: translatorSizeLimit)
}

/// The part of the page where a sentence is typed.
func translatorBox(_ file: PlayedNetwork, _ translator: Translator, examples: [String]) -> Play {
    let (language, shape) = (translator.language, translator.shape)
    func buttons(_ name: String, _ values: [(value: String, content: String)]) -> String {
        values.map { "<button type=\"button\" data-\(name)=\"\($0.value)\" \($0.content)</button>" }.joined()
    }
    let kinds = buttons("kind", ["cross", "read", "wrote"].map { ($0, "data-word=\"\($0)\">") })
    let heads = buttons(
        "head",
        (0..<shape.layers).flatMap { layer in
            (0..<shape.heads).map { ("\(layer) \($0)", ">\(layer + 1).\($0 + 1)") }
        })
    let controls = """
        <div class="two"><label><span data-word="type"></span><input type="text" data-name="text" spellcheck="false" \
        autocapitalize="off" autocomplete="off"/></label><p data-name="unknown" aria-live="polite"></p>
        <div class="buttons"><button type="button" data-name="example" data-word="example"></button></div>
        <h3 data-word="sentence"></h3><p class="tokens" data-name="source" data-label="sentence"></p>
        <h3 data-word="translation"></h3><p class="tokens" data-name="target" data-label="translation"></p>
        <p><label><span data-word="written"></span>: <output data-name="writtenText"></output><br/>\
        <input type="range" data-name="written" min="0" max="1" step="1" value="1"/></label></p></div>
        <div><h3 data-word="next"></h3><div class="bars" data-name="next"></div></div>
        <div class="across"><h3 data-word="heads"></h3><div class="buttons">\(kinds)</div>
        <div class="buttons">\(heads)</div><p class="sum" data-name="formula" aria-live="polite"></p>
        <div class="scroll"><table class="map" data-name="map"></table></div><p data-word="press"></p></div>
        """
    return Play(
        file: file.file, controls: controls, script: sentenceScript + translatorScript,
        words: translatorWords,
        texts: [
            "sourceTokens": language.sourceVocabulary.tokens.joined(separator: "\n"),
            "targetTokens": language.targetVocabulary.tokens.joined(separator: "\n"),
            "kind": language.sourceTokenizer.rawValue, "examples": examples.joined(separator: "\n"),
            "size": String(shape.width / shape.heads),
        ],
        otherwise: Words(
            en:
                "With scripting switched on, one can type a sentence here, and the Transformer translates it.",
            zh: "浏览器启用脚本后，可以在这里输入句子，由 Transformer 翻译。"))
}

private let translatorWords = [
    "type": Words(en: "Type a sentence of the source language", zh: "输入一个源语言的句子"),
    "example": Words(en: "Another test sentence", zh: "换一个测试句"),
    "unknown": Words(en: "Not in the vocabulary, read as <unk>:", zh: "不在词表中，按 <unk> 处理："),
    "long": Words(en: "The page reads no more than so many tokens:", zh: "网页最多读这么多词元："),
    "sentence": Words(en: "What the encoder reads", zh: "编码器读到的词元"),
    "translation": Words(en: "What the decoder writes", zh: "解码器写出的译文"),
    "written": Words(en: "tokens written", zh: "已写的词元数"),
    "next": Words(en: "The next token", zh: "下一个词元的概率"),
    "heads": Words(en: "Every head of every layer", zh: "每一层的每一个头"),
    "cross": Words(en: "decoder looks at the sentence", zh: "解码器看原文"),
    "read": Words(en: "encoder looks at the sentence", zh: "编码器看原文"),
    "wrote": Words(en: "decoder looks at its translation", zh: "解码器看已写的译文"),
    "query": Words(en: "Layer {L}, head {H}, query “{Q}”:", zh: "第 {L} 层第 {H} 个头，查询“{Q}”："),
    "press": Words(
        en: """
            Layer.head. A row is a query, its weights add up to 1. Point at a token, or press it: where it asks, the others show how \
            much it looks at them; where it is looked at, by whom.
            """,
        zh: "“层.头”。每行是一个查询，权重之和为 1。指向或点按一个词元：它提问时，其他词元显示它看了多少；它被看时，显示被谁看。"),
]

extension Results {
    /// Whoever opens the page translates, where it has room for the translator.
    func fillBox(_ report: inout Report) throws {
        let translator = trained.translator
        report.section(en: "Type a sentence", zh: "输入一个句子")
        guard translator.language.subwords == nil else {
            return report.paragraph(
                en: "In the page sentences are cut into words; this translator reads pieces of words.",
                zh: "网页里的句子按词切分，而这个翻译模型读的是子词。")
        }
        let short = corpus.test.map(\.source).filter {
            let count = translator.language.sourceTokens($0).count
            return count > 0 && count < PageRoom.source
        }
        guard let first = short.first else { return }
        let ids = translator.language.sourceIDs(first)
        let translation = TranslationSearch(translator, width: 1).translations(of: [first])[0]
        do {
            let played = try playedTranslator(translator, on: ids, translation: translation)
            report.play(
                translatorBox(played, translator, examples: Array(short.prefix(8))),
                caption: Words(
                    en: """
                        The Transformer of this run, inside this page. The encoder reads the sentence at once; the decoder writes \
                        token by token, greedily, with the keys and values of earlier ones kept. The formula is that of one head \
                        (12.3.1): queries Q, keys K, values V, and d features a head.
                        """,
                    zh: """
                        本次运行训练出来的 Transformer 就在这个网页里。编码器一次读完句子；解码器逐个词元写出译文（贪心解码），\
                        保留之前各位置的键和值。公式是一个头的注意力（12.3.1）：查询 Q、键 K、值 V，每个头 d 个特征。
                        """))
        } catch PlayedNetwork.Refusal.tooLarge(let bytes) {
            report.paragraph(
                en: "The translator is \(formatNumber(Double(bytes))) bytes too large for a page.",
                zh: "翻译模型太大，网页放不下：超出 \(formatNumber(Double(bytes))) 字节。")
        }
    }
}
