import Files
import Foundation
import Messages
import TensorCore

/// The two parts of a file of `torch.save`: the pickle's value, and where each storage's numbers are.
struct TorchParts {
    let path: String
    let object: PickleValue
    let bytes: Data
    /// The bytes of each storage by its key.
    private let storages: [String: Range<Int>]

    static let tensor = "torch._utils _rebuild_tensor_v2"
    static let parameter = "torch._utils _rebuild_parameter"
    static let orderedDictionary = "collections OrderedDict"

    /// The formats by the class of their storage.
    private static let formats: [String: ElementFormat] = [
        "torch FloatStorage": .float32, "torch DoubleStorage": .float64, "torch HalfStorage": .float16,
        "torch BFloat16Storage": .bfloat16, "torch LongStorage": .int64, "torch IntStorage": .int32,
        "torch ShortStorage": .int16, "torch CharStorage": .int8, "torch ByteStorage": .uint8,
        "torch BoolStorage": .bool,
    ]

    private static let dialect = PickleDialect(
        globals: Set(formats.keys).union([
            tensor, parameter, orderedDictionary, "torch Size", "__builtin__ set", "builtins set",
        ]), refusal: refusal)

    /// Why a name is refused.
    private static func refusal(_ name: String) -> Words {
        if name.hasPrefix("torch.nn.") || name.hasPrefix("__main__ ") {
            return Words(
                en: "a class: the file holds a whole module, which is code, not its state_dict",
                zh: "那是一个类：文件中是整个模块，即代码，不是它的 state_dict")
        }
        if name.hasPrefix("torch") {
            return Words(
                en: "which is not read: only dense tensors of floats and whole numbers are",
                zh: "不读它：只读浮点数和整数的稠密张量")
        }
        if name.hasPrefix("numpy") || name.hasPrefix("_codecs") {
            return Words(
                en: "a number or array of NumPy, which torch itself refuses as code",
                zh: "那是 NumPy 的数或数组，torch 自己也把它当作代码拒绝")
        }
        return Words(en: "which is code, and code is never run", zh: "那是代码，而代码从不运行")
    }

    /// How the older format begins: a pickle of the number 0x1950a86a20f9469cfc6c.
    static let olderStart: [UInt8] = [
        0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
    ]

    init(_ data: Data, path: String) throws {
        let bytes = [UInt8](data)
        self.path = path
        self.bytes = data
        if isZip(bytes) {
            do {
                (object, storages) = try TorchParts.zipped(bytes, path: path)
            } catch let error as CompressionError {
                throw FileError.malformed(path: path, reason: error.reason)
            }
        } else if bytes.starts(with: TorchParts.olderStart) {
            (object, storages) = try TorchParts.older(bytes, path: path)
        } else {
            throw FileError.malformed(
                path: path, reason: Words(en: "not a file of torch.save", zh: "不是 torch.save 的文件").text)
        }
    }

    func broken(en: String, zh: String) -> FileError {
        .malformed(path: path, reason: Words(en: en, zh: zh).text)
    }

    // MARK: The zip archive

    /// The archive `NAME/data.pkl`, `NAME/data/KEY`, `NAME/byteorder`.
    private static func zipped(_ bytes: [UInt8], path: String) throws -> (PickleValue, [String: Range<Int>]) {
        func broken(en: String, zh: String) -> FileError {
            .malformed(path: path, reason: Words(en: en, zh: zh).text)
        }
        let entries = try zipEntries(bytes)
        guard let pickle = entries.first(where: { $0.name.hasSuffix("/data.pkl") }) else {
            throw broken(
                en: "a zip archive without a data.pkl: not a file of torch.save",
                zh: "zip 压缩包没有 data.pkl：不是 torch.save 的文件")
        }
        let folder = pickle.name.dropLast("data.pkl".count)
        if let code = entries.first(where: {
            $0.name.hasPrefix("\(folder)code/") || $0.name == "\(folder)constants.pkl"
        }) {
            throw broken(
                en: "\(excerpt(code.name)): a TorchScript archive, which is code; save the state_dict",
                zh: "\(excerpt(code.name))：TorchScript 压缩包，是代码；请保存 state_dict")
        }
        var byName: [String: ZipEntry] = [:]
        for entry in entries where byName.updateValue(entry, forKey: entry.name) != nil {
            throw broken(
                en: "the zip archive has two files \(quoted(entry.name))",
                zh: "zip 压缩包中有两个文件 \(quoted(entry.name))")
        }
        if let order = byName["\(folder)byteorder"] {
            guard bytes[try storedBytes(bytes, order)].elementsEqual("little".utf8) else {
                throw broken(en: "its numbers are not little-endian", zh: "其中的数不是小端序的")
            }
        }
        var reader = PickleReader(
            Array(bytes[try storedBytes(bytes, pickle)]), path: path, dialect: dialect)
        let object = try reader.next()
        try reader.requireEnd()
        var storages: [String: Range<Int>] = [:]
        let prefix = "\(folder)data/"
        for entry in entries where entry.name.hasPrefix(prefix) {
            storages[String(entry.name.dropFirst(prefix.count))] = try storedBytes(bytes, entry)
        }
        return (object, storages)
    }

