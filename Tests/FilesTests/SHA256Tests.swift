import Foundation
import TestSupport
import Testing

@testable import Files

@Suite struct SHA256Tests {
    /// The digests of FIPS 180-4's examples, and of none and a million letters (NIST's test vectors).
    @Test func publishedDigests() {
        #expect(sha256([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            sha256(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            sha256(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8))
                == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
        #expect(
            sha256([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test func piecesGiveTheSameAsTheWhole() {
        for length in [1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000] {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 31 + length) }
            for size in [1, 7, 63, 64, 65] {
                var digest = SHA256()
                for start in stride(from: 0, to: length, by: size) {
                    digest.update(Array(bytes[start..<min(length, start + size)]))
                    // Asked on the way, it goes on all the same.
                    _ = digest.finalized()
                }
                #expect(digest.finalized() == sha256(bytes))
            }
        }
    }

    @Test func aFileIsReadInPieces() throws {
        let folder = try TemporaryFolder()
        let bytes = (0..<2_500_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
        let path = try folder.write(Data(bytes), to: "file")
        #expect(try sha256(ofFile: path) == sha256(bytes))
        #expect(throws: FileError.missing(path: folder.file("none"))) {
            try sha256(ofFile: folder.file("none"))
        }
    }
}
