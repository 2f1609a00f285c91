import Files
import Foundation
import TensorCore
import TestSupport
import Testing

@testable import WordVectors

@Suite struct WordVectorFileTests {
    private func read(_ bytes: [UInt8], words: [UInt8]? = nil, name: String = "vectors") throws -> WordVectors
    {
        let folder = try TemporaryFolder()
        try writeFileAtomically(Data(bytes), to: "\(folder.path)/\(name)")
        if let words { try writeFileAtomically(Data(words), to: "\(folder.path)/words") }
        return try WordVectors(
            contentsOf: "\(folder.path)/\(name)", words: words.map { _ in "\(folder.path)/words" })
    }

    /// What the error says after the folder.
    private func message(_ bytes: [UInt8], words: [UInt8]? = nil, name: String = "vectors") -> String {
        do {
            _ = try read(bytes, words: words, name: name)
            return "read"
        } catch let error as FileError {
            return error.description.split(separator: "/").last.map(String.init) ?? ""
        } catch {
            return "\(type(of: error))"
        }
    }

    private func message(_ text: String) -> String { message(Array(text.utf8)) }

    @Test func word2vecAndGlove() throws {
        let matrix = NDArray(rows: [[0.5, -1.25], [1e-5, 3]])
        let header = try read(Array("2 2\nthe 0.5 -1.25\n你好 1e-05 3\n".utf8))
        #expect(header.words == ["the", "你好"] && header.matrix == matrix)
        let glove = try read(Array("the 0.5 -1.25\r\n你好\t.00001  +3.0".utf8))
        #expect(glove.words == ["the", "你好"] && glove.matrix == matrix)
        let packed = try read(TestArchive.gzip(Array("a 1\nb 2\n".utf8)))
        #expect(packed.words == ["a", "b"])
    }

