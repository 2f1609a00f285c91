import Foundation
import Messages

/// The arguments of a command, read: every option has its value, given or default.
///
/// Asking for an option that the command does not have, or as what it is not, traps: a mistake of the program.
public struct ParsedArguments {
    private let options: [ChapterOption]
    private let given: [String: OptionValue]

    /// Reads the arguments.
    ///
    /// - Throws: `UsageError`.
    init(_ arguments: [String], options: [ChapterOption], takesOperands: Bool = false) throws {
        self.options = options
        given = try OptionParser(options: options, takesOperands: takesOperands).parse(arguments)
    }

    /// The arguments that are not options, in order; empty where the command takes none.
    public var operands: [String] {
        if case .list(let texts) = given[OptionParser.operands] { texts } else { [] }
    }

    /// Whether the defaults are those of a quick run.
    private var isQuick: Bool { given["quick"] != nil }

    /// Whether the option was given.
    public func wasGiven(_ name: String) -> Bool { given[option(name).name] != nil }

    /// Whether the flag was given.
    public func flag(_ name: String) -> Bool {
        guard case .flag = option(name).kind else { wrongKind(name, "a flag") }
        return given[name] != nil
    }

    /// The text or choice given, or the default; nil when there is neither.
    public func optionalText(_ name: String) -> String? {
        if case .text(let text) = given[name] { return text }
        switch option(name).kind {
        case .text(_, let preset): return preset
        case .choice(_, let preset): return preset
        default: wrongKind(name, "a text or a choice")
        }
    }

    /// The text or choice, given or default.
    public func text(_ name: String) -> String {
        guard let text = optionalText(name) else { wrongKind(name, "an option with a default") }
        return text
    }

    /// The path given, or the default. `--out=~/runs` comes with its tilde, which a shell replaces only at the start of
    /// a word.
    public func path(_ name: String) -> String? {
        optionalText(name).map { $0.hasPrefix("~") ? NSString(string: $0).expandingTildeInPath : $0 }
    }

    /// Every text that the option was given, in order.
    public func list(_ name: String) -> [String] {
        guard case .list = option(name).kind else { wrongKind(name, "a list") }
        if case .list(let texts) = given[name] { return texts }
        return []
    }

    /// The whole number, given or default.
    public func integer(_ name: String) -> Int {
        guard case .integer(let preset, let quick, _) = option(name).kind else {
            wrongKind(name, "a whole number")
        }
        if case .integer(let number) = given[name] { return number }
        return isQuick ? quick : preset
    }

    /// The number, given or default.
    public func number(_ name: String) -> Double {
        guard case .number(let preset, let quick, _) = option(name).kind else { wrongKind(name, "a number") }
        if case .number(let number) = given[name] { return number }
        return isQuick ? quick : preset
    }

    /// The options that were given, as arguments that mean the same, in the order of the options.
    func given(without left: Set<String>) -> [String] {
        options.filter { !left.contains($0.name) }.flatMap { option -> [String] in
            switch given[option.name] {
            case nil: []
            case .flag: ["--\(option.name)"]
            case .text(let text): ["--\(option.name)=\(text)"]
            case .list(let texts):
                // Several values of one use stand side by side.
                if case .list(_, let count) = option.kind, count > 1 {
                    grouped(texts, by: count).flatMap { ["--\(option.name)"] + $0 }
                } else {
                    texts.map { "--\(option.name)=\($0)" }
                }
            case .integer(let number): ["--\(option.name)=\(number)"]
            case .number(let number): ["--\(option.name)=\(number)"]
            }
        }
    }

    /// The words and the options that were given, as they would be typed again.
    public var shownCommand: [String] { operands + given(without: []) }

    /// The texts of a list, use by use: a dash alone, of others so many.
    private func grouped(_ texts: [String], by count: Int) -> [[String]] {
        texts.reduce(into: [[String]]()) { uses, text in
            if let last = uses.last, last.count < count, last != ["-"] {
                uses[uses.count - 1].append(text)
            } else {
                uses.append([text])
            }
        }
    }

    /// The values of each use of a list whose option takes several at once: `--add 3.png 4.png --add -` are two uses.
    public func uses(_ name: String) -> [[String]] {
        guard case .list(_, let count) = option(name).kind else { wrongKind(name, "a list") }
        return grouped(list(name), by: count)
    }

    /// An option with its value, given or default, as it would be typed; nil where it has no value.
    func shown(_ name: String) -> String? {
        let value: String? =
            switch option(name).kind {
            case .flag: flag(name) ? "" : nil
            case .text, .choice: optionalText(name).map { " \($0)" }
            case .list: list(name).isEmpty ? nil : " \(list(name).joined(separator: " "))"
            case .integer: " \(integer(name))"
            case .number: " \(shortest(number(name)))"
            }
        return value.map { "--\(name)\($0)" }
    }

    /// The same arguments, with some options as others have them.
    func taking(_ names: Set<String>, from others: ParsedArguments) -> ParsedArguments {
        ParsedArguments(
            options: options,
            given: given.filter { !names.contains($0.key) }
                .merging(others.given.filter { names.contains($0.key) }) { $1 })
    }

    private init(options: [ChapterOption], given: [String: OptionValue]) {
        (self.options, self.given) = (options, given)
    }

    private func option(_ name: String) -> ChapterOption {
        guard let option = options.first(where: { $0.name == name }) else {
            explainFailure(
                "--\(name)", "the command has no such option", hint: "it has \(options.map(\.name))")
        }
        return option
    }

    private func wrongKind(_ name: String, _ kind: String) -> Never {
        explainFailure("--\(name)", "it is read as \(kind), but declared as something else")
    }
}
