import Files
import Foundation
import TensorCore

extension CitationGraph {
    /// Cora, as it is published: `cora.content` and `cora.cites` in a folder, and in its folder `planetoid` perhaps the files
    /// of the public split, which then decide everything. Citeseer and PubMed were published in the latter form too, which
    /// PyTorch Geometric keeps in a folder `raw`, in one with the name of the set or not.
    ///
    /// - Throws: `FileError`.
    public static func cora(in folder: String) throws -> CitationGraph {
        let below = ["planetoid", "raw", "Cora/raw", "cora/raw", "CiteSeer/raw", "PubMed/raw"]
        for place in below.map({ URL(fileURLWithPath: folder).appendingPathComponent($0).relativePath })
        where isFolder(place) {
            return try Planetoid.graph(named: Planetoid.name(in: place) ?? "cora", in: place)
        }
        if let name = Planetoid.name(in: folder) { return try Planetoid.graph(named: name, in: folder) }
        return try coraText(in: folder)
    }

    /// Cora from its text files: a line of `cora.content` is a paper's number, a 0 or 1 for each word, and its
    /// subject; a line of `cora.cites` is the number of a paper and of one that cites it.
    ///
    /// - Throws: `FileError`, also for a citation of a paper that is not there.
    public static func coraText(in folder: String) throws -> CitationGraph {
        let content = try publishedFile(in: folder, named: "cora.content")
        let cites = try publishedFile(in: folder, named: "cora.cites")
        var papers: [Substring: Int] = [:]
        var (bits, names) = ([Float](), [Substring]())
        var width: Int?
        for (number, fields) in try fieldLines(of: content) {
            guard fields.count >= 3, fields.count == width ?? fields.count else {
                throw FileError.malformed(
                    path: content, line: number,
                    reason:
                        "\(fields.count) fields; a number, \(width.map { "\($0 - 2) " } ?? "")words and a subject "
                        + "are expected")
            }
            width = fields.count
            guard papers.updateValue(papers.count, forKey: fields[0]) == nil else {
                throw FileError.malformed(
                    path: content, line: number, reason: "the paper \(excerpt(fields[0])) is there twice")
            }
            for field in fields[1..<fields.count - 1] {
                guard field == "0" || field == "1" else {
                    throw FileError.malformed(
                        path: content, line: number,
                        reason: "'\(excerpt(field))' for a word; 0 or 1 is expected")
                }
                bits.append(field == "1" ? 1 : 0)
            }
            names.append(fields[fields.count - 1])
        }
        guard let width else { throw FileError.malformed(path: content, reason: "the file is empty") }
        let citations = try fieldLines(of: cites).map { number, fields in
            guard fields.count == 2 else {
                throw FileError.malformed(
                    path: cites, line: number, reason: "\(fields.count) fields; two papers are expected")
            }
            let ends = try fields.map { field in
                guard let paper = papers[field] else {
                    throw FileError.malformed(
                        path: cites, line: number,
                        reason: "there is no paper \(excerpt(field)) in \(content)")
                }
                return paper
            }
            return (ends[0], ends[1])
        }
        let subjects = Set(names).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: zip(subjects, subjects.indices))
        return CitationGraph(
            name: "cora", words: NDArray(bits, shape: [papers.count, width - 2]),
            labels: names.map { numbers[$0, default: 0] },
            subjects: subjects.map(String.init),
            citations: citations)
    }

    /// The fields of each line that is not empty, with the line's number.
    private static func fieldLines(of path: String) throws -> [(number: Int, fields: [Substring])] {
        guard let text = String(validating: try readFile(path), as: UTF8.self) else {
            throw FileError.malformed(path: path, reason: "not UTF-8 text")
        }
        return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
            .compactMap {
                let fields = $1.split(whereSeparator: \.isWhitespace)
                return fields.isEmpty ? nil : ($0 + 1, fields)
            }
    }
}
