import Messages

/// Packs bytes in the zlib format (RFC 1950), as PNG holds them: two bytes of header, deflated data, and Adler-32.
public func zlibCompressed(_ bytes: [UInt8]) -> [UInt8] {
    // Deflate with a window of 32 KiB, the usual effort; together a multiple of 31.
    let check = adler32(bytes)
    return [0x78, 0x9C] + deflated(bytes) + (0..<4).map { UInt8(truncatingIfNeeded: check >> (24 - 8 * $0)) }
}

/// Unpacks data in the zlib format, checked against its Adler-32.
///
/// - Parameter limit: the most bytes to give; nothing is allocated on the word of the data.
/// - Throws: where the bytes are not what the format promises, more follow, or they would unpack to more than `limit`.
public func zlibDecompressed(_ data: [UInt8], limit: Int) throws(CompressionError) -> [UInt8] {
    guard data.count >= 2 else { throw .endsTooEarly }
    guard data[0] & 15 == 8, data[0] >> 4 <= 7, (Int(data[0]) << 8 | Int(data[1])) % 31 == 0 else {
        throw CompressionError(en: "no zlib data", zh: "不是 zlib 数据")
    }
    guard data[1] & 0x20 == 0 else {
        throw CompressionError(en: "zlib data that needs a dictionary", zh: "zlib 数据需要字典")
    }
    let (bytes, end) = try inflated(data, from: 2, limit: limit)
    guard data.count - end >= 4 else { throw .endsTooEarly }
    guard data[end..<end + 4].reduce(0, { $0 << 8 | UInt32($1) }) == adler32(bytes) else {
        throw CompressionError(
            en: "the unpacked data does not have the Adler-32 that the zlib data says",
            zh: "解压的数据的 Adler-32 与 zlib 数据所写的不同")
    }
    guard data.count - end == 4 else {
        throw CompressionError(
            en: "\(data.count - end - 4) bytes follow the zlib data",
            zh: "zlib 数据后面还有 \(data.count - end - 4) 字节")
    }
    return bytes
}
