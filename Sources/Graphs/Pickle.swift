import Files

/// A value of a Python pickle. Lists and objects are shared where the pickle shares them.
enum PickleValue {
    case none
    case bool(Bool)
    case int(Int)
    case bytes(ArraySlice<UInt8>)
    case tuple([PickleValue])
    case list(PickleList)
    case dictionary(PickleDictionary)
    /// A class or function by its name, which is never looked up, let alone called.
    case global(String)
    /// What a call of a global, or a class without a call, would have made, with the state it was given.
    case object(PickleObject)
    case mark

    /// Whether it may hold other values.
    fileprivate var isContainer: Bool {
        switch self {
        case .tuple, .list, .dictionary, .object: true
        case .none, .bool, .int, .bytes, .global, .mark: false
        }
    }
}

/// A list that grows while it is read.
final class PickleList {
    var elements: [PickleValue] = []
}

/// Keys and values in the order of the file.
final class PickleDictionary {
    var entries: [(key: PickleValue, value: PickleValue)] = []
}

/// A global, the arguments it was to be called with, and the state that was to be set.
final class PickleObject {
    let global: String
    let arguments: [PickleValue]
    var state: PickleValue?
    let items = PickleDictionary()

    init(_ global: String, _ arguments: [PickleValue]) { (self.global, self.arguments) = (global, arguments) }
}

/// Reads the few opcodes that pickles of arrays, sparse matrices and dictionaries of lists need, and refuses all others.
///
/// A pickle is a program; Python's reader imports and calls what it names. Here globals are names, calls are written down
/// and not made, and every opcode that is not known ends the reading. No more values come to be than the file has bytes, and
/// their nesting depth is bounded, so that freeing them cannot overflow the stack.
struct PickleReader {
    private let path: String
    private let bytes: [UInt8]
    private var position = 0
    private var stack: [PickleValue] = []
    private var memo: [Int: PickleValue] = [:]
    private var nestings = 0

    /// How often values with values inside are put into others. A data set needs some tens; no chain of values is longer.
    private static let nestingLimit = 1000

    /// The names that may appear; all others are refused.
    private static let globals: Set = [
        "scipy.sparse.csr csr_matrix", "scipy.sparse._csr csr_matrix", "numpy.core.multiarray _reconstruct",
        "numpy._core.multiarray _reconstruct", "numpy ndarray", "numpy dtype", "collections defaultdict",
        "__builtin__ list", "builtins list", "_codecs encode",
    ]

    /// The value that a file holds.
    ///
    /// - Throws: `FileError`.
    static func read(_ path: String) throws -> PickleValue {
        var reader = PickleReader(path: path, bytes: [UInt8](try readFile(path)))
        return try reader.run()
    }

    private init(path: String, bytes: [UInt8]) { (self.path, self.bytes) = (path, bytes) }

    private func broken(_ reason: String) -> FileError {
        .malformed(path: path, reason: "at byte \(position): \(reason)")
    }

