import Foundation
import Messages

/// No larger file is read, since it is held in memory whole.
private let maximumByteCount = 2 << 30

/// Reads a whole file, of 2 GiB at most.
///
/// - Throws: `FileError.missing` or `FileError.unreadable`, also for a pipe or a device, which may never end.
public func readFile(_ path: String) throws -> Data {
    guard let entry = try entry(at: path) else { throw FileError.missing(path: path) }
    guard !entry.isFolder else {
        throw FileError.unreadable(
            path: path, reason: Words(en: "it is a folder, a file is expected", zh: "这是文件夹，应为文件").text)
    }
    guard entry.isRegularFile else {
        throw FileError.unreadable(
            path: path,
            reason: Words(en: "it is a pipe or a device, a file is expected", zh: "这是管道或设备，应为文件").text)
    }
    guard entry.byteCount <= maximumByteCount else {
        throw FileError.unreadable(
            path: path,
            reason: Words(
                en: "it has \(entry.byteCount) bytes, at most \(maximumByteCount) are read",
                zh: "它有 \(entry.byteCount) 字节，最多读取 \(maximumByteCount) 字节"
            ).text)
    }
    do {
        return try Data(contentsOf: url(path))
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
    if data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF]) {
        throw FileError.malformed(
            path: path, line: 1, column: 1,
            reason: Words(en: "UTF-16 text; save it as UTF-8", zh: "这是 UTF-16 文本，请另存为 UTF-8").text)
    }
    let nul = data.firstIndex(of: 0)
    if nul == nil, let text = String(data: data, encoding: .utf8) { return text }
    let bad = min(nul ?? data.endIndex, data.startIndex + validPrefixLength(data))
    let before = data[data.startIndex..<bad]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? data.startIndex
    let isNul = bad < data.endIndex && data[bad] == 0
    throw FileError.malformed(
        path: path, line: line, column: bad - lineStart + 1,
        reason: isNul
            ? Words(en: "a NUL byte in a text file", zh: "文本文件中有 NUL 字节").text
            : Words(en: "not UTF-8 text", zh: "不是 UTF-8 文本").text)
}

/// Writes a file so that it is there whole or not at all, whenever the program is killed or the power fails: into a
/// temporary neighbour first, which is renamed when all of it is on the disk. Folders on the way are made.
///
/// - Throws: `FileError.unwritable`; nothing is left behind then, and an earlier file of that name is unharmed.
public func writeFileAtomically(_ data: Data, to path: String) throws {
    let folder = parent(of: path) ?? "."
    let made = try makeFolder(folder)
    let temporary = "\(folder)/.\(UUID().uuidString)\(partialFileEnding)"
    do {
        let file = try PartialFile(temporary)
        try file.append(data)
        try file.finish(as: path)
    } catch {
        _ = unlink(temporary)
        removeFolders(made)
        guard case FileError.unwritable(_, let reason) = error else { throw error }
        throw FileError.unwritable(path: path, reason: reason)
    }
}

/// How the name of a file ends that is being written.
private let partialFileEnding = ".partial"

/// Removes the partial files of killed writers from a folder. No process may be writing into it.
public func removePartialFiles(in folder: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where name.hasPrefix(".") && name.hasSuffix(partialFileEnding) {
        _ = unlink("\(folder)/\(name)")
    }
}

/// Writes a text file as UTF-8, whole or not at all.
///
/// - Throws: `FileError.unwritable`.
public func writeFileAtomically(_ text: String, to path: String) throws {
    try writeFileAtomically(Data(text.utf8), to: path)
}

/// Makes a folder, and those above it, unless it is there. Returns the folders it made, outermost first.
///
/// - Throws: `FileError.unwritable`, also where a file of that name stands in the way; no folder is left then.
@discardableResult
public func makeFolder(_ path: String) throws -> [String] {
    var made: [String] = []
    do {
        try makeFolder(path, &made)
    } catch {
        removeFolders(made)
        let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
        throw FileError.unwritable(
            path: path,
            reason: isLink && error.code == EEXIST
                ? Words(en: "a link that leads nowhere is in the way", zh: "一个失效的链接挡住了").text : error.words)
    }
    return made
}

/// Creates the missing folders, the outermost first, and appends them to `made`.
private func makeFolder(_ path: String, _ made: inout [String]) throws(SystemError) {
    if isFolder(path) { return }
    if mkdir(path, 0o777) != 0 {
        // The parent folder is missing, or files cannot be created in it.
        guard errno == ENOENT, let parent = parent(of: path) else { throw .last }
        try makeFolder(parent, &made)
        // `a/..` is there as soon as `a` is.
        if isFolder(path) { return }
        guard mkdir(path, 0o777) == 0 else { throw .last }
    }
    made.append(path)
}

/// Takes away folders that `makeFolder` made, as far as nothing is in them.
public func removeFolders(_ made: [String]) {
    for folder in made.reversed() { _ = rmdir(folder) }
}

/// Throws unless there is a folder at this path.
///
/// - Throws: `FileError.missing`, or `FileError.unreadable` where it is a file.
public func requireFolder(_ path: String) throws {
    guard let entry = try entry(at: path) else { throw FileError.missing(path: path) }
    guard entry.isFolder else {
        throw FileError.unreadable(
            path: path, reason: Words(en: "it is a file, a folder is expected", zh: "这是文件，应为文件夹").text)
    }
}

/// Whether there is a folder at this path.
public func isFolder(_ path: String) -> Bool { ((try? entry(at: path)) ?? nil)?.isFolder ?? false }

/// What a path leads to, links followed; nil where it leads nowhere.
private func entry(at path: String) throws -> (isFolder: Bool, isRegularFile: Bool, byteCount: Int)? {
    var information = stat()
    guard stat(path, &information) == 0 else {
        let error = SystemError.last
        if error.code == ENOENT || error.code == ENOTDIR { return nil }
        throw FileError.unreadable(path: path, reason: error.words)
    }
    let kind = information.st_mode & S_IFMT
    return (kind == S_IFDIR, kind == S_IFREG, Int(information.st_size))
}

/// The path without its last part; nil where it has only one, or is the root.
private func parent(of path: String) -> String? {
    // By bytes: to Swift, a slash with an accent on it is another character.
    let (bytes, slash) = (Array(path.utf8), UInt8(ascii: "/"))
    guard let last = bytes.lastIndex(where: { $0 != slash }),
        let cut = bytes[..<last].lastIndex(of: slash)
    else { return nil }
    let end = bytes[..<cut].lastIndex { $0 != slash }
    return end.map { String(decoding: bytes[...$0], as: UTF8.self) } ?? "/"
}

/// The path as a URL. A tilde in it is a letter like others, as it is to the system.
func url(_ path: String) -> URL {
    URL(fileURLWithPath: path.hasPrefix("~") ? "./\(path)" : path)
}

/// How many bytes at the start of `data` are valid UTF-8.
private func validPrefixLength(_ data: Data) -> Int {
    var decoder = UTF8()
    var bytes = data.makeIterator()
    var length = 0
    while case .scalarValue(let scalar) = decoder.decode(&bytes) { length += UTF8.width(scalar) }
    return length
}
