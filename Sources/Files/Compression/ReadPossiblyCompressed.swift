import Messages

/// Reads a whole file, unpacked where it is a gzip file. Its first bytes decide, not its name: browsers unpack what
/// they download and keep the name, or the other way round.
///
/// - Parameter limit: the most bytes to give, unpacked.
/// - Throws: `FileError`, also where the file is larger than that or unpacks to more.
public func readFile(_ path: String, unpackedUpTo limit: Int) throws -> [UInt8] {
    let file = [UInt8](try readFile(path))
    do {
        if isGzip(file) { return try gunzipped(file, limit: limit) }
        guard file.count <= limit else {
            throw CompressionError(
                en: "has \(file.count) bytes, at most \(limit) are allowed",
                zh: "有 \(file.count) 字节，最多允许 \(limit) 字节")
        }
        return file
    } catch let error as CompressionError {
        throw FileError.malformed(path: path, reason: error.reason)
    }
}
