import Foundation
import Messages

/// The files of a kind in a folder and in the folders below it.
public struct FolderFiles: Sendable {
    /// Their paths, in the order of the bytes of their names.
    public let paths: [String]

    /// What cannot be opened, in one line each: names that are not UTF-8, as archives from other systems leave them.
    public let notes: [String]

    /// How many folders below the first one are looked into.
    private static let depth = 8

    /// Files are listed up to this number.
    private static let mostFiles = 1_000_000

    /// Lists the files whose names end in one of `endings`, such as `".mid"`; capitals do not matter. Names that begin with a
    /// dot are left out, and folders that links lead to.
    ///
    /// - Throws: `FileError`, where the folder is missing, is a file, or cannot be listed.
    public init(in folder: String, endings: [String]) throws {
        try requireFolder(folder)
        var (paths, notes) = ([String](), [String]())
        var waiting = [(folder, 0)]
        while let (place, depth) = waiting.popLast() {
            let names: [String]
            do {
                names = try FileManager.default.contentsOfDirectory(atPath: place)
            } catch {
                guard depth == 0 else { continue }
                throw FileError.unreadable(
                    path: folder,
                    reason: Words(en: "its files cannot be listed", zh: "无法列出其中的文件").text)
            }
            for name in names where !name.hasPrefix(".") {
                let path = "\(place)/\(name)"
                if isFolder(path) {
                    if depth < FolderFiles.depth, !FolderFiles.isLink(path) {
                        waiting.append((path, depth + 1))
                    }
                } else if endings.contains(where: { name.lowercased().hasSuffix($0) }) {
                    // A name that is not UTF-8 comes with a sign in place of the bytes, and leads nowhere.
                    if FileManager.default.fileExists(atPath: path) {
                        paths.append(path)
                    } else if name.unicodeScalars.contains("\u{FFFD}") {
                        notes.append(
                            Words(
                                en: "\(path): its name is not UTF-8; rename it", zh: "\(path)：文件名不是 UTF-8，请改名"
                            ).text)
                    } else {
                        notes.append(FileError.missing(path: path).description)
                    }
                }
                guard paths.count <= FolderFiles.mostFiles else {
                    throw FileError.unreadable(
                        path: folder,
                        reason: Words(
                            en: "more than \(FolderFiles.mostFiles) files",
                            zh: "超过 \(FolderFiles.mostFiles) 个文件"
                        ).text)
                }
            }
        }
        self.paths = paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self.notes = notes.sorted()
    }

    /// What `read` makes of the first files, in their order, and a line for each that is broken: one bad file among a thousand
    /// good ones is passed over.
    ///
    /// - Throws: what `read` throws, unless it is a `FileError`.
    public func contents<Value>(first count: Int = .max, _ read: (String) throws -> Value) throws -> (
        values: [Value], notes: [String]
    ) {
        var (values, notes) = ([Value](), notes)
        for path in paths.prefix(count) {
            do {
                values.append(try read(path))
            } catch let error as FileError {
                notes.append(error.description)
            }
        }
        return (values, notes)
    }

    private static func isLink(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType)
            == .typeSymbolicLink
    }
}

/// What stands below a summary of data of which some files were passed over: their number, and ten of them with the reason.
/// Nothing where there are none.
public func passedOverText(_ notes: [String]) -> String {
    guard !notes.isEmpty else { return "" }
    let count = notes.count
    let heading = Words(
        en: count == 1 ? "1 file was passed over:" : "\(count) files were passed over:",
        zh: "跳过了 \(count) 个文件：")
    var lines = [heading.text] + notes.prefix(10).map { "  \($0)" }
    if count > 10 { lines.append(Words(en: "  and \(count - 10) more", zh: "  以及另外 \(count - 10) 个").text) }
    return lines.map { "\n\($0)" }.joined()
}
