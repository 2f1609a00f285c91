import Autograd
import Files
import Messages
import NeuralNetworks
import TensorCore

/// Low-rank adapters of a Llama model's attention (LoRA): what is trained while the model's own weights stay packed and as
/// they are.
///
/// ```swift
/// let model = try Llama(contentsOf: "../pretrained/smollm2/SmolLM2-135M-Instruct.Q4_1.gguf")
/// let adapter = LlamaAdapter(for: model, rank: 8, alpha: 16, using: &generator)
/// let optimizer = AdamW(adapter.parameters, learningRate: 1e-3)
/// let ids = model.tokenizer.ids(of: "The cat sat on the mat.")
/// let logits = model.logits(Array(ids.dropLast()), adapter)
/// crossEntropy(logits, IntArray(Array(ids.dropFirst()))).backward()
/// optimizer.step()
/// ```
public final class LlamaAdapter: Module {
    /// The adapters of a layer.
    public final class Layer: Module {
        /// Beside W_Q, W_K and W_V, one behind the other.
        public let projections: LowRankAdapter
        /// Beside W_O.
        public let mix: LowRankAdapter

        init(_ sizes: LlamaConfiguration, rank: Int, alpha: Double, using generator: inout RandomGenerator) {
            let (heads, keys) = (sizes.headCount * sizes.headWidth, sizes.keyHeadCount * sizes.headWidth)
            projections = LowRankAdapter(
                inputs: sizes.width, outputs: heads + 2 * keys, rank: rank, alpha: alpha, using: &generator)
            mix = LowRankAdapter(
                inputs: heads, outputs: sizes.width, rank: rank, alpha: alpha, using: &generator)
        }
    }

    /// Those of each layer.
    public let layers: [Layer]
    /// r.
    public let rank: Int
    /// α.
    public let alpha: Double

    /// Adapters that change nothing yet.
    public init(for model: Llama, rank: Int, alpha: Double, using generator: inout RandomGenerator) {
        var layers: [Layer] = []
        for _ in 0..<model.configuration.layerCount {
            layers.append(Layer(model.configuration, rank: rank, alpha: alpha, using: &generator))
        }
        (self.layers, self.rank, self.alpha) = (layers, rank, alpha)
    }

    private static let kind = "Llama adapter"

    /// Writes the adapters, in their names of `namedParameters`, with rank and α as notes.
    ///
    /// - Throws: `FileError.unwritable`.
    public func save(to path: String) throws {
        let notes = ["kind": Self.kind, "rank": String(rank), "alpha": String(alpha)]
        try Checkpoint(model: self, notes: notes).save(to: path)
    }

    /// Reads what `save` wrote.
    ///
    /// - Throws: `FileError` where the file is missing, broken, or of a model of other sizes.
    public convenience init(contentsOf path: String, for model: Llama) throws {
        let checkpoint = try Checkpoint(contentsOf: path)
        guard checkpoint.notes["kind"] == Self.kind else {
            throw FileError.malformed(
                path: path,
                reason: Words(en: "it holds no adapters of a Llama model", zh: "其中没有 Llama 模型的适配器").text)
        }
        guard let rank = checkpoint.notes["rank"].flatMap({ Int($0) }), (1...4096).contains(rank),
            let alpha = checkpoint.notes["alpha"].flatMap({ Double($0) }), alpha.isFinite, alpha > 0,
            checkpoint.model.count == 4 * model.configuration.layerCount,
            checkpoint.model.allSatisfy({ $0.value.rank == 2 && $0.value.shape.contains(rank) })
        else {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "its rank, α or number of layers is not that of adapters of this model",
                    zh: "它的秩、α 或层数不属于这个模型的适配器"
                ).text)
        }
        var generator = RandomGenerator(seed: 0)
        self.init(for: model, rank: rank, alpha: alpha, using: &generator)
        try checkpoint.restore(self, path: path)
    }

    /// Its weights as they are now, for a session.
    var weights: [LlamaAdapterLayer] {
        layers.map { LlamaAdapterLayer(projections: .init($0.projections), mix: .init($0.mix)) }
    }
}

/// The adapters of a layer as numbers, for a session, which computes no gradients.
struct LlamaAdapterLayer: Sendable {
    /// Aᵀ and (α / r) Bᵀ.
    struct Product: Sendable {
        private let (first, second): (NDArray, NDArray)

        init(_ adapter: LowRankAdapter) {
            first = adapter.a.value.transposed().contiguous()
            second = (adapter.b.value * adapter.scale).transposed().contiguous()
        }

        func callAsFunction(_ x: NDArray) -> NDArray { x.matmul(first).matmul(second) }
    }

    let projections: Product
    let mix: Product
}

extension Llama {
    /// The same model with adapters beside its attention, for chatting with what was fine-tuned.
    ///
    /// Later changes of the adapters do not reach it.
    public func adapted(by adapter: LlamaAdapter) -> Llama {
        var model = self
        model.adapters = adapter.weights
        return model
    }
}
