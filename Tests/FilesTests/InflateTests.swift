import Testing

@testable import Files

@Suite struct InflateTests {
    private func reason(_ bits: HandWrittenBits, limit: Int = 1000) -> String {
        // Zeros behind it, so that it does not end too early before its own fault is met.
        compressionReason { _ = try inflated(bits.bytes + [UInt8](repeating: 0, count: 16), limit: limit) }
    }

    /// A fixed block: "a" is 0x30 + 97 in 8 bits; length 257 + 5 (8 bytes) in 7 bits; distance 0 (1 byte) in 5.
    @Test func aFixedBlockByHand() throws {
        var bits = HandWrittenBits((1, 1), (1, 2))
        bits.appendCode(0x30 + 97, 8)
        bits.appendCode(262 - 256, 7)
        bits.appendCode(0, 5)
        bits.appendCode(0, 7)
        let (bytes, end) = try inflated(bits.bytes + [0xAA, 0xBB], limit: 9)
        #expect(bytes == Array(repeating: 97, count: 9))
        #expect(end == bits.bytes.count)
        #expect(
            compressionReason { _ = try inflated(bits.bytes, limit: 8) }
                == "unpacks to more than the 8 bytes that are allowed")
        #expect(compressionReason { _ = try inflated(bits.bytes, limit: 0) } != "no error")
    }

    @Test func storedBlocksByHand() throws {
        let stored: [UInt8] = [0, 2, 0, 0xFD, 0xFF, 7, 8, 1, 1, 0, 0xFE, 0xFF, 9]
        #expect(try inflated(stored, limit: 3).bytes == [7, 8, 9])
        #expect(try inflated([99] + stored, from: 1, limit: 3).end == 14)
        #expect(
            compressionReason { _ = try inflated(stored, limit: 2) }
                == "unpacks to more than the 2 bytes that are allowed")
        #expect(
            compressionReason { _ = try inflated([1, 2, 0, 0xFE, 0xFF, 7, 8], limit: 9) }
                == "the length of the stored block at byte 1 contradicts its complement")
        #expect(
            compressionReason { _ = try inflated([1, 3, 0, 0xFC, 0xFF, 7, 8], limit: 9) }
                == "the compressed data ends too early")
        #expect(
            compressionReason { _ = try inflated([], from: 5, limit: 9) }
                == "the compressed data ends too early")
    }

    @Test func blockTypeThree() {
        #expect(reason(HandWrittenBits((1, 1), (3, 2))) == "block type 3 at byte 1 does not exist")
    }

    @Test func aDistanceBeforeTheBeginning() {
        var bits = HandWrittenBits((1, 1), (1, 2))
        bits.appendCode(0x30 + 97, 8)
        bits.appendCode(257 - 256, 7)
        bits.appendCode(1, 5)
        #expect(reason(bits) == "a distance of 2 at byte 1 reaches before the beginning")
    }

    @Test func symbolsThatMeanNothing() {
        var length = HandWrittenBits((1, 1), (1, 2))
        length.appendCode(0xC0 + 286 - 280, 8)
        #expect(reason(length).hasSuffix("are no code of a literal or length"))
        var distance = HandWrittenBits((1, 1), (1, 2))
        distance.appendCode(0x30 + 97, 8)
        distance.appendCode(1, 7)
        distance.appendCode(30, 5)
        #expect(reason(distance).hasSuffix("are no code of a distance"))
    }

    @Test func codesOfTheWrongSize() {
        // Three symbols of one bit; one symbol of two bits.
        #expect(
            reason(.dynamicBlock(ownLengths: [1, 1, 1, 0])) == "the code of code lengths is over-subscribed")
        #expect(reason(.dynamicBlock(ownLengths: [2, 0, 0, 0])) == "the code of code lengths is incomplete")
        #expect(reason(.dynamicBlock(ownLengths: [0, 0, 0, 0])) == "the code of code lengths is incomplete")
        #expect(
            reason(.dynamicBlock(literals: 287, ownLengths: [0, 0, 0, 0]))
                == "a block has 287 lengths and 1 distances")
        #expect(
            reason(.dynamicBlock(distances: 31, ownLengths: [0, 0, 0, 0]))
                == "a block has 257 lengths and 31 distances")
    }

    /// A block whose code of code lengths has two codes: "0" is 1, a code of one bit, and "1" is 18, many zeros.
    private func onesAndZeros() -> HandWrittenBits {
        .dynamicBlock(ownLengths: [0, 0, 1] + Array(repeating: 0, count: 14) + [1])
    }

    @Test func codesOfLiterals() {
        var endless = onesAndZeros()
        endless.append(0, 2)
        for zeros in [138, 118] { endless.append((zeros - 11) << 1 | 1, 8) }
        #expect(reason(endless) == "a block has no code for its end")
        var tooMany = onesAndZeros()
        for zeros in [138, 138] { tooMany.append((zeros - 11) << 1 | 1, 8) }
        #expect(reason(tooMany) == "a block has more code lengths than it says")
        var overSubscribed = onesAndZeros()
        for _ in 0..<258 { overSubscribed.append(0, 1) }
        #expect(reason(overSubscribed) == "the code of literals and lengths is over-subscribed")
        let repeated = HandWrittenBits.dynamicBlock(ownLengths: [1, 0, 1, 0])
        #expect(reason(repeated) == "a code length is repeated where there is none before it")
    }

    /// 256 zeros, then one bit for the end of the block and one for a distance: the only codes. "0" ends it, and no
    /// code begins with "1".
    @Test func aCodeOfOneSymbol() throws {
        var bits = onesAndZeros()
        for zeros in [138, 118] { bits.append((zeros - 11) << 1 | 1, 8) }
        bits.append(0, 2)
        var empty = bits
        empty.append(0, 1)
        #expect(try inflated(empty.bytes, limit: 0).bytes.isEmpty)
        bits.append(1, 1)
        #expect(reason(bits).hasSuffix("are no code of a literal or length"))
    }

    /// Whatever the bytes are: an error or some bytes, within the limit.
    @Test func noiseIsRefusedOrUnpacked() {
        var state: UInt64 = 1
        for _ in 0..<4000 {
            let bytes = (0..<80).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 56)
            }
            if let result = try? inflated(bytes, limit: 500) {
                #expect(result.bytes.count <= 500 && result.end <= bytes.count)
            }
        }
    }
}
