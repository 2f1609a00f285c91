import ChapterSupport
import Files
import Foundation

/// A folder of its own for one test, gone when the test is.
final class TemporaryFolder {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    init() throws { try makeFolder(path) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The names in the folder.
    var files: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
}

/// Keeps the lines that a command prints.
final class Log {
    var lines: [String] = []
    var errors: [String] = []
    var console: Console { Console(output: { self.lines.append($0) }, error: { self.errors.append($0) }) }
}

extension ChapterRun {
    /// Sets the metrics that every chapter owes.
    func setRequiredMetrics() {
        metrics.set("data", "generated")
        metrics.set("parameters", 1)
        metrics.set("train_seconds", 0.5)
    }
}
