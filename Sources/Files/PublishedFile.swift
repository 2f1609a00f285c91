import Foundation

/// The path of the first of `names` that is in `folder`. Where that name is a folder, as some programs unpack archives, the
/// file of the name in it counts.
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
    for (name, path) in zip(names, paths) {
        var isFolder = ObjCBool(false)
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { continue }
        if !isFolder.boolValue { return path }
        let inner = URL(fileURLWithPath: path).appendingPathComponent(name).relativePath
        if FileManager.default.fileExists(atPath: inner, isDirectory: &isFolder), !isFolder.boolValue {
            return inner
        }
    }
    let others = names.dropFirst().map { " or \($0)" }.joined()
    throw FileError.missing(path: (paths.first ?? folder) + others)
}
