import Files
import Foundation
import Messages
import TensorCore

/// The tensors of a file that `torch.save` wrote: a state dictionary, or a checkpoint that holds one. Nothing in it is ever
/// executed.
///
/// Such a file is a pickle, which is a program, beside the numbers of the tensors. The reader knows the few names that
/// tensors are made of; any other name, and every opcode that could make more of it, is refused by that name. Both formats
/// are read: zip archives (torch 1.6 and later), and the older one of several pickles in a row. Tensors come out in row-major
/// order, whatever their strides, and views of one storage each with numbers of their own.
///
/// ```swift
/// let file = try TorchFile(contentsOf: "../shared/data/pretrained/mobilenet/mobilenet_v2-b0353104.pth")
/// for (name, tensor) in file.tensors { print(name, tensor.shape, tensor.format) }
/// ```
public struct TorchFile: Sendable {
    /// The tensors in the order of the file, by the names of the state dictionary.
    ///
    /// Of a checkpoint, a dictionary that has the state dictionary under a key such as `state_dict`, these are the tensors
    /// under that key; other nested tensors have the keys on their way in their names, with dots between. A prefix
    /// `module.`, which training on several devices leaves, is taken off.
    public let tensors: [(name: String, entry: PublishedTensors.Entry)]

    /// Reads a file.
    ///
    /// - Throws: `FileError`, with what is wrong or refused in one line.
    public init(contentsOf path: String) throws {
        try self.init(decoding: try readFile(path), path: path)
    }

    /// Reads a file's bytes; `path` is for messages.
    ///
    /// - Throws: `FileError.malformed`.
    public init(decoding data: Data, path: String) throws {
        let parts = try TorchParts(data, path: path)
        var reader = TorchTensors(parts)
        try reader.collect(TorchTensors.stateDictionary(in: parts.object))
        guard !reader.found.isEmpty else { throw parts.broken(en: "there is no tensor in it", zh: "其中没有张量") }
        let prefix = "module."
        let isWrapped = reader.found.allSatisfy { $0.name.hasPrefix(prefix) }
        tensors = reader.found.map {
            (isWrapped ? String($0.name.dropFirst(prefix.count)) : $0.name, $0.entry)
        }
    }

    /// Whether a file begins as one of torch does.
    static func isTorchFile(_ data: Data) -> Bool {
        data.starts(with: [0x50, 0x4B, 3, 4]) || data.starts(with: TorchParts.olderStart)
    }
}

/// Finds the tensors in the values of a pickle.
struct TorchTensors {
    private let parts: TorchParts
    private(set) var found: [(name: String, entry: PublishedTensors.Entry)] = []
    private var names: Set<String> = []
    /// How many more values are looked at, and bytes copied: no more than the size of the file explains.
    private var visits: Int
    private var copies: Int

    init(_ parts: TorchParts) {
        self.parts = parts
        visits = parts.bytes.count
        copies = parts.bytes.count + 1 << 24
    }

    /// Keys under which a checkpoint has its state dictionary.
    private static let stateKeys = ["state_dict", "model_state_dict", "model", "network", "net", "weights"]

    /// The value that is a state dictionary: the whole, or what a checkpoint has under a usual key.
    static func stateDictionary(in value: PickleValue) -> PickleValue {
        guard let entries = dictionaryEntries(value), !entries.contains(where: { isTensor($0.value) }) else {
            return value
        }
        for key in stateKeys {
            if let entry = entries.first(where: { $0.key.text == key }),
                dictionaryEntries(entry.value)?.contains(where: { isTensor($0.value) }) == true
            {
                return entry.value
            }
        }
        return value
    }

    /// Appends the tensors in a value, with the keys that lead to them as their names.
    mutating func collect(_ value: PickleValue, name: String = "") throws {
        visits -= 1
        guard visits >= 0 else {
            throw parts.broken(en: "its values refer to each other too often", zh: "其中的值互相引用得太多")
        }
        func path(_ key: String) -> String { name.isEmpty ? key : "\(name).\(key)" }
        if TorchTensors.isTensor(value) {
            let name = name.isEmpty ? "tensor" : name
            guard name.utf8.count <= 1000 else {
                throw parts.broken(en: "a tensor with an endless name", zh: "张量的名字没有尽头")
            }
            guard names.insert(name).inserted else {
                throw parts.broken(en: "two tensors \(quoted(name))", zh: "两个张量 \(quoted(name))")
            }
            found.append((name, try tensor(value, name)))
        } else if let entries = TorchTensors.dictionaryEntries(value) {
            for (key, value) in entries {
                guard let key = key.text ?? key.integer.map(String.init) else { continue }
                try collect(value, name: path(key))
            }
        } else if let elements = TorchTensors.elements(value) {
            for (index, element) in elements.enumerated() { try collect(element, name: path("\(index)")) }
        }
    }

    private static func dictionaryEntries(_ value: PickleValue) -> [(key: PickleValue, value: PickleValue)]? {
        switch value {
        case .dictionary(let dictionary): dictionary.entries
        case .object(let object) where object.global == TorchParts.orderedDictionary: object.items
        default: nil
        }
    }

