import Files
import Foundation
import Messages
import TensorCore

/// The tensors of a published model in one file or several (shards), safetensors or `torch.save`'s, as the bytes that the
/// files hold: each becomes numbers only when it is asked for.
///
/// ```swift
/// let tensors = try PublishedTensors(folder: "../pretrained/minilm")
/// let table = try tensors.array(named: "embeddings.word_embeddings.weight")
/// ```
public struct PublishedTensors: Sendable {
    /// A tensor in a file.
    public struct Entry: Sendable {
        /// The format of its numbers.
        public let format: ElementFormat
        /// Its shape.
        public let shape: Shape
        /// Its numbers, little-endian, in row-major order.
        public let bytes: Data
        /// The file that holds it.
        public let path: String
    }

    /// The file or the index that was opened, for messages.
    public let path: String
    private var entries: [String: Entry] = [:]
    /// Why a tensor that the files hold is not among them.
    private var unread: [String: String] = [:]

    /// The names of all tensors, sorted.
    public var names: [String] { entries.keys.sorted() }

    private static let file = "model.safetensors"
    private static let index = "model.safetensors.index.json"

    /// Opens `model.safetensors` in a folder, or the shards that `model.safetensors.index.json` names.
    ///
    /// - Throws: `FileError`.
    public init(folder: String) throws {
        try self.init(
            contentsOf: try publishedFile(in: folder, named: PublishedTensors.file, PublishedTensors.index))
    }

    /// Opens a safetensors file, a file of `torch.save`, or an index whose name ends in `.json`: `{"weight_map": {"name": "file", …}}`, with the
    /// files beside it.
    ///
    /// - Throws: `FileError`, also where a shard lacks a tensor that the index says it has.
    public init(contentsOf path: String) throws {
        self.path = path
        guard path.hasSuffix(".json") else {
            try add(path) { _ in true }
            return
        }
        guard let members = try JSONValue(contentsOf: path)["weight_map"]?.members else {
            throw FileError.malformed(
                path: path, reason: Words(en: "it has no \"weight_map\"", zh: "它没有 \"weight_map\"").text)
        }
        var wanted: [String: Set<String>] = [:]
        for (name, value) in members {
            guard let file = value.string, (1...255).contains(file.utf8.count), !file.hasPrefix("."),
                !file.unicodeScalars.contains(where: { $0 == "/" || $0 == "\0" })
            else {
                throw FileError.malformed(
                    path: path,
                    reason: Words(
                        en: "tensor \(quoted(name)) is in no file of this folder",
                        zh: "张量 \(quoted(name)) 不在这个文件夹的任何文件里"
                    ).text)
            }
            wanted[file, default: []].insert(name)
        }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        for (file, names) in wanted.sorted(by: { $0.key < $1.key }) {
            let shard = folder.appendingPathComponent(file).relativePath
            try add(shard) { names.contains($0) }
            if let missing = names.sorted().first(where: { entries[$0] == nil && unread[$0] == nil }) {
                throw FileError.malformed(
                    path: shard,
                    reason: Words(
                        en: "it has no tensor \(quoted(missing)), which the index puts there",
                        zh: "它没有张量 \(quoted(missing))，而索引说它在那里"
                    ).text)
            }
        }
    }

    private mutating func add(_ path: String, where isWanted: (String) -> Bool) throws {
        let data = try readFile(path)
        if TorchFile.isTorchFile(data) {
            for (name, entry) in try TorchFile(decoding: data, path: path).tensors where isWanted(name) {
                entries[name] = entry
            }
            return
        }
        let (header, numbers) = try SafetensorsHeader.read(data, path: path)
        for tensor in header.unread { unread[tensor.name] = tensor.reason }
        for entry in header.entries where isWanted(entry.name) {
            entries[entry.name] = Entry(
                format: entry.format, shape: entry.shape,
                bytes: numbers.dropFirst(entry.bytes.lowerBound).prefix(entry.bytes.count), path: path)
        }
    }

    /// A tensor; nil where there is none of this name.
    public subscript(name: String) -> Entry? { entries[name] }

    /// A tensor as floats; one of 16 or 64 bits becomes 32-bit.
    ///
    /// - Throws: `FileError` where there is none of this name, or it holds integers.
    public func array(named name: String) throws -> NDArray {
        let entry = try required(name)
        guard !entry.format.isInteger else {
            throw FileError.malformed(
                path: entry.path,
                reason: Words(
                    en: "tensor \(quoted(name)) holds integers, not floats",
                    zh: "张量 \(quoted(name)) 是整数，不是浮点数"
                ).text)
        }
        return NDArray(bytes: entry.bytes, format: entry.format, shape: entry.shape)
    }

    /// A tensor that must be there.
    ///
    /// - Throws: `FileError`.
    public func required(_ name: String) throws -> Entry {
        guard let entry = entries[name] else {
            throw FileError.malformed(
                path: path,
                reason: unread[name].map { "tensor \(quoted(name)): \($0)" }
                    ?? Words(en: "it has no tensor \(quoted(name))", zh: "它没有张量 \(quoted(name))").text)
        }
        return entry
    }
}
