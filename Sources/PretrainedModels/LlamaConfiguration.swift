import Files
import Foundation
import Messages
import TensorCore

/// The sizes of a model of Llama's architecture.
public struct LlamaConfiguration: Sendable, Equatable {
    /// The number of layers.
    public var layerCount: Int
    /// The width of a position's vector.
    public var width: Int
    /// The number of query heads.
    public var headCount: Int
    /// The number of key and value heads, each shared by headCount / keyHeadCount query heads.
    public var keyHeadCount: Int
    /// The width of a head.
    public var headWidth: Int
    /// The width between the matrices of the feed-forward part.
    public var feedForwardWidth: Int
    /// The number of token ids.
    public var vocabularyCount: Int
    /// The longest sequence that the model was trained for.
    public var contextLength: Int
    /// ε of the norms.
    public var epsilon: Float
    /// The base of the rotary frequencies.
    public var rotaryBase: Double
    /// Whether neighbours (2i, 2i + 1) are rotated together, as in GGUF, or halves (i, i + d / 2), as in the publishers'
    /// files, whose rows are in another order.
    public var rotatesNeighbours: Bool

    /// No size may be larger: products of two then stay far from what can be counted.
    private static let largest = 1 << 24

    /// From the values of a GGUF file.
    ///
    /// - Throws: `FileError.malformed` where one is missing or they do not go together.
    init(_ file: GGUFFile) throws {
        guard file.string("general.architecture") == "llama" else {
            let name = file.string("general.architecture") ?? "none"
            throw FileError.malformed(
                path: file.path,
                reason: Words(
                    en: "the architecture \"\(excerpt(name))\" is not llama",
                    zh: "结构 \"\(excerpt(name))\" 不是 llama"
                ).text)
        }
        if let scaling = file.string("llama.rope.scaling.type"), scaling != "none" {
            throw FileError.malformed(
                path: file.path,
                reason: Words(en: "scaled rotary positions are not supported", zh: "不支持缩放的旋转位置编码").text)
        }
        func size(_ name: String) throws -> Int {
            try file.integer("llama.\(name)", in: 1...LlamaConfiguration.largest)
        }
        layerCount = try size("block_count")
        width = try size("embedding_length")
        headCount = try size("attention.head_count")
        keyHeadCount =
            file.values["llama.attention.head_count_kv"] == nil
            ? headCount : try size("attention.head_count_kv")
        headWidth =
            file.values["llama.attention.key_length"] == nil
            ? width / headCount : try size("attention.key_length")
        feedForwardWidth = try size("feed_forward_length")
        vocabularyCount = try file.strings("tokenizer.ggml.tokens").count
        contextLength = try size("context_length")
        epsilon = Float(file.number("llama.attention.layer_norm_rms_epsilon") ?? 1e-5)
        rotaryBase = file.number("llama.rope.freq_base") ?? 10000
        rotatesNeighbours = true
        if file.values["llama.rope.dimension_count"] != nil, try size("rope.dimension_count") != headWidth {
            throw FileError.malformed(
                path: file.path,
                reason: Words(en: "heads that are rotated in part are not supported", zh: "不支持只旋转一部分的头").text)
        }
        try check(file.path)
    }

    /// From `config.json` of the publisher's folder.
    ///
    /// - Throws: `FileError`.
    init(contentsOf path: String) throws {
        let json = try JSONValue(contentsOf: path)
        guard json["model_type"]?.string == "llama" else {
            let type = excerpt(json["model_type"]?.string ?? "none")
            let reason = Words(
                en: "the model type \"\(type)\" is not llama", zh: "模型类型 \"\(type)\" 不是 llama")
            throw FileError.malformed(path: path, reason: reason.text)
        }
        if json["rope_scaling"] != nil || json["attention_bias"]?.boolean == true
            || json["mlp_bias"]?.boolean == true
        {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "scaled rotary positions and biases are not supported", zh: "不支持缩放的旋转位置编码和偏置"
                ).text)
        }
        func size(_ name: String, _ standard: Int? = nil) throws -> Int {
            if let standard, json[name] == nil { return standard }
            guard let number = json[name]?.integer, (1...LlamaConfiguration.largest).contains(number) else {
                throw FileError.malformed(
                    path: path,
                    reason: Words(
                        en: "\"\(name)\" is missing, or no whole number that fits",
                        zh: "缺少 \"\(name)\"，或者它不是合适的整数"
                    ).text)
            }
            return number
        }
        layerCount = try size("num_hidden_layers")
        width = try size("hidden_size")
        headCount = try size("num_attention_heads")
        keyHeadCount = try size("num_key_value_heads", headCount)
        headWidth = try size("head_dim", width / headCount)
        feedForwardWidth = try size("intermediate_size")
        vocabularyCount = try size("vocab_size")
        contextLength = try size("max_position_embeddings")
        epsilon = Float(json["rms_norm_eps"]?.number ?? 1e-6)
        rotaryBase = json["rope_theta"]?.number ?? 10000
        rotatesNeighbours = false
        try check(path)
    }

    private func check(_ path: String) throws {
        guard headWidth > 0, headWidth % 2 == 0, headCount % keyHeadCount == 0, headCount <= 1 << 12,
            layerCount <= 1 << 12, epsilon > 0, epsilon < 1, rotaryBase.isFinite, rotaryBase > 1
        else {
            throw FileError.malformed(
                path: path,
                reason: Words(en: "the sizes of the model do not go together", zh: "模型的各个大小互相不合").text)
        }
    }
}
