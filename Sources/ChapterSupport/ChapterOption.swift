import Messages

/// An option of the command line of a chapter or a tool: its name, what it takes, and what it does.
///
/// ```swift
/// .choice("dataset", ["iris", "sonar"], default: "iris", "which file of --data is read")
/// .integer("hidden", default: 10, range: 1...4096, "units of the hidden layer")
/// ```
public struct ChapterOption: Sendable {
    /// What may follow the name.
    enum Kind: Sendable {
        case flag
        case text(placeholder: String, default: String?)
        case list(placeholder: String, valuesPerUse: Int)
        case choice([String], default: String?)
        case integer(default: Int, quick: Int, range: ClosedRange<Int>)
        case number(default: Double, quick: Double, range: ClosedRange<Double>)
    }

    /// The name without its two dashes.
    public let name: String

    /// What it does, for the help page.
    public let summary: any Readable

    let kind: Kind

    /// An option without a value: `--as-in-book`.
    public static func flag(_ name: String, _ summary: any Readable) -> ChapterOption {
        ChapterOption(name: name, summary: summary, kind: .flag)
    }

    /// An option that takes any text that is not empty: `--text FILE`. The placeholder stands in the help page.
    public static func text(
        _ name: String, placeholder: String = "TEXT", default: String? = nil, _ summary: any Readable
    ) -> ChapterOption {
        ChapterOption(name: name, summary: summary, kind: .text(placeholder: placeholder, default: `default`))
    }

    /// An option that takes a text and may be given several times: `--case exp_4M --case sum_4M`.
    ///
    /// - Parameter valuesPerUse: how many texts follow the name each time, as in `--add 3.png 4.png`; a dash, which is the standard
    ///   input, stands alone. Traps where it is below 1.
    public static func list(
        _ name: String, placeholder: String = "TEXT", valuesPerUse: Int = 1, _ summary: any Readable
    ) -> ChapterOption {
        guard valuesPerUse >= 1 else { explainFailure("--\(name)", "\(valuesPerUse) values a use") }
        return ChapterOption(
            name: name, summary: summary,
            kind: .list(placeholder: placeholder, valuesPerUse: valuesPerUse))
    }

    /// An option that takes one of several words: `--dataset iris`. Traps if the default is not one of them.
    public static func choice(
        _ name: String, _ values: [String], default: String, _ summary: any Readable
    ) -> ChapterOption {
        guard values.contains(`default`) else {
            explainFailure("--\(name)", "its default '\(`default`)' is not among its choices \(values)")
        }
        return ChapterOption(name: name, summary: summary, kind: .choice(values, default: `default`))
    }

    /// The language of everything that the program prints and writes.
    static let language = ChapterOption(
        name: "language",
        summary: Words(
            en: "language; by default the one that LC_ALL, LC_MESSAGES or LANG names",
            zh: "语言；默认由 LC_ALL、LC_MESSAGES 或 LANG 决定"),
        kind: .choice(Language.allCases.map(\.rawValue), default: nil))

    /// An option that takes a whole number: `--hidden 10`; `quick` is its default under `--quick`.
    /// Traps if a default is out of range.
    public static func integer(
        _ name: String, default: Int, quick: Int? = nil, range: ClosedRange<Int>, _ summary: any Readable
    ) -> ChapterOption {
        guard range.contains(`default`), range.contains(quick ?? `default`) else {
            explainFailure("--\(name)", "a default is out of its range \(range)")
        }
        return ChapterOption(
            name: name, summary: summary,
            kind: .integer(default: `default`, quick: quick ?? `default`, range: range))
    }

    /// An option that takes a number: `--learning-rate 0.01`; `quick` is its default under `--quick`.
    /// Traps if a default is out of range.
    public static func number(
        _ name: String, default: Double, quick: Double? = nil, range: ClosedRange<Double>,
        _ summary: any Readable
    ) -> ChapterOption {
        guard range.contains(`default`), range.contains(quick ?? `default`) else {
            explainFailure("--\(name)", "a default is out of its range \(range)")
        }
        return ChapterOption(
            name: name, summary: summary,
            kind: .number(default: `default`, quick: quick ?? `default`, range: range))
    }
}
