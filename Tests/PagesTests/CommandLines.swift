import Foundation

/// A command `swift run …` of a page.
struct CommandLine: Hashable {
    /// "Chapter5", "Download", or "ChapterN" for any chapter.
    let program: String
    let arguments: [String]
}

extension Page {
    /// The commands that the page tells its readers to type, with their lines: `swift run …` in blocks and backticks;
    /// in backticks also a program with options, `… --option` for the program named before on the page, and on a page of
    /// a chapter an option alone, for that chapter.
    var commands: [(command: CommandLine, line: Int)] {
        var found: [(command: CommandLine, line: Int)] = []
        var written = code.filter { ["", "sh", "bash", "console"].contains($0.language) }
            .map { (text: $0.text, line: $0.line, isSpan: false) }
        written += spans.filter { !$0.isForeign }.map { (text: $0.text, line: $0.line, isSpan: true) }
        var program: String?
        for (text, line, isSpan) in written.sorted(by: { $0.line < $1.line }) {
            for words in Self.commands(in: text) {
                guard let command = Self.command(words, isSpan: isSpan, before: program, chapter: chapter)
                else { continue }
                program = command.program
                found.append((command, line))
            }
        }
        return found
    }

    /// The program of the chapter whose page this is.
    private var chapter: String? { path.prefixMatch(of: /Chapters\/Chapter0?(\d+)/).map { "Chapter\($0.1)" } }

    /// The words of each command of a line, as a shell takes them, without comments and redirections.
    private static func commands(in line: String) -> [[String]] {
        var commands: [[String]] = [[]]
        var word: String?
        var quote: Character?
        func end() {
            if let word { commands[commands.count - 1].append(word) }
            word = nil
        }
        for character in line {
            if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "\"" || character == "'" {
                quote = character
                word = word ?? ""
            } else if character == "#", word == nil {
                break
            } else if character == ";" || character == "&" {
                end()
                commands.append([])
            } else if character.isWhitespace {
                end()
            } else {
                word = (word ?? "") + String(character)
            }
        }
        end()
        return commands.map { words in Array(words.prefix { $0 != ">" && $0 != "<" && $0 != "\\" }) }
    }

    private static func command(
        _ words: [String], isSpan: Bool, before: String?, chapter: String?
    ) -> CommandLine? {
        var rest = words[...]
        if let run = rest.indices.first(where: {
            rest[$0] == "swift" && $0 + 1 < rest.endIndex && rest[$0 + 1] == "run"
        }) {
            rest = rest[(run + 2)...]
            // Options of Swift's own.
            while let first = rest.first, first.hasPrefix("-") {
                rest = rest.dropFirst(["-c", "--scratch-path", "-j"].contains(first) ? 2 : 1)
            }
        } else if !isSpan || rest.count < 2 && rest.first?.hasPrefix("--") != true {
            return nil
        } else if rest.first == "…", let before, rest.dropFirst().first?.hasPrefix("--") == true {
            rest = [before] + rest.dropFirst()
        } else if rest.first?.hasPrefix("--") == true, let chapter {
            rest = [chapter] + rest
        } else if rest.dropFirst().first?.hasPrefix("--") != true {
            return nil
        }
        guard let program = rest.popFirst(),
            program.wholeMatch(of: /Chapter(\d+|N|\$\w+)|Download|Compare|Benchmarks|Homework/) != nil
        else { return nil }
        // "[--data DIR|NAME]" is an option that may be left out.
        let arguments = rest.flatMap { word -> [String] in
            let bare = word.filter { $0 != "[" && $0 != "]" }
            return bare == "…" || bare == "..." ? [] : [String(bare)]
        }
        let isAnyChapter = program == "ChapterN" || program.contains("$")
        return CommandLine(program: isAnyChapter ? "ChapterN" : program, arguments: arguments)
    }
}
