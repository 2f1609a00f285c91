import Files
import Foundation
import Messages

/// The text of somebody's file as UTF-8, without a byte order mark, and the encoding that it came in.
///
/// UTF-8 stays as it is; UTF-16 is known by its byte order mark, or by a NUL in nearly every second byte. Of what is
/// neither, GB 18030 is read where all bytes above 127 come in the pairs of GB 2312, and Windows-1252 (Latin-1) where
/// such bytes stand alone or in twos and GB 18030 cannot be: then no other reading is likely. The rest is refused.
struct DecodedText {
    /// The text in UTF-8.
    let bytes: Data

    /// The encoding of the file, nil for UTF-8.
    let encoding: String?

    /// - Throws: `FileError.malformed` where the encoding is not certain, or a NUL byte is left.
    init(_ data: Data, path: String) throws {
        let start = data.prefix(4).map { $0 }
        if start.starts(with: [0xFF, 0xFE]) {
            self = try Self.utf16(data.dropFirst(2), isBigEndian: false, path)
        } else if start.starts(with: [0xFE, 0xFF]) {
            self = try Self.utf16(data.dropFirst(2), isBigEndian: true, path)
        } else if let isBigEndian = Self.halfIsZero(data.prefix(1000)) {
            self = try Self.utf16(data, isBigEndian: isBigEndian, path)
        } else {
            let text = start.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data
            let survey = Survey(text)
            if let offset = survey.firstNUL {
                throw FileError.malformed(
                    path: path,
                    reason: Words(
                        en: "a NUL byte at offset \(offset): no table in a text file",
                        zh: "偏移 \(offset) 处有 NUL 字节：不是文本表格"
                    ).text)
            }
            if survey.isUTF8 {
                (bytes, encoding) = (text, nil)
            } else if survey.isPaired,
                let decoded = String(data: text, encoding: String.Encoding(rawValue: Self.gb18030))
            {
                (bytes, encoding) = (Data(decoded.utf8), "GB 18030")
            } else if survey.isScattered || (survey.longestRun <= 2 && !survey.isGBK) {
                (bytes, encoding) = (Self.windows1252(text), "Latin-1")
            } else {
                throw FileError.malformed(
                    path: path,
                    reason: Words(
                        en: """
                            not UTF-8, and not certainly another encoding; save it as UTF-8 \
                            (iconv -f GBK -t UTF-8, or Latin-1)
                            """,
                        zh: "不是 UTF-8，也无法确定是哪种编码；请另存为 UTF-8（iconv -f GBK -t UTF-8）"
                    ).text)
            }
        }
    }

    private init(bytes: Data, encoding: String?) { (self.bytes, self.encoding) = (bytes, encoding) }

    /// Foundation's number for GB 18030, of which GBK and GB 2312 are parts: kCFStringEncodingGB_18030_2000 as an
    /// `NSStringEncoding`.
    private static let gb18030: UInt = 0x8000_0632

    private static func utf16(_ data: Data, isBigEndian: Bool, _ path: String) throws -> DecodedText {
        guard data.count.isMultiple(of: 2) else {
            throw FileError.malformed(
                path: path,
                reason: Words(en: "UTF-16 with half a character at the end", zh: "UTF-16 文本末尾只有半个字符").text)
        }
        let bytes = data.span
        let units = (0..<bytes.count / 2).map { index in
            let (first, second) = (UInt16(bytes[2 * index]), UInt16(bytes[2 * index + 1]))
            return isBigEndian ? first << 8 | second : second << 8 | first
        }
        var text = Data(String(decoding: units, as: UTF16.self).utf8)
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        return DecodedText(bytes: text, encoding: isBigEndian ? "UTF-16 BE" : "UTF-16 LE")
    }

    /// Whether nearly every first or every second byte is NUL, as in UTF-16 of Latin letters: true for the first, nil for
    /// neither.
    private static func halfIsZero(_ start: Data) -> Bool? {
        let pairs = start.count / 2
        guard pairs > 1 else { return nil }
        var zeros = [0, 0]
        for (index, byte) in start.prefix(2 * pairs).enumerated() where byte == 0 { zeros[index % 2] += 1 }
        if zeros[0] * 10 > pairs * 9, zeros[1] == 0 { return true }
        if zeros[1] * 10 > pairs * 9, zeros[0] == 0 { return false }
        return nil
    }

