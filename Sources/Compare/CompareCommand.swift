import ChapterSupport
import Files
import Foundation
import Messages
import Reporting

/// The command line of `Compare`.
let compareCommand = ToolCommand(
    name: "Compare",
    summary: Words(
        en:
            "Lays runs side by side on one page: options that differ, metrics, and the losses of every epoch.",
        zh: "把几次运行并排放在一页上：不同的选项、各项指标、每一轮的损失。"),
    usage: Words(en: "swift run Compare RUN RUN ... [options]", zh: "swift run Compare 运行 运行 … [选项]"),
    options: [
        .text(
            "out", placeholder: "DIR", default: "runs/Compare",
            Words(en: "folder for the page", zh: "存放网页的文件夹"))
    ], takesOperands: true)

/// What `Compare` does.
///
/// - Throws: `UsageError`, `FileError`.
func compare(_ arguments: ParsedArguments, _ console: Console) throws {
    let folders = arguments.operands
    guard (2...Comparison.mostRuns).contains(folders.count) else {
        throw UsageError(
            en: "two to \(Comparison.mostRuns) folders of runs are expected, \(folders.count) were given",
            zh: "需要 2 到 \(Comparison.mostRuns) 个运行的文件夹，给了 \(folders.count) 个")
    }
    let paths = folders.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
    if let twice = folders.indices.first(where: { paths[..<$0].contains(paths[$0]) }) {
        throw UsageError(en: "\(folders[twice]) was given twice", zh: "\(folders[twice]) 给了两次")
    }
    let comparison = Comparison(try zip(folders, names(of: paths)).map { try ComparedRun($0, name: $1) })
    comparison.print(to: console)
    let out = arguments.path("out") ?? arguments.text("out")
    _ = try makeFolder(out)
    let page = "\(out)/report.html"
    try comparison.report.write(to: page)
    console.output(Words(en: "report: \(page)", zh: "报告：\(page)").text)
}

/// What runs are called: by their folders' names, or by as much of the path as tells them apart.
func names(of paths: [String]) -> [String] {
    let parts = paths.map { $0.split(separator: "/") }
    func names(_ count: Int) -> [String] { parts.map { $0.suffix(count).joined(separator: "/") } }
    let longest = parts.map(\.count).max() ?? 1
    return (1...max(1, longest)).lazy.map(names).first { Set($0).count == paths.count } ?? paths
}