    // MARK: The older format

    /// Five pickles in a row (magic number, protocol, system, object, the storages' keys), then of each storage how many
    /// numbers it has, in eight bytes, and the numbers.
    private static func older(_ bytes: [UInt8], path: String) throws -> (PickleValue, [String: Range<Int>]) {
        func broken(en: String, zh: String) -> FileError {
            .malformed(path: path, reason: Words(en: en, zh: zh).text)
        }
        var reader = PickleReader(bytes, path: path, dialect: dialect)
        _ = try reader.next()
        guard try reader.next().integer == 1001 else {
            throw broken(en: "torch.save's format is not number 1001", zh: "torch.save 的格式不是 1001 号")
        }
        if case .dictionary(let system) = try reader.next(),
            let entry = system.entries.first(where: { $0.key.text == "little_endian" }),
            case .bool(false) = entry.value
        {
            throw broken(en: "its numbers are not little-endian", zh: "其中的数不是小端序的")
        }
        let object = try reader.next()
        guard case .list(let keys) = try reader.next() else {
            throw broken(en: "no list of storages", zh: "没有存储的列表")
        }
        let widths = storageWidths(in: object, limit: bytes.count)
        var storages: [String: Range<Int>] = [:]
        for key in keys.elements {
            guard let name = key.text, let width = widths[name] else {
                throw broken(en: "a storage that no tensor has, of unknown format", zh: "有一个存储不属于任何张量，格式未知")
            }
            let count = try reader.take(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            guard count <= UInt64(bytes.count / width) else {
                throw broken(
                    en: "a storage of \(count) numbers in a file of \(bytes.count) bytes",
                    zh: "存储有 \(count) 个数，文件只有 \(bytes.count) 字节")
            }
            let place = reader.position
            _ = try reader.take(Int(count) * width)
            guard storages.updateValue(place..<reader.position, forKey: name) == nil else {
                throw broken(en: "the storage \(quoted(name)) is there twice", zh: "存储 \(quoted(name)) 出现了两次")
            }
        }
        try reader.requireEnd()
        return (object, storages)
    }

    /// How many bytes the numbers of each storage have, wherever a tensor in the value names it.
    private static func storageWidths(in value: PickleValue, limit: Int) -> [String: Int] {
        var widths: [String: Int] = [:]
        var (waiting, visits) = ([value], limit)
        while let value = waiting.popLast(), visits > 0 {
            visits -= 1
            switch value {
            case .persistent(.tuple(let parts)) where parts.count >= 5:
                if case .global(let type) = parts[1], let key = parts[2].text {
                    widths[key] = formats[type]?.byteCount
                }
            case .tuple(let elements): waiting += elements
            case .list(let list): waiting += list.elements
            case .dictionary(let dictionary): waiting += dictionary.entries.map(\.value)
            case .object(let object): waiting += object.arguments + object.items.map(\.value)
            default: break
            }
        }
        return widths
    }

    // MARK: Storages

    /// The numbers that a tensor names by ('storage', class, key, device, count).
    func storage(_ value: PickleValue, _ broken: (_ en: String, _ zh: String) -> FileError) throws
        -> (format: ElementFormat, count: Int, bytes: Data)
    {
        guard case .persistent(.tuple(let parts)) = value, parts.count >= 5, parts[0].text == "storage",
            case .global(let type) = parts[1], let key = parts[2].text, let count = parts[4].integer
        else { throw broken("it has no storage", "它没有存储") }
        guard let format = TorchParts.formats[type] else {
            throw broken("'\(excerpt(type))' is no format of numbers", "'\(excerpt(type))' 不是数的格式")
        }
        if parts.count > 5 {
            guard case .none = parts[5] else {
                throw broken("a view of a storage in the oldest format", "最旧格式中的存储视图")
            }
        }
        guard let place = storages[key] else {
            throw broken("the file has no storage \(quoted(key))", "文件中没有存储 \(quoted(key))")
        }
        guard count >= 0, place.count % format.byteCount == 0, count == place.count / format.byteCount else {
            throw broken(
                "a storage of \(count) numbers has \(place.count) bytes",
                "\(count) 个数的存储有 \(place.count) 字节")
        }
        return (format, count, bytes.dropFirst(place.lowerBound).prefix(place.count))
    }
}
