import Autograd
import ChapterSupport
import Datasets
import Files
import Foundation
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// The network that a run trained on a table of the reader's own, and what it takes to use it on other rows.
struct TablePredictor {
    let network: Sequential
    private let use: Use
    private let table: TableModel
    private let path: String

    /// What the note of a model's file holds.
    private struct Use: Codable {
        let table: String
        let timeName: String
        let fileColumns: [String]
        let mean: Float
        let deviation: Float
    }

    /// The note for a model's file.
    static func note(_ data: TimeTable) -> String {
        let model = TableModel(
            encoder: data.encoder, fileColumns: data.task.fileColumns, targetName: data.task.targetName,
            classNames: [])
        let writer = JSONEncoder()
        writer.outputFormatting = .sortedKeys
        let use = Use(
            table: model.note, timeName: data.timeName, fileColumns: data.fileColumns,
            mean: data.scale.means[0], deviation: data.scale.deviations[0])
        return (try? writer.encode(use)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Reads the model of a run; nil where it is one of hours.
    ///
    /// - Throws: `FileError` where the file is missing or broken.
    init?(contentsOf path: String) throws {
        let checkpoint = try Checkpoint(contentsOf: path)
        guard checkpoint.notes["chapter"] == "3", let note = checkpoint.notes["table"] else { return nil }
        guard let use = try? JSONDecoder().decode(Use.self, from: Data(note.utf8)), use.mean.isFinite,
            use.deviation > 0, use.deviation.isFinite
        else {
            throw FileError.malformed(
                path: path,
                reason: Words(en: "its note about the table is broken", zh: "其中关于表格的说明已损坏").text)
        }
        (self.use, self.path) = (use, path)
        table = try TableModel(note: use.table, path: path)
        var generator = RandomGenerator(seed: 0)
        network = TimeTable.largeNetwork(inputs: table.encoder.featureNames.count, using: &generator)
        try checkpoint.restore(network, path: path)
        network.evaluate()
    }

    /// The predictions for the rows of a table, and what it says about them itself.
    ///
    /// - Throws: `FileError.malformed` where a column is missing.
    func predictions(_ rows: OwnTable) throws -> (values: [Float], truths: [Float?]) {
        guard let time = rows.column(named: use.timeName) ?? (rows.hasHeader ? nil : rows.timeColumn),
            rows.columns[time].content == .times
        else {
            throw FileError.malformed(
                path: rows.path,
                reason: Words(
                    en: "no dates or times in a column \"\(excerpt(use.timeName))\"",
                    zh: "没有日期或时间列 \"\(excerpt(use.timeName))\""
                ).text)
        }
        let parts = rows.replacingTimes(time)
        let inputs = table.encoder.encode(try table.rows(of: parts))
        let outputs = withoutGradient { network(Tensor(NDArray(rows: inputs))) }.value
        let truths = table.truths(of: parts)?.map { $0.flatMap { Float($0) } }
        return ((outputs * use.deviation + use.mean).scalars, truths ?? inputs.map { _ in nil })
    }

    /// Answers `--predict`: a line a row, for each row of a file, the one that was typed, or each line of the input. Where the
    /// file has the target, the error follows on standard error.
    func answer(_ text: String, path file: String, _ console: Console) throws {
        func answer(_ rows: OwnTable) throws {
            let (values, truths) = try predictions(rows)
            for value in values {
                console.output("\(table.targetName) \(formatNumber(Double(value), significantDigits: 6))")
            }
            let known = zip(values, truths).compactMap { value, truth in truth.map { (value, $0) } }
            guard known.count > 1 else { return }
            let error = formatNumber(Scores(known.map(\.0), known.map(\.1)).rmse, significantDigits: 3)
            console.error(
                Words(
                    en: "\(known.count) rows with the right number: root mean squared error \(error)",
                    zh: "\(known.count) 行有真实值：均方根误差 \(error)"
                ).text)
        }
        if text == "-" {
            var header: String?
            var number = 0
            let name = Words(en: "standard input", zh: "标准输入").text
            try forEachInputLine(until: { false }) { line in
                number += 1
                if number == 1, line.lowercased().contains(use.timeName.lowercased()) {
                    header = line
                } else if line.allSatisfy(\.isWhitespace) {
                    console.output(Words(en: "(no row)", zh: "（空行）").text)
                } else {
                    try answer(try row(line, header: header, name: "\(name):\(number)"))
                }
            }
        } else if FileManager.default.fileExists(atPath: file) || text.contains("/") || text.hasSuffix(".csv")
        {
            try answer(try OwnTable(contentsOf: file))
        } else {
            do {
                try answer(try row(text, header: nil, name: "--predict"))
            } catch FileError.malformed(_, _, _, let reason) {
                throw UsageError("--predict: \(reason)")
            }
        }
    }

    /// A typed row as a table: the columns of the file, all or without the target.
    private func row(_ line: String, header: String?, name: String) throws -> OwnTable {
        let separator = line.contains(";") ? ";" : line.contains("\t") ? "\t" : ","
        func quoted(_ text: String) -> String { "\"\(text.replacing("\"", with: "\"\""))\"" }
        let count = line.split(separator: separator, omittingEmptySubsequences: false).count
        let names = [use.fileColumns, use.fileColumns.filter { $0 != table.targetName }]
        guard
            let header = header
                ?? names.first(where: { $0.count == count })?.map(quoted).joined(separator: separator)
        else {
            let expected = names[1]
            throw FileError.malformed(
                path: name,
                reason: Words(
                    en: "\(count) of \(expected.count) values: \(expected.joined(separator: ","))",
                    zh: "有 \(count) 个值，应为 \(expected.count) 个：\(expected.joined(separator: ","))"
                ).text)
        }
        return try OwnTable(text: header + "\n" + line + "\n", name: name)
    }
}
