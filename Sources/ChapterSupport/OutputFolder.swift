import Files
import Foundation
import Messages

/// The folder that a run writes into, made and tested before the work begins.
struct OutputFolder {
    let path: String

    /// The folders that were not there before, outermost first.
    private let made: [String]

    /// Makes the folder where it is missing, and writes and removes a file in it, so that hours of training are
    /// not lost to a folder that cannot be written.
    ///
    /// - Parameter files: the names that will be written; a folder of one of these names is in the way.
    /// - Throws: `FileError.unwritable`; no folder is left behind then.
    init(_ path: String, files: [String]) throws {
        self.path = path
        made = try makeFolder(path)
        do {
            for file in files where isFolder("\(path)/\(file)") {
                throw FileError.unwritable(
                    path: "\(path)/\(file)", reason: Words(en: "a folder is in the way", zh: "同名文件夹挡住了").text)
            }
            let probe = "\(path)/.writable-\(UUID().uuidString)"
            do {
                try writeFileAtomically("", to: probe)
            } catch FileError.unwritable(_, let reason) {
                throw FileError.unwritable(path: path, reason: reason)
            }
            try FileManager.default.removeItem(atPath: probe)
        } catch {
            removeIfEmpty()
            throw error
        }
    }

    /// Removes the folders this run made, as far as they are empty.
    func removeIfEmpty() { removeFolders(made) }
}
