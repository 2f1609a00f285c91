import Testing

@testable import Files

@Suite struct DeflateTests {
    /// Bytes as random as they get, up to a largest value.
    private func noise(_ count: Int, upTo largest: UInt64 = 255, seed: UInt64 = 1) -> [UInt8] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8((state >> 33) % (largest + 1))
        }
    }

    /// Words out of a small vocabulary, as texts have them.
    private func text(_ words: Int) -> [UInt8] {
        let vocabulary = [
            "the", "network", "learns", "a", "digit", "of", "loss", "and", "forgets", "it", "\n",
        ]
        return noise(words, upTo: 10, seed: 7).flatMap { Array((vocabulary[Int($0)] + " ").utf8) }
    }

    private func size(_ bytes: [UInt8]) throws -> Int {
        let packed = deflated(bytes)
        let (unpacked, end) = try inflated(packed, limit: bytes.count)
        #expect(unpacked == bytes && end == packed.count)
        return packed.count
    }

    @Test func whatIsPackedUnpacks() throws {
        #expect(try size([]) == 2)
        #expect(try size([7]) == 3)
        #expect(try size([UInt8](repeating: 7, count: 100_000)) < 120)
        #expect(try size(text(20_000)) < text(20_000).count / 4)
        // Noise cannot be packed: the bytes as they are, and five more for each 65,535 of them or fewer.
        let stored = try size(noise(100_000))
        #expect(stored >= 100_000 && stored < 100_100)
        // Noise of sixteen values could do with four bits a byte; zlib, which takes every match, makes 29,006 bytes.
        #expect(try size(noise(50_000, upTo: 15)) <= 29_300)
    }

    @Test func everySmallLength() throws {
        for length in 0...600 {
            _ = try size([UInt8](repeating: 1, count: length))
            _ = try size(noise(length, upTo: 3, seed: UInt64(length)))
        }
    }

    @Test func repetitionsAreFoundAsFarBackAsTheFormatReaches() throws {
        let start = noise(1000)
        for distance in [1000, 32_767, 32_768] {
            let bytes = start + [UInt8](repeating: 0, count: distance - 1000) + start
            #expect(try size(bytes) < 1200, "distance \(distance)")
        }
        #expect(try size(start + [UInt8](repeating: 0, count: 31_769) + start) > 2000)
    }

    /// "abcabcabcabc" is three literals and a match of nine bytes from three back.
    @Test func literalsAndMatches() {
        let threeAndAMatch: [UInt32] = [97, 98, 99, 3 << 9 | 9]
        #expect(repeatedStrings(in: Array("abcabcabcabc".utf8)) == threeAndAMatch)
        // At the second "abc" a match of three waits, and the longer one at "bcde" is worth a literal.
        var expected = "abc_bcde_a".utf8.map { UInt32($0) }
        expected.append(6 << 9 | 4)
        #expect(repeatedStrings(in: Array("abc_bcde_abcde".utf8)) == expected)
    }

    /// As small as zlib's level 6, which makes 294 bytes of this text.
    @Test func smallerThanZlibByTenPerCentAtMost() throws {
        #expect(try zlibCompressed(compressedFixture("text.txt")).count <= 294 * 11 / 10)
    }

    @Test func theOtherWayRoundWithWhatZlibPacked() throws {
        for name in ["text", "noise", "far", "long_codes"] {
            let bytes = try gunzipped(compressedFixture("\(name).gz"), limit: 100_000)
            #expect(try zlibDecompressed(zlibCompressed(bytes), limit: bytes.count) == bytes)
        }
    }
}

@Suite struct HuffmanCodeTests {
    private func cost(_ counts: [Int], _ lengths: [UInt8]) -> Int {
        zip(counts, lengths).reduce(0) { $0 + $1.0 * Int($1.1) }
    }

