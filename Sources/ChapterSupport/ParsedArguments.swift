/// The arguments of a command, read: every option has its value, given or default.
struct ParsedArguments {
    private let options: [ChapterOption]
    private let given: [String: OptionValue]

    /// Reads the arguments.
    ///
    /// - Throws: `UsageError`.
    init(_ arguments: [String], options: [ChapterOption]) throws {
        self.options = options
        given = try OptionParser(options: options).parse(arguments)
    }

    /// Whether the defaults are those of a quick run.
    private var isQuick: Bool { given["quick"] != nil }

    func wasGiven(_ name: String) -> Bool { given[option(name).name] != nil }

    func flag(_ name: String) -> Bool {
        guard case .flag = option(name).kind else { wrongKind(name, "a flag") }
        return given[name] != nil
    }

    func optionalText(_ name: String) -> String? {
        if case .text(let text) = given[name] { return text }
        switch option(name).kind {
        case .text(_, let preset): return preset
        case .choice(_, let preset): return preset
        default: wrongKind(name, "a text or a choice")
        }
    }

    func text(_ name: String) -> String {
        guard let text = optionalText(name) else { wrongKind(name, "an option with a default") }
        return text
    }

    func integer(_ name: String) -> Int {
        guard case .integer(let preset, let quick, _) = option(name).kind else {
            wrongKind(name, "a whole number")
        }
        if case .integer(let number) = given[name] { return number }
        return isQuick ? quick : preset
    }

    func number(_ name: String) -> Double {
        guard case .number(let preset, let quick, _) = option(name).kind else { wrongKind(name, "a number") }
        if case .number(let number) = given[name] { return number }
        return isQuick ? quick : preset
    }

    private func option(_ name: String) -> ChapterOption {
        guard let option = options.first(where: { $0.name == name }) else {
            fatalError("the chapter has no option '\(name)'; it has \(options.map(\.name))")
        }
        return option
    }

    private func wrongKind(_ name: String, _ kind: String) -> Never {
        fatalError("the option '\(name)' of the chapter is read as \(kind), which it is not")
    }
}