    private static func elements(_ value: PickleValue) -> [PickleValue]? {
        switch value {
        case .list(let list): list.elements
        case .tuple(let elements): elements
        default: nil
        }
    }

    private static func isTensor(_ value: PickleValue) -> Bool {
        guard case .object(let object) = value else { return false }
        return object.global == TorchParts.tensor || object.global == TorchParts.parameter
    }

    private mutating func tensor(_ value: PickleValue, _ name: String) throws -> PublishedTensors.Entry {
        func broken(en: String, zh: String) -> FileError {
            parts.broken(en: "tensor \(quoted(name)): \(en)", zh: "张量 \(quoted(name))：\(zh)")
        }
        guard case .object(let object) = value else { throw broken(en: "no tensor", zh: "不是张量") }
        if object.global == TorchParts.parameter, let inner = object.arguments.first {
            guard case .object(let tensor) = inner, tensor.global == TorchParts.tensor else {
                throw broken(en: "a parameter without a tensor", zh: "参数没有张量")
            }
            return try self.tensor(inner, name)
        }
        guard object.arguments.count >= 4, let offset = object.arguments[1].integer,
            case .tuple(let extents) = object.arguments[2], case .tuple(let steps) = object.arguments[3],
            extents.count == steps.count
        else {
            throw broken(
                en: "it is not made of a storage, an offset, a shape and strides", zh: "它不是由存储、偏移、形状和步幅组成的")
        }
        let storage = try parts.storage(object.arguments[0], broken)
        guard extents.count <= Shape.maximumRank else {
            throw broken(
                en: "\(extents.count) axes, at most \(Shape.maximumRank) are supported",
                zh: "有 \(extents.count) 个轴，最多支持 \(Shape.maximumRank) 个")
        }
        let (shape, strides) = (extents.compactMap(\.integer), steps.compactMap(\.integer))
        guard shape.count == extents.count, strides.count == steps.count,
            (shape + strides + [offset]).allSatisfy({ $0 >= 0 })
        else {
            throw broken(
                en: "a shape, stride or offset that is no whole number of at least 0",
                zh: "形状、步幅或偏移不是大于等于 0 的整数")
        }
        guard let byteCount = checkedByteCount(of: shape, storage.format) else {
            throw broken(en: "its shape has more elements than can be counted", zh: "它的形状的元素多得数不清")
        }
        let layout = TorchLayout(shape: shape, strides: strides, offset: offset)
        guard byteCount == 0 || layout.isInside(storage.count) else {
            throw broken(
                en: "it reaches beyond its storage of \(storage.count) numbers",
                zh: "它超出了 \(storage.count) 个数的存储")
        }
        let width = storage.format.byteCount
        let bytes: Data
        if byteCount == 0 {
            bytes = Data()
        } else if layout.isRowMajor {
            bytes = storage.bytes.dropFirst(offset * width).prefix(byteCount)
        } else {
            copies -= byteCount
            guard copies >= 0 else {
                throw broken(en: "it repeats its numbers more often than is read", zh: "它重复的数多得不读")
            }
            bytes = layout.rowMajor(storage.bytes, width: width)
        }
        return PublishedTensors.Entry(
            format: storage.format, shape: Shape(shape), bytes: bytes, path: parts.path)
    }
}

/// Where the elements of a tensor are in its storage.
private struct TorchLayout {
    let shape: [Int]
    let strides: [Int]
    let offset: Int

    /// Whether the last element is among the first `count` numbers of the storage. There is at least one element.
    func isInside(_ count: Int) -> Bool {
        var last = offset
        for (extent, stride) in zip(shape, strides) {
            let (distance, isTooFar) = (extent - 1).multipliedReportingOverflow(by: stride)
            let (sum, isTooLarge) = last.addingReportingOverflow(distance)
            if isTooFar || isTooLarge { return false }
            last = sum
        }
        return last < count
    }

    /// Whether the elements follow each other in the storage as they do in the shape.
    var isRowMajor: Bool {
        var step = 1
        for (extent, stride) in zip(shape, strides).reversed() where extent > 1 {
            if stride != step { return false }
            step *= extent
        }
        return true
    }

    /// The bytes of the elements, `width` each, in row-major order.
    func rowMajor(_ storage: Data, width: Int) -> Data {
        var result = [UInt8]()
        result.reserveCapacity(shape.reduce(width, *))
        let bytes = [UInt8](storage)
        var index = [Int](repeating: 0, count: shape.count)
        var place = offset
        while true {
            result.append(contentsOf: bytes[place * width..<(place + 1) * width])
            var axis = shape.count - 1
            while axis >= 0 {
                index[axis] += 1
                place += strides[axis]
                if index[axis] < shape[axis] { break }
                place -= index[axis] * strides[axis]
                index[axis] = 0
                axis -= 1
            }
            if axis < 0 { return Data(result) }
        }
    }
}
