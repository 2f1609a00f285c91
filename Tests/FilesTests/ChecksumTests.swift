import Testing

@testable import Files

@Suite struct ChecksumTests {
    private let digits = Array("123456789".utf8)

    /// The generator x³² + x²⁶ + … + 1 over the bits of one byte, by long division.
    private func crc32BitByBit(_ bytes: [UInt8]) -> UInt32 {
        var remainder: UInt32 = .max
        for byte in bytes {
            for bit in 0..<8 {
                let carry = (remainder ^ UInt32(byte) >> UInt32(bit)) & 1
                remainder = remainder >> 1 ^ (carry == 1 ? 0xEDB8_8320 : 0)
            }
        }
        return ~remainder
    }

    @Test func publishedValues() {
        #expect(crc32(digits) == 0xCBF4_3926)
        #expect(crc32([] as [UInt8]) == 0)
        // 32 bits of zero, the check of the three letters, and so on, by other programs.
        #expect(crc32([0, 0, 0, 0]) == 0x2144_DF1C)
        #expect(crc32(Array("IEND".utf8)) == 0xAE42_6082)
        #expect(adler32(digits) == 0x091E_01DE)
        #expect(adler32([]) == 1)
    }

    /// a = 1 + 97 = 98 and b = 98, then a = 98 + 98 = 196 and b = 98 + 196 = 294.
    @Test func adlerByHand() {
        #expect(adler32([97]) == 98 << 16 | 98)
        #expect(adler32([97, 98]) == 294 << 16 | 196)
        // 65521 bytes of 1: a = 1 + 65521 = 1, and b is the sum of 2, 3, …, 65522, which is 65521 · 32762 = 0.
        #expect(adler32([UInt8](repeating: 1, count: 65521)) == 1)
    }

    @Test func everyLengthAndEveryStart() {
        let bytes = (0..<40).map { UInt8(truncatingIfNeeded: 37 * $0 * $0 + 11) }
        for start in 0..<9 {
            for end in start...bytes.count {
                #expect(crc32(bytes[start..<end]) == crc32BitByBit(Array(bytes[start..<end])))
            }
        }
    }

    @Test func piecesGiveTheCheckOfTheWhole() {
        let bytes = (0..<100).map { UInt8($0) }
        for cut in [0, 1, 8, 50, 99, 100] {
            #expect(crc32(bytes[cut...], after: crc32(bytes[..<cut])) == crc32(bytes))
        }
    }
}