    /// Huffman's own construction: join the two rarest until one is left; the cost is the sum of what was joined.
    private func leastCost(_ counts: [Int]) -> Int {
        var rest = counts.filter { $0 > 0 }
        var cost = 0
        while rest.count > 1 {
            rest.sort(by: >)
            rest.append(rest.removeLast() + rest.removeLast())
            cost += rest[rest.count - 1]
        }
        return cost
    }

    @Test func byHand() {
        // a 5, b 2, c 1, d 1: one, two and three bits; the codes 0, 10, 110, 111, their first bit the lowest.
        let code = HuffmanCode(counts: [5, 0, 2, 1, 1], limit: 15)
        #expect(code.lengths == [1, 0, 2, 3, 3])
        #expect(code.codes == [0, 0, 0b01, 0b011, 0b111])
        #expect(HuffmanCode(counts: [0, 9], limit: 7).lengths == [0, 1])
        #expect(HuffmanCode(counts: [0, 0], limit: 7).lengths == [0, 0])
        #expect(HuffmanCode(counts: [1, 9], limit: 7).lengths == [1, 1])
    }

    @Test func asShortAsHuffmansWhereTheLimitIsFar() {
        for seed in 1...50 {
            let counts = (0..<40).map { ($0 * $0 * seed + 7 * seed) % 97 }
            #expect(cost(counts, HuffmanCode(counts: counts, limit: 15).lengths) == leastCost(counts))
        }
    }

    @Test func noCodeIsLongerThanTheLimitAndNoneIsWasted() throws {
        var counts = [1, 1]
        while counts.count < 30 { counts.append(counts[counts.count - 1] + counts[counts.count - 2]) }
        for limit in [5, 7, 15] {
            let lengths = HuffmanCode(counts: counts, limit: limit).lengths
            #expect(lengths.max() == UInt8(limit))
            let shares = lengths.map { length in 1 / Double(1 << Int(length)) }
            #expect(shares.reduce(0, +) == 1)
            // More frequent symbols have codes no longer.
            #expect(lengths == lengths.sorted(by: >))
        }
        // Four symbols in two bits are the only code.
        #expect(HuffmanCode(counts: [1, 10, 100, 1000], limit: 2).lengths == [2, 2, 2, 2])
        // With three bits for five symbols: 1, 3, 3, 3, 3 costs 12 + 3 · 18, and 2, 2, 2, 3, 3 costs 2 · 27 + 3 · 3.
        #expect(HuffmanCode(counts: [1, 2, 6, 9, 12], limit: 3).lengths == [3, 3, 2, 2, 2])
    }
}

@Suite struct ZlibTests {
    /// As Python's zlib packs nothing and the letter a.
    @Test func smallestByHand() {
        #expect(zlibCompressed([]) == [0x78, 0x9C, 3, 0, 0, 0, 0, 1])
        #expect(zlibCompressed([97]) == [0x78, 0x9C, 0x4B, 4, 0, 0, 0x62, 0, 0x62])
    }

    @Test func whatIsWrongIsSaid() throws {
        let right = zlibCompressed(Array("aaaaaaaaaa".utf8))
        func reason(limit: Int = 10, _ change: (inout [UInt8]) -> Void) -> String {
            var data = right
            change(&data)
            return compressionReason { _ = try zlibDecompressed(data, limit: limit) }
        }
        #expect(reason { _ in } == "no error")
        #expect(reason(limit: 9) { _ in } == "unpacks to more than the 9 bytes that are allowed")
        #expect(reason { $0[0] = 0x79 } == "no zlib data")
        #expect(reason { $0[1] ^= 1 } == "no zlib data")
        #expect(
            reason { $0.replaceSubrange(0..<2, with: [0x78, 0xBB]) } == "zlib data that needs a dictionary")
        #expect(
            reason { $0[$0.count - 1] ^= 1 }
                == "the unpacked data does not have the Adler-32 that the zlib data says")
        #expect(reason { $0.append(0) } == "1 bytes follow the zlib data")
        for length in 0..<right.count {
            #expect(reason { $0 = Array(right.prefix(length)) } == "the compressed data ends too early")
        }
    }
}
