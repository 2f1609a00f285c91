import Files
import Foundation
import Messages
import NeuralNetworks
import TensorCore
import Text

/// A published language model of Llama's architecture, such as SmolLM2-135M-Instruct, from a GGUF file or from the
/// publisher's folder. Its matrices stay packed as they are in the file.
///
/// A layer is x ← x + W_O attention(norm(x)), x ← x + W_down (silu(W_gate norm(x)) ∘ W_up norm(x)), with root-mean-square
/// norms, rotary positions and key heads that several query heads share. The logits are W norm(x), with the table of the
/// tokens as W where the file has no other. Touvron and others: "LLaMA" (2023); Ainslie and others: "GQA" (2023).
///
/// ```swift
/// let model = try Llama(contentsOf: "../pretrained/smollm2/SmolLM2-135M-Instruct.Q4_1.gguf")
/// var session = model.session()
/// let ids = model.tokenizer.ids(of: "The capital of France is")
/// print(model.tokenizer.text(of: session.continued(ids, longest: 1)))  //  Paris
/// ```
public struct Llama: Sendable {
    /// The sizes.
    public let configuration: LlamaConfiguration
    /// How text becomes ids.
    public let tokenizer: ByteLevelBPE
    /// How a conversation becomes text; nil for a model that was not trained for any, or in another way than ChatML.
    public let chatTemplate: ChatTemplate?
    /// The ids that end a text.
    public let endIDs: Set<Int>

    let embedding: PackedWeights
    let layers: [LlamaLayer]
    let norm: NDArray
    let output: PackedWeights
    /// What was fine-tuned beside each layer; nil for the model as it was published.
    var adapters: [LlamaAdapterLayer]?

    /// The bytes that all matrices take in memory.
    public var weightByteCount: Int {
        let inside = layers.flatMap(\.matrices).map(\.byteCount).reduce(0, +)
        return inside + embedding.byteCount + (isTied ? 0 : output.byteCount)
    }

    /// Whether the output uses the table of the tokens.
    public let isTied: Bool

    /// The number of weights.
    public var parameterCount: Int {
        let matrices = layers.flatMap(\.matrices) + [embedding] + (isTied ? [] : [output])
        return matrices.map { $0.rowCount * $0.columnCount }.reduce(0, +)
            + (2 * configuration.layerCount + 1) * configuration.width
    }

    /// Reads a GGUF file (F32, F16, BF16, Q8_0, Q4_0 or Q4_1), or a folder with `config.json`, the vocabulary and
    /// `model.safetensors`, whole or in shards.
    ///
    /// - Throws: `FileError`.
    public init(contentsOf path: String) throws {
        if isFolder(path) {
            try self.init(folder: path)
        } else {
            try self.init(GGUFFile(contentsOf: path))
        }
    }

    /// The model of a GGUF file.
    ///
    /// - Throws: `FileError.malformed` where it is another model, or a part is missing.
    public init(_ file: GGUFFile) throws {
        let configuration = try LlamaConfiguration(file)
        let tokenizer = try ByteLevelBPE(file)
        try self.init(
            configuration, file, names: .gguf, tokenizer: tokenizer,
            template: file.string("tokenizer.chat_template"),
            end: (try? file.integer("tokenizer.ggml.eos_token_id")).map { [$0] } ?? [])
    }

    private init(folder: String) throws {
        func path(_ name: String) -> String {
            URL(fileURLWithPath: folder).appendingPathComponent(name).relativePath
        }
        let configuration = try LlamaConfiguration(contentsOf: path("config.json"))
        let settings =
            FileManager.default.fileExists(atPath: path("tokenizer_config.json"))
            ? try JSONValue(contentsOf: path("tokenizer_config.json")) : nil
        let end = try JSONValue(contentsOf: path("config.json"))["eos_token_id"]
        try self.init(
            configuration, try PublishedTensors(folder: folder), names: .publisher,
            tokenizer: try ByteLevelBPE(folder: folder), template: settings?["chat_template"]?.string,
            end: end?.array?.compactMap(\.integer) ?? end?.integer.map { [$0] } ?? [])
    }

