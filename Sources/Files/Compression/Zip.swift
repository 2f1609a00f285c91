import Messages

/// The file of this name in a zip archive (PKWARE's APPNOTE), unpacked and checked against its CRC-32.
///
/// - Parameters:
///   - archive: the archive's bytes.
///   - limit: the most bytes to give; nothing is allocated on the word of the archive.
/// - Returns: the bytes; nil where the archive has no file of this name.
/// - Throws: where the archive is not what the format promises, is encrypted or packed in another way than deflate, or the
///   file would unpack to more than `limit` bytes.
public func unzipped(_ archive: [UInt8], file name: String, limit: Int) throws(CompressionError) -> [UInt8]? {
    for entry in try zipEntries(archive) where entry.name == name {
        return try unzipped(archive, entry, limit: limit)
    }
    return nil
}

/// The file of an entry, unpacked and checked.
package func unzipped(_ archive: [UInt8], _ entry: ZipEntry, limit: Int) throws(CompressionError) -> [UInt8] {
    let name = excerpt(entry.name, limit: 120)
    let place = try packedBytes(archive, entry)
    let bytes: [UInt8]
    switch entry.method {
    case 0:
        guard entry.packed <= limit else {
            throw CompressionError(
                en: "\(name) has \(entry.packed) bytes, at most \(limit) are allowed",
                zh: "\(name) 有 \(entry.packed) 字节，最多允许 \(limit) 字节")
        }
        bytes = Array(archive[place])
    case 8: bytes = try inflated(Array(archive[place]), limit: limit).bytes
    default:
        throw CompressionError(
            en: "\(name) is packed by method \(entry.method), only 0 and 8 are known",
            zh: "\(name) 用方法 \(entry.method) 压缩，只认识 0 和 8")
    }
    guard crc32(bytes[...]) == entry.check else {
        throw CompressionError(
            en: "\(name) does not have the CRC-32 that the zip archive says",
            zh: "\(name) 的 CRC-32 与 zip 压缩包所写的不同")
    }
    return bytes
}

/// Where the bytes of an entry that is not packed are in the archive, checked as they stand there.
///
/// - Throws: also where the entry is packed.
package func storedBytes(_ archive: [UInt8], _ entry: ZipEntry) throws(CompressionError) -> Range<Int> {
    let place = try packedBytes(archive, entry)
    let name = excerpt(entry.name, limit: 120)
    guard entry.method == 0 else {
        throw CompressionError(
            en: "\(name) is packed, only stored files are known", zh: "\(name) 是压缩的，这里只认识不压缩的文件")
    }
    guard crc32(archive[place]) == entry.check else {
        throw CompressionError(
            en: "\(name) does not have the CRC-32 that the zip archive says",
            zh: "\(name) 的 CRC-32 与 zip 压缩包所写的不同")
    }
    return place
}

/// Where the bytes of an entry are.
private func packedBytes(_ archive: [UInt8], _ entry: ZipEntry) throws(CompressionError) -> Range<Int> {
    // The name and the extra fields of the local header may be other ones than the directory's.
    guard entry.start + 30 <= archive.count, archive[entry.start...].starts(with: [0x50, 0x4B, 3, 4])
    else {
        throw CompressionError(
            en: "the zip archive says that \(excerpt(entry.name, limit: 120)) begins where no file begins",
            zh: "zip 压缩包说 \(excerpt(entry.name, limit: 120)) 始于一处，那里却没有文件")
    }
    let start =
        entry.start + 30 + littleEndian(archive, entry.start + 26, 2)
        + littleEndian(archive, entry.start + 28, 2)
    guard start + entry.packed <= archive.count else { throw .endsTooEarly }
    return start..<start + entry.packed
}

/// Whether a file begins as zip archives do.
public func isZip(_ file: [UInt8]) -> Bool { file.starts(with: [0x50, 0x4B, 3, 4]) }

/// What the directory of a zip archive says of a file.
package struct ZipEntry {
    package let name: String
    let method: Int
    let check: UInt32
    let packed: Int
    let start: Int
}

/// The directory at the end of an archive.
package func zipEntries(_ archive: [UInt8]) throws(CompressionError) -> [ZipEntry] {
    // Behind the record that ends the archive there may be a comment of at most 65,535 bytes.
    let earliest = max(0, archive.count - 22 - 65_535)
    guard archive.count >= 22,
        let end = (earliest...archive.count - 22).last(where: {
            archive[$0] == 0x50 && archive[$0 + 1] == 0x4B && archive[$0 + 2] == 5 && archive[$0 + 3] == 6
        })
    else { throw CompressionError(en: "no zip archive, or its end is missing", zh: "不是 zip 压缩包，或者缺少结尾") }
    let count = littleEndian(archive, end + 10, 2)
    var place = littleEndian(archive, end + 16, 4)
    var entries: [ZipEntry] = []
    for _ in 0..<count {
        guard place + 46 <= archive.count, archive[place...].starts(with: [0x50, 0x4B, 1, 2]) else {
            throw CompressionError(en: "the directory of the zip archive is broken", zh: "zip 压缩包的目录损坏")
        }
        let length = littleEndian(archive, place + 28, 2)
        guard place + 46 + length <= archive.count else { throw .endsTooEarly }
        guard littleEndian(archive, place + 8, 2) & 1 == 0 else {
            throw CompressionError(en: "the zip archive is encrypted", zh: "zip 压缩包是加密的")
        }
        entries.append(
            ZipEntry(
                name: String(decoding: archive[place + 46..<place + 46 + length], as: UTF8.self),
                method: littleEndian(archive, place + 10, 2),
                check: UInt32(littleEndian(archive, place + 16, 4)),
                packed: littleEndian(archive, place + 20, 4), start: littleEndian(archive, place + 42, 4)))
        place += 46 + length + littleEndian(archive, place + 30, 2) + littleEndian(archive, place + 32, 2)
    }
    return entries
}

/// The number in `count` bytes from an offset on, the lowest first.
private func littleEndian(_ bytes: [UInt8], _ place: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
}
