import Files
import Messages

extension Reviews {
    /// The lines of a text file, without a byte order mark and carriage returns.
    ///
    /// - Throws: `FileError` with the line that is no text, or too long.
    static func lines(_ bytes: [UInt8], _ path: String, isLatin1: Bool = false) throws -> [String] {
        var lines: [String] = []
        var (start, number) = (bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0, 0)
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
            var line = bytes[start..<end]
            if line.last == 13 { line.removeLast() }
            (start, number) = (end + 1, number + 1)
            guard line.count <= longest else {
                throw FileError.malformed(path: path, line: number, reason: tooLong(line.count))
            }
            lines.append(isLatin1 ? latin1(line) : try decoded(line, path, line: number))
        }
        return lines
    }

    /// UTF-8 bytes as a text.
    ///
    /// - Throws: `FileError` for other bytes, which says so where they look like GBK, and for NUL.
    static func decoded(_ bytes: ArraySlice<UInt8>, _ path: String, line: Int) throws -> String {
        var bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        guard !bytes.contains(0) else {
            throw FileError.malformed(
                path: path, line: line,
                reason: Words(en: "a NUL byte in a text file", zh: "文本文件中有 NUL 字节").text)
        }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let reason =
            looksLikeGBK(bytes)
            ? Words(
                en: "not UTF-8 text but, it seems, GBK; iconv -f GBK -t UTF-8 converts it",
                zh: "不是 UTF-8 文本，似乎是 GBK 编码；可用 iconv -f GBK -t UTF-8 转换")
            : Words(en: "not UTF-8 text", zh: "不是 UTF-8 文本")
        throw FileError.malformed(path: path, line: line, reason: reason.text)
    }

    /// Whether all bytes above 127 come in pairs as GBK has them: the first 81 to FE, the second 40 to FE but not 7F.
    private static func looksLikeGBK(_ bytes: ArraySlice<UInt8>) -> Bool {
        var (place, pairs) = (bytes.startIndex, 0)
        while place < bytes.endIndex {
            if bytes[place] < 0x80 {
                place += 1
                continue
            }
            guard (0x81...0xFE).contains(bytes[place]), place + 1 < bytes.endIndex,
                (0x40...0xFE).contains(bytes[place + 1]), bytes[place + 1] != 0x7F
            else { return false }
            (place, pairs) = (place + 2, pairs + 1)
        }
        return pairs > 0
    }

    /// Each byte is the character of its number.
    private static func latin1(_ bytes: ArraySlice<UInt8>) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}
