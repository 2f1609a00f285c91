import Foundation

/// Numbers as files hold them, from and to bytes that may start anywhere.
enum ByteConversion {
    /// Calls `body` with each number's index and bits; the bytes hold at least `count` numbers.
    @inline(__always)
    private static func forEach<Bits: FixedWidthInteger>(
        _ type: Bits.Type, in bytes: Data, _ count: Int, bigEndian: Bool,
        _ body: (_ place: Int, _ bits: Bits) -> Void
    ) {
        bytes.withUnsafeBytes { raw in
            for place in 0..<count {
                let bits = raw.loadUnaligned(fromByteOffset: place * MemoryLayout<Bits>.size, as: Bits.self)
                body(place, bigEndian ? Bits(bigEndian: bits) : Bits(littleEndian: bits))
            }
        }
    }

    /// Writes the numbers as floats, rounded to the nearest.
    static func decodeFloats(
        _ bytes: Data, _ format: ElementFormat, bigEndian: Bool, into y: UnsafeMutablePointer<Float>,
        _ count: Int
    ) {
        switch format {
        case .bool:
            forEach(UInt8.self, in: bytes, count, bigEndian: bigEndian) { y[$0] = $1 == 0 ? 0 : 1 }
        case .uint8: forEach(UInt8.self, in: bytes, count, bigEndian: bigEndian) { y[$0] = Float($1) }
        case .int8: forEach(Int8.self, in: bytes, count, bigEndian: bigEndian) { y[$0] = Float($1) }
        case .uint16: forEach(UInt16.self, in: bytes, count, bigEndian: bigEndian) { y[$0] = Float($1) }
        case .int16: forEach(Int16.self, in: bytes, count, bigEndian: bigEndian) { y[$0] = Float($1) }
        case .uint32: forEach(UInt32.self, in: bytes, count, bigEndian: bigEndian) { y[$0] = Float($1) }
        case .int32: forEach(Int32.self, in: bytes, count, bigEndian: bigEndian) { y[$0] = Float($1) }
        case .uint64: forEach(UInt64.self, in: bytes, count, bigEndian: bigEndian) { y[$0] = Float($1) }
        case .int64: forEach(Int64.self, in: bytes, count, bigEndian: bigEndian) { y[$0] = Float($1) }
        case .float16:
            forEach(UInt16.self, in: bytes, count, bigEndian: bigEndian) { y[$0] = float(fromHalf: $1) }
        case .bfloat16:
            forEach(UInt16.self, in: bytes, count, bigEndian: bigEndian) {
                y[$0] = Float(bitPattern: UInt32($1) << 16)
            }
        case .float32:
            forEach(UInt32.self, in: bytes, count, bigEndian: bigEndian) { y[$0] = Float(bitPattern: $1) }
        case .float64:
            forEach(UInt64.self, in: bytes, count, bigEndian: bigEndian) {
                y[$0] = Float(Double(bitPattern: $1))
            }
        }
    }

    /// The numbers as 32-bit integers; nil when one does not fit or the format is not one of integers.
    static func decodeIntegers(
        _ bytes: Data, _ format: ElementFormat, bigEndian: Bool, _ count: Int
    ) -> [Int32]? {
        switch format {
        case .bool: integers(UInt8.self, bytes, count, bigEndian)?.map { $0 == 0 ? 0 : 1 }
        case .uint8: integers(UInt8.self, bytes, count, bigEndian)
        case .int8: integers(Int8.self, bytes, count, bigEndian)
        case .uint16: integers(UInt16.self, bytes, count, bigEndian)
        case .int16: integers(Int16.self, bytes, count, bigEndian)
        case .uint32: integers(UInt32.self, bytes, count, bigEndian)
        case .int32: integers(Int32.self, bytes, count, bigEndian)
        case .uint64: integers(UInt64.self, bytes, count, bigEndian)
        case .int64: integers(Int64.self, bytes, count, bigEndian)
        case .float16, .bfloat16, .float32, .float64: nil
        }
    }

    private static func integers<Bits: FixedWidthInteger>(
        _ type: Bits.Type, _ bytes: Data, _ count: Int, _ bigEndian: Bool
    ) -> [Int32]? {
        var result: [Int32] = []
        result.reserveCapacity(count)
        var allFit = true
        forEach(type, in: bytes, count, bigEndian: bigEndian) { _, bits in
            let exact = Int32(exactly: bits)
            if exact == nil { allFit = false }
            result.append(exact ?? 0)
        }
        return allFit ? result : nil
    }

    /// Four bytes a number, the lowest first.
    static func encode(_ x: UnsafePointer<Float>, _ count: Int) -> Data {
        var data = Data(count: 4 * count)
        data.withUnsafeMutableBytes { raw in
            for place in 0..<count {
                raw.storeBytes(of: x[place].bitPattern.littleEndian, toByteOffset: 4 * place, as: UInt32.self)
            }
        }
        return data
    }

    /// The nearest number of 16 bits for each, of two the even one, in two bytes, the lower first.
    static func encodeHalves(_ x: UnsafePointer<Float>, _ count: Int) -> Data {
        var data = Data(count: 2 * count)
        data.withUnsafeMutableBytes { raw in
            for place in 0..<count {
                raw.storeBytes(
                    of: half(from: x[place]).littleEndian, toByteOffset: 2 * place, as: UInt16.self)
            }
        }
        return data
    }

    /// The reverse of `float(fromHalf:)`; infinite from 65520 on.
    private static func half(from number: Float) -> UInt16 {
        let sign = UInt16(truncatingIfNeeded: number.bitPattern >> 16) & 0x8000
        let size = number.magnitude
        if size.isNaN { return sign | 0x7E00 }
        if size >= 65520 { return sign | 0x7C00 }
        // The least normal number is 2^−14; below, units of 2^−24 are counted.
        if size < 0x1p-14 { return sign | UInt16((size * 0x1p24).rounded(.toNearestOrEven)) }
        let bits = size.bitPattern
        // What is carried out of the fraction raises the exponent, as it should.
        return sign | UInt16(truncatingIfNeeded: (bits + 0xFFF + (bits >> 13) & 1 - (112 << 23)) >> 13)
    }

    /// Four bytes a number, the lowest first.
    static func encode(_ x: [Int32]) -> Data {
        var data = Data(count: 4 * x.count)
        data.withUnsafeMutableBytes { raw in
            for (place, element) in x.enumerated() {
                raw.storeBytes(of: element.littleEndian, toByteOffset: 4 * place, as: Int32.self)
            }
        }
        return data
    }

    /// IEEE 754's 16 bits: one of sign, five of exponent with the bias 15, ten of fraction. Every such number is
    /// a `Float` too. (`Float16` does not exist on all systems.)
    private static func float(fromHalf bits: UInt16) -> Float {
        let sign = UInt32(bits >> 15) << 31
        let exponent = UInt32(bits >> 10) & 0x1F
        let fraction = UInt32(bits) & 0x3FF
        switch exponent {
        case 0:
            let magnitude = Float(fraction) * 0x1p-24
            return Float(bitPattern: sign | magnitude.bitPattern)
        case 0x1F: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
        default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }
}
