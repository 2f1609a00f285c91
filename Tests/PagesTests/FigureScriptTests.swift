import Foundation
import TestSupport
import Testing

/// `Docs/figures.sh` finds a figure that a run does not give, and passes what it gives.
@Suite struct FigureScriptTests {
    /// The exit code and the output for a page, with the metrics of an earlier run of Chapter 3.
    private func run(_ lines: [String], _ options: [String] = []) throws -> (code: Int32, output: String) {
        let folder = try TemporaryFolder()
        try folder.write(
            (["<!-- figures"] + lines + ["-->"]).joined(separator: "\n") + "\n", to: "page.md")
        let kept = folder.file("kept/swift-run-Chapter3")
        try FileManager.default.createDirectory(atPath: kept, withIntermediateDirectories: true)
        try folder.write(
            "{\n  \"error\": 74.93984,\n  \"share\": 0.8529,\n  \"tiny\": 1.6018e-07,\n  \"data\": \"a, b\",\n  \"low\": -13.0\n}\n",
            to: "kept/swift-run-Chapter3/metrics.json")
        let script = packageRoot.appendingPathComponent("Docs/figures.sh").path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["bash", script, "--keep", folder.file("kept"), "--data", folder.path] + options + [
                folder.file("page.md")
            ]
        let pipe = Pipe()
        (process.standardOutput, process.standardError) = (pipe, pipe)
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    @Test func whatARunGivesPasses() throws {
        let right = try run([
            "swift run Chapter3 | error 75, error 74.9, share 85.3 %, share 0.853, tiny 1.6e-7, low −13"
        ])
        #expect(right.code == 0, "\(right.output)")
        #expect(right.output == "commands compared: 1, skipped: 0, stale or failed: 0\n")
        #expect(try run(["swift run Chapter3 | error 74.6"]).code == 0)
        #expect(try run(["swift run Chapter3 | error 74"], ["--tolerance", "2"]).code == 0)
    }

    @Test(arguments: [
        "error 74", "error 75.9", "share 84.8 %", "share 0.85 %", "tiny 1.7e-7", "low 13", "none 1",
    ])
    func whatItDoesNotGiveIsStale(figure: String) throws {
        let wrong = try run(["swift run Chapter3 | \(figure)"])
        #expect(wrong.code == 1 && wrong.output.contains("page.md:2: \(figure.split(separator: " ")[0]):"))
        #expect(wrong.output.hasSuffix("stale or failed: 1\n"), "\(wrong.output)")
    }

    @Test func whatIsLongOrLacksDataIsSkippedAndSaid() throws {
        let skipped = try run([
            "swift run Chapter3 --data path/to/nowhere | error 1", "swift run Chapter3 | 9 min | error 1",
        ])
        #expect(skipped.code == 0 && skipped.output.contains("nowhere"), "\(skipped.output)")
        #expect(skipped.output.hasSuffix("commands compared: 0, skipped: 2, stale or failed: 0\n"))
        #expect(try run(["swift run Chapter3 | 9 min | error 1"], ["--long"]).code == 1)
        let listed = try run(["swift run Chapter3 | 9 min | error 1"], ["--list"])
        #expect(listed.code == 0 && listed.output.hasSuffix("page.md:2: swift run Chapter3 (9 minutes)\n"))
        #expect(try run([], ["--speed"]).code == 64)
    }
}
