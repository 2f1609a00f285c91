import Files
import Foundation
import Messages
import TensorCore

// word2vec's binary format: a line "V d", then for each word its bytes, a blank and d floats of 32 bits, the lowest byte
// first; most writers put a line end behind them.

extension WordVectors {
    /// Whether a file is of word2vec's binary format: after a first line of two whole numbers and a word come bytes that no
    /// number is written with.
    static func isBinary(_ bytes: [UInt8]) -> Bool {
        var reader = WordVectorLines(bytes, path: "")
        guard let header = reader.takeHeader(), header.width > 0 else { return false }
        // After the first word come its numbers.
        let rest = bytes[reader.headerEnd...].prefix(1 << 12)
        guard let blank = rest.firstIndex(of: 0x20) else { return false }
        let number = rest[(blank + 1)...].prefix(4 * min(header.width, 64))
        return number.contains { $0 >= 0x7F || $0 < 0x20 && !isBlank($0) }
    }

    /// Reads word2vec's binary format.
    init(word2vecBinary bytes: [UInt8], path: String) throws {
        var reader = WordVectorLines(bytes, path: path)
        guard let header = reader.takeHeader() else {
            throw reader.failure(Words(en: "no line of two whole numbers", zh: "首行不是两个整数"))
        }
        var place = reader.headerEnd
        func failure(_ reason: Words) -> FileError { .malformed(path: path, reason: reason.text) }
        // A word takes a letter, a blank and its numbers: more are not there, whatever the first line says.
        let (rowBytes, overflows) = header.width.multipliedReportingOverflow(by: 4)
        guard !overflows, header.count > 0, rowBytes > 0,
            header.count <= (bytes.count - place) / min(bytes.count, rowBytes + 2)
        else {
            throw FileError.malformed(
                path: path, line: 1,
                reason: Words(
                    en:
                        "the first line says \(header.count) words with \(header.width) numbers, the file is shorter",
                    zh: "首行说有 \(header.count) 个词、每词 \(header.width) 个数，文件没有那么长"
                ).text)
        }
        var words: [String] = []
        var elements: [Float] = []
        elements.reserveCapacity(header.count * header.width)
        for number in 1...header.count {
            while place < bytes.count, bytes[place] == 0x0A { place += 1 }
            let end = bytes[place...].prefix(1 << 16).firstIndex(of: 0x20)
            guard let end, end + 1 + rowBytes <= bytes.count else {
                throw failure(
                    Words(
                        en: "the file ends in word \(number) of \(header.count)",
                        zh: "文件在第 \(number) 个词处结束，共应有 \(header.count) 个"))
            }
            guard end > place, let word = String(validating: bytes[place..<end], as: UTF8.self) else {
                throw failure(
                    Words(
                        en: "word \(number) at byte \(place) is empty or not UTF-8",
                        zh: "第 \(number) 个词（字节 \(place) 处）为空或不是 UTF-8"))
            }
            words.append(word)
            for index in 0..<header.width {
                let byte = end + 1 + 4 * index
                let bits =
                    UInt32(bytes[byte]) | UInt32(bytes[byte + 1]) << 8 | UInt32(bytes[byte + 2]) << 16
                    | UInt32(bytes[byte + 3]) << 24
                let element = Float(bitPattern: bits)
                guard element.isFinite else {
                    throw failure(
                        Words(
                            en: "\(quotedExcerpt(word)) holds a number that is not finite",
                            zh: "\(quotedExcerpt(word)) 含有非有限的数"))
                }
                elements.append(element)
            }
            place = end + 1 + rowBytes
        }
        while place < bytes.count, bytes[place] == 0x0A { place += 1 }
        guard place == bytes.count else {
            throw failure(
                Words(
                    en:
                        "\(bytes.count - place) bytes follow the \(header.count) words that the first line says",
                    zh: "首行所说的 \(header.count) 个词之后还有 \(bytes.count - place) 字节"))
        }
        try self.init(
            uniqueWords: words, matrix: NDArray(elements, shape: [words.count, header.width]), path: path,
            firstLine: nil)
    }

    /// The bytes of a file in word2vec's binary format.
    func word2vecBinary() -> [UInt8] {
        var bytes = Array("\(count) \(width)\n".utf8)
        let elements = matrix.scalars
        for (row, word) in words.enumerated() {
            bytes += word.utf8
            bytes.append(0x20)
            for element in elements[row * width..<(row + 1) * width] {
                let bits = element.bitPattern
                for shift in stride(from: 0, to: 32, by: 8) {
                    bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(shift)))
                }
            }
            bytes.append(0x0A)
        }
        return bytes
    }
}
