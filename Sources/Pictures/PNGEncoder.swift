import Files
import Foundation

/// The eight bytes that every PNG file begins with.
let pngSignature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

extension Picture {
    /// The picture as a PNG file: 8 bits a channel, grey, RGB or RGBA as it is.
    ///
    /// The rows are packed twice, as they are and as differences from their neighbours, and the shorter is taken: drawn
    /// shapes are better off with the one, photographs with the other.
    public func png() -> [UInt8] {
        let size = format.rawValue
        let rowLength = width * size
        let plain = stride(from: 0, to: bytes.count, by: rowLength).flatMap {
            [PNGFilter.none.rawValue] + bytes[$0..<$0 + rowLength]
        }
        let packed = [plain, filteredRows(bytes, rowLength: rowLength, size: size)].map(zlibCompressed)
        let colorType: UInt8 = [.gray: 0, .rgb: 2, .rgba: 6][format] ?? 0
        let header = bigEndian32(width) + bigEndian32(height) + [8, colorType, 0, 0, 0]
        return pngSignature + chunk("IHDR", header)
            + chunk("IDAT", packed[0].count <= packed[1].count ? packed[0] : packed[1]) + chunk("IEND", [])
    }

    /// Writes the picture as a PNG file, whole or not at all.
    ///
    /// - Throws: `FileError.unwritable`.
    public func writePNG(to path: String) throws {
        try writeFileAtomically(Data(png()), to: path)
    }
}

/// A part of the file: its length, its name, its content, and the CRC-32 of name and content.
private func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let checked = Array(name.utf8) + content
    return bigEndian32(content.count) + checked + bigEndian32(Int(crc32(checked[...])))
}

private func bigEndian32(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
}