    private init(
        _ configuration: LlamaConfiguration, _ source: some WeightSource, names: LlamaNames,
        tokenizer: ByteLevelBPE, template: String?, end: [Int]
    ) throws {
        (self.configuration, self.tokenizer) = (configuration, tokenizer)
        guard tokenizer.count <= configuration.vocabularyCount else {
            throw FileError.malformed(
                path: source.path,
                reason: Words(
                    en: "\(tokenizer.count) tokens for a table of \(configuration.vocabularyCount)",
                    zh: "有 \(tokenizer.count) 个词元，表却有 \(configuration.vocabularyCount) 行"
                ).text)
        }
        chatTemplate = template.flatMap { ChatTemplate($0) }
        endIDs = Set(
            end + [ChatTemplate.end, ByteLevelBPE.endOfText].compactMap { tokenizer.id(of: $0) })
        let (count, width) = (configuration.vocabularyCount, configuration.width)
        embedding = try source.matrix(names.embedding, count, width)
        layers = try (0..<configuration.layerCount).map {
            try LlamaLayer(configuration, source, names, layer: $0)
        }
        norm = try source.array(names.norm, [width])
        isTied = !source.has(names.output)
        output = isTied ? embedding : try source.matrix(names.output, count, width)
    }

    /// A new sequence.
    public func session() -> LlamaSession { LlamaSession(self) }
}

/// What the files call the tensors.
struct LlamaNames {
    let embedding: String
    let norm: String
    let output: String
    let layer: String
    let (attentionNorm, query, key, value, mix): (String, String, String, String, String)
    let (feedForwardNorm, gate, up, down): (String, String, String, String)

    static let gguf = LlamaNames(
        embedding: "token_embd.weight", norm: "output_norm.weight", output: "output.weight", layer: "blk",
        attentionNorm: "attn_norm", query: "attn_q", key: "attn_k", value: "attn_v", mix: "attn_output",
        feedForwardNorm: "ffn_norm", gate: "ffn_gate", up: "ffn_up", down: "ffn_down")

    static let publisher = LlamaNames(
        embedding: "model.embed_tokens.weight", norm: "model.norm.weight", output: "lm_head.weight",
        layer: "model.layers", attentionNorm: "input_layernorm", query: "self_attn.q_proj",
        key: "self_attn.k_proj", value: "self_attn.v_proj", mix: "self_attn.o_proj",
        feedForwardNorm: "post_attention_layernorm", gate: "mlp.gate_proj", up: "mlp.up_proj",
        down: "mlp.down_proj")

    func path(_ part: String, _ layer: Int) -> String { "\(self.layer).\(layer).\(part).weight" }
}

extension ByteLevelBPE {
    /// The vocabulary that a GGUF file carries.
    ///
    /// - Throws: `FileError.malformed`, also where it is of another kind than GPT-2's.
    public init(_ file: GGUFFile) throws {
        let model = file.string("tokenizer.ggml.model") ?? "none"
        guard model == "gpt2" else {
            throw FileError.malformed(
                path: file.path,
                reason: Words(
                    en: "the tokenizer \"\(excerpt(model))\" is not supported, gpt2 is",
                    zh: "不支持分词器 \"\(excerpt(model))\"，只支持 gpt2"
                ).text)
        }
        let kinds = ["smollm": true, "gpt-2": false, "default": false]
        let kind = file.string("tokenizer.ggml.pre") ?? "default"
        guard let individualDigits = kinds[kind] else {
            throw FileError.malformed(
                path: file.path,
                reason: Words(
                    en: "the pre-tokenizer \"\(excerpt(kind))\" is not supported, smollm and gpt-2 are",
                    zh: "不支持预分词器 \"\(excerpt(kind))\"，只支持 smollm 和 gpt-2"
                ).text)
        }
        let tokens = try file.strings("tokenizer.ggml.tokens")
        var special: Set<Int> = []
        if case .integers(let types) = file.values["tokenizer.ggml.token_type"] {
            // 3 is a control token, 4 one that the user defined.
            special = Set(types.indices.filter { (types[$0] == 3 || types[$0] == 4) && $0 < tokens.count })
        }
        let merges = try file.strings("tokenizer.ggml.merges").enumerated().map { index, line in
            guard let merge = ByteLevelBPE.merge(parsing: line) else {
                throw FileError.malformed(
                    path: file.path,
                    reason: Words(
                        en: "merge \(index + 1) is not a pair of tokens", zh: "第 \(index + 1) 次合并不是一对词元"
                    ).text)
            }
            return merge
        }
        do {
            try self.init(
                tokens: tokens, merges: merges, special: special, individualDigits: individualDigits)
        } catch let error as InvalidVocabulary {
            throw FileError.malformed(path: file.path, reason: error.description)
        }
    }
}
