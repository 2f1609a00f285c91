import Files
import Foundation
import Messages
import NeuralNetworks
import TensorCore

/// Where a model's weights come from: a file of one format or another.
protocol WeightSource {
    /// What messages call it.
    var path: String { get }
    /// Whether there is a tensor of this name.
    func has(_ name: String) -> Bool
    /// Its shape; nil where there is none.
    func shape(_ name: String) -> Shape?
    /// Its numbers as floats.
    func array(named name: String) throws -> NDArray
    /// Its rows, as they are packed.
    func packed(_ name: String) throws -> PackedWeights
}

extension WeightSource {
    /// A tensor as floats, of this shape.
    ///
    /// - Throws: `FileError.malformed`.
    func array(_ name: String, _ shape: Shape) throws -> NDArray {
        try requireShape(name, shape)
        return try array(named: name)
    }

    /// A matrix `[rows, columns]`, packed as it is.
    ///
    /// - Throws: `FileError.malformed`.
    func matrix(_ name: String, _ rows: Int, _ columns: Int) throws -> PackedWeights {
        try requireShape(name, [rows, columns])
        return try packed(name)
    }

    private func requireShape(_ name: String, _ wanted: Shape) throws {
        guard let shape = shape(name) else {
            throw FileError.malformed(
                path: path, reason: Words(en: "it has no tensor \"\(name)\"", zh: "它没有张量 \"\(name)\"").text)
        }
        guard shape == wanted else {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "tensor \"\(name)\" is \(shape), the model needs \(wanted)",
                    zh: "张量 \"\(name)\" 是 \(shape)，模型需要 \(wanted)"
                ).text)
        }
    }
}

extension GGUFFile: WeightSource {
    func has(_ name: String) -> Bool { tensors[name] != nil }

    func shape(_ name: String) -> Shape? { tensors[name]?.shape }

    /// A tensor as floats.
    ///
    /// - Throws: `FileError.malformed` where there is none, or the scale of a block is not finite.
    public func array(named name: String) throws -> NDArray {
        guard let entry = tensors[name] else {
            throw FileError.malformed(
                path: path,
                reason: Words(en: "it has no tensor \"\(excerpt(name))\"", zh: "它没有张量 \"\(excerpt(name))\"")
                    .text)
        }
        let columns = entry.shape[entry.shape.rank - 1]
        return try packed(name, entry, rows: entry.shape.elementCount / columns).unpacked
            .reshaped(entry.shape)
    }

    /// A matrix in its packed form.
    ///
    /// - Throws: `FileError.malformed` where it is no matrix, or the scale of a block is not finite.
    public func packed(_ name: String) throws -> PackedWeights {
        guard let entry = tensors[name], entry.shape.rank == 2 else {
            throw FileError.malformed(
                path: path,
                reason: Words(en: "it has no matrix \"\(excerpt(name))\"", zh: "它没有矩阵 \"\(excerpt(name))\"")
                    .text)
        }
        return try packed(name, entry, rows: entry.shape[0])
    }

    private func packed(_ name: String, _ entry: Entry, rows: Int) throws -> PackedWeights {
        guard
            let weights = PackedWeights(
                bytes: bytes(of: entry), format: entry.format, rows: rows,
                columns: entry.shape[entry.shape.rank - 1])
        else {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "tensor \"\(excerpt(name))\": the scale of a block is not finite",
                    zh: "张量 \"\(excerpt(name))\"：有一块的缩放不是有限值"
                ).text)
        }
        return weights
    }
}

extension PublishedTensors: WeightSource {
    func has(_ name: String) -> Bool { self[name] != nil }

    func shape(_ name: String) -> Shape? { self[name]?.shape }

    func packed(_ name: String) throws -> PackedWeights {
        let entry = try required(name)
        let formats: [ElementFormat: PackedFormat] = [
            .float32: .float32, .float16: .float16, .bfloat16: .bfloat16,
        ]
        if let format = formats[entry.format], entry.shape.rank == 2,
            let weights = PackedWeights(
                bytes: entry.bytes, format: format, rows: entry.shape[0], columns: entry.shape[1])
        {
            return weights
        }
        return PackedWeights(try array(named: name))
    }
}
