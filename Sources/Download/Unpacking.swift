import Datasets
import Files
import Foundation

/// Takes the files of a part out of an archive into a folder, if all of them are in it and right. Whether they are.
///
/// Files get the names that the catalog knows, or plain ones: what names the archive gives cannot lead out of the folder.
///
/// - Parameter name: where given, a zip archive of a collection is kept under it, for others to get it from here.
/// - Throws: `FileError` where the disk takes no more.
func unpack(
    archive path: String, _ kind: PublishedDataset.Content, into folder: String, keepAs name: String?
) throws -> Bool {
    let bytes = [UInt8](try readFile(path))
    let limit = DatasetDownload.archiveLimit
    guard let archive = try? Archive(bytes, limit: limit) else { return false }
    switch kind {
    case .files(let files):
        for file in files {
            guard let found = content(of: file, in: archive) else { return false }
            try write(found, to: "\(folder)/\(file.name)")
        }
    case .collection(let collection):
        guard let found = contents(of: collection, in: archive) else { return false }
        for (name, bytes) in found { try write(bytes, to: "\(folder)/\(name)") }
        if let name, isZip(bytes) { try write(bytes, to: "\(folder)/\(name)") }
    }
    return true
}

/// Writes a file into a folder that nothing reads from yet.
private func write(_ bytes: [UInt8], to path: String) throws {
    if let slash = path.lastIndex(of: "/") { try makeFolder(String(path[..<slash])) }
    let file = try PartialFile(path)
    try file.clear()
    try file.append(Data(bytes))
}

/// The bytes of a file in an archive, in whatever folder it is there; nil where it is not there or not right.
private func content(of file: PublishedDataset.File, in archive: Archive) -> [UInt8]? {
    let name = file.name.split(separator: "/").last.map(String.init) ?? file.name
    let places = archive.names.indices.filter {
        archive.names[$0] == name || archive.names[$0].hasSuffix("/\(name)")
    }
    // An archive that has the same name again and again is meant to keep its reader busy.
    for index in places.prefix(8) {
        if let bytes = try? archive.file(at: index, limit: file.byteCount), sha256(bytes) == file.sha256 {
            return bytes
        }
    }
    return nil
}

/// The files of a collection in an archive, by their names; nil where they are not there or not right.
private func contents(
    of collection: PublishedDataset.Collection, in archive: Archive
) -> [(name: String, bytes: [UInt8])]? {
    var found: [(name: String, bytes: [UInt8])] = []
    var byteCount = 0
    for (index, path) in archive.names.enumerated() {
        let folders = path.split(separator: "/").dropLast()
        guard folders.last.map(String.init) == collection.folder, path.hasSuffix(collection.suffix),
            let name = Archive.plainName(of: path)
        else { continue }
        guard found.count < collection.count,
            let bytes = try? archive.file(at: index, limit: collection.byteCount - byteCount)
        else { return nil }
        byteCount += bytes.count
        found.append((name, bytes))
    }
    found.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    var lines = SHA256()
    for (name, bytes) in found { lines.update(Array("\(sha256(bytes))  \(name)\n".utf8)) }
    return lines.finalized() == collection.sha256 ? found : nil
}
