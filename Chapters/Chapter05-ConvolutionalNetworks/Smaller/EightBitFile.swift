import Files
import Messages
import NeuralNetworks
import TensorCore

extension EightBitNetwork {
    private static let kind = "5, 8 bits"

    /// Writes the network: weights as `I8`, biases as `I32`, scales as `F32`.
    ///
    /// - Throws: `FileError.unwritable`.
    func save(to path: String) throws {
        var content = Safetensors(arrays: ["scale": NDArray([inputScale])])
        var words: [String] = []
        func add(_ product: Product, _ index: Int) {
            content.integers["\(index).w"] = IntArray(
                product.weights.integers.map(Int.init), shape: product.weights.shape)
            content.integers["\(index).b"] = IntArray(product.biases.map(Int.init))
            content.arrays["\(index).s"] = NDArray(product.weights.scales)
        }
        for (index, step) in steps.enumerated() {
            switch step {
            case .pooling: words.append("pool")
            case .linear(let product):
                words.append("linear")
                add(product, index)
            case .convolution(let product, let scale):
                words.append("conv\(product.padding)")
                add(product, index)
                content.arrays["\(index).out"] = NDArray([scale])
            }
        }
        content.metadata = ["chapter": Self.kind, "layers": words.joined(separator: " ")]
        let weights = content.integers.keys.filter { $0.hasSuffix(".w") }
        try writeFileAtomically(content.encoded(bytes: Set(weights)), to: path)
    }

    /// Reads such a file, for pictures of `[channels, side, side]`.
    ///
    /// - Throws: `FileError` where it is missing, broken, or of a network for other pictures.
    init(contentsOf path: String, channels: Int, side: Int) throws {
        let content = try Safetensors(contentsOf: path)
        func malformed(_ name: String) -> FileError {
            let reason = Words(
                en: "its '\(name)' does not fit a network of 8 bits", zh: "其中的“\(name)”不合 8 位网络")
            return .malformed(path: path, reason: reason.text)
        }
        func scales(_ name: String, _ count: Int) throws -> [Float] {
            guard let array = content.arrays[name], array.shape == [count],
                array.scalars.allSatisfy({ $0 > 0 && $0.isFinite })
            else { throw malformed(name) }
            return array.scalars
        }
        var (channels, size) = (channels, side)
        func product(_ index: Int, padding: Int) throws -> Product {
            let name = "\(index).w"
            guard let weights = content.integers[name], weights.shape.count == 4, weights.shape[0] > 0,
                weights.shape[1] == channels, weights.shape[2] == weights.shape[3],
                (1...size + 2 * padding).contains(weights.shape[2]),
                weights.elementCount / weights.shape[0] <= 1 << 16
            else { throw malformed(name) }
            let integers = weights.scalars.compactMap { Int8(exactly: $0) }
            guard integers.count == weights.elementCount else { throw malformed(name) }
            (channels, size) = (weights.shape[0], size + 2 * padding + 1 - weights.shape[2])
            guard let biases = content.integers["\(index).b"], biases.shape == [channels] else {
                throw malformed("\(index).b")
            }
            return Product(
                weights: QuantizedWeights(
                    integers: integers, scales: try scales("\(index).s", channels), shape: weights.shape),
                biases: biases.scalars.map { Int32($0) }, padding: padding)
        }
        guard content.metadata["chapter"] == Self.kind else { throw malformed("chapter") }
        let words = (content.metadata["layers"] ?? "").split(separator: " ")
        var steps: [Step] = []
        for (index, word) in words.enumerated() {
            if word == "pool", size > 1 {
                size /= 2
                steps.append(.pooling)
            } else if word == "linear", index == words.count - 1 {
                steps.append(.linear(try product(index, padding: 0)))
            } else if word.hasPrefix("conv"), let padding = Int(word.dropFirst(4)), (0...8).contains(padding)
            {
                let made = try product(index, padding: padding)
                steps.append(.convolution(made, scale: try scales("\(index).out", 1)[0]))
            } else {
                throw malformed("layers")
            }
        }
        guard words.last == "linear", size == 1 else { throw malformed("layers") }
        self.init(inputScale: try scales("scale", 1)[0], steps: steps)
    }
}