    @Test func brokenText() {
        #expect(message("") == "vectors:1: there are no vectors")
        #expect(message("\n \n") == "vectors:1: there are no vectors")
        #expect(message("2 3\n") == "vectors:1: there are no vectors")
        #expect(message("a 1 2\nb 1\n") == "vectors:2: “b” has 1 numbers, 2 are expected")
        #expect(message("a 1 2\nb 1 2 3\n") == "vectors:2: “b” has 3 numbers, 2 are expected")
        #expect(message("a\n") == "vectors:1: “a” has 0 numbers, 1 are expected")
        #expect(message("2 3\na 1 2\nb 1 2\n") == "vectors:2: “a” has 2 numbers, 3 are expected")
        #expect(message("a 1\nb 2\na 3\n") == "vectors:3: the word “a” is there twice")
        #expect(message("2 1\na 1\na 3\n") == "vectors:3: the word “a” is there twice")
        #expect(message("a 1\nb nan\n") == "vectors:2: “nan” is not finite")
        #expect(message("a -inf\n") == "vectors:1: “-inf” is not finite")
        #expect(message("a 1e999\n") == "vectors:1: “1e999” is not finite")
        #expect(message("a 1\nb 1,5\n") == "vectors:2: “1,5” is not a number")
        #expect(message("3 1\na 1\nb 2\n") == "vectors:1: the first line says 3 words, there are 2")
        #expect(message("1 1\na 1\nb 2\n") == "vectors:1: the first line says 1 words, there are 2")
        #expect(
            message("9223372036854775807 9223372036854775807\na 1\n")
                == "vectors:2: “a” has 1 numbers, 9223372036854775807 are expected")
        #expect(message("a 1\n\nb 1\n") == "vectors:2: a line without a word")
    }

    @Test func notUTF8() {
        // 你好 in GBK.
        let gbk = Array("a 1\n".utf8) + [0xC4, 0xE3, 0xBA, 0xC3] + Array(" 1\n".utf8)
        #expect(
            message(gbk) == "vectors:2: not UTF-8 text; if it is GBK, convert it: iconv -f GBK -t UTF-8")
        #expect(message("a\0 1\n") == "vectors:1: a NUL byte in a text file")
    }

    @Test func binary() throws {
        let matrix = NDArray(rows: [[0.5, -1.25], [1e-5, 0]])
        let vectors = WordVectors(words: ["the", "你好"], matrix: matrix)
        let bytes = vectors.word2vecBinary()
        #expect(bytes.starts(with: "2 2\nthe ".utf8) && bytes.count == 4 + 2 * (8 + 1) + 3 + 6 + 2)
        #expect(try read(bytes).matrix == matrix)
        // Some writers put no line end behind a vector.
        let dense = Array(bytes[..<16]) + Array(bytes[17..<(bytes.count - 1)])
        #expect(try read(dense).words == ["the", "你好"])
    }

    @Test func brokenBinary() {
        let vectors = WordVectors(words: ["a", "b"], matrix: NDArray(rows: [[0.1, 0.2], [0.3, 0.4]]))
        let bytes = vectors.word2vecBinary()
        #expect(message(Array(bytes.dropLast(2))) == "vectors: the file ends in word 2 of 2")
        #expect(message(bytes + [1]) == "vectors: 1 bytes follow the 2 words that the first line says")
        let more = Array("9000000000000000000 2\n".utf8) + bytes[4...]
        #expect(
            message(more)
                == "vectors:1: the first line says 9000000000000000000 words with 2 numbers, the file is shorter"
        )
        let wider = Array("2 9000000000000000000\n".utf8) + bytes[4...]
        #expect(message(wider).hasPrefix("vectors:1: the first line says 2 words with 9000"))
        let twice = WordVectors(words: ["a", "a"], matrix: vectors.matrix).word2vecBinary()
        #expect(message(twice) == "vectors: the word “a” is there twice")
        let nan = WordVectors(words: ["a", "b"], matrix: NDArray(rows: [[0.1, 0.2], [.nan, 0.4]]))
        #expect(message(nan.word2vecBinary()) == "vectors: “b” holds a number that is not finite")
    }

    @Test func aMatrixWithWords() throws {
        let folder = try TemporaryFolder()
        let (path, words) = ("\(folder.path)/m.npy", "\(folder.path)/words.txt")
        let vectors = WordVectors(
            words: ["a", "b c", "d"], matrix: NDArray(rows: [[1, 2], [3, 4], [5, 6]]))
        try vectors.writeNpy(to: path, words: words)
        let again = try WordVectors(contentsOf: path, words: words)
        #expect(again.words == vectors.words && again.matrix == vectors.matrix)
        let npy = [UInt8](try readFile(path))
        func error(_ list: String) -> String { message(npy, words: Array(list.utf8), name: "m.npy") }
        #expect(error("a\nb\nc\n") == "read")
        #expect(error("a\nb\n") == "words: 2 words, the matrix has 3 rows")
        #expect(error("a\nb\na\n") == "words:3: the word “a” is there twice")
        #expect(error("a\n\nb\n") == "words:2: a line without a word")
        #expect(message(npy, name: "m.npy") == "m.npy: a matrix without words: give the list of words too")
        try NDArray(rows: [[1, 2], [3, .infinity], [5, 6]]).writeNpy(to: path)
        #expect(
            message([UInt8](try readFile(path)), words: Array("a\nb\nc".utf8), name: "m.npy")
                == "m.npy: row 1 holds a number that is not finite")
        try NDArray([1, 2, 3]).writeNpy(to: path)
        #expect(
            message([UInt8](try readFile(path)), words: Array("a\nb\nc".utf8), name: "m.npy").hasPrefix(
                "m.npy: an array of shape [3]"))
    }

    /// Any finite float, in all formats: the bits come back.
    @Test func everyFloatComesBack() throws {
        var generator = RandomGenerator(seed: 12)
        var elements: [Float] = [
            0, -0.0, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 1, 0.1,
            16_777_216,
            123_456.79, 1e-7,
        ]
        while elements.count < 6000 {
            let number = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
            if number.isFinite { elements.append(number) }
            elements.append(generator.normal())
        }
        let words = (0..<elements.count / 6).map { "w\($0)" }
        let matrix = NDArray(Array(elements[..<(6 * words.count)]), shape: [words.count, 6])
        let vectors = WordVectors(words: words, matrix: matrix)
        let folder = try TemporaryFolder()
        for format in WordVectorFormat.allCases {
            let path = "\(folder.path)/\(format.rawValue)"
            try vectors.write(format, to: path)
            let again = try WordVectors(contentsOf: path)
            #expect(again.words == words)
            #expect(again.matrix.scalars.map(\.bitPattern) == matrix.scalars.map(\.bitPattern))
        }
    }

    /// Against Swift's own reading of numbers, digits of all lengths among them.
    @Test func decimalsAreTheNearestFloats() throws {
        var generator = RandomGenerator(seed: 13)
        let numbers =
            (0..<4000).map { _ -> String in
                let digits = (0..<(1 + generator.integer(below: 20))).map { _ in
                    "\(generator.integer(below: 10))"
                }
                let point = generator.integer(below: digits.count + 1)
                let sign = generator.bernoulli(0.5) ? "-" : ""
                return sign + digits[..<point].joined() + "." + digits[point...].joined()
            } + ["1.00000005960464477539", "16777217", "0.50000002980232238769"]
        let vectors = try read(Array(("x " + numbers.joined(separator: " ")).utf8))
        let expected = numbers.map { text -> UInt32 in
            let padded = text.replacing("-.", with: "-0.")
            return (Float(padded) ?? Float("0" + padded) ?? .nan).bitPattern
        }
        #expect(vectors.matrix.scalars.map(\.bitPattern) == expected)
    }

    @Test func aWordWithABlankIsNotWritten() throws {
        let folder = try TemporaryFolder()
        for word in ["a b", "", "a\n"] {
            let vectors = WordVectors(words: [word], matrix: NDArray(rows: [[1]]))
            for format in WordVectorFormat.allCases {
                #expect(throws: FileError.self) { try vectors.write(format, to: "\(folder.path)/v") }
            }
        }
    }
}
