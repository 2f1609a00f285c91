import Files
import Foundation
import Messages
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
                let count = width.map { "\($0 - 2) " } ?? ""
                let reason = Words(
                    en: "\(fields.count) fields; a number, \(count)words and a subject are expected",
                    zh: "有 \(fields.count) 个字段；应为编号、\(count.isEmpty ? "各" : "\(count)个")词和主题")
                throw FileError.malformed(path: content, line: number, reason: reason.text)
            }
            width = fields.count
            guard papers.updateValue(papers.count, forKey: fields[0]) == nil else {
                let reason = Words(
                    en: "the paper \(excerpt(fields[0])) is there twice",
                    zh: "论文 \(excerpt(fields[0])) 出现了两次")
                throw FileError.malformed(path: content, line: number, reason: reason.text)
            }
            for field in fields[1..<fields.count - 1] {
                guard let value = Float(field), value.isFinite, value >= 0 else {
                    let reason = Words(
                        en: "'\(excerpt(field))' for a word; a number from 0 on is expected",
                        zh: "某个词处是“\(excerpt(field))”；应为不小于 0 的数")
                    throw FileError.malformed(path: content, line: number, reason: reason.text)
                }
                bits.append(value)
            }
            names.append(fields[fields.count - 1])
        }
        guard let width else {
            throw FileError.malformed(
                path: content, reason: Words(en: "the file is empty", zh: "文件是空的").text)
        }
        var missing: (count: Int, line: Int, name: Substring)?
        let citations = try fieldLines(of: cites).compactMap { number, fields -> (Int, Int)? in
            guard fields.count == 2 else {
                let reason = Words(
                    en: "\(fields.count) fields; two papers are expected",
                    zh: "有 \(fields.count) 个字段；应为两篇论文")
                throw FileError.malformed(path: cites, line: number, reason: reason.text)
            }
            guard let cited = papers[fields[0]], let citing = papers[fields[1]] else {
                let unknown = papers[fields[0]] == nil ? fields[0] : fields[1]
                missing = ((missing?.count ?? 0) + 1, missing?.line ?? number, missing?.name ?? unknown)
                return nil
            }
            return (cited, citing)
        }
        if let missing, missing.count > citations.count {
            let reason = Words(
                en: "there is no paper \(excerpt(missing.name)) in \(content)",
                zh: "\(content) 中没有论文 \(excerpt(missing.name))")
            throw FileError.malformed(path: cites, line: missing.line, reason: reason.text)
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
            throw FileError.malformed(path: path, reason: Words(en: "not UTF-8 text", zh: "不是 UTF-8 文本").text)
        }
        return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
            .compactMap {
                let fields = $1.split(whereSeparator: \.isWhitespace)
                return fields.isEmpty ? nil : ($0 + 1, fields)
            }
    }
}