    private static func windows1252(_ data: Data) -> Data {
        var text: [UInt8] = []
        text.reserveCapacity(data.count + data.count / 8)
        for byte in data {
            switch byte {
            case ..<0x80: text.append(byte)
            case 0x80..<0xA0: text += Array(String(upperControls[Int(byte) - 0x80]).utf8)
            default: text += [0xC0 | byte >> 6, 0x80 | byte & 0x3F]
            }
        }
        return Data(text)
    }

    /// What Windows-1252 has at 0x80...0x9F; U+FFFD where it has nothing.
    private static let upperControls = Array(
        "€\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ".unicodeScalars)
}

/// What one pass over the bytes of a text tells about its encoding.
private struct Survey {
    var firstNUL: Int?
    var isUTF8 = true
    /// All bytes above 127 are pairs of GB 2312.
    var isPaired = true
    /// No two bytes above 127 are neighbours.
    var isScattered: Bool { longestRun <= 1 }
    var longestRun = 0
    /// Every byte above 127 begins a character of two bytes of GBK, or is the second of one.
    var isGBK = true

    init(_ data: Data) {
        let bytes = data.span
        var index = 0
        while index < bytes.count {
            // Most texts are ASCII: a block without NUL and bytes above 127 at a time.
            if index + Self.blockLength <= bytes.count, Self.isPlain(bytes, at: index) {
                index += Self.blockLength
                continue
            }
            let byte = bytes[index]
            if byte >= 0x80 {
                var end = index
                while end < bytes.count, bytes[end] >= 0x80 { end += 1 }
                look(at: bytes.extracting(index..<end))
                // The last of an odd number takes the byte behind them with it.
                let isAlone = (end - index) % 2 == 1
                if isAlone, !(end < bytes.count && bytes[end] >= 0x40 && bytes[end] != 0x7F) { isGBK = false }
                index = end
            } else {
                if byte == 0, firstNUL == nil { firstNUL = index }
                index += 1
            }
        }
    }

    private static let blockLength = 8

    /// Whether the block of bytes has neither NUL nor bytes above 127.
    @inline(__always)
    private static func isPlain(_ bytes: Span<UInt8>, at start: Int) -> Bool {
        var isPlain = true
        for index in start..<start + blockLength { isPlain = isPlain && bytes[index] &- 1 < 0x7F }
        return isPlain
    }

    /// A run of bytes above 127; a character of UTF-8 lies within one.
    private mutating func look(at run: Span<UInt8>) {
        longestRun = max(longestRun, run.count)
        if isPaired {
            isPaired =
                run.count.isMultiple(of: 2)
                && (0..<run.count).allSatisfy { (0xA1...($0 % 2 == 0 ? 0xF7 : 0xFE)).contains(run[$0]) }
        }
        guard isUTF8 else { return }
        var index = 0
        while index < run.count {
            let length = Self.length(run, index)
            guard length > 0 else {
                isUTF8 = false
                return
            }
            index += length
        }
    }

    /// The bytes of the character of UTF-8 that begins here, 0 where none does.
    private static func length(_ run: Span<UInt8>, _ index: Int) -> Int {
        func next(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
            index + offset < run.count && range.contains(run[index + offset])
        }
        switch run[index] {
        case 0xC2...0xDF: return next(1) ? 2 : 0
        case 0xE0: return next(1, 0xA0...0xBF) && next(2) ? 3 : 0
        case 0xED: return next(1, 0x80...0x9F) && next(2) ? 3 : 0
        case 0xE1...0xEF: return next(1) && next(2) ? 3 : 0
        case 0xF0: return next(1, 0x90...0xBF) && next(2) && next(3) ? 4 : 0
        case 0xF1...0xF3: return next(1) && next(2) && next(3) ? 4 : 0
        case 0xF4: return next(1, 0x80...0x8F) && next(2) && next(3) ? 4 : 0
        default: return 0
        }
    }
}
