import ChapterSupport
import Foundation
import TestSupport

extension TemporaryFolder {
    /// The names in the folder itself.
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
