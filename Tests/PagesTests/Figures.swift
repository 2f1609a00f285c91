/// A figure of a page, and the command whose `metrics.json` has it: a line of a comment `<!-- figures`, which
/// `Docs/figures.sh` holds against a new run.
struct Figure: Hashable {
    let command: CommandLine
    let key: String
    /// As the page has it, "99.61" of "99.61 %".
    let text: String
    let line: Int
}

extension Page {
    /// The figures that comments of the page tell a command of, and what is wrong with the comments.
    var figures: (figures: [Figure], faults: [(line: Int, reason: String)]) {
        var figures: [Figure] = []
        var faults: [(line: Int, reason: String)] = []
        var visible = ""
        var isInside = false
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let number = index + 1
            if line == "<!-- figures" { isInside = true } else if line == "-->" { isInside = false }
            guard isInside else {
                visible += line + "\n"
                continue
            }
            if line == "<!-- figures" { continue }
            let parts = line.split(separator: "|").map { $0.trimmingWhitespace }
            let isTimed = parts.count == 3 && parts[1].wholeMatch(of: /\d+ min/) != nil
            let words = parts.first?.split(separator: " ").map(String.init) ?? []
            guard parts.count == 2 || isTimed, words.count > 2, words.prefix(2) == ["swift", "run"],
                let last = parts.last
            else {
                faults.append((number, "a command, perhaps its minutes, and figures are expected"))
                continue
            }
            let command = CommandLine(program: words[2], arguments: Array(words.dropFirst(3)))
            for part in last.split(separator: ", ").map(\.trimmingWhitespace) {
                guard
                    let match = part.wholeMatch(
                        of: /([A-Za-z0-9_]+) +([-−]?[0-9][0-9.,]*(?:e-?[0-9]+)?)( %)?/)
                else {
                    faults.append((number, "'\(part)' is no key with a figure"))
                    continue
                }
                let figure = Figure(
                    command: command, key: String(match.1), text: String(match.2), line: number)
                figures.append(figure)
                if !visible.hasFigure(figure.text) {
                    faults.append((number, "\(figure.text), \(figure.key), is nowhere above"))
                }
            }
        }
        if isInside { faults.append((0, "a comment of figures is not closed")) }
        return (figures, faults)
    }
}

extension StringProtocol {
    fileprivate var trimmingWhitespace: String {
        var rest = Substring(self)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }

    /// Whether a figure stands in the text, and not only as a part of a longer one.
    fileprivate func hasFigure(_ figure: String) -> Bool {
        func isDigit(_ character: Character?) -> Bool { character.map { $0.isASCII && $0.isNumber } ?? false }
        return ranges(of: figure).contains { range in
            let before = Array(self[..<range.lowerBound].suffix(2))
            let rest = Array(self[range.upperBound...].prefix(2))
            // "2,000" and "1.6e-7" are one figure each.
            let isEnd =
                isDigit(before.last) || before.last == "." || before.last == "," && isDigit(before.first)
            let goesOn = rest.first.map { ".,e".contains($0) } ?? false
            let isStart =
                isDigit(rest.first)
                || goesOn && (isDigit(rest.dropFirst().first) || rest.first == "e" && rest.last == "-")
            return !isEnd && !isStart
        }
    }
}
