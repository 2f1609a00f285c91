import Foundation

/// A file that grows piece by piece, over several runs if need be, and gets its name when it is whole.
public final class PartialFile {
    /// Where it is until then.
    public let path: String

    /// How many bytes it has.
    public private(set) var byteCount: Int

    private let handle: FileHandle

    /// Opens the file, or makes an empty one; further bytes go behind those it has.
    ///
    /// - Throws: `FileError.unwritable`.
    public init(_ path: String) throws {
        self.path = path
        let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o666)
        guard descriptor >= 0 else {
            throw FileError.unwritable(path: path, reason: SystemError.last.words)
        }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            byteCount = Int(try handle.seekToEnd())
        } catch {
            throw FileError.unwritable(path: path, reason: reason(of: error))
        }
    }

    /// Adds bytes.
    ///
    /// - Throws: `FileError.unwritable`.
    public func append(_ bytes: Data) throws {
        try attempt { try handle.write(contentsOf: bytes) }
        byteCount += bytes.count
    }

    /// Begins again: the file is empty then.
    ///
    /// - Throws: `FileError.unwritable`.
    public func clear() throws {
        try attempt {
            try handle.truncate(atOffset: 0)
            try handle.seek(toOffset: 0)
        }
        byteCount = 0
    }

    /// Gives the file its name, after all of it is on the disk; a file of that name is replaced.
    ///
    /// - Throws: `FileError.unwritable`.
    public func finish(as name: String) throws {
        try attempt { try handle.synchronize() }
        try moveFile(path, to: name)
    }

    private func attempt(_ work: () throws -> Void) throws {
        do { try work() } catch { throw FileError.unwritable(path: path, reason: reason(of: error)) }
    }
}

/// Gives a file or a folder another name.
///
/// - Throws: `FileError.unwritable`.
public func moveFile(_ path: String, to name: String) throws {
    guard rename(path, name) == 0 else {
        throw FileError.unwritable(path: name, reason: SystemError.last.words)
    }
}

/// Takes away a file or a folder with all that is in it, where there is one.
public func removeIfThere(_ path: String) {
    try? FileManager.default.removeItem(atPath: path)
}
