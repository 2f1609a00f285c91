import Files
import Foundation
import TensorCore
import TestSupport
import Testing

@testable import ChapterSupport

private let command = ChapterCommand(
    number: 7, title: "Trial", summary: "A trial.", defaultEpochs: 5, quickEpochs: 2)

/// The exit code and all lines on standard error of a run.
private func outcome(_ arguments: [String], _ body: (ChapterRun) throws -> Void) -> String {
    let log = Log()
    let code = command.run(arguments: arguments, console: log.console, body)
    return "\(code.rawValue) \(log.errors.joined(separator: "\n"))"
}

@Suite struct ChapterCommandTests {
    @Test func aRunLeavesReportAndMetricsAndSaysWhere() throws {
        let folder = try TemporaryFolder()
        let log = Log()
        let out = folder.path + "/a/b"
        let code = command.run(arguments: ["--out", out, "--seed", "3"], console: log.console) { run in
            #expect(run.outputPath("song.mid") == out + "/song.mid")
            #expect(FileManager.default.fileExists(atPath: out))
            run.setRequiredMetrics()
            run.metrics.set("test_accuracy", 0.75)
        }
        #expect(code == .success)
        #expect(log.errors.isEmpty)
        #expect(log.lines == ["report: \(out)/report.html"])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: out).sorted() == [
                "metrics.json", "report.html",
            ])
        let json = try JSONSerialization.jsonObject(with: readFile(out + "/metrics.json")) as? [String: Any]
        let metrics = try #require(json)
        #expect(metrics["seed"] as? Int == 3)
        #expect(metrics["epochs"] as? Int == 5)
        #expect((metrics["threads"] as? Int ?? 0) >= 1)
        #expect(metrics["data"] as? String == "generated")
        #expect(metrics["test_accuracy"] as? Double == 0.75)
        #expect(Set(metrics.keys).isSuperset(of: ["parameters", "train_seconds"]))
    }

    @Test func errorsOfTheRunHaveTheirExitCodesAndLeaveNothing() throws {
        struct Odd: Error, CustomStringConvertible { let description = "odd\nand more" }
        let cases: [(any Error, String)] = [
            (UsageError("--dataset needs --data"), "64 Chapter7: --dataset needs --data"),
            (
                FileError.malformed(path: "x.csv", line: 3, column: 2, reason: "letters"),
                "65 Chapter7: x.csv:3:2: letters"
            ),
            (FileError.missing(path: "x.csv"), "66 Chapter7: x.csv: no such file or folder"),
            (FileError.unreadable(path: "x.csv", reason: "no"), "66 Chapter7: x.csv: cannot be read: no"),
            (FileError.unwritable(path: "y", reason: "full"), "74 Chapter7: y: cannot be written: full"),
            (Odd(), "70 Chapter7: odd\\nand more"),
        ]
        for (error, expected) in cases {
            let folder = try TemporaryFolder()
            #expect(outcome(["--out", folder.path + "/a/b"]) { _ in throw error } == expected)
            #expect(folder.files.isEmpty)
        }
    }

    @Test func aFailedRunKeepsWhatWasInTheFolderBefore() throws {
        let folder = try TemporaryFolder()
        try writeFileAtomically("old", to: folder.path + "/report.html")
        #expect(outcome(["--out", folder.path]) { _ in throw UsageError("no") } == "64 Chapter7: no")
        #expect(try readTextFile(folder.path + "/report.html") == "old")
        #expect(folder.files == ["report.html"])
    }

    @Test func theDataFolderIsCheckedBeforeAnythingIsMade() throws {
        let folder = try TemporaryFolder()
        try writeFileAtomically("x", to: folder.path + "/file")
        let out = ["--out", folder.path + "/out"]
        let missing = outcome(["--data", folder.path + "/none"] + out) { _ in Issue.record("it ran") }
        #expect(missing == "66 Chapter7: \(folder.path)/none: no such file or folder")
        let file = outcome(["--data", folder.path + "/file"] + out) { _ in Issue.record("it ran") }
        #expect(
            file == "66 Chapter7: \(folder.path)/file: cannot be read: it is a file, a folder is expected")
        #expect(folder.files == ["file"])
    }

    @Test func anOutputFolderThatCannotBeWrittenIsToldBeforeTheRun() throws {
        let folder = try TemporaryFolder()
        try writeFileAtomically("x", to: folder.path + "/file")
        for name in ["report.html", "metrics.json", "model.safetensors"] {
            try makeFolder("\(folder.path)/\(name) taken/\(name)")
        }
        let through = outcome(["--out", folder.path + "/file/out"]) { _ in Issue.record("it ran") }
        #expect(through == "74 Chapter7: \(folder.path)/file/out: cannot be written: a file is in the way")
        for name in ["report.html", "metrics.json", "model.safetensors"] {
            let out = "\(folder.path)/\(name) taken"
            let taken = outcome(["--out", out]) { _ in Issue.record("it ran") }
            #expect(taken == "74 Chapter7: \(out)/\(name): cannot be written: a folder is in the way")
        }
        // Root may write into a folder that says otherwise; the kernel's own folder refuses root too.
        if FileManager.default.fileExists(atPath: "/proc/self") {
            let system = outcome(["--out", "/proc"]) { _ in Issue.record("it ran") }
            #expect(
                system == "74 Chapter7: /proc: cannot be written: no file or folder can be made there")
        }
        #expect(
            folder.files == ["file", "metrics.json taken", "model.safetensors taken", "report.html taken"])
    }

    @Test func forgottenMetricsAreAMistakeOfTheChapter() throws {
        let folder = try TemporaryFolder()
        let told = outcome(["--out", folder.path]) { $0.metrics.set("data", "generated") }
        #expect(
            told
                == "70 Chapter7: a bug in the chapter: it did not set the metrics parameters, train_seconds"
        )
        #expect(folder.files.isEmpty)
    }

    @Test func interruptionEndsTheLoopAndLeavesTheReport() throws {
        let folder = try TemporaryFolder()
        let log = Log()
        var steps = 0
        let code = command.run(
            arguments: ["--out", folder.path], console: log.console, isInterrupted: { steps == 3 }
        ) { run in
            while !run.shouldStop, steps < 100 { steps += 1 }
            run.setRequiredMetrics()
        }
        #expect(code == .success && steps == 3)
        #expect(
            log.lines == [
                "interrupted: the report covers what was done", "report: \(folder.path)/report.html",
            ])
        #expect(folder.files == ["metrics.json", "report.html"])
    }

    @Test func theFirstControlCIsRemembered() {
        Interruption.listen()
        #expect(!Interruption.isRequested)
        // A test may run on a thread that takes no signals, so the signal goes to the program and is waited for.
        kill(getpid(), SIGINT)
        let watch = Stopwatch()
        while !Interruption.isRequested, watch.seconds < 5 { usleep(1000) }
        #expect(Interruption.isRequested)
        Interruption.listen()
        #expect(!Interruption.isRequested)
    }

    @Test func theThreadCountIsSetForTheLibrary() throws {
        let folder = try TemporaryFolder()
        var seen = 0
        let told = outcome(["--out", folder.path, "--threads", "37"]) { run in
            #expect(run.threads == 37)
            seen = Parallel.threadCount
            run.setRequiredMetrics()
        }
        #expect(told == "0 " && seen == 37)
        #expect(Parallel.threadCount == ProcessInfo.processInfo.activeProcessorCount)
    }

    @Test func aStopwatchCountsSeconds() throws {
        let watch = Stopwatch()
        Thread.sleep(forTimeInterval: 0.05)
        let first = watch.seconds
        #expect(first >= 0.05 && first < 5)
        #expect(watch.seconds >= first)
    }

    @Test func twoRunsDoNotWriteIntoOneFolder() throws {
        let folder = try TemporaryFolder()
        let out = folder.file("out")
        let code = command.run(arguments: ["--out", out], console: Log().console) { run in
            run.setRequiredMetrics()
            let second = outcome(["--out", out]) { _ in Issue.record("the second run began") }
            #expect(
                second
                    == "74 Chapter7: \(out): cannot be written: another run is writing here; give this one a folder "
                    + "of its own with --out")
        }
        #expect(code == .success)
        #expect(outcome(["--out", out]) { $0.setRequiredMetrics() } == "0 ")
    }

    @Test func aReaderWhoLeavesDoesNotEndTheRun() throws {
        let folder = try TemporaryFolder()
        let program = Program.buildFolder.appendingPathComponent("Chapter2").path
        // `head` reads one line and is gone; what else is printed has no reader.
        let shell = Program(path: "/bin/sh")
        let run = try shell.run([
            "-c", "{ \"$1\" --quick --out \"$2\"; echo $? > \"$3\"; } | head -n 1", "sh", program,
            folder.file("out"), folder.file("code"),
        ])
        #expect(run.code == 0)
        #expect(try readTextFile(folder.file("code")) == "0\n")
        #expect(folder.contents.contains("out/report.html"))
    }
}

/// What the other tests of programs rely on.
@Suite struct ProgramTests {
    @Test func aProgramThatDoesNotEndIsKilledAndNamed() throws {
        let shell = Program(path: "/bin/sh")
        let error = #expect(throws: Program.TookTooLong.self) {
            try shell.run(["-c", "echo begun; exec sleep 60"], limit: 0.5)
        }
        #expect(
            try #require(error?.description).hasPrefix("sh -c echo begun; exec sleep 60 did not end in 0.5 s")
        )
        #expect(try #require(error?.description).hasSuffix("begun\n\n"))
    }

    @Test func theEndOfAProgramIsToldAsItWas() throws {
        let shell = Program(path: "/bin/sh")
        let three = try shell.run(["-c", "exit 3"])
        #expect(three.code == 3 && !three.crashed)
        let ended = try shell.run(["-c", "exec sleep 60"], interruption: (SIGTERM, 0.2))
        #expect(ended.code == SIGTERM && ended.crashed)
    }
}
