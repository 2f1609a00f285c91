import Files

/// The value of an option, as far as it was given.
enum OptionValue: Equatable {
    case flag
    case text(String)
    case list([String])
    case integer(Int)
    case number(Double)
}

/// Reads the arguments of a command against the options it has.
struct OptionParser {
    let options: [ChapterOption]

    /// Whether words may stand among the options; they are a list under the name `operands`.
    var takesOperands = false

    /// The name of the words among the values, which no option has.
    static let operands = ""

    /// The values given, by the name of their option. Arguments that were not UTF-8 are refused.
    ///
    /// Both `--name value` and `--name=value` are taken; a value that itself begins with two dashes needs the
    /// second form. Nothing here touches files.
    ///
    /// - Throws: `UsageError` for the first argument that cannot be.
    func parse(_ arguments: [String]) throws -> [String: OptionValue] {
        var values: [String: OptionValue] = [:]
        if let place = arguments.firstIndex(where: { !isValidUTF8($0) }) {
            throw UsageError("argument \(place + 1), \(quoted(arguments[place])), is \(notUTF8)")
        }
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if takesOperands, !argument.hasPrefix("-"), !argument.isEmpty {
                let earlier = if case .list(let texts) = values[Self.operands] { texts } else { [String]() }
                values[Self.operands] = .list(earlier + [argument])
                continue
            }
            guard argument.hasPrefix("-"), argument != "-", argument != "--" else {
                throw UsageError("unexpected argument \(quoted(argument)); options begin with two dashes")
            }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let given = String(parts[0])
            guard let option = options.first(where: { "--\($0.name)" == given }) else {
                throw unknownOption(given)
            }
            let isList = if case .list = option.kind { true } else { false }
            guard values[option.name] == nil || isList else { throw UsageError("\(given) is given twice") }
            var text = parts.count == 2 ? String(parts[1]) : nil
            if case .flag = option.kind {
                if let text { throw UsageError("\(given) takes no value, but was given \(quoted(text))") }
                values[option.name] = .flag
                continue
            }
            if text == nil, let next = rest.first, !next.hasPrefix("--") {
                text = next
                rest.removeFirst()
            }
            guard let text else { throw UsageError("\(given) needs a value") }
            guard !text.isEmpty else {
                throw UsageError("\(given) needs a value, but was given an empty one")
            }
            if case .list(let earlier) = values[option.name] {
                values[option.name] = .list(earlier + [text])
            } else {
                values[option.name] = try value(of: option, from: text)
            }
        }
        return values
    }

    /// The text as what the option takes.
    private func value(of option: ChapterOption, from text: String) throws -> OptionValue {
        let name = "--\(option.name)"
        switch option.kind {
        case .flag:
            return .flag
        case .text:
            return .text(text)
        case .list:
            return .list([text])
        case .choice(let choices, _):
            guard choices.contains(text) else {
                throw UsageError("\(name) \(quoted(text)) is not one of \(choices.joined(separator: ", "))")
            }
            return .text(text)
        case .integer(_, _, let range):
            // Digits that do not fit an Int are a number all the same, and out of any range.
            let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
            guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else {
                throw UsageError("\(name) needs a whole number, but was given \(quoted(text))")
            }
            guard let number = Int(text), range.contains(number) else {
                throw UsageError("\(name) \(short(text)) is out of range: it must be \(describe(range))")
            }
            return .integer(number)
        case .number(_, _, let range):
            guard text.allSatisfy({ "0123456789+-.eE".contains($0) }), let number = Double(text) else {
                throw UsageError("\(name) needs a number, but was given \(quoted(text))")
            }
            guard range.contains(number) else {
                throw UsageError("\(name) \(short(text)) is out of range: it must be \(describe(range))")
            }
            return .number(number)
        }
    }

    /// The error for a name that no option has, with the nearest one that is there.
    private func unknownOption(_ given: String) -> UsageError {
        let length = given.count
        // Names of another length are further away than that.
        let distances = options.map { "--\($0.name)" }.filter { abs($0.count - length) <= 2 }
            .map { (name: $0, distance: editDistance(given, $0)) }
        guard let nearest = distances.min(by: { $0.distance < $1.distance }), nearest.distance <= 2 else {
            return UsageError("unknown option \(quoted(given)); --help lists the options")
        }
        return UsageError("unknown option \(quoted(given)); did you mean \(nearest.name)?")
    }
}

/// A text of the user's in quotes and on one line, cut where it is long.
private func quoted(_ text: String) -> String { "'\(short(text))'" }

/// A text of the user's on one line, the first of it where it is long.
private func short(_ text: String) -> String { excerpt(text, limit: 80) }

/// A range in words; an end too far to matter is left out.
func describe(_ range: ClosedRange<Int>) -> String {
    range.upperBound == .max ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
}

/// A range in words.
func describe(_ range: ClosedRange<Double>) -> String {
    range.upperBound == .greatestFiniteMagnitude
        ? "\(shortest(range.lowerBound)) or more"
        : "\(shortest(range.lowerBound)) to \(shortest(range.upperBound))"
}

/// A number without a needless ".0".
func shortest(_ number: Double) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// The number of letters to insert, delete or replace to make one text of the other (Levenshtein).
private func editDistance(_ first: String, _ second: String) -> Int {
    let letters = Array(second)
    var row = Array(0...letters.count)
    for (index, letter) in first.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in letters.indices {
            let replaced = diagonal + (letter == letters[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, min(row[column], diagonal) + 1)
        }
    }
    return row[letters.count]
}
