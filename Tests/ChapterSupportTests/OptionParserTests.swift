import Foundation
import TestSupport
import Testing

@testable import ChapterSupport
import Files

private let command = ChapterCommand(
    number: 7, title: "Trial", summary: "A chapter for trying options.", defaultEpochs: 50, quickEpochs: 2,
    options: [
        .flag("as-in-book", "with the book's mistakes"),
        .choice("dataset", ["iris", "sonar"], default: "iris", "which data"),
        .integer("hidden", default: 10, quick: 4, range: 1...4096, "hidden units"),
        .number("learning-rate", default: 0.1, range: 0.001...10, "step"),
        .text("text", placeholder: "FILE", "a text to learn"),
    ])

/// What a run sees of the arguments, or the exit code and the lines on standard error.
private func outcome(
    _ arguments: [String], see: (ChapterRun) throws -> String
) throws -> String {
    let folder = try TemporaryFolder()
    let log = Log()
    var seen = ""
    let code = command.run(arguments: arguments + ["--out", folder.path], console: log.console) { run in
        seen = try see(run)
        run.setRequiredMetrics()
    }
    return code == .success ? seen : "\(code.rawValue) \(log.errors.joined(separator: "\n"))"
}

@Suite struct OptionParserTests {
    @Test func brokenAndEndlessArgumentsAreOneShortLine() throws {
        // What Swift makes of bytes that are no UTF-8.
        let broken = String(decoding: [0x61, 0xFF], as: UTF8.self)
        #expect(
            try outcome(["--text", broken]) { _ in "" }
                == "64 Chapter7: argument 2, 'a\u{FFFD}', is not UTF-8 text")
        #expect(try outcome(["--text", "naïve 汉字"]) { $0.text("text") ?? "" } == "naïve 汉字")
        for arguments in [["9"], ["--hidden", "9"], ["--dataset", "9"], ["--learning-rate", "9"]] {
            let long = String(repeating: arguments[arguments.count - 1], count: 100_000)
            #expect(try outcome(arguments.dropLast() + [long]) { _ in "" }.utf8.count < 300)
        }
    }

    @Test func defaultsStandWhereNothingIsGiven() throws {
        let seen = try outcome([]) { run in
            "\(run.dataFolder ?? "none") \(run.epochs) \(run.seed) \(run.isQuick) \(run.flag("as-in-book")) "
                + "\(run.choice("dataset")) \(run.integer("hidden")) \(run.number("learning-rate")) "
                + "\(run.text("text") ?? "none") \(run.wasGiven("dataset"))"
        }
        #expect(seen == "none 50 1 false false iris 10 0.1 none false")
    }

    @Test func theTildeOfAFolderIsTheHome() throws {
        let options: [ChapterOption] = [.text("out", "a folder"), .text("data", "a folder")]
        let parsed = try ParsedArguments(["--out=~/runs/~", "--data=a/~"], options: options)
        #expect(parsed.path("out") == NSHomeDirectory() + "/runs/~")
        #expect(parsed.path("data") == "a/~")
    }

    @Test func bothFormsOfAValueAreTaken() throws {
        let seen = try outcome([
            "--epochs=3", "--seed", "9223372036854775807", "--threads", "2", "--as-in-book",
            "--dataset=sonar",
            "--hidden", "+12", "--learning-rate", "5e-3", "--text=--odd=name",
        ]) { run in
            "\(run.epochs) \(run.seed) \(run.threads) \(run.flag("as-in-book")) \(run.choice("dataset")) "
                + "\(run.integer("hidden")) \(run.number("learning-rate")) \(run.text("text") ?? "none") "
                + "\(run.wasGiven("dataset"))"
        }
        #expect(seen == "3 9223372036854775807 2 true sonar 12 0.005 --odd=name true")
    }

    @Test func aQuickRunHasItsOwnDefaultsUnlessANumberIsGiven() throws {
        let see = { (run: ChapterRun) in
            "\(run.epochs) \(run.integer("hidden")) \(run.number("learning-rate"))"
        }
        #expect(try outcome(["--quick"], see: see) == "2 4 0.1")
        #expect(try outcome(["--quick", "--epochs", "9", "--hidden=5"], see: see) == "9 5 0.1")
    }

    @Test(arguments: [
        (["--epoch", "3"], "unknown option '--epoch'; did you mean --epochs?"),
        (["--Seed=3"], "unknown option '--Seed'; did you mean --seed?"),
        (["--as-in-a-book"], "unknown option '--as-in-a-book'; did you mean --as-in-book?"),
        (["--frobnicate"], "unknown option '--frobnicate'; --help lists the options"),
        (["-e", "3"], "unknown option '-e'; --help lists the options"),
        (["--seed", "1", "--seed=2"], "--seed is given twice"),
        (["--quick", "--quick"], "--quick is given twice"),
        (["--quick=yes"], "--quick takes no value, but was given 'yes'"),
        (["--dataset"], "--dataset needs a value"),
        (["--epochs", "--quick"], "--epochs needs a value"),
        (["--data", ""], "--data needs a value, but was given an empty one"),
        (["--data="], "--data needs a value, but was given an empty one"),
        (["--out="], "--out needs a value, but was given an empty one"),
        (["--epochs", "ten"], "--epochs needs a whole number, but was given 'ten'"),
        (["--epochs", "1.5"], "--epochs needs a whole number, but was given '1.5'"),
        (["--epochs", "-"], "--epochs needs a whole number, but was given '-'"),
        (["--epochs", "٣"], "--epochs needs a whole number, but was given '٣'"),
        (["--epochs", "0"], "--epochs 0 is out of range: it must be 1 to 1000000"),
        (["--threads", "0"], "--threads 0 is out of range: it must be 1 to 256"),
        (["--seed", "-1"], "--seed -1 is out of range: it must be 0 or more"),
        (
            ["--seed", "99999999999999999999"],
            "--seed 99999999999999999999 is out of range: it must be 0 or more"
        ),
        (["--hidden", "4097"], "--hidden 4097 is out of range: it must be 1 to 4096"),
        (["--learning-rate", "fast"], "--learning-rate needs a number, but was given 'fast'"),
        (["--learning-rate", "nan"], "--learning-rate needs a number, but was given 'nan'"),
        (["--learning-rate", "0x1p-3"], "--learning-rate needs a number, but was given '0x1p-3'"),
        (["--learning-rate", "1e-3-"], "--learning-rate needs a number, but was given '1e-3-'"),
        (["--learning-rate", "-1"], "--learning-rate -1 is out of range: it must be 0.001 to 10"),
        (["--learning-rate", "1e999"], "--learning-rate 1e999 is out of range: it must be 0.001 to 10"),
        (["--dataset", "cats"], "--dataset 'cats' is not one of iris, sonar"),
        (["--dataset", "a\nb"], "--dataset 'a\\nb' is not one of iris, sonar"),
        (["quick"], "unexpected argument 'quick'; options begin with two dashes"),
        ([""], "unexpected argument ''; options begin with two dashes"),
        (["--", "--quick"], "unexpected argument '--'; options begin with two dashes"),
    ])
    func aWrongArgumentIsToldInOneLine(arguments: [String], message: String) throws {
        #expect(try outcome(arguments) { _ in "it ran" } == "64 Chapter7: \(message)")
    }

    @Test func theHelpPageTellsDefaultsRangesAndExitCodes() {
        for arguments in [["--help"], ["-h"], ["--epochs", "0", "--help"]] {
            let log = Log()
            #expect(command.run(arguments: arguments, console: log.console) { _ in } == .success)
            #expect(log.lines == [command.helpText] && log.errors.isEmpty)
        }
        let page = command.helpText
        for part in [
            "Chapter 7: Trial\n", "A chapter for trying options.\n", "swift run Chapter7",
            "--dataset NAME        which data: iris, sonar (default iris)\n",
            "--hidden N            hidden units: 1 to 4096 (default 10, with --quick 4)\n",
            "--learning-rate X     step: 0.001 to 10 (default 0.1)\n",
            "--text FILE           a text to learn\n",
            "--out DIR             folder for the results (default runs/Chapter7)\n",
            "(default 50,\n                        with --quick 2)\n", "--help",
            "64   invalid options",
        ] {
            #expect(page.contains(part), "\(part) is missing in\n\(page)")
        }
        #expect(page.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
}

