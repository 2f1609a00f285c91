import Files
import Messages

/// The words of a text file line by line, and errors that know the line.
struct WordReader {
    /// Larger numbers are no angles and no lengths, and their sums would soon be infinite.
    private static let largestNumber = 1e6

    /// Fewer joints than this are read, so that a chain of brackets does not take all memory.
    static let mostJoints = 1000

    /// Frames times joints: 600 MB of positions.
    static let mostPositions = 50_000_000

    let path: String
    private let bytes: [UInt8]
    private var place = 0
    /// The line that was read last, from 1.
    private(set) var line = 0
    /// The words of that line which are not taken yet.
    private(set) var words: ArraySlice<String> = []

    /// - Throws: `FileError`.
    init(_ path: String) throws {
        self.path = path
        do {
            bytes = Array(try readTextFile(path).utf8)
        } catch FileError.malformed(let path, let line, let column, let reason) {
            // Names of joints in Latin-1 are names too. A NUL byte is in no text.
            let data = try readFile(path)
            guard !data.contains(0) else {
                throw FileError.malformed(path: path, line: line, column: column, reason: reason)
            }
            bytes = Array(String(decoding: data.map { UInt16($0) }, as: UTF16.self).utf8)
        }
    }

    /// Moves to the next line that has words; false at the end of the file.
    mutating func nextLine() -> Bool {
        while place < bytes.count {
            line += 1
            var found: [String] = []
            while place < bytes.count, !isLineBreak(bytes[place]) {
                let start = place
                while place < bytes.count, bytes[place] > 0x20 { place += 1 }
                if place > start { found.append(String(decoding: bytes[start..<place], as: UTF8.self)) }
                while place < bytes.count, bytes[place] <= 0x20, !isLineBreak(bytes[place]) { place += 1 }
            }
            // A carriage return and a line feed are one line break.
            if place + 1 < bytes.count, bytes[place] == 13, bytes[place + 1] == 10 { place += 1 }
            place += 1
            if !found.isEmpty {
                words = found[...]
                return true
            }
        }
        words = []
        return false
    }

    /// Takes the next word, from the lines that follow where this one has no more.
    ///
    /// - Throws: at the end of the file, saying what was expected.
    mutating func word(_ expected: any Readable) throws -> String {
        if words.isEmpty, !nextLine() {
            throw error(
                en: "the file ends where \(expected.text) should stand",
                zh: "文件在应有\(expected.text)的地方结束")
        }
        return words.removeFirst()
    }

    /// Takes the next word, which must be this one; capitals do not matter.
    mutating func expect(_ expected: String) throws {
        let found = try word("“\(expected)”")
        guard found.lowercased() == expected.lowercased() else {
            throw error(
                en: "“\(excerpt(found))” where “\(expected)” should stand",
                zh: "此处应为“\(expected)”，而不是“\(excerpt(found))”")
        }
    }

    /// Takes the next word if it is this one; capitals do not matter.
    ///
    /// - Throws: at the end of the file.
    mutating func takes(_ wanted: String) throws -> Bool {
        let found = try word("“\(wanted)”")
        if found.lowercased() == wanted.lowercased() { return true }
        words = [found] + words
        return false
    }

    /// Takes a label and its colon, which may stand apart from it, or without a blank before what follows.
    mutating func expectLabel(_ label: String) throws {
        let found = try word("“\(label):”")
        if found.lowercased() == label.lowercased() { return try expect(":") }
        guard found.lowercased().hasPrefix(label.lowercased() + ":") else {
            throw error(
                en: "“\(excerpt(found))” where “\(label):” should stand",
                zh: "此处应为“\(label):”，而不是“\(excerpt(found))”")
        }
        let rest = found.dropFirst(label.count + 1)
        if !rest.isEmpty { words = [String(rest)] + words }
    }

    /// Takes the rest of the line.
    mutating func restOfLine() -> [String] {
        defer { words = [] }
        return Array(words)
    }

    /// Takes the next word, a number.
    mutating func number(_ expected: any Readable) throws -> Double { try number(from: word(expected)) }

    /// A word as a number.
    func number(from word: String) throws -> Double {
        guard word.utf8.allSatisfy({ isPartOfNumber($0) }), let value = Double(word) else {
            throw error(en: "“\(excerpt(word))” is no number", zh: "“\(excerpt(word))”不是数")
        }
        guard abs(value) <= Self.largestNumber else {
            throw error(en: "the number \(excerpt(word)) is too large", zh: "数 \(excerpt(word)) 太大")
        }
        return value
    }

    /// A vector of three words.
    mutating func vector(_ expected: any Readable) throws -> Vector3 {
        let (x, y) = (try number(expected), try number(expected))
        return Vector3(x, y, try number(expected))
    }

    /// What is wrong, in the line that was read last.
    func error(en: String, zh: String) -> FileError {
        .malformed(path: path, line: max(1, line), reason: Words(en: en, zh: zh).text)
    }

    private func isLineBreak(_ byte: UInt8) -> Bool { byte == 10 || byte == 13 }

    private func isPartOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
            return true
        default: return false
        }
    }
}
