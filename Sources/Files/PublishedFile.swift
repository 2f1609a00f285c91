import Foundation

/// The path of the first of `names` that is in `folder`.
///
/// - Throws: `FileError.missing`, which names the folder where that is missing, else all the names;
///   `FileError.unreadable` where `folder` is a file.
public func publishedFile(in folder: String, named names: String...) throws -> String {
    try publishedFile(in: folder, named: names)
}

/// The same for a list of names.
public func publishedFile(in folder: String, named names: [String]) throws -> String {
    try requireFolder(folder)
    let paths = names.map { URL(fileURLWithPath: folder).appendingPathComponent($0).relativePath }
    for path in paths where FileManager.default.fileExists(atPath: path) { return path }
    let others = names.dropFirst().map { " or \($0)" }.joined()
    throw FileError.missing(path: (paths.first ?? folder) + others)
}
