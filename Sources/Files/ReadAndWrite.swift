import Foundation

/// Reads a whole file.
///
/// - Throws: `FileError.missing` or `FileError.unreadable`.
public func readFile(_ path: String) throws -> Data {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw FileError.missing(path: path)
    }
    guard !isFolder.boolValue else {
        throw FileError.unreadable(path: path, reason: "it is a folder, a file is expected")
    }
    do {
        return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
        throw FileError.unreadable(path: path, reason: reason(of: error))
    }
}

/// Reads a whole text file, which must be UTF-8; a byte order mark at its start is dropped.
///
/// - Throws: `FileError.missing`, `FileError.unreadable`, or `FileError.malformed` with the line and column of
///   the first byte that is not UTF-8, or of a NUL byte, which no text holds.
public func readTextFile(_ path: String) throws -> String {
    var data = try readFile(path)
    if data.starts(with: [0xEF, 0xBB, 0xBF]) { data.removeFirst(3) }
    let nul = data.firstIndex(of: 0)
    if nul == nil, let text = String(data: data, encoding: .utf8) { return text }
    let bad = min(nul ?? data.endIndex, data.startIndex + validPrefixLength(data))
    let before = data[data.startIndex..<bad]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? data.startIndex
    let isNul = bad < data.endIndex && data[bad] == 0
    throw FileError.malformed(
        path: path, line: line, column: bad - lineStart + 1,
        reason: isNul ? "a NUL byte in a text file" : "not UTF-8 text")
}

/// Writes a file so that it is there whole or not at all: into a temporary neighbour first, then renamed.
/// Folders on the way are made.
///
/// - Throws: `FileError.unwritable`; nothing is left behind then, and an earlier file of that name is unharmed.
public func writeFileAtomically(_ data: Data, to path: String) throws {
    let url = URL(fileURLWithPath: path)
    try makeFolder(url.deletingLastPathComponent().path)
    let temporary = url.deletingLastPathComponent()
        .appendingPathComponent(".\(url.lastPathComponent).\(UUID().uuidString).partial")
    do {
        try data.write(to: temporary)
        guard rename(temporary.path, url.path) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
    } catch {
        try? FileManager.default.removeItem(at: temporary)
        throw FileError.unwritable(path: path, reason: reason(of: error))
    }
}

/// Writes a text file as UTF-8, whole or not at all.
///
/// - Throws: `FileError.unwritable`.
public func writeFileAtomically(_ text: String, to path: String) throws {
    try writeFileAtomically(Data(text.utf8), to: path)
}

/// Makes a folder, and those above it, unless it is there.
///
/// - Throws: `FileError.unwritable`, also where a file of that name stands in the way.
public func makeFolder(_ path: String) throws {
    do {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
        throw FileError.unwritable(path: path, reason: reason(of: error))
    }
}

/// How many bytes at the start of `data` are valid UTF-8.
private func validPrefixLength(_ data: Data) -> Int {
    var decoder = UTF8()
    var bytes = data.makeIterator()
    var length = 0
    while case .scalarValue(let scalar) = decoder.decode(&bytes) { length += UTF8.width(scalar) }
    return length
}

/// The system's own words for an error, in one line.
private func reason(of error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
    if let posix = error as? POSIXError { return String(cString: strerror(posix.code.rawValue)) }
    if underlying.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(underlying.code))) }
    return underlying.localizedDescription.split(separator: "\n").joined(separator: " ")
}
