import Files
import Foundation
import Messages
import TensorCore

/// The header of a safetensors file: for each tensor its format, shape and offsets, all checked.
struct SafetensorsHeader {
    struct Entry {
        let name: String
        let format: ElementFormat
        let shape: Shape
        /// The bytes of its elements, counted from the end of the header.
        let bytes: Range<Int>
    }

    /// Why a header is refused.
    struct Failure: Error {
        let reason: String
        init(en: String, zh: String) { reason = Words(en: en, zh: zh).text }
    }

    /// A tensor that cannot be held: of a format or with more axes than are known here, or with a name that Swift takes for
    /// another's. A file is read without it.
    struct Unread {
        let name: String
        let bytes: Range<Int>
        let reason: String
    }

    private(set) var entries: [Entry] = []
    private(set) var unread: [Unread] = []
    private(set) var metadata: [String: String] = [:]

    /// The formats by the names that they have in a file.
    static let formats: [String: ElementFormat] = [
        "BOOL": .bool, "U8": .uint8, "I8": .int8, "U16": .uint16, "I16": .int16, "U32": .uint32,
        "I32": .int32,
        "U64": .uint64, "I64": .int64, "F16": .float16, "BF16": .bfloat16, "F32": .float32, "F64": .float64,
    ]

    /// Formats of numbers that exist, and are no format of an array here.
    static let foreignFormats: Set<String> = [
        "F8_E4M3", "F8_E5M2", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "F6_E2M3", "F6_E3M2", "F4", "C64",
        "C128",
    ]

    /// The name under which a header keeps texts instead of a tensor.
    static let metadataName = "__metadata__"

    /// The longest header that is read: the format's own limit.
    private static let maximumLength = 100_000_000

    /// The header of a file's bytes, and the bytes behind it; `path` is for messages.
    ///
    /// - Throws: `FileError.malformed`.
    static func read(_ data: Data, path: String) throws -> (header: SafetensorsHeader, numbers: Data) {
        guard data.count >= 8 else {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "\(data.count) bytes are no safetensors file", zh: "\(data.count) 字节不成 safetensors 文件"
                ).text)
        }
        let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(min(data.count - 8, maximumLength)) else {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "a header of \(length) bytes in a file of \(data.count) bytes",
                    zh: "头部有 \(length) 字节，文件只有 \(data.count) 字节"
                ).text)
        }
        let numbers = data.dropFirst(8 + Int(length))
        do {
            let bytes = Array(data.dropFirst(8).prefix(Int(length)))
            return (try SafetensorsHeader(parsing: bytes, dataCount: numbers.count), numbers)
        } catch {
            throw FileError.malformed(path: path, reason: error.reason)
        }
    }

    /// Parses the header of a file that has `dataCount` bytes after it.
    init(parsing bytes: [UInt8], dataCount: Int) throws(Failure) {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw Failure(
                en: "the header is not JSON: \(error.reason) at its byte \(error.offset)",
                zh: "头部不是 JSON：\(error.reason)，在它的第 \(error.offset) 字节")
        }
        guard case .object(let members) = json, bytes.first == UInt8(ascii: "{") else {
            throw Failure(en: "the header is not a JSON object", zh: "头部不是 JSON 对象")
        }
        // Names are compared byte by byte, as the format does: to Swift, an "é" of one code point equals one of two.
        var (names, readNames) = (Set<[UInt8]>(), Set<String>())
        for (name, value) in members {
            if !names.insert(Array(name.utf8)).inserted {
                throw Failure(en: "the name \(quoted(name)) is there twice", zh: "名字 \(quoted(name)) 出现了两次")
            }
            if name == SafetensorsHeader.metadataName {
                metadata = try SafetensorsHeader.parseMetadata(value)
            } else {
                do {
                    try add(name, value, dataCount: dataCount, isNew: readNames.insert(name).inserted)
                } catch {
                    throw Failure(
                        en: "tensor \(quoted(name)): \(error.reason)",
                        zh: "张量 \(quoted(name))：\(error.reason)")
                }
            }
        }
        try requireCover(dataCount: dataCount)
    }

    private mutating func add(
        _ name: String, _ value: JSONValue, dataCount: Int, isNew: Bool
    ) throws(Failure) {
        let description = try TensorDescription(value, dataCount: dataCount)
        let entry: Entry
        switch try description.entry(named: name) {
        case .success(let readable): entry = readable
        case .failure(let failure):
            unread.append(Unread(name: name, bytes: description.bytes, reason: failure.reason))
            return
        }
        if isNew {
            entries.append(entry)
        } else {
            unread.append(
                Unread(
                    name: name, bytes: entry.bytes,
                    reason: Words(
                        en: "its name differs from another's only in how an accent is written",
                        zh: "它的名字与另一个只差重音符号的写法"
                    ).text))
        }
    }

    private static func parseMetadata(_ value: JSONValue) throws(Failure) -> [String: String] {
        guard case .object(let members) = value else {
            throw Failure(en: "\(metadataName) is not a JSON object", zh: "\(metadataName) 不是 JSON 对象")
        }
        var result: [String: String] = [:]
        for (name, value) in members {
            guard case .string(let text) = value else {
                throw Failure(
                    en: "\(metadataName): \(quoted(name)) is not a string",
                    zh: "\(metadataName)：\(quoted(name)) 不是字符串")
            }
            if result.updateValue(text, forKey: name) != nil {
                throw Failure(
                    en: "\(metadataName): the name \(quoted(name)) is there twice",
                    zh: "\(metadataName)：名字 \(quoted(name)) 出现了两次")
            }
        }
        return result
    }

    /// Checks that the tensors fill the data from its first byte to its last, each byte once.
    private func requireCover(dataCount: Int) throws(Failure) {
        var end = 0
        let all = entries.map { ($0.name, $0.bytes) } + unread.map { ($0.name, $0.bytes) }
        for (name, bytes) in all.sorted(by: {
            ($0.1.lowerBound, $0.1.upperBound) < ($1.1.lowerBound, $1.1.upperBound)
        }) {
            if bytes.lowerBound != end {
                let problem =
                    bytes.lowerBound < end
                    ? Words(en: "its data overlap another's", zh: "它的数据与另一个重叠")
                    : Words(en: "a gap before its data", zh: "它的数据之前有空隙")
                throw Failure(
                    en: "tensor \(quoted(name)): \(problem)", zh: "张量 \(quoted(name))：\(problem)")
            }
            end = bytes.upperBound
        }
        if end != dataCount {
            throw Failure(
                en: "\(dataCount - end) bytes at the end belong to no tensor",
                zh: "末尾有 \(dataCount - end) 字节不属于任何张量")
        }
    }
}

