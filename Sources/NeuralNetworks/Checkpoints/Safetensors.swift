import Files
import Foundation
import Messages
import TensorCore

/// The content of a safetensors file: named arrays and texts. It is the usual format of PyTorch models.
///
/// A file is eight bytes with the header's length (little-endian), the header in JSON
/// (`{"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, "__metadata__": {"key": "text"}}`), and
/// the elements, little-endian.
public struct Safetensors: Sendable {
    /// The arrays of floats by name; 16-bit and 64-bit ones become 32-bit when read.
    public var arrays: [String: NDArray]
    /// The arrays of integers by name.
    public var integers: [String: IntArray]
    /// The texts of the header.
    public var metadata: [String: String]
    /// The tensors of the file that are in neither, and why: numbers of a format that arrays do not have (`F8_E4M3`, `C64`), integers
    /// beyond 32 bits, more axes than an array can have.
    public private(set) var unread: [String: String] = [:]

    /// A content to write.
    public init(
        arrays: [String: NDArray], integers: [String: IntArray] = [:], metadata: [String: String] = [:]
    ) {
        self.arrays = arrays
        self.integers = integers
        self.metadata = metadata
    }
}

extension Safetensors {
    /// Reads a file.
    ///
    /// - Throws: `FileError`: missing, unreadable, or malformed with what is wrong with which tensor. Lengths,
    ///   offsets, shapes and names are all checked before use. A tensor that no array can hold is in `unread`.
    public init(contentsOf path: String) throws {
        self = try Safetensors(decoding: try readFile(path), path: path)
    }

    /// Reads a file's bytes; `path` is for messages.
    ///
    /// - Throws: `FileError.malformed`.
    public init(decoding data: Data, path: String) throws {
        let (header, numbers) = try SafetensorsHeader.read(data, path: path)
        self.init(arrays: [:], metadata: header.metadata)
        for tensor in header.unread { unread[tensor.name] = tensor.reason }
        for entry in header.entries {
            let bytes = numbers.dropFirst(entry.bytes.lowerBound).prefix(entry.bytes.count)
            if !entry.format.isInteger {
                arrays[entry.name] = NDArray(bytes: bytes, format: entry.format, shape: entry.shape)
                continue
            }
            if let array = IntArray(bytes: bytes, format: entry.format, shape: entry.shape) {
                integers[entry.name] = array
            } else {
                unread[entry.name] = "a number does not fit 32 bits"
            }
        }
    }
}

extension Safetensors {
    /// Writes a file, whole or not at all: `F32` and `I32`, by name.
    ///
    /// - Throws: `FileError.unwritable`.
    public func write(to path: String) throws { try writeFileAtomically(encoded(), to: path) }

    /// A file's bytes. The same content gives the same bytes.
    ///
    /// Traps when two arrays have one name, one has the name `__metadata__`, or an integer is no byte that should be one.
    ///
    /// - Parameters:
    ///   - halves: the arrays of floats that are rounded to 16 bits (`F16`), by name.
    ///   - bytes: the arrays of integers that take 8 bits (`I8`), by name.
    public func encoded(halves: Set<String> = [], bytes: Set<String> = []) -> Data {
        let names = (Array(arrays.keys) + Array(integers.keys)).sorted()
        if Set(names).count != names.count || names.contains(SafetensorsHeader.metadataName) {
            explainFailure(
                "Safetensors", "two arrays of one name, or one named \(SafetensorsHeader.metadataName)")
        }
        var (members, numbers) = ([String](), Data())
        if !metadata.isEmpty {
            let texts = metadata.sorted { $0.key < $1.key }.map {
                "\(jsonString($0.key)):\(jsonString($0.value))"
            }
            members.append("\"\(SafetensorsHeader.metadataName)\":{\(texts.joined(separator: ","))}")
        }
        for name in names {
            let start = numbers.count
            let (format, shape): (String, Shape)
            if let array = arrays[name] {
                let isHalf = halves.contains(name)
                (format, shape) = (isHalf ? "F16" : "F32", array.shape)
                numbers.append(isHalf ? array.littleEndianHalves : array.littleEndianBytes)
            } else if let array = integers[name] {
                let isByte = bytes.contains(name)
                (format, shape) = (isByte ? "I8" : "I32", array.shape)
                numbers.append(
                    isByte
                        ? Data(array.scalars.map { UInt8(bitPattern: Int8($0)) }) : array.littleEndianBytes)
            } else {
                continue
            }
            let extents = shape.map(String.init).joined(separator: ",")
            members.append(
                "\(jsonString(name)):{\"dtype\":\"\(format)\",\"shape\":[\(extents)],"
                    + "\"data_offsets\":[\(start),\(numbers.count)]}")
        }
        var header = Data("{\(members.joined(separator: ","))}".utf8)
        // The elements start at a multiple of eight bytes.
        header.append(contentsOf: Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
        let length = Data((0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) })
        return length + header + numbers
    }
}
