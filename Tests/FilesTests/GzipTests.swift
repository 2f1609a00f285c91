import Foundation
import TestSupport
import Testing

@testable import Files

@Suite struct GzipTests {
    @Test(arguments: [
        ("text", 3050), ("text_fast", 3050), ("text_fixed", 3050), ("text_literals", 3050),
        ("text_stored", 1000), ("text_all_fields", 3050), ("two_members", 3050),
    ])
    func everyKindOfBlockAndHeader(name: String, length: Int) throws {
        let text = try compressedFixture("text.txt")
        let file = try compressedFixture("\(name).gz")
        #expect(try gunzipped(file, limit: length) == Array(text.prefix(length)))
        #expect(
            compressionReason { _ = try gunzipped(file, limit: length - 1) }.hasPrefix("unpacks to more than")
        )
    }

    /// Their CRC-32 says that they are right.
    @Test(arguments: [
        ("noise", 700), ("long_codes", 6764), ("far", 32600), ("zeros", 1_000_000), ("empty", 0),
    ])
    func unusualContents(name: String, length: Int) throws {
        #expect(try gunzipped(compressedFixture("\(name).gz"), limit: 1_000_000).count == length)
    }

    @Test func repeatedFromAfar() throws {
        let bytes = try gunzipped(compressedFixture("far.gz"), limit: 40_000)
        #expect(bytes.prefix(300) == bytes.suffix(300) && bytes[300..<32_300].allSatisfy { $0 == 0 })
        #expect(Set(bytes.prefix(300)).count > 100)
    }

    @Test func aBombStopsAtTheLimit() throws {
        let file = try compressedFixture("zeros.gz")
        let reason = compressionReason { _ = try gunzipped(file, limit: 100_000) }
        #expect(reason == "unpacks to more than the 100000 bytes that are allowed")
    }

    @Test(arguments: ["text", "text_all_fields", "two_members", "text_stored", "noise"])
    func everyTruncationIsAnError(name: String) throws {
        let file = try compressedFixture("\(name).gz")
        for length in 0..<file.count {
            let result = try? gunzipped(Array(file.prefix(length)), limit: 10_000)
            // Behind its first member, a file of two is whole.
            #expect(result == nil || name == "two_members" && result?.count == 500, "\(length) bytes")
        }
    }

    /// Nobody asks after the time stamp, the system, the flag of text, and what is left of the last byte of the
    /// compressed data; every other bit matters.
    @Test func everyWrongBitIsAnError() throws {
        let file = try compressedFixture("text.gz")
        let right = try compressedFixture("text.txt")
        let unused = Set(
            [8 * 3] + Array(8 * 4..<8 * 10) + Array(8 * (file.count - 9) + 5..<8 * (file.count - 8)))
        for bit in 0..<8 * file.count {
            var wrong = file
            wrong[bit / 8] ^= 1 << UInt8(bit % 8)
            let result = try? gunzipped(wrong, limit: 10_000)
            let isAsExpected = unused.contains(bit) ? result == right : result == nil
            #expect(isAsExpected, "bit \(bit)")
        }
    }

    @Test func whatIsWrongIsSaid() throws {
        let file = try compressedFixture("text.gz")
        func reason(_ change: (inout [UInt8]) -> Void) -> String {
            var file = file
            change(&file)
            return compressionReason { _ = try gunzipped(file, limit: 10_000) }
        }
        #expect(reason { $0[0] = 0 } == "no gzip file")
        #expect(reason { $0[2] = 7 } == "compression method 7, only 8 (deflate) is known")
        #expect(reason { $0[3] = 0x20 } == "unknown flags in the gzip header")
        #expect(
            reason { $0[$0.count - 5] ^= 1 }
                == "the unpacked data does not have the CRC-32 that the gzip file says")
        #expect(reason { $0[$0.count - 4] ^= 1 } == "unpacks to 3050 bytes, the gzip file says 3051")
        #expect(reason { $0 += [1, 2, 3] } == "byte 254 begins no member of a gzip file")
        #expect(reason { $0.removeLast() } == "the compressed data ends too early")
        #expect(reason { $0 = [] } == "no gzip file")
        var checked = try compressedFixture("text_all_fields.gz")
        checked[13] ^= 1
        #expect(
            compressionReason { _ = try gunzipped(checked, limit: 10_000) }
                == "the gzip header does not have the checksum that it says")
    }

    @Test func aFileIsUnpackedByItsContentNotItsName() throws {
        let folder = try TemporaryFolder()
        let text = try compressedFixture("text.txt")
        let packed = Data(try compressedFixture("text.gz"))
        for path in [try folder.write(packed, to: "text"), try folder.write(Data(text), to: "text.gz")] {
            #expect(try readFile(path, unpackedUpTo: 3050) == text)
            #expect(throws: FileError.self) { try readFile(path, unpackedUpTo: 3049) }
        }
        let broken = try folder.write(packed.dropLast(9), to: "broken.gz")
        #expect(throws: FileError.malformed(path: broken, reason: "the compressed data ends too early")) {
            try readFile(broken, unpackedUpTo: 10_000)
        }
        #expect(throws: FileError.missing(path: folder.file("none"))) {
            try readFile(folder.file("none"), unpackedUpTo: 1)
        }
    }
}
