import Messages

/// What one kind of file has need of in its pickles.
package struct PickleDialect: Sendable {
    /// The globals that may be named; all others are refused.
    let globals: Set<String>
    /// Whether the opcodes of protocols 4 and 5 are read too.
    let readsNewerProtocols: Bool
    /// What is said of another global, in the place after its name.
    let refusal: @Sendable (String) -> Words

    /// - Parameters:
    ///   - globals: a module and a name in it, with a blank between.
    ///   - readsNewerProtocols: whether the opcodes of protocols 4 and 5 are read too.
    ///   - refusal: why another one is refused, for the message.
    package init(
        globals: Set<String>, readsNewerProtocols: Bool = false,
        refusal: @escaping @Sendable (String) -> Words
    ) {
        (self.globals, self.readsNewerProtocols, self.refusal) = (globals, readsNewerProtocols, refusal)
    }
}

/// Reads the opcodes that pickles of arrays, dictionaries and lists need, and refuses all others.
///
/// A pickle is a program; Python's reader imports and calls what it names. Here globals are names, calls are written down
/// and not made, and every opcode that is not known ends the reading. No more values come to be than the file has bytes, and
/// they lie in one another to a bounded depth, so that freeing them cannot overflow the stack: what was put into another
/// value can no longer change, and so no list holds itself.
package struct PickleReader {
    private let path: String
    private let bytes: [UInt8]
    private let dialect: PickleDialect
    /// How far the file was read.
    package private(set) var position: Int
    private var stack: [Slot] = []
    private var memo: [Int: Slot] = [:]

    /// A value, and how many containers lie in one another in it.
    private struct Slot {
        let value: PickleValue
        let depth: Int
    }

    /// How many containers may lie in one another: a checkpoint needs ten.
    private static let depthLimit = 100

    /// A reader of a file's bytes from a position on; `path` is for messages.
    package init(_ bytes: [UInt8], from position: Int = 0, path: String, dialect: PickleDialect) {
        (self.bytes, self.position, self.path, self.dialect) = (bytes, position, path, dialect)
    }

    /// The value of a file that holds one pickle.
    ///
    /// - Throws: `FileError`.
    package static func read(_ path: String, dialect: PickleDialect) throws -> PickleValue {
        var reader = PickleReader([UInt8](try readFile(path)), path: path, dialect: dialect)
        let value = try reader.next()
        try reader.requireEnd()
        return value
    }

    /// Throws where more bytes follow.
    package func requireEnd() throws {
        guard position == bytes.count else { throw broken(en: "more follows behind the end", zh: "结尾后面还有内容") }
    }

    private func broken(en: String, zh: String) -> FileError {
        let reason = Words(en: "at byte \(position): \(en)", zh: "第 \(position) 字节：\(zh)")
        return .malformed(path: path, reason: reason.text)
    }

    /// The bytes from here on, which become the past.
    ///
    /// - Throws: `FileError` where there are fewer.
    package mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
        guard count >= 0, count <= bytes.count - position else {
            throw broken(en: "the pickle ends too soon", zh: "pickle 过早结束")
        }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// A whole number of this many bytes, the lowest first.
    private mutating func number(_ count: Int) throws -> Int {
        try take(count).reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private mutating func line() throws -> String {
        guard let end = bytes[position...].prefix(200).firstIndex(of: 10),
            let text = String(validating: bytes[position..<end], as: UTF8.self)
        else { throw broken(en: "a name without an end", zh: "名字没有结尾") }
        position = end + 1
        return text
    }

    private mutating func push(_ value: PickleValue, depth: Int = 0) {
        stack.append(Slot(value: value, depth: depth))
    }

    private mutating func pop() throws -> Slot {
        guard let last = stack.popLast() else { throw broken(en: "a value is missing", zh: "缺少一个值") }
        return last
    }

    /// Everything above the last mark, which goes too.
    private mutating func popToMark() throws -> [Slot] {
        guard let place = stack.lastIndex(where: { if case .mark = $0.value { true } else { false } }) else {
            throw broken(en: "a mark is missing", zh: "缺少一个标记")
        }
        defer { stack.removeSubrange(place...) }
        return Array(stack[(place + 1)...])
    }

    private func top() throws -> Slot {
        guard let last = stack.last else { throw broken(en: "a value is missing", zh: "缺少一个值") }
        return last
    }

    /// How deep a container is that values are put into; the containers among them are closed.
    private func depth(around slots: [Slot]) throws -> Int {
        var deepest = 0
        for slot in slots {
            let container: PickleContainer? =
                switch slot.value {
                case .list(let list): list
                case .dictionary(let dictionary): dictionary
                case .object(let object): object
                default: nil
                }
            container?.isClosed = true
            deepest = max(deepest, container?.depth ?? slot.depth)
        }
        guard deepest < PickleReader.depthLimit else {
            throw broken(en: "too many values within values", zh: "值的嵌套太深")
        }
        return deepest + 1
    }

    /// Puts values into a container.
    private func open(_ container: PickleContainer, for slots: [Slot]) throws {
        guard !container.isClosed else {
            throw broken(en: "something is put into a value that is in another", zh: "要放进一个值，而它已在另一个值里")
        }
        container.depth = max(container.depth, try depth(around: slots))
        // It may have been put into itself just now.
        guard !container.isClosed else { throw broken(en: "a value is put into itself", zh: "一个值放进了自己") }
    }

    private mutating func pushTuple(_ slots: [Slot]) throws {
        push(.tuple(slots.map(\.value)), depth: try depth(around: slots))
    }

    /// The next value of the file.
    ///
    /// - Throws: `FileError`.
    package mutating func next() throws -> PickleValue {
        (stack, memo) = ([], [:])
        while true {
            let opcode = try take(1).first ?? 0
            switch opcode {
            case UInt8(ascii: "."):
                let result = try pop()
                guard stack.isEmpty else { throw broken(en: "more than one value", zh: "不止一个值") }
                return result.value
            case 0x80:
                let version = try number(1)
                guard (2...5).contains(version) else {
                    throw broken(en: "a pickle of protocol \(version)", zh: "pickle 的协议是 \(version)")
                }
            case UInt8(ascii: "N"): push(.none)
            case 0x88: push(.bool(true))
            case 0x89: push(.bool(false))
            case UInt8(ascii: "K"): push(.int(try number(1)))
            case UInt8(ascii: "M"): push(.int(try number(2)))
            case UInt8(ascii: "J"): push(.int(Int(Int32(truncatingIfNeeded: try number(4)))))
            case 0x8A: push(try longInteger())
            case UInt8(ascii: "G"):
                let bits = try take(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                push(.double(Double(bitPattern: bits)))
            case UInt8(ascii: "U"), UInt8(ascii: "C"): push(.bytes(try take(try number(1))))
            case UInt8(ascii: "T"), UInt8(ascii: "B"), UInt8(ascii: "X"):
                push(.bytes(try take(try number(4))))
            case UInt8(ascii: "c"): try pushGlobal("\(try line()) \(try line())")
            case UInt8(ascii: "("): push(.mark)
            case UInt8(ascii: ")"): push(.tuple([]), depth: 1)
            case UInt8(ascii: "]"): push(.list(PickleList()))
            case UInt8(ascii: "}"): push(.dictionary(PickleDictionary()))
            case UInt8(ascii: "t"): try pushTuple(try popToMark())
            case 0x85...0x87:
                let count = Int(opcode) - 0x84
                guard stack.count >= count else { throw broken(en: "a value is missing", zh: "缺少一个值") }
                let slots = Array(stack.suffix(count))
                stack.removeLast(count)
                try pushTuple(slots)
            case UInt8(ascii: "q"): memo[try number(1)] = try top()
            case UInt8(ascii: "r"): memo[try number(4)] = try top()
            case UInt8(ascii: "h"), UInt8(ascii: "j"):
                let place = try number(opcode == UInt8(ascii: "h") ? 1 : 4)
                guard let slot = memo[place] else {
                    throw broken(en: "nothing was remembered as \(place)", zh: "没有记住过 \(place)")
                }
                stack.append(slot)
            case UInt8(ascii: "a"): try append([try pop()])
            case UInt8(ascii: "e"): try append(try popToMark())
            case UInt8(ascii: "s"):
                let value = try pop()
                try set([try pop(), value])
            case UInt8(ascii: "u"): try set(try popToMark())
            case UInt8(ascii: "R"), 0x81:
                let arguments = try pop()
                guard case .tuple(let values) = arguments.value, case .global(let name) = try pop().value
                else {
                    throw broken(en: "something is called that is no name", zh: "被调用的不是名字")
                }
                let object = PickleObject(name, values)
                try open(object, for: [arguments])
                push(.object(object))
            case UInt8(ascii: "b"):
                let state = try pop()
                guard case .object(let object) = try top().value else {
                    throw broken(en: "a state without an object", zh: "状态没有对象")
                }
                try open(object, for: [state])
                object.state = state.value
            case UInt8(ascii: "Q"):
                let name = try pop()
                push(.persistent(name.value), depth: try depth(around: [name]))
            case 0x8C...0x8E where dialect.readsNewerProtocols, 0x93...0x96 where dialect.readsNewerProtocols:
                try readNewer(opcode)
            default:
                position -= 1
                let name = PickleReader.refused[opcode].map { ", \($0)," } ?? ""
                throw broken(
                    en: "the opcode 0x\(String(opcode, radix: 16))\(name) is not one that data need",
                    zh: "操作码 0x\(String(opcode, radix: 16))\(name) 不是数据需要的")
            }
        }
    }

    /// An opcode of protocols 4 and 5: texts and bytes of other lengths, a global whose name lies on the stack, a value that is
    /// remembered under the next number, and a frame, which only says how much may be read at once.
    private mutating func readNewer(_ opcode: UInt8) throws {
        switch opcode {
        case 0x8C: push(.bytes(try take(try number(1))))
        case 0x8D, 0x8E, 0x96: push(.bytes(try take(try number(8))))
        case 0x93:
            guard let name = try pop().value.text, let module = try pop().value.text else {
                throw broken(en: "a global without a name", zh: "全局量没有名字")
            }
            try pushGlobal("\(module) \(name)")
        case 0x94: memo[memo.count] = try top()
        default: _ = try take(8)
        }
    }

    private mutating func pushGlobal(_ name: String) throws {
        guard dialect.globals.contains(name) else {
            let (given, refusal) = (excerpt(name), dialect.refusal(name))
            throw broken(
                en: "the pickle names '\(given)', \(refusal.en)", zh: "pickle 提到 '\(given)'，\(refusal.zh)")
        }
        push(.global(name))
    }

    /// What Python calls opcodes that a reader may meet in whole objects and in newer protocols.
    private static let refused: [UInt8: String] = [
        0x69: "INST", 0x6F: "OBJ", 0x50: "PERSID", 0x82: "EXT1", 0x83: "EXT2", 0x84: "EXT4", 0x8B: "LONG4",
        0x8C: "SHORT_BINUNICODE", 0x8F: "EMPTY_SET", 0x92: "NEWOBJ_EX", 0x93: "STACK_GLOBAL", 0x94: "MEMOIZE",
        0x95: "FRAME",
    ]

    private mutating func longInteger() throws -> PickleValue {
        let digits = try take(try number(1))
        guard digits.count <= 8 else { return .longInteger(digits) }
        let sign = digits.last.map { $0 >= 128 } ?? false ? -1 : 0
        return .int(digits.reversed().reduce(sign) { $0 << 8 | Int($1) })
    }

    private mutating func append(_ slots: [Slot]) throws {
        guard case .list(let list) = try top().value else {
            throw broken(en: "something is appended to no list", zh: "要添加的对象不是列表")
        }
        try open(list, for: slots)
        list.elements += slots.map(\.value)
    }

    private mutating func set(_ slots: [Slot]) throws {
        guard slots.count % 2 == 0 else { throw broken(en: "a key without a value", zh: "键没有值") }
        let pairs = stride(from: 0, to: slots.count, by: 2).map { (slots[$0].value, slots[$0 + 1].value) }
        switch try top().value {
        case .dictionary(let dictionary):
            try open(dictionary, for: slots)
            dictionary.entries += pairs
        case .object(let object):
            try open(object, for: slots)
            object.items += pairs
        default: throw broken(en: "a key is set in no dictionary", zh: "要设键的对象不是字典")
        }
    }
}