    private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
        guard count >= 0, count <= bytes.count - position else { throw broken("the pickle ends too soon") }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// A whole number of this many bytes, the lowest first.
    private mutating func number(_ count: Int) throws -> Int {
        try take(count).reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private mutating func line() throws -> String {
        guard let end = bytes[position...].firstIndex(of: 10), end - position < 200,
            let text = String(validating: bytes[position..<end], as: UTF8.self)
        else { throw broken("a name without an end") }
        position = end + 1
        return text
    }

    private mutating func pop() throws -> PickleValue {
        guard let last = stack.popLast() else { throw broken("a value is missing") }
        return last
    }

    /// Everything above the last mark, which goes too.
    private mutating func popToMark() throws -> [PickleValue] {
        guard let place = stack.lastIndex(where: { if case .mark = $0 { true } else { false } }) else {
            throw broken("a mark is missing")
        }
        defer { stack.removeSubrange(place...) }
        return Array(stack[(place + 1)...])
    }

    /// Counts the putting of values into another where they may hold values themselves.
    private mutating func nest(_ values: [PickleValue]) throws {
        guard values.contains(where: \.isContainer) else { return }
        nestings += 1
        guard nestings <= PickleReader.nestingLimit else { throw broken("too many values within values") }
    }

    private func top() throws -> PickleValue {
        guard let last = stack.last else { throw broken("a value is missing") }
        return last
    }

    private mutating func run() throws -> PickleValue {
        while true {
            let opcode = try take(1).first ?? 0
            switch opcode {
            case UInt8(ascii: "."):
                let result = try pop()
                guard stack.isEmpty else { throw broken("more than one value") }
                guard position == bytes.count else { throw broken("more follows behind the end") }
                return result
            case 0x80:
                let version = try number(1)
                guard (2...5).contains(version) else { throw broken("a pickle of protocol \(version)") }
            case UInt8(ascii: "N"): stack.append(.none)
            case 0x88: stack.append(.bool(true))
            case 0x89: stack.append(.bool(false))
            case UInt8(ascii: "K"): stack.append(.int(try number(1)))
            case UInt8(ascii: "M"): stack.append(.int(try number(2)))
            case UInt8(ascii: "J"): stack.append(.int(Int(Int32(truncatingIfNeeded: try number(4)))))
            case UInt8(ascii: "U"), UInt8(ascii: "C"): stack.append(.bytes(try take(try number(1))))
            case UInt8(ascii: "T"), UInt8(ascii: "B"), UInt8(ascii: "X"):
                stack.append(.bytes(try take(try number(4))))
            case UInt8(ascii: "c"):
                let name = "\(try line()) \(try line())"
                guard PickleReader.globals.contains(name) else {
                    throw broken("the pickle names '\(excerpt(name))', which a data set has no need of")
                }
                stack.append(.global(name))
            case UInt8(ascii: "("): stack.append(.mark)
            case UInt8(ascii: ")"): stack.append(.tuple([]))
            case UInt8(ascii: "]"): stack.append(.list(PickleList()))
            case UInt8(ascii: "}"): stack.append(.dictionary(PickleDictionary()))
            case UInt8(ascii: "t"):
                let values = try popToMark()
                try nest(values)
                stack.append(.tuple(values))
            case 0x85...0x87:
                let count = Int(opcode) - 0x84
                guard stack.count >= count else { throw broken("a value is missing") }
                let values = Array(stack.suffix(count))
                stack.removeLast(count)
                try nest(values)
                stack.append(.tuple(values))
            case UInt8(ascii: "q"): memo[try number(1)] = try top()
            case UInt8(ascii: "r"): memo[try number(4)] = try top()
            case UInt8(ascii: "h"), UInt8(ascii: "j"):
                let place = try number(opcode == UInt8(ascii: "h") ? 1 : 4)
                guard let value = memo[place] else { throw broken("nothing was remembered as \(place)") }
                stack.append(value)
            case UInt8(ascii: "a"): try append([try pop()])
            case UInt8(ascii: "e"): try append(try popToMark())
            case UInt8(ascii: "s"):
                let value = try pop()
                try set([try pop(), value])
            case UInt8(ascii: "u"): try set(try popToMark())
            case UInt8(ascii: "R"), 0x81:
                guard case .tuple(let arguments) = try pop(), case .global(let name) = try pop() else {
                    throw broken("something is called that is no name")
                }
                try nest([.tuple(arguments)])
                stack.append(.object(PickleObject(name, arguments)))
            case UInt8(ascii: "b"):
                let state = try pop()
                guard case .object(let object) = try top() else { throw broken("a state without an object") }
                try nest([state])
                object.state = state
            default:
                position -= 1
                throw broken("the opcode 0x\(String(opcode, radix: 16)) is not one that a data set needs")
            }
        }
    }

    private mutating func append(_ values: [PickleValue]) throws {
        try nest(values)
        guard case .list(let list) = try top() else { throw broken("something is appended to no list") }
        list.elements += values
    }

    private mutating func set(_ values: [PickleValue]) throws {
        try nest(values)
        guard values.count % 2 == 0 else { throw broken("a key without a value") }
        let pairs = stride(from: 0, to: values.count, by: 2).map { (values[$0], values[$0 + 1]) }
        switch try top() {
        case .dictionary(let dictionary): dictionary.entries += pairs
        case .object(let object): object.items.entries += pairs
        default: throw broken("a key is set in no dictionary")
        }
    }
}
