import Messages

/// Unpacks a gzip file (RFC 1952): one member or several, one behind the other, each checked against its CRC-32.
///
/// - Parameter limit: the most bytes to give; nothing is allocated on the word of the file.
/// - Throws: where the bytes are not what the format promises, or would unpack to more than `limit` bytes.
public func gunzipped(_ file: [UInt8], limit: Int) throws(CompressionError) -> [UInt8] {
    var result: [UInt8] = []
    var place = 0
    repeat {
        let start = try gzipContentStart(file, memberAt: place)
        let (bytes, end) = try inflated(file, from: start, limit: limit - result.count)
        guard file.count - end >= 8 else { throw .endsTooEarly }
        let (check, length) = (littleEndian32(file, at: end), littleEndian32(file, at: end + 4))
        guard check == crc32(bytes[...]) else {
            throw CompressionError(
                en: "the unpacked data does not have the CRC-32 that the gzip file says",
                zh: "解压的数据的 CRC-32 与 gzip 文件所写的不同")
        }
        guard length == UInt32(truncatingIfNeeded: bytes.count) else {
            throw CompressionError(
                en: "unpacks to \(bytes.count) bytes, the gzip file says \(length)",
                zh: "解压得到 \(bytes.count) 字节，gzip 文件说有 \(length) 字节")
        }
        if result.isEmpty { result = bytes } else { result += bytes }
        place = end + 8
    } while place < file.count
    return result
}

/// Whether a file begins as gzip files do.
public func isGzip(_ file: [UInt8]) -> Bool { file.starts(with: [0x1F, 0x8B]) }

/// Where the compressed data of the member at `start` begins: behind its header, whose last fields may be missing.
private func gzipContentStart(_ file: [UInt8], memberAt start: Int) throws(CompressionError) -> Int {
    guard isGzip(Array(file[start...].prefix(2))) else {
        throw start == 0
            ? CompressionError(en: "no gzip file", zh: "不是 gzip 文件")
            : CompressionError(
                en: "byte \(start) begins no member of a gzip file", zh: "第 \(start) 字节不是 gzip 文件一部分的开头")
    }
    var place = start + 10
    guard place <= file.count else { throw .endsTooEarly }
    guard file[start + 2] == 8 else {
        throw CompressionError(
            en: "compression method \(file[start + 2]), only 8 (deflate) is known",
            zh: "压缩方法 \(file[start + 2])，只认识 8（deflate）")
    }
    let flags = file[start + 3]
    guard flags & 0b1110_0000 == 0 else {
        throw CompressionError(en: "unknown flags in the gzip header", zh: "gzip 头部有不认识的标志")
    }
    if flags & 0b100 != 0 {  // extra fields, behind their length
        guard place + 2 <= file.count else { throw .endsTooEarly }
        place += 2 + Int(file[place]) + Int(file[place + 1]) << 8
    }
    for flag: UInt8 in [0b1000, 0b1_0000] where flags & flag != 0 {  // a name, a comment
        guard place <= file.count, let end = file[place...].firstIndex(of: 0) else { throw .endsTooEarly }
        place = end + 1
    }
    if flags & 0b10 != 0 {
        guard place + 2 <= file.count else { throw .endsTooEarly }
        let check = UInt32(file[place]) | UInt32(file[place + 1]) << 8
        guard crc32(file[start..<place]) & 0xFFFF == check else {
            throw CompressionError(
                en: "the gzip header does not have the checksum that it says", zh: "gzip 头部的校验和与它所写的不同")
        }
        place += 2
    }
    guard place <= file.count else { throw .endsTooEarly }
    return place
}

private func littleEndian32(_ bytes: [UInt8], at place: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
}
