/// A language that the programs of the course speak; its raw value is what `--language` takes.
public enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case chinese = "zh"

    /// The language of this run: the one requested while a command runs, else English.
    @TaskLocal public static var current = Language.english

    /// The code of the language in HTML; Chinese is written in simplified characters.
    public var htmlCode: String {
        switch self {
        case .english: "en"
        case .chinese: "zh-Hans"
        }
    }

    /// The language of a person's environment: that of the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is not
    /// empty (POSIX, section 8.2), English where the course does not speak it.
    public init(environment: [String: String]) {
        let names = ["LC_ALL", "LC_MESSAGES", "LANG"]
        let locale = names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        // "zh_CN.UTF-8" is language, country and character set.
        let code = locale.prefix { $0.isASCII && $0.isLetter }
        self = Language(rawValue: code.lowercased()) ?? .english
    }

    /// The language that arguments ask for with `--language`, before they are checked: their errors are in it too.
    public init?(arguments: [String]) {
        let option = "--language"
        var asked: String?
        for (index, argument) in arguments.enumerated() {
            if argument == option, index + 1 < arguments.count { asked = arguments[index + 1] }
            if argument.hasPrefix("\(option)=") { asked = String(argument.dropFirst(option.count + 1)) }
        }
        guard let asked, let language = Language(rawValue: asked) else { return nil }
        self = language
    }
}
