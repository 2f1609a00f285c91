import Messages

/// An archive of files, in memory: zip, tar, or tar packed by gzip, recognized by their first bytes.
///
/// Nothing is ever written under a name that an archive gives: the caller asks for files by its own names, or
/// takes `plainName(of:)`.
public struct Archive {
    /// The names of its files, with their folders, in the archive's order.
    public let names: [String]

    private enum Content {
        case zip([UInt8], [ZipEntry])
        case tar([UInt8], [TarEntry])
    }

    private let content: Content

    /// Reads an archive's directory.
    ///
    /// - Parameter limit: the most bytes that a tar archive may have, unpacked by gzip.
    /// - Throws: where the bytes are in none of the three formats, or violate theirs.
    public init(_ bytes: [UInt8], limit: Int) throws(CompressionError) {
        if isZip(bytes) {
            let entries = try zipEntries(bytes).filter { !$0.name.hasSuffix("/") }
            (names, content) = (entries.map(\.name), .zip(bytes, entries))
            return
        }
        let archive = isGzip(bytes) ? try gunzipped(bytes, limit: limit) : bytes
        guard isTarHeader(archive) else {
            throw CompressionError(
                en: "neither a zip archive nor a tar archive", zh: "既不是 zip 压缩包也不是 tar 压缩包")
        }
        let entries = try tarEntries(archive)
        (names, content) = (entries.map(\.name), .tar(archive, entries))
    }

    /// The bytes of the file at this index among the names.
    ///
    /// - Parameter limit: the most bytes to give; nothing is allocated on the word of the archive.
    /// - Throws: where the file is not what the format promises, or has more than `limit` bytes.
    public func file(at index: Int, limit: Int) throws(CompressionError) -> [UInt8] {
        switch content {
        case .zip(let archive, let entries):
            return try unzipped(archive, entries[index], limit: limit)
        case .tar(let archive, let entries):
            let place = entries[index].content
            guard place.count <= limit else {
                throw CompressionError(
                    en:
                        "\(excerpt(names[index], limit: 120)) has \(place.count) bytes, at most \(limit) are allowed",
                    zh: "\(excerpt(names[index], limit: 120)) 有 \(place.count) 字节，最多允许 \(limit) 字节"
                )
            }
            return Array(archive[place])
        }
    }

    /// The last part of a name, where it is one that a file may have in any folder: ASCII letters, digits, dots, dashes and
    /// underscores, and no dot at its start. Nil where it is not.
    public static func plainName(of name: String) -> String? {
        let last = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last ?? []
        let isPlain = last.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                || [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")].contains($0)
        }
        guard isPlain, !last.isEmpty, last.count <= 255, last.first != UInt8(ascii: ".") else { return nil }
        return String(decoding: last, as: UTF8.self)
    }
}
