import Decoding
import Files
import Foundation
import Messages
import NeuralNetworks
import TensorCore
import Text

/// GPT-2 from its publisher's folder: `model.safetensors`, and the vocabulary as `tokenizer.json`, or `vocab.json` and
/// `merges.txt`. Its matrices are `[in, out]` in the file (`Conv1D`), and are transposed when read.
///
/// A layer is x ← x + attention(norm(x)), x ← x + W₂ gelu(W₁ norm(x)), with learned positions and the approximate gelu
/// with tanh; the logits are norm(x) times the table of the tokens. Radford and others: "Language models are
/// unsupervised multitask learners" (2019). Section 13.1.
public struct GPT2: Sendable {
    /// How text becomes ids.
    public let tokenizer: ByteLevelBPE
    /// The number of attention heads, each 64 wide in all published sizes.
    public let headCount: Int
    /// The width of a position's vector.
    public var width: Int { embedding.columnCount }
    /// The longest sequence.
    public var contextLength: Int { positions.shape[0] }
    /// The number of token ids.
    public var vocabularyCount: Int { embedding.rowCount }
    /// The number of layers.
    public var layerCount: Int { layers.count }

    let embedding: PackedWeights
    let positions: NDArray
    let layers: [GPT2Layer]
    let norm: GPT2Norm

    /// Reads a folder.
    ///
    /// - Throws: `FileError`.
    public init(folder: String) throws {
        tokenizer = try ByteLevelBPE(folder: folder)
        let tensors = try PublishedTensors(folder: folder)
        let prefix = tensors["wte.weight"] == nil ? "transformer." : ""
        func shape(_ name: String) throws -> Shape {
            let entry = try tensors.required(prefix + name)
            guard entry.shape.rank == 2, entry.shape.allSatisfy({ (1...1 << 24).contains($0) }) else {
                throw FileError.malformed(
                    path: entry.path,
                    reason: Words(
                        en: "tensor \"\(prefix + name)\" is no matrix", zh: "张量 \"\(prefix + name)\" 不是矩阵"
                    ).text)
            }
            return entry.shape
        }
        let (words, places) = (try shape("wte.weight"), try shape("wpe.weight"))
        embedding = try tensors.matrix("\(prefix)wte.weight", words[0], words[1])
        positions = try tensors.array("\(prefix)wpe.weight", [places[0], words[1]])
        let config = URL(fileURLWithPath: folder).appendingPathComponent("config.json").relativePath
        let settings =
            FileManager.default.fileExists(atPath: config) ? try JSONValue(contentsOf: config) : nil
        headCount = settings?["n_head"]?.integer ?? max(1, words[1] / 64)
        guard headCount > 0, words[1] % headCount == 0 else {
            throw FileError.malformed(
                path: config,
                reason: Words(
                    en: "\(headCount) heads cannot share \(words[1]) features",
                    zh: "\(headCount) 个头分不了 \(words[1]) 个特征"
                ).text)
        }
        guard tokenizer.count <= words[0] else {
            throw FileError.malformed(
                path: tensors.path,
                reason: Words(
                    en: "\(tokenizer.count) tokens for a table of \(words[0])",
                    zh: "有 \(tokenizer.count) 个词元，表却有 \(words[0]) 行"
                ).text)
        }
        var layers: [GPT2Layer] = []
        while tensors["\(prefix)h.\(layers.count).attn.c_attn.weight"] != nil {
            layers.append(try GPT2Layer(tensors, "\(prefix)h.\(layers.count)", width: words[1]))
        }
        self.layers = layers
        norm = try GPT2Norm(tensors, "\(prefix)ln_f", width: words[1])
    }

    /// A new sequence.
    public func session() -> GPT2Session { GPT2Session(self) }
}

/// A layer's weights.
struct GPT2Layer: Sendable {
    let attentionNorm: GPT2Norm
    let projections: GPT2Matrix
    let mix: GPT2Matrix
    let feedForwardNorm: GPT2Norm
    let inner: GPT2Matrix
    let outer: GPT2Matrix

