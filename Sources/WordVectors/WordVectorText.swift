import Files
import Foundation
import Messages
import TensorCore

extension WordVectors {
    /// Reads word2vec's or GloVe's text.
    init(text bytes: [UInt8], path: String) throws {
        var reader = WordVectorLines(bytes, path: path)
        let header = reader.takeHeader()
        guard reader.hasMore else { throw reader.failure(Words(en: "there are no vectors", zh: "没有任何词向量")) }
        var words: [String] = []
        var elements: [Float] = []
        var width = header?.width ?? 0
        while reader.hasMore {
            let line = reader.nextLine()
            var place = reader.endOfField(line.lowerBound, line)
            words.append(try reader.word(line.lowerBound..<place))
            let before = elements.count
            try reader.appendNumbers(&place, line, to: &elements)
            let found = elements.count - before
            if width == 0 { width = found }
            if found != width || found == 0 {
                throw reader.failure(
                    Words(
                        en:
                            "\(quotedExcerpt(words[words.count - 1])) has \(found) numbers, \(max(1, width)) are expected",
                        zh: "\(quotedExcerpt(words[words.count - 1])) 有 \(found) 个数，应为 \(max(1, width)) 个"))
            }
        }
        if let header, header.count != words.count {
            throw FileError.malformed(
                path: path, line: 1,
                reason: Words(
                    en: "the first line says \(header.count) words, there are \(words.count)",
                    zh: "首行说有 \(header.count) 个词，实际有 \(words.count) 个"
                ).text)
        }
        let matrix = NDArray(elements, shape: [words.count, width])
        try self.init(uniqueWords: words, matrix: matrix, path: path, firstLine: header == nil ? 1 : 2)
    }

    /// The lines of a text file.
    func text(withHeader: Bool) -> [UInt8] {
        var bytes: [UInt8] = withHeader ? Array("\(count) \(width)\n".utf8) : []
        let elements = matrix.scalars
        bytes.reserveCapacity(bytes.count + elements.count * 11)
        for (row, word) in words.enumerated() {
            bytes += word.utf8
            for element in elements[row * width..<(row + 1) * width] {
                bytes.append(0x20)
                bytes += element.description.utf8
            }
            bytes.append(0x0A)
        }
        return bytes
    }
}

/// The lines of a file of vectors, byte by byte: a String for each number would take minutes.
struct WordVectorLines {
    let bytes: [UInt8]
    let path: String
    private var place: Int
    /// The line that was read last, counted from 1.
    private(set) var line = 0

    init(_ bytes: [UInt8], path: String) {
        (self.bytes, self.path) = (bytes, path)
        place = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// Whether a line is left; blanks at the end of the file are none.
    var hasMore: Bool {
        var next = place
        while next < bytes.count, isBlank(bytes[next]) { next += 1 }
        return next < bytes.count
    }

    /// The next line without its end and the blanks before it.
    mutating func nextLine() -> Range<Int> {
        let start = place
        var end = start
        while end < bytes.count, bytes[end] != 0x0A { end += 1 }
        place = min(bytes.count, end + 1)
        line += 1
        while end > start, isBlank(bytes[end - 1]) { end -= 1 }
        return start..<end
    }

    /// Steps over word2vec's first line, two whole numbers; nil where the first line is none.
    mutating func takeHeader() -> (count: Int, width: Int)? {
        let (placeBefore, lineBefore) = (place, line)
        let fields = bytes[nextLine()].split(whereSeparator: isBlank)
        if fields.count == 2, let count = Self.wholeNumber(fields[0]), let width = Self.wholeNumber(fields[1])
        {
            return (count, width)
        }
        (place, line) = (placeBefore, lineBefore)
        return nil
    }

    /// Where the header's line ends, for what follows it byte by byte.
    var headerEnd: Int { place }

    private static func wholeNumber(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// Where the field that begins here ends.
    func endOfField(_ start: Int, _ line: Range<Int>) -> Int {
        var end = start
        while end < line.upperBound, !isBlank(bytes[end]) { end += 1 }
        return end
    }

    /// The word of these bytes.
    func word(_ range: Range<Int>) throws -> String {
        if range.isEmpty { throw failure(Words(en: "a line without a word", zh: "该行没有词")) }
        guard let word = String(validating: bytes[range], as: UTF8.self) else {
            throw failure(
                Words(
                    en: "not UTF-8 text; if it is GBK, convert it: iconv -f GBK -t UTF-8",
                    zh: "不是 UTF-8 文本；若为 GBK，请先转换：iconv -f GBK -t UTF-8"))
        }
        if bytes[range].contains(0) {
            throw failure(Words(en: "a NUL byte in a text file", zh: "文本文件中有 NUL 字节"))
        }
        return word
    }

    /// Appends the numbers from a place to the end of the line.
    func appendNumbers(_ place: inout Int, _ line: Range<Int>, to elements: inout [Float]) throws {
        while true {
            while place < line.upperBound, isBlank(bytes[place]) { place += 1 }
            if place == line.upperBound { return }
            let start = place
            if let number = decimal(&place, line.upperBound) {
                elements.append(number)
                continue
            }
            place = endOfField(start, line)
            let text = String(decoding: bytes[start..<place], as: UTF8.self)
            guard let number = Float(text) else {
                throw failure(
                    Words(en: "\(quotedExcerpt(text)) is not a number", zh: "\(quotedExcerpt(text)) 不是数"))
            }
            guard number.isFinite else {
                throw failure(
                    Words(en: "\(quotedExcerpt(text)) is not finite", zh: "\(quotedExcerpt(text)) 不是有限的数"))
            }
            elements.append(number)
        }
    }

    /// A number such as -0.0123, the nearest float; nil, and the place unchanged, for all others.
    ///
    /// Digits that fit 53 bits divided by a power of ten that a double holds exactly give the nearest double. Its nearest
    /// float is that of the number too, unless the double lies in the middle between two floats.
    private func decimal(_ place: inout Int, _ end: Int) -> Float? {
        var next = place
        let isNegative = bytes[next] == 0x2D
        if isNegative { next += 1 }
        var (digits, digitCount, decimals, sawPoint): (UInt64, Int, Int, Bool) = (0, 0, 0, false)
        while next < end {
            let byte = bytes[next]
            if byte >= 0x30, byte <= 0x39 {
                digits = digits &* 10 &+ UInt64(byte &- 0x30)
                digitCount += 1
                if sawPoint { decimals += 1 }
            } else if byte == 0x2E, !sawPoint {
                sawPoint = true
            } else {
                break
            }
            next += 1
        }
        guard digitCount > 0, digitCount <= 18, next == end || isBlank(bytes[next]) else { return nil }
        if digits >= 1 << 53 { return nil }
        let value = Double(digits) / Self.powers[decimals]
        // Too small for the float's full precision, or half way between two floats.
        if value.bitPattern & 0x1FFF_FFFF == 0x1000_0000 || value < 0x1p-120 && digits != 0 { return nil }
        place = next
        return Float(isNegative ? -value : value)
    }

    private static let powers: [Double] = (0...18).map { place in
        (0..<place).reduce(1.0) { power, _ in power * 10 }
    }

    /// An error at the line that was read last.
    func failure(_ reason: Words) -> FileError {
        .malformed(path: path, line: max(1, line), reason: reason.text)
    }
}
