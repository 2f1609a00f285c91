import Files
import Foundation

/// The path of the first of `names` that lies in `folder`.
///
/// - Throws: `FileError.missing`, which names the folder where that is missing, else the first of the names;
///   `FileError.unreadable` where `folder` is a file.
func publishedFile(in folder: String, named names: String...) throws -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
        throw FileError.missing(path: folder)
    }
    guard isFolder.boolValue else {
        throw FileError.unreadable(path: folder, reason: "it is a file, a folder is expected")
    }
    let paths = names.map { URL(fileURLWithPath: folder).appendingPathComponent($0).relativePath }
    for path in paths where FileManager.default.fileExists(atPath: path) { return path }
    throw FileError.missing(path: paths.first ?? folder)
}
