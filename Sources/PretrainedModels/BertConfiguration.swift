import Files
import Messages
import NeuralNetworks
import TensorCore

/// The sizes of an encoder of BERT's architecture.
public struct BertConfiguration: Sendable, Equatable {
    /// The number of token ids.
    public var vocabularyCount: Int
    /// The width of a position's vector.
    public var width: Int
    /// The number of layers.
    public var layerCount: Int
    /// The number of attention heads.
    public var headCount: Int
    /// The width between the matrices of the feed-forward part.
    public var feedForwardWidth: Int
    /// The longest sequence.
    public var positionCount: Int
    /// How many kinds of segments there are: 2, for pairs of sentences.
    public var segmentCount: Int
    /// ε of the norms.
    public var epsilon: Float

    /// These sizes.
    public init(
        vocabularyCount: Int, width: Int, layerCount: Int, headCount: Int, feedForwardWidth: Int,
        positionCount: Int = 512, segmentCount: Int = 2, epsilon: Float = 1e-12
    ) {
        self.vocabularyCount = vocabularyCount
        self.width = width
        self.layerCount = layerCount
        self.headCount = headCount
        self.feedForwardWidth = feedForwardWidth
        self.positionCount = positionCount
        self.segmentCount = segmentCount
        self.epsilon = epsilon
    }

    /// The sizes of all-MiniLM-L6-v2, but for its vocabulary's.
    public static func miniLM(vocabularyCount: Int = 30522) -> BertConfiguration {
        BertConfiguration(
            vocabularyCount: vocabularyCount, width: 384, layerCount: 6, headCount: 12, feedForwardWidth: 1536
        )
    }

    /// The sizes that the tensors of a published encoder have. Heads and ε are in no tensor: they are taken from
    /// `config.json` where it is given; else heads are 32 wide up to a width of 384 and 64 beyond, and ε is 1e-12.
    ///
    /// - Throws: `FileError`.
    init(_ tensors: PublishedTensors, prefix: String, config: JSONValue?, configPath: String) throws {
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
        let words = try shape("embeddings.word_embeddings.weight")
        let inner = try shape("encoder.layer.0.intermediate.dense.weight")
        (vocabularyCount, width) = (words[0], words[1])
        feedForwardWidth = inner[0]
        positionCount = try shape("embeddings.position_embeddings.weight")[0]
        segmentCount = try shape("embeddings.token_type_embeddings.weight")[0]
        var layers = 1
        while tensors["\(prefix)encoder.layer.\(layers).intermediate.dense.weight"] != nil { layers += 1 }
        layerCount = layers
        headCount = config?["num_attention_heads"]?.integer ?? max(1, width / (width <= 384 ? 32 : 64))
        epsilon = Float(config?["layer_norm_eps"]?.number ?? 1e-12)
        guard headCount > 0, width % headCount == 0, epsilon >= 0, epsilon < 1 else {
            throw FileError.malformed(
                path: configPath,
                reason: Words(
                    en: "\(headCount) heads cannot share \(width) features, or ε is not in 0..<1",
                    zh: "\(headCount) 个头分不了 \(width) 个特征，或者 ε 不在 0..<1 中"
                ).text)
        }
        if let activation = config?["hidden_act"]?.string, activation != "gelu" {
            throw FileError.malformed(
                path: configPath,
                reason: Words(
                    en: "the activation \"\(excerpt(activation))\" is not supported, gelu is",
                    zh: "不支持激活函数 \"\(excerpt(activation))\"，只支持 gelu"
                ).text)
        }
        if let positions = config?["position_embedding_type"]?.string, positions != "absolute" {
            throw FileError.malformed(
                path: configPath,
                reason: Words(
                    en: "positions of the kind \"\(excerpt(positions))\" are not supported",
                    zh: "不支持 \"\(excerpt(positions))\" 类的位置"
                ).text)
        }
    }
}
