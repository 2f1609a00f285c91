import Datasets
import Files
import Foundation
import Messages
import TensorCore

/// Citation graphs as Yang, Cohen and Salakhutdinov published them with their split ("Revisiting semi-supervised learning
/// with graph embeddings", 2016): `ind.NAME.x`, `.y`, `.tx`, `.ty`, `.allx`, `.ally`, `.graph` and `.test.index`.
enum Planetoid {
    /// The most numbers that the dense table of words may have for each that is not 0; Citeseer's has 117.
    private static let sparsity = 256

    /// The name of the first set of which a folder has the citations, "cora" of `ind.cora.graph`; nil where there is none.
    static func name(in folder: String) -> String? {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.sorted().lazy.compactMap { $0.wholeMatch(of: /ind\.(.+)\.graph/).map { String($0.1) } }
            .first
    }

    /// Papers whose number is left out of `test.index`, as fifteen of Citeseer's are, have neither words nor a subject; they
    /// are in no part of the split, and get the first subject, which nothing asks for.
    ///
    /// - Throws: `FileError` where a file is missing or broken, or the files do not agree.
    static func graph(named name: String, in folder: String) throws -> CitationGraph {
        func path(_ part: String) throws -> String {
            try publishedFile(in: folder, named: "ind.\(name).\(part)")
        }
        func words(_ part: String) throws -> PickledSparseMatrix {
            try PickledSparseMatrix(
                try PickleReader.read(try path(part), dialect: .arrays), path: try path(part))
        }
        func subjects(_ part: String) throws -> [[Double]] {
            let table = try PickledArray(
                try PickleReader.read(try path(part), dialect: .arrays), path: try path(part))
            guard table.shape.count == 2, table.shape[1] > 0 else {
                let reason = Words(
                    en: "the shape \(table.shape); papers and their subjects are expected",
                    zh: "形状是 \(table.shape)；应为论文和它们的主题")
                throw FileError.malformed(path: try path(part), reason: reason.text)
            }
            let width = table.shape[1]
            return (0..<table.shape[0]).map { Array(table.numbers[$0 * width..<($0 + 1) * width]) }
        }
        let (known, tested) = (try words("allx"), try words("tx"))
        let labels = (known: try subjects("ally"), tested: try subjects("ty"))
        let trainingCount = try subjects("y").count
        let order = try testOrder(try path("test.index"), from: known.rowCount, count: tested.rowCount)
        func require(_ isTrue: Bool, _ part: String, en: String, zh: String) throws {
            if !isTrue { throw FileError.malformed(path: try path(part), reason: Words(en: en, zh: zh).text) }
        }
        try require(
            labels.known.count == known.rowCount, "ally",
            en: "\(labels.known.count) rows, allx has \(known.rowCount)",
            zh: "有 \(labels.known.count) 行，而 allx 有 \(known.rowCount) 行")
        try require(
            labels.tested.count == tested.rowCount, "ty",
            en: "\(labels.tested.count) rows, tx has \(tested.rowCount)",
            zh: "有 \(labels.tested.count) 行，而 tx 有 \(tested.rowCount) 行")
        try require(
            tested.columnCount == known.columnCount, "tx", en: "other words than allx", zh: "词与 allx 的不同")
        try require(
            trainingCount + 500 <= known.rowCount, "y", en: "no 500 papers are left to choose by",
            zh: "剩下的论文不到 500 篇，不够验证")
        let paperCount = max(known.rowCount + tested.rowCount, (order.max() ?? 0) + 1)
        try require(
            paperCount <= sparsity * (known.entries.count + tested.entries.count) / max(1, known.columnCount),
            "allx",
            en: "next to no words for a table of \(paperCount) papers and \(known.columnCount) words",
            zh: "\(paperCount) 篇论文、\(known.columnCount) 个词的表中几乎没有词")

        var bits = [Float](repeating: 0, count: paperCount * known.columnCount)
        for entry in known.entries { bits[entry.row * known.columnCount + entry.column] = Float(entry.value) }
        for entry in tested.entries {
            bits[order[entry.row] * known.columnCount + entry.column] = Float(entry.value)
        }
        let subjectCount = labels.known.first?.count ?? 0
        var subjectOf = [Int](repeating: 0, count: paperCount)
        let rows =
            labels.known.enumerated().map { ($0, $1) } + labels.tested.enumerated().map { (order[$0], $1) }
        for (paper, row) in rows {
            try require(
                row.count == subjectCount && row.count { $0 == 1 } == 1, "ally",
                en: "a paper without one subject", zh: "有一篇论文不是恰好一个主题"
            )
            subjectOf[paper] = row.firstIndex(of: 1) ?? 0
        }
        return CitationGraph(
            name: name, words: NDArray(bits, shape: [paperCount, known.columnCount]), labels: subjectOf,
            subjects: (0..<subjectCount).map { "subject \($0)" },
            citations: try citations(try path("graph"), paperCount: paperCount),
            publicSplit: .init(
                training: Array(0..<trainingCount), validation: Array(trainingCount..<trainingCount + 500),
                test: order.sorted()))
    }

    /// The papers of the rows of `tx`, in any order: `count` different ones after the first, at most twice as many numbers
    /// later, since some may be left out.
    private static func testOrder(_ path: String, from first: Int, count: Int) throws -> [Int] {
        guard let text = String(validating: try readFile(path), as: UTF8.self) else {
            throw FileError.malformed(path: path, reason: Words(en: "not UTF-8 text", zh: "不是 UTF-8 文本").text)
        }
        let lines = text.split(whereSeparator: \.isNewline)
        let order = try lines.enumerated().map { number, line in
            guard let paper = Int(line.filter { !$0.isWhitespace }),
                (first..<first + 2 * count).contains(paper)
            else {
                let last = first + 2 * count - 1
                let reason = Words(
                    en: "'\(excerpt(line))' is not a paper from \(first) to \(last)",
                    zh: "“\(excerpt(line))”不是 \(first) 到 \(last) 的论文")
                throw FileError.malformed(path: path, line: number + 1, reason: reason.text)
            }
            return paper
        }
        guard Set(order).count == count, order.count == count else {
            let reason = Words(
                en: "\(order.count) papers; \(count) different ones are expected",
                zh: "有 \(order.count) 篇论文；应为 \(count) 篇不同的论文")
            throw FileError.malformed(path: path, reason: reason.text)
        }
        return order
    }

    private static func citations(_ path: String, paperCount: Int) throws -> [(Int, Int)] {
        func broken(en: String, zh: String) -> FileError {
            .malformed(path: path, reason: Words(en: en, zh: zh).text)
        }
        func notADictionary() -> FileError { broken(en: "not a dictionary of lists", zh: "不是由列表组成的字典") }
        let entries: [(key: PickleValue, value: PickleValue)]
        switch try PickleReader.read(path, dialect: .arrays) {
        case .dictionary(let dictionary): entries = dictionary.entries
        case .object(let object): entries = object.items
        default: throw notADictionary()
        }
        return try entries.flatMap { key, value in
            guard case .int(let paper) = key, case .list(let list) = value else {
                throw notADictionary()
            }
            return try list.elements.map { element in
                guard case .int(let other) = element, (0..<paperCount).contains(paper),
                    (0..<paperCount).contains(other)
                else {
                    throw broken(en: "a citation of a paper that is not there", zh: "引用了不存在的论文")
                }
                return (paper, other)
            }
        }
    }
}
