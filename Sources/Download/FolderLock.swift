import Files
import Foundation

/// Keeps other processes out of a folder, for as long as this one lives or until it is released.
final class FolderLock {
    private var descriptor: Int32

    /// Takes the lock.
    ///
    /// - Throws: `FileError.unwritable` where another process has it.
    init(_ folder: String) throws {
        descriptor = open(folder, O_RDONLY)
        guard descriptor >= 0 else { throw FileError.missing(path: folder) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            release()
            throw FileError.unwritable(path: folder, reason: "another Download is at it")
        }
    }

    deinit { release() }

    /// Lets others in.
    func release() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }
}
