import ChapterSupport
import Foundation
import NeuralNetworks
import Reporting
import TensorCore

@testable import Chapter1

/// Real data, beside the package where it is there at all.
let classicFolder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/data/classic").path

let hasClassicData = FileManager.default.fileExists(atPath: classicFolder)

/// What a run of the chapter left behind.
struct ChapterOutcome {
    var code: ExitCode
    var output: String
    var errors: [String]
    var metrics: [String: Double]
    var hasReport: Bool
    var model: [String: NDArray]
}

/// Runs the chapter into a folder of its own, which is taken away again.
func runChapter(_ arguments: [String], isInterrupted: @escaping () -> Bool = { false }) throws
    -> ChapterOutcome
{
    let folder = temporaryPath()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let lines = Lines()
    var errors: [String] = []
    let terminal = Terminal(isTerminal: false, width: { 80 }, write: { lines.append($0) }, now: { 0 })
    let code = chapterCommand.run(
        arguments: arguments + (arguments.contains("--out") ? [] : ["--out", folder]),
        console: Console(output: { lines.append($0 + "\n") }, error: { errors.append($0) }),
        isInterrupted: isInterrupted
    ) { try perceptronChapter($0, on: terminal) }
    var metrics: [String: Double] = [:]
    if let data = FileManager.default.contents(atPath: "\(folder)/metrics.json"),
        let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    {
        metrics = object.compactMapValues { ($0 as? NSNumber)?.doubleValue }
    }
    return ChapterOutcome(
        code: code, output: lines.text, errors: errors, metrics: metrics,
        hasReport: FileManager.default.fileExists(atPath: "\(folder)/report.html"),
        model: (try? Safetensors(contentsOf: "\(folder)/model.safetensors").arrays) ?? [:])
}

func temporaryPath() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("chapter1-\(UUID().uuidString)").path
}

/// A folder with one file in it, for as long as `body` runs.
func withFolder<Result>(_ file: String, _ text: String, _ body: (String) throws -> Result) throws -> Result {
    let folder = temporaryPath()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(file)"))
    return try body(folder)
}

/// Lines that several closures add to.
final class Lines: @unchecked Sendable {
    private let lock = NSLock()
    private var lines = ""

    func append(_ line: String) { lock.withLock { lines += line } }

    var text: String { lock.withLock { lines } }
}