    init(_ source: PublishedTensors, _ path: String, width: Int) throws {
        attentionNorm = try GPT2Norm(source, "\(path).ln_1", width: width)
        projections = try GPT2Matrix(source, "\(path).attn.c_attn", width, 3 * width)
        mix = try GPT2Matrix(source, "\(path).attn.c_proj", width, width)
        feedForwardNorm = try GPT2Norm(source, "\(path).ln_2", width: width)
        inner = try GPT2Matrix(source, "\(path).mlp.c_fc", width, 4 * width)
        outer = try GPT2Matrix(source, "\(path).mlp.c_proj", 4 * width, width)
    }
}

/// x W + b with a matrix `[in, out]` of the file.
struct GPT2Matrix: Sendable {
    private let weight: PackedWeights
    private let bias: NDArray

    init(_ source: PublishedTensors, _ path: String, _ inputs: Int, _ outputs: Int) throws {
        weight = PackedWeights(try source.array("\(path).weight", [inputs, outputs]).transposed())
        bias = try source.array("\(path).bias", [outputs])
    }

    func callAsFunction(_ x: NDArray) -> NDArray { weight.multiply(x) + bias }
}

/// Layer normalization over the last axis, ε = 1e-5.
struct GPT2Norm: Sendable {
    private let weight: NDArray
    private let bias: NDArray

    init(_ source: PublishedTensors, _ path: String, width: Int) throws {
        weight = try source.array("\(path).weight", [width])
        bias = try source.array("\(path).bias", [width])
    }

    func callAsFunction(_ x: NDArray) -> NDArray {
        LayerNormalization(x, scale: weight, shift: bias, epsilon: 1e-5).result
    }
}

/// A sequence that GPT-2 reads and continues, with the keys and values of all its positions kept (KV cache).
public struct GPT2Session: LanguageSession {
    private let model: GPT2
    private var caches: [PositionCache]

    /// How many positions there are.
    public private(set) var count = 0

    /// The most positions that there may be.
    public var contextLength: Int { model.contextLength }

    /// The ids that end a text.
    public let endIDs: Set<Int>

    init(_ model: GPT2) {
        self.model = model
        caches = model.layers.map { _ in PositionCache() }
        endIDs = Set([model.tokenizer.id(of: ByteLevelBPE.endOfText)].compactMap { $0 })
    }

    /// The logits `[words]` of the next token, after these ids were appended.
    ///
    /// Traps for no ids, an id that is not in the vocabulary, or more positions than the context has.
    public mutating func logits(
        after ids: [Int], file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        requireIDs(ids, below: model.vocabularyCount, file, line)
        let mask = PositionCache.mask(new: ids.count, old: count)
        var x = model.embedding.rows(at: ids) + model.positions.sliced(count..<count + ids.count)
        for (index, layer) in model.layers.enumerated() {
            x += attention(layer.attentionNorm(x), layer, index, mask)
            x += layer.outer(layer.inner(layer.feedForwardNorm(x)).geluTanh())
        }
        count += ids.count
        let last = model.norm(x.sliced(ids.count - 1..<ids.count))
        return model.embedding.multiply(last).flattened()
    }

    /// Attention of new positions `[T, width]` to themselves and all earlier ones.
    private mutating func attention(
        _ x: NDArray, _ layer: GPT2Layer, _ index: Int, _ mask: NDArray?
    ) -> NDArray {
        let (steps, heads, width) = (x.shape[0], model.headCount, model.width)
        let all = layer.projections(x).reshaped([steps, 3 * heads, width / heads]).permuted([1, 0, 2])
        caches[index].append(all.sliced(heads..<2 * heads), all.sliced(2 * heads..<3 * heads), at: count)
        let output = Attention(
            query: all.sliced(0..<heads), key: caches[index].keys(count + steps),
            value: caches[index].values(count + steps), mask: mask
        ).output
        return layer.mix(output.permuted([1, 0, 2]).reshaped([steps, width]))
    }
}
