import Foundation
import TestSupport

@testable import Grading

/// Whether programs accept the arguments that pages show, asked of the programs themselves.
///
/// A chapter reads its options before it makes the folder of `--out`. Given a folder that cannot be, it exits with 64
/// where it refuses an option, and with another code where it refuses the folder, having done nothing. `Download` and
/// `Benchmarks` are told to print a list.
struct OptionCheck {
    /// Why a program refuses the arguments, in its own words; nil where it accepts them.
    func refusal(of command: CommandLine) throws -> String? {
        for program in command.program == "ChapterN"
            ? chapterNumbers.map({ "Chapter\($0)" }) : [command.program]
        {
            for arguments in alternatives(command.arguments) {
                if let refusal = try refusal(program, arguments) { return refusal }
            }
        }
        return nil
    }

    /// "--network book|wide" is one command for each.
    private func alternatives(_ arguments: [String]) -> [[String]] {
        arguments.reduce([[]]) { found, word in
            let words = word.split(separator: "|").map(String.init)
            return found.flatMap { earlier in (words.isEmpty ? [word] : words).map { earlier + [$0] } }
        }
    }

    private func refusal(_ program: String, _ arguments: [String]) throws -> String? {
        var arguments = arguments
        let places = arguments.indices.filter { isPlaceholder(arguments[$0]) }
        // A word in capitals stands for a value: the first that the program says it takes.
        for _ in 0..<4 {
            guard let line = try answer(program, arguments) else { return nil }
            if line.contains("needs a value"), arguments.count == 1 { return nil }
            let place =
                arguments.firstIndex { isPlaceholder($0) && line.contains("'\($0)'") }
                ?? (line.contains("is out of range") ? places.last : nil)
            guard let place else { return line }
            let choice = line.firstMatch(of: /is not one of ([^,]+)|it must be ([0-9.]+)/)
            arguments[place] =
                (choice?.1 ?? choice?.2).map(String.init) ?? (program == "Download" ? "mnist" : "1")
        }
        return "no value fits"
    }

    /// Whether a word stands for a value: `N`, `DIR`, `NAME`.
    private func isPlaceholder(_ word: String) -> Bool { word.wholeMatch(of: /[A-Z]+/) != nil }

    /// The line of a program that refuses its arguments; nil where it accepts them.
    private func answer(_ program: String, _ arguments: [String]) throws -> String? {
        switch program {
        case "Homework":
            do {
                let request = try HomeworkRequest(arguments)
                let isThere = request?.chapter.map { chapterNumbers.contains($0) } ?? true
                return isThere ? nil : "there is no such chapter"
            } catch { return "\(error)" }
        case "Download": return try line(of: program, arguments + ["--about"], except: "--about")
        case "Compare": return try line(of: program, arguments, except: "")
        case "Benchmarks": return try line(of: program, arguments + ["--list"], except: "--list")
        default:
            var arguments = arguments
            // Where the data is makes no difference to the options.
            if let data = arguments.firstIndex(of: "--data"), data + 1 < arguments.count {
                arguments[data + 1] = "/"
            }
            if let out = arguments.firstIndex(of: "--out"), out + 1 < arguments.count {
                arguments.removeSubrange(out...(out + 1))
            }
            return try line(of: program, arguments + ["--out", "/dev/null/none"], except: "--out")
        }
    }

    private func line(of program: String, _ arguments: [String], except own: String) throws -> String? {
        if arguments.contains("--help") { return nil }
        let run = try Program(program).run(arguments, environment: ["LANG": "C", "LC_ALL": "C"])
        if run.code != 64 { return run.crashed ? "it crashed" : nil }
        // The option that was put behind them is also one that pages show.
        return run.errors.contains("\(own) is given twice") ? nil : run.errors
    }
}
