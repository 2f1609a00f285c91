import Files
import Testing

/// Numbers of 16 bits packed with the lower bytes before the upper ones.
struct PackedNumbersTests {
    @Test(arguments: [0, 1, 2, 7, 5000]) func nothingIsLost(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 37 &+ $0 / 3) }
        let planes = try zlibDecompressed(packedNumbers(bytes), limit: count)
        let lower = stride(from: 0, to: count, by: 2).map { bytes[$0] }
        #expect(planes == lower + stride(from: 1, to: count, by: 2).map { bytes[$0] })
    }

    @Test func whatRepeatsComesTogether() {
        // Numbers with a few exponents and fractions that look like chance.
        var state: UInt32 = 1
        let bytes = (0..<20_000).flatMap { _ -> [UInt8] in
            state = state &* 1_664_525 &+ 1_013_904_223
            return [UInt8(state >> 24), 0x20 + UInt8(state >> 16 & 3)]
        }
        #expect(Double(packedNumbers(bytes).count) < 0.7 * Double(bytes.count))
        #expect(packedNumbers(bytes).count < zlibCompressed(bytes).count)
    }
}
