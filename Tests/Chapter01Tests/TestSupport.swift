import Foundation
import TensorCore
import NeuralNetworks
import TestSupport

/// What a run of the chapter left behind.
struct ChapterOutcome {
    var code: Int32
    var output: String
    var errors: [Substring]
    var metrics: [String: Double]
    var files: [String]
    var model: [String: NDArray]

    var hasReport: Bool { files.contains("report.html") }
}

/// Runs the chapter into a folder of its own, unless the arguments name one.
func runChapter(_ arguments: [String]) throws -> ChapterOutcome {
    let folder = try TemporaryFolder()
    let out = arguments.contains("--out") ? [] : ["--out", folder.path]
    let run = try Program("Chapter1").run(arguments + out)
    let metrics = folder.contents.contains("metrics.json") ? try Program.metrics(in: folder.path) : [:]
    return ChapterOutcome(
        code: run.code, output: run.output, errors: run.errors.split(separator: "\n"),
        metrics: metrics.compactMapValues { ($0 as? NSNumber)?.doubleValue }, files: folder.contents,
        model: (try? Safetensors(contentsOf: folder.file("model.safetensors")).arrays) ?? [:])
}
