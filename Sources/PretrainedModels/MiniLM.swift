import Autograd
import Files
import Foundation
import Messages
import NeuralNetworks
import TensorCore
import Text

/// A published sentence encoder of BERT's architecture, such as all-MiniLM-L6-v2: the vector of a sentence is the mean of
/// its tokens' last states, divided by its length, so that the product of two vectors is their cosine.
///
/// ```swift
/// let model = try MiniLM(folder: "../pretrained/minilm")
/// let vectors = model.vectors(of: ["a happy dog", "a glad puppy", "tax law"])  // [3, 384]
/// print(vectors.matmul(vectors.transposed()))  // the cosine of each pair
/// ```
/// Reimers and Gurevych: "Sentence-BERT" (2019); Wang and others: "MiniLM" (2020).
public struct MiniLM {
    /// How sentences become ids.
    public let tokenizer: WordPiece
    /// The network, in evaluation until `train()` is called.
    public let encoder: BertEncoder

    /// Reads `vocab.txt` and `model.safetensors`, whole or in shards, from a folder; `config.json` too, where it is there.
    ///
    /// - Parameters:
    ///   - dropout: what fine-tuning drops.
    ///   - generator: draws the masks of dropout.
    /// - Throws: `FileError`.
    public init(folder: String, dropout: Float = 0.1, using generator: inout RandomGenerator) throws {
        tokenizer = try WordPiece(contentsOf: try publishedFile(in: folder, named: "vocab.txt"))
        let tensors = try PublishedTensors(folder: folder)
        // A model with a head of its own keeps the encoder under a name.
        let prefix = tensors["embeddings.word_embeddings.weight"] == nil ? "bert." : ""
        let config = URL(fileURLWithPath: folder).appendingPathComponent("config.json").relativePath
        let hasConfig = FileManager.default.fileExists(atPath: config)
        let sizes = try BertConfiguration(
            tensors, prefix: prefix, config: hasConfig ? try JSONValue(contentsOf: config) : nil,
            configPath: config)
        guard tokenizer.count <= sizes.vocabularyCount else {
            throw FileError.malformed(
                path: tensors.path,
                reason: Words(
                    en: "\(tokenizer.count) tokens for a table of \(sizes.vocabularyCount)",
                    zh: "有 \(tokenizer.count) 个词元，表却有 \(sizes.vocabularyCount) 行"
                ).text)
        }
        encoder = BertEncoder(sizes, dropout: dropout, using: &generator)
        try encoder.load(tensors, prefix: prefix)
        encoder.evaluate()
    }

    /// The same without fine-tuning in mind.
    ///
    /// - Throws: `FileError`.
    public init(folder: String) throws {
        var generator = RandomGenerator(seed: 0)
        try self.init(folder: folder, using: &generator)
    }

    /// The ids of a sentence, at most `longest` with start and end, and never more than the model has positions.
    public func ids(of sentence: String, longest: Int = 128) -> [Int] {
        tokenizer.ids(of: sentence, longest: min(longest, encoder.configuration.positionCount))
    }

    /// The vectors of sentences, of unit length, `[N, width]`, computed in evaluation and without a graph.
    ///
    /// - Parameters:
    ///   - longest: how many tokens of a sentence are read.
    ///   - batchSize: how many sentences, sorted by length, are computed at once.
    public func vectors(of sentences: [String], longest: Int = 128, batchSize: Int = 32) -> NDArray {
        vectors(ofIDs: sentences.map { ids(of: $0, longest: longest) }, batchSize: batchSize)
    }

    /// The same of ids.
    public func vectors(ofIDs sequences: [[Int]], batchSize: Int = 32) -> NDArray {
        let wasTraining = encoder.isTraining
        encoder.evaluate()
        defer { if wasTraining { encoder.train() } }
        let order = sequences.indices.sorted { (sequences[$0].count, $0) < (sequences[$1].count, $1) }
        var result = NDArray.zeros([sequences.count, encoder.configuration.width])
        for start in stride(from: 0, to: order.count, by: max(1, batchSize)) {
            let places = Array(order[start..<min(order.count, start + max(1, batchSize))])
            let batch = PaddedSequences(places.map { sequences[$0] })
            let means = withoutGradient { encoder.meanStates(batch.ids, mask: batch.mask).value }
            let lengths = means.square().sum(axes: [1], keepingDimensions: true).squareRoot()
            let vectors = means / .maximum(lengths, NDArray(1e-12))
            for (row, place) in places.enumerated() {
                result.replace(place..<place + 1, with: vectors.sliced(row..<row + 1))
            }
        }
        return result
    }
}
