import Files
import Messages

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
            let shown = quoted(arguments[place])
            throw UsageError(
                en: "argument \(place + 1), \(shown), is not UTF-8 text",
                zh: "第 \(place + 1) 个参数 \(shown) 不是 UTF-8 文本")
        }
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if takesOperands, !argument.hasPrefix("-"), !argument.isEmpty {
                let earlier = if case .list(let texts) = values[Self.operands] { texts } else { [String]() }
                values[Self.operands] = .list(earlier + [argument])
                continue
            }
            guard argument.hasPrefix("-"), argument != "-", argument != "--" else {
                throw UsageError(
                    en: "unexpected argument \(quoted(argument)); options begin with two dashes",
                    zh: "多余的参数 \(quoted(argument))；选项以两个短横线开头")
            }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let given = String(parts[0])
            guard let option = options.first(where: { "--\($0.name)" == given }) else {
                throw unknownOption(given)
            }
            let isList = if case .list = option.kind { true } else { false }
            guard values[option.name] == nil || isList else {
                throw UsageError(en: "\(given) is given twice", zh: "\(given) 给了两次")
            }
            var text = parts.count == 2 ? String(parts[1]) : nil
            if case .flag = option.kind {
                if let text {
                    throw UsageError(
                        en: "\(given) takes no value, but was given \(quoted(text))",
                        zh: "\(given) 不带值，却给了 \(quoted(text))")
                }
                values[option.name] = .flag
                continue
            }
            if text == nil, let next = rest.first, !next.hasPrefix("--") {
                text = next
                rest.removeFirst()
            }
            guard let text else { throw UsageError(en: "\(given) needs a value", zh: "\(given) 需要一个值") }
            guard !text.isEmpty else {
                throw UsageError(
                    en: "\(given) needs a value, but was given an empty one", zh: "\(given) 的值不能为空")
            }
            if case .list(_, let count) = option.kind {
                let earlier = if case .list(let texts) = values[option.name] { texts } else { [String]() }
                var texts = [text]
                while texts.count < count, text != "-" {
                    guard let next = rest.first, !next.hasPrefix("--"), !next.isEmpty else {
                        throw UsageError(
                            en: "\(given) needs \(count) values, but was given \(texts.count)",
                            zh: "\(given) 需要 \(count) 个值，却只给了 \(texts.count) 个")
                    }
                    texts.append(next)
                    rest.removeFirst()
                }
                values[option.name] = .list(earlier + texts)
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
                throw UsageError(
                    en: "\(name) \(quoted(text)) is not one of \(choices.joined(separator: ", "))",
                    zh: "\(name) \(quoted(text)) 不在 \(choices.joined(separator: "、")) 之中")
            }
            return .text(text)
        case .integer(_, _, let range):
            // Digits that do not fit an Int are a number all the same, and out of any range.
            let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
            guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else {
                throw UsageError(
                    en: "\(name) needs a whole number, but was given \(quoted(text))",
                    zh: "\(name) 需要一个整数，却给了 \(quoted(text))")
            }
            guard let number = Int(text), range.contains(number) else {
                throw outOfRange(name, text, describe(range))
            }
            return .integer(number)
        case .number(_, _, let range):
            guard text.allSatisfy({ "0123456789+-.eE".contains($0) }), let number = Double(text) else {
                throw UsageError(
                    en: "\(name) needs a number, but was given \(quoted(text))",
                    zh: "\(name) 需要一个数，却给了 \(quoted(text))")
            }
            guard range.contains(number) else {
                throw outOfRange(name, text, describe(range))
            }
            return .number(number)
        }
    }

    private func outOfRange(_ name: String, _ text: String, _ range: Words) -> UsageError {
        UsageError(
            en: "\(name) \(short(text)) is out of range: it must be \(range.en)",
            zh: "\(name) \(short(text)) 超出范围，应为 \(range.zh)")
    }

    /// The error for a name that no option has, with the nearest one that is there.
    private func unknownOption(_ given: String) -> UsageError {
        let length = given.count
        // Names of another length are further away than that.
        let distances = options.map { "--\($0.name)" }.filter { abs($0.count - length) <= 2 }
            .map { (name: $0, distance: editDistance(given, $0)) }
        guard let nearest = distances.min(by: { $0.distance < $1.distance }), nearest.distance <= 2 else {
            return UsageError(
                en: "unknown option \(quoted(given)); --help lists the options",
                zh: "没有选项 \(quoted(given))；--help 列出所有选项")
        }
        return UsageError(
            en: "unknown option \(quoted(given)); did you mean \(nearest.name)?",
            zh: "没有选项 \(quoted(given))；是不是 \(nearest.name)？")
    }
}

/// A text of the user's in quotes and on one line, cut where it is long.
private func quoted(_ text: String) -> String { "'\(short(text))'" }

/// A text of the user's on one line, the first of it where it is long.
private func short(_ text: String) -> String { excerpt(text, limit: 80) }

/// A range in words; an end too far to matter is left out.
func describe(_ range: ClosedRange<Int>) -> Words {
    describe("\(range.lowerBound)", range.upperBound == .max ? nil : "\(range.upperBound)")
}

/// A range in words.
func describe(_ range: ClosedRange<Double>) -> Words {
    let isOpen = range.upperBound == .greatestFiniteMagnitude
    return describe(shortest(range.lowerBound), isOpen ? nil : shortest(range.upperBound))
}

private func describe(_ lower: String, _ upper: String?) -> Words {
    guard let upper else { return Words(en: "\(lower) or more", zh: "不小于 \(lower)") }
    return Words(en: "\(lower) to \(upper)", zh: "\(lower) 到 \(upper)")
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
