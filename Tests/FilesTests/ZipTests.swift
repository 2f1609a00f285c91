import Foundation
import Testing

@testable import Files

@Suite struct ZipTests {
    /// Made by Python's zipfile: "a.txt" stored, "deep/b.txt" deflated, and a comment.
    private let archive = [UInt8](
        Data(
            base64Encoded:
                """
                UEsDBBQAAAAAAAAAIQAL+UNWBgAAAAYAAAAFAAAAYS50eHRzdG9yZWRQSwMEFAAAAAgAAAAhAJ19rMcPAAAAIwAAAAoAAABk
                ZWVwL2IudHh0S0xPzMxTSMxLUUjExQIAUEsBAhQDFAAAAAAAAAAhAAv5Q1YGAAAABgAAAAUAAAAAAAAAAAAAAIABAAAAAGEu
                dHh0UEsBAhQDFAAAAAgAAAAhAJ19rMcPAAAAIwAAAAoAAAAAAAAAAAAAAIABKQAAAGRlZXAvYi50eHRQSwUGAAAAAAIAAgBr
                AAAAYAAAAAwAbWFkZSBieSBoYW5k
                """, options: .ignoreUnknownCharacters) ?? Data())

    @Test func filesAreFoundByTheirNames() throws {
        #expect(isZip(archive))
        #expect(try unzipped(archive, file: "a.txt", limit: 100) == Array("stored".utf8))
        let again = "again and again and again and again"
        #expect(try unzipped(archive, file: "deep/b.txt", limit: 100) == Array(again.utf8))
        #expect(try unzipped(archive, file: "b.txt", limit: 100) == nil)
    }

    @Test func limitsHold() {
        #expect(throws: CompressionError.self) { try unzipped(archive, file: "a.txt", limit: 5) }
        #expect(throws: CompressionError.self) { try unzipped(archive, file: "deep/b.txt", limit: 34) }
    }

    @Test func nothingBrokenIsTaken() {
        for length in 0..<archive.count - 12 {
            #expect(throws: CompressionError.self) {
                try unzipped(Array(archive.prefix(length)), file: "a.txt", limit: 100)
            }
        }
        // Each byte changed in turn: the same text, none of that name, or an error, but never other text.
        for place in archive.indices {
            for value: UInt8 in [0, 0xFF, archive[place] ^ 1] {
                var broken = archive
                broken[place] = value
                for (name, text) in [
                    ("a.txt", "stored"), ("deep/b.txt", "again and again and again and again"),
                ] {
                    let found = try? unzipped(broken, file: name, limit: 1000)
                    if let found = found ?? nil { #expect(found == Array(text.utf8)) }
                }
            }
        }
    }
}