/// One tensor's member of the header.
private struct TensorDescription {
    typealias Failure = SafetensorsHeader.Failure

    let formatName: String
    let extents: [Int]
    let bytes: Range<Int>

    init(_ value: JSONValue, dataCount: Int) throws(Failure) {
        guard case .object(let members) = value else {
            throw Failure(en: "its entry is not a JSON object", zh: "它的条目不是 JSON 对象")
        }
        func member(_ name: String) throws(Failure) -> JSONValue {
            let found = members.filter { $0.name == name }
            guard found.count == 1 else {
                throw found.isEmpty
                    ? Failure(en: "it has no \"\(name)\"", zh: "它没有 \"\(name)\"")
                    : Failure(en: "\"\(name)\" is there twice", zh: "\"\(name)\" 出现了两次")
            }
            return found[0].value
        }
        guard case .string(let formatName) = try member("dtype") else {
            throw Failure(en: "its \"dtype\" is not a string", zh: "它的 \"dtype\" 不是字符串")
        }
        self.formatName = formatName
        extents = try naturalNumbers(try member("shape"), "shape")
        let offsets = try naturalNumbers(try member("data_offsets"), "data_offsets")
        guard offsets.count == 2, offsets[0] <= offsets[1] else {
            throw Failure(
                en: "its \"data_offsets\" are not a start and an end", zh: "它的 \"data_offsets\" 不是起点和终点")
        }
        guard offsets[1] <= dataCount else {
            throw Failure(
                en: "its data end at byte \(offsets[1]) of \(dataCount)",
                zh: "它的数据结束于第 \(offsets[1]) 字节，共有 \(dataCount) 字节")
        }
        bytes = offsets[0]..<offsets[1]
    }

    /// The tensor; a failure where it is right but cannot be held.
    func entry(named name: String) throws(Failure) -> Result<SafetensorsHeader.Entry, Failure> {
        guard let format = SafetensorsHeader.formats[formatName] else {
            guard SafetensorsHeader.foreignFormats.contains(formatName) else {
                throw Failure(
                    en: "the dtype \(quoted(formatName)) is not known", zh: "不认识 dtype \(quoted(formatName))")
            }
            return .failure(
                Failure(en: "numbers of the format \(formatName) are not read", zh: "不读 \(formatName) 格式的数"))
        }
        guard let byteCount = checkedByteCount(of: extents, format) else {
            throw Failure(en: "its shape has more elements than can be counted", zh: "它的形状的元素多得数不清")
        }
        guard bytes.count == byteCount else {
            throw Failure(
                en: "\(bytes.count) bytes of data, its shape needs \(byteCount)",
                zh: "数据有 \(bytes.count) 字节，它的形状需要 \(byteCount) 字节")
        }
        guard extents.count <= Shape.maximumRank else {
            return .failure(
                Failure(
                    en: "\(extents.count) axes, at most \(Shape.maximumRank) are supported",
                    zh: "有 \(extents.count) 个轴，最多支持 \(Shape.maximumRank) 个"))
        }
        return .success(.init(name: name, format: format, shape: Shape(extents), bytes: bytes))
    }
}

/// An array of integers of at least 0.
private func naturalNumbers(_ value: JSONValue, _ name: String) throws(SafetensorsHeader.Failure) -> [Int] {
    guard case .array(let elements) = value else {
        throw SafetensorsHeader.Failure(en: "its \"\(name)\" is not an array", zh: "它的 \"\(name)\" 不是数组")
    }
    var result: [Int] = []
    for element in elements {
        guard case .integer(let number) = element, number >= 0 else {
            throw SafetensorsHeader.Failure(
                en: "its \"\(name)\" holds something else than whole numbers", zh: "它的 \"\(name)\" 中有不是整数的东西")
        }
        result.append(number)
    }
    return result
}

/// The bytes that an array of these extents takes; nil when they, or the strides, cannot be counted.
func checkedByteCount(of extents: [Int], _ format: ElementFormat) -> Int? {
    var (product, hasNone) = (format.byteCount, false)
    for extent in extents {
        if extent == 0 { hasNone = true }
        let (next, overflow) = product.multipliedReportingOverflow(by: max(1, extent))
        if overflow { return nil }
        product = next
    }
    return hasNone ? 0 : product
}

/// A name from a file, in quotation marks and on one line, whatever characters it has.
func quoted(_ name: some StringProtocol) -> String { "\"\(excerpt(name, limit: 60))\"" }
