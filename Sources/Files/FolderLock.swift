import Foundation

/// Keeps other processes out of a folder, for as long as this one lives or until it is released.
///
/// Where the file system knows no locks, it keeps nobody out.
public final class FolderLock {
    private var descriptor: Int32

    /// Takes the lock.
    ///
    /// - Parameter reason: what to say where another process has it.
    /// - Throws: `FileError.unwritable` where another process has it, `FileError.missing` where there is no such folder.
    public init(_ folder: String, otherwise reason: String) throws {
        descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError.missing(path: folder) }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
            release()
            throw FileError.unwritable(path: folder, reason: reason)
        }
    }

    deinit { release() }

    /// Lets others in.
    public func release() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }
}
