import Datasets
import Files
import Foundation
import Messages

extension ChapterOption {
    /// `--target NAME`, the column of the reader's own table that is predicted.
    public static let target = ChapterOption.text(
        "target", placeholder: "NAME",
        Words(
            en: "the column of your own table to predict; by default the last one",
            zh: "你自己的表格中要预测的列；默认为最后一列"))

    /// `--model FILE`, for `--predict`, `--learn` and `--onnx`.
    public static let tableModel = ChapterOption.text(
        "model", placeholder: "FILE",
        Words(
            en: "the model.safetensors of a run, for --predict, --learn and --onnx",
            zh: "某次运行的 model.safetensors，供 --predict、--learn 和 --onnx 使用"))

    /// `--predict FILE|ROW|-`.
    public static let predict = ChapterOption.text(
        "predict", placeholder: "ROWS",
        Words(
            en:
                "predict the rows of a file, one row of values such as \"5.1,3.5,1.4,0.2\", or with - each line of the input",
            zh: "预测一个文件中的各行，或一行数值（如 \"5.1,3.5,1.4,0.2\"）；- 表示逐行读取输入"))
}

/// The file that `--model` names.
///
/// - Throws: `UsageError` where it was not given.
public func modelFile(_ arguments: ParsedArguments, for verb: String) throws -> String {
    guard let path = arguments.path("model") else {
        throw UsageError(
            en: "--\(verb) needs --model FILE, the model.safetensors of a run of this chapter",
            zh: "--\(verb) 需要 --model FILE，即本章某次运行的 model.safetensors")
    }
    return path
}

/// Answers `--predict`: calls `answer` for each row of the file, for the row itself, or for each line of the input, with
/// the row's values and, where the file has it, what is right; and prints what it returns, a line a row.
///
/// A header among the lines of the input names their columns and is not answered; an empty line is.
///
/// - Throws: `FileError` for a file that does not fit the model, `UsageError` for a row that does not.
public func predictRows(
    _ arguments: ParsedArguments, _ console: Console, _ model: TableModel,
    answer: ([Float], _ truth: String?) throws -> String
) throws {
    let rows = arguments.text("predict")
    if rows == "-" {
        var order: [String]?
        var number = 0
        try forEachInputLine(until: { false }) { line in
            number += 1
            if line.allSatisfy(\.isWhitespace) {
                console.output(Words(en: "(no row)", zh: "（空行）").text)
            } else if number == 1, let header = model.header(line) {
                order = header
            } else {
                do {
                    console.output(try answer(try model.row(of: line, order: order), nil))
                } catch let error as TableLineError {
                    throw FileError.malformed(
                        path: Words(en: "standard input", zh: "标准输入").text, line: number,
                        reason: error.reason.text)
                }
            }
        }
        return
    }
    let path = arguments.path("predict") ?? rows
    if FileManager.default.fileExists(atPath: path) || looksLikePath(rows) {
        let table = try OwnTable(contentsOf: path)
        let inputs = try model.rows(of: table)
        let truths = model.truths(of: table)
        for (index, input) in inputs.enumerated() {
            console.output(try answer(input, truths?[index] ?? nil))
        }
        return
    }
    do {
        console.output(try answer(try model.row(of: rows), nil))
    } catch let error as TableLineError {
        throw UsageError("--predict: \(error.reason.text)")
    }
}

/// Whether a text that is no file was meant to be one.
private func looksLikePath(_ text: String) -> Bool {
    text.contains("/")
        || [".csv", ".tsv", ".txt", ".data", ".xlsx", ".xls"].contains { text.lowercased().hasSuffix($0) }
}