/// A program that is not a chapter has the same options, exit codes and help.
@Suite struct ToolCommandTests {
    private let command = ToolCommand(
        name: "Tool", summary: "A tool for trying options.", usage: "swift run Tool [options]",
        options: [
            .list("case", placeholder: "NAME", "do this"),
            .number("seconds", default: 1, range: 0...9, "time"),
        ])

    @Test func aListTakesEveryTextItIsGiven() {
        let log = Log()
        let code = command.run(
            arguments: ["--case", "a", "--seconds", "2", "--case=b", "--case", "a"], console: log.console
        ) { arguments, console in
            console.output("\(arguments.list("case")) \(arguments.number("seconds"))")
        }
        #expect(code == .success && log.lines == [#"["a", "b", "a"] 2.0"#])
    }

    @Test func aListMayTakeSeveralTextsAtOnce() throws {
        let options: [ChapterOption] = [
            .list("add", placeholder: "FILE FILE", valuesPerUse: 2, "add"), .flag("quick", "soon"),
        ]
        let arguments = ["--add", "a", "b", "--quick", "--add", "-", "--add=c", "d"]
        let parsed = try ParsedArguments(arguments, options: options)
        #expect(parsed.uses("add") == [["a", "b"], ["-"], ["c", "d"]])
        let again = try ParsedArguments(parsed.given(without: []), options: options)
        #expect(again.uses("add") == parsed.uses("add") && again.flag("quick"))
        for wrong in [["--add", "a"], ["--add", "a", "--quick"], ["--add", "a", "b", "--add", "c"]] {
            #expect(throws: UsageError("--add needs 2 values, but was given 1")) {
                try ParsedArguments(wrong, options: options)
            }
        }
        #expect(throws: UsageError.self) { try ParsedArguments(["--add", "a", "b", "c"], options: options) }
    }

    @Test func errorsAreOneLineAndACode() {
        for (arguments, line) in [
            (["--case"], "Tool: --case needs a value"),
            (["--seconds", "1", "--seconds", "1"], "Tool: --seconds is given twice"),
            (["--cas", "a"], "Tool: unknown option '--cas'; did you mean --case?"),
        ] {
            let log = Log()
            #expect(command.run(arguments: arguments, console: log.console) { _, _ in } == .usage)
            #expect(log.errors == [line])
        }
        let log = Log()
        let code = command.run(arguments: [], console: log.console) { arguments, _ in
            #expect(arguments.list("case").isEmpty)
            throw FileError.missing(path: "x")
        }
        #expect(code == .missingInput && log.errors == ["Tool: x: no such file or folder"])
    }

    @Test func theHelpPageListsItsOptions() {
        let log = Log()
        #expect(command.run(arguments: ["--help"], console: log.console) { _, _ in } == .success)
        for part in ["Tool\n", "Usage: swift run Tool [options]", "--case NAME", "--help"] {
            #expect(log.lines[0].contains(part))
        }
    }
}
