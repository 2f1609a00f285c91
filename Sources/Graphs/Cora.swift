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

    /// Cora, or any graph in its form, from text files: a line of `cora.content` is a paper's name, a number for each word, 0 or 1 in
    /// Cora, and its subject; a line of `cora.cites` is the name of a paper and of one that cites it. A folder with one other pair of
    /// files of these endings is read too.
    ///
    /// Citations of papers that are not there, as LINQS's Citeseer has them, are left out and counted.
    ///
    /// - Throws: `FileError`, also where most citations are of such papers.
    public static func coraText(in folder: String) throws -> CitationGraph {
        let name = otherName(in: folder) ?? "cora"
        let content = try publishedFile(in: folder, named: "\(name).content")
        let cites = try publishedFile(in: folder, named: "\(name).cites")
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
                guard let value = Float(field), value.isFinite, value >= 0 else {
                    throw FileError.malformed(
                        path: content, line: number,
                        reason: "'\(excerpt(field))' for a word; a number from 0 on is expected")
                }
                bits.append(value)
            }
            names.append(fields[fields.count - 1])
        }
        guard let width else { throw FileError.malformed(path: content, reason: "the file is empty") }
        var missing: (count: Int, line: Int, name: Substring)?
        let citations = try fieldLines(of: cites).compactMap { number, fields -> (Int, Int)? in
            guard fields.count == 2 else {
                throw FileError.malformed(
                    path: cites, line: number, reason: "\(fields.count) fields; two papers are expected")
            }
            guard let cited = papers[fields[0]], let citing = papers[fields[1]] else {
                let unknown = papers[fields[0]] == nil ? fields[0] : fields[1]
                missing = ((missing?.count ?? 0) + 1, missing?.line ?? number, missing?.name ?? unknown)
                return nil
            }
            return (cited, citing)
        }
        if let missing, missing.count > citations.count {
            throw FileError.malformed(
                path: cites, line: missing.line,
                reason: "there is no paper \(excerpt(missing.name)) in \(content)")
        }
        let subjects = Set(names).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: zip(subjects, subjects.indices))
        return CitationGraph(
            name: name, words: NDArray(bits, shape: [papers.count, width - 2]),
            labels: names.map { numbers[$0, default: 0] },
            subjects: subjects.map(String.init),
            citations: citations, missingCitationCount: missing?.count ?? 0)
    }

    /// The name of the only pair of files `NAME.content` and `NAME.cites` in a folder without Cora's.
    private static func otherName(in folder: String) -> String? {
        let names = Set((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        if names.contains("cora.content") || names.contains("cora.cites") { return nil }
        let pairs = names.filter { $0.hasSuffix(".content") }.map { String($0.dropLast(".content".count)) }
            .filter { !$0.isEmpty && !$0.hasPrefix(".") && names.contains("\($0).cites") }
        return pairs.count == 1 ? pairs[0] : nil
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
