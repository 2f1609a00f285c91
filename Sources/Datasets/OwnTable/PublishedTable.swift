import Files
import Foundation

/// The path of the first of `names` that is in `folder`, whatever letters of it are capitals there: archives are unpacked
/// and sites name files in their own ways.
///
/// - Throws: as `publishedFile`.
func publishedTable(in folder: String, named names: [String]) throws -> String {
    do {
        return try publishedFile(in: folder, named: names)
    } catch FileError.missing(let path) {
        let entries = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        let alike = names.lazy.compactMap { name in entries.first { $0.lowercased() == name.lowercased() } }
        guard let found = alike.first else { throw FileError.missing(path: path) }
        return try publishedFile(in: folder, named: [found])
    }
}

/// Whether the first line of a file has a header: nothing in it is a number, and below it something is.
func hasHeader(_ path: String) throws -> Bool {
    let data = try readFile(path)
    return (try? TableDialect(data.span).hasHeader) ?? false
}
