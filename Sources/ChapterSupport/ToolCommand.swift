import Files
import Foundation
import Messages

/// The command line of a program that is not a chapter: options, help and exit codes as every chapter has them,
/// without folders, report or metrics.
///
/// ```swift
/// let command = ToolCommand(
///     name: "Benchmarks", summary: "How long the library takes.", usage: "swift run -c release Benchmarks [options]",
///     options: [.list("case", placeholder: "NAME", "measure this case")])
/// command.run { arguments, console in console.output("\(arguments.list("case"))") }
/// ```
/// An error that the closure throws is printed in one line on standard error and gives the exit code, see `ExitCode`.
public struct ToolCommand: Sendable {
    private let name: String
    private let summary: any Readable
    private let usage: any Readable
    private let options: [ChapterOption]
    private let takesOperands: Bool

    /// A command with these options, and `--help`.
    ///
    /// - Parameters:
    ///   - summary: what the program does in one sentence, for the help page.
    ///   - usage: the line by which it is started.
    ///   - takesOperands: whether words may stand among the options, see `ParsedArguments.operands`.
    public init(
        name: String, summary: any Readable, usage: any Readable, options: [ChapterOption],
        takesOperands: Bool = false
    ) {
        self.name = name
        self.summary = summary
        self.usage = usage
        self.options = options + [.language]
        self.takesOperands = takesOperands
    }

    /// Runs the program on its own arguments and ends it with the exit code.
    public func run(_ body: (ParsedArguments, Console) throws -> Void) -> Never {
        lineBufferStandardOutput()
        Interruption.ignoreFailedWrites()
        let code = run(
            arguments: Array(CommandLine.arguments.dropFirst()), console: .standard,
            environment: ProcessInfo.processInfo.environment, body)
        exit(code.rawValue)
    }

    /// The same for work that Ctrl-C ends in good order: the third argument says whether it came.
    public func runUntilInterrupted(
        _ body: (ParsedArguments, Console, @escaping () -> Bool) throws -> Void
    ) -> Never {
        Interruption.listen()
        run { try body($0, $1) { Interruption.isRequested } }
    }

    /// Runs the program on the given arguments and returns the exit code. Tests use it.
    public func run(
        arguments: [String], console: Console, environment: [String: String] = [:],
        _ body: (ParsedArguments, Console) throws -> Void
    ) -> ExitCode {
        let language = Language(arguments: arguments) ?? Language(environment: environment)
        return Language.$current.withValue(language) { runInItsLanguage(arguments, console, body) }
    }

    private func runInItsLanguage(
        _ arguments: [String], _ console: Console, _ body: (ParsedArguments, Console) throws -> Void
    ) -> ExitCode {
        if arguments.contains("--help") || arguments.contains("-h") {
            console.output(helpText)
            return .success
        }
        do {
            try body(
                ParsedArguments(arguments, options: options, takesOperands: takesOperands), console)
            return .success
        } catch {
            console.error("\(name): \(oneLine("\(error)"))")
            return ExitCode(error)
        }
    }

    /// The page that `--help` prints.
    public var helpText: String {
        HelpPage(
            title: name, summary: summary, usage: usage,
            sections: [(Words(en: "Options", zh: "选项"), options + [HelpPage.help])],
            exitCodes: [.success, .usage, .badData, .missingInput, .internalFailure, .unwritable]
        ).text
    }
}
