import ChapterSupport
import TestSupport
import Testing

/// A command that answers from what was learned earlier begins no run.
@Suite struct AnsweringTests {
    private let command = ChapterCommand(
        number: 3, title: "t", summary: "s", defaultEpochs: 1, quickEpochs: 1,
        options: [.text("ask", "a question"), .text("other", "another option")])

    private func run(_ arguments: [String]) throws -> (
        code: ExitCode, output: [String], errors: [String], left: [String]
    ) {
        let folder = try TemporaryFolder()
        var (output, errors) = ([String](), [String]())
        let code = command.run(
            arguments: arguments + ["--out", folder.file("run")],
            console: Console(output: { output.append($0) }, error: { errors.append($0) }),
            answering: [
                .init("ask") { arguments, console in
                    guard let text = arguments.optionalText("ask"), text != "why" else {
                        throw UsageError(en: "no answer to 'why'", zh: "无法回答“why”")
                    }
                    console.output("answer to \(text), \(arguments.integer("seed"))")
                }
            ]
        ) { run in
            run.metrics.set("data", "d")
            run.metrics.set("parameters", 0)
            run.metrics.set("train_seconds", 0)
        }
        return (code, output, errors, folder.contents)
    }

    @Test func theAnswerStandsInPlaceOfTheRun() throws {
        let answered = try run(["--ask", "how", "--seed", "4"])
        #expect(answered.code == .success && answered.output == ["answer to how, 4"])
        #expect(answered.left == [])
    }

    @Test func withoutTheOptionItRuns() throws {
        let ran = try run(["--other", "x"])
        #expect(ran.code == .success && ran.left.contains("run/report.html"))
        #expect(!ran.output.contains { $0.hasPrefix("answer") })
    }

    @Test func whatIsWrongEndsInOneLine() throws {
        let refused = try run(["--ask", "why"])
        #expect(
            refused.code == .usage && refused.errors == ["Chapter3: no answer to 'why'"] && refused.left == []
        )
        #expect(try run(["--ask", "how", "--speed", "1"]).code == .usage)
        #expect(try run(["--ask"]).code == .usage)
    }
}
