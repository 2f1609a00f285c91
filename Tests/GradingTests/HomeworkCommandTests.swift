import Testing

@testable import Grading

@Suite struct HomeworkCommandTests {
    private let command = HomeworkCommand([
        AnyHomework(miniature, starter: Answers(order: { $0 }), solution: Answers())
    ])

    /// The exit code, then what went to standard output and to standard error.
    private func run(_ arguments: [String]) -> (code: Int32, output: String, error: String) {
        var output: [String] = []
        var error: [String] = []
        let code = command.run(
            arguments: arguments, freshSeed: 99, output: { output.append($0) }, error: { error.append($0) },
            grade: { homework, id, submitted, seed in
                homework.grade(id, submitted, seed: seed) ?? .crashed(reason: "no such exercise", input: nil)
            })
        return (code, output.joined(separator: "\n"), error.joined(separator: "\n"))
    }

    @Test func withoutAChapterTheChaptersAreListed() {
        let (code, output, error) = run([])
        #expect(code == 0 && error.isEmpty)
        #expect(output.contains("1  Miniature: 4 exercises, Starter.swift"))
    }

    @Test func theStudentsFileIsGradedWithAFreshSeed() {
        let (code, output, _) = run(["1"])
        #expect(code == 1)
        #expect(
            output.hasPrefix("Chapter 1: Miniature\nYour answers in Starter.swift\nRandom inputs of seed 99;")
        )
        #expect(output.contains("✓ 1.3 A step downhill (33 inputs)\n✗ 1.4 In order\n      input     ["))
        #expect(output.hasSuffix("\n\n3 of 4 passed, 1 failed"))
    }

    @Test func theSolutionOneExerciseAndASeedCanBeAskedFor() {
        let solved = run(["--solution", "1", "--seed=5"])
        #expect(solved.code == 0)
        #expect(solved.output.contains("The solution\nRandom inputs of seed 5;"))
        #expect(solved.output.hasSuffix("4 of 4 passed"))
        let one = run(["1", "--exercise", "1.3", "--seed", "5"])
        #expect(one.code == 0)
        #expect(one.output.hasSuffix("✓ 1.3 A step downhill (33 inputs)\n\n1 of 1 passed"))
        #expect(run(["1", "--seed", "5"]).output == run(["1", "--seed", "5"]).output)
        #expect(run(["1", "--help"]).output == HomeworkRequest.help)
    }

    @Test(arguments: [
        (["7"], "chapter 7 has no homework; these have: 1"),
        (["one"], "expected the number of a chapter, got 'one'"),
        (["1", "2"], "one chapter at a time; unexpected '2'"),
        (["1", "--exercise", "1.9"], "no such exercise; chapter 1 has 1.1, 1.2, 1.3, 1.4"),
        (["1", "--exercise"], "--exercise needs a value"),
        (["1", "--seed", "-1"], "--seed needs a whole number of 0 or more, but was given '-1'"),
        (["1", "--seed="], "--seed needs a value"),
        (["1", "--seed", "1", "--seed", "2"], "--seed is given twice"),
        (["1", "--sed", "1"], "unknown option '--sed'; --help lists the options"),
        (["1", "--solution=1"], "--solution takes no value"),
        (["1\n2\u{1B}"], "expected the number of a chapter, got '1\\n2\\u{1B}'"),
        (["--solution"], "which chapter? For example: swift run Homework 1"),
    ])
    func wrongUseIsToldInOneLine(arguments: [String], message: String) {
        let (code, output, error) = run(arguments)
        #expect(code == 64 && output.isEmpty)
        #expect(error == "Homework: \(message)")
    }
}

/// Stands in for a child with a shell script that ends in the ways a student's code can.
@Suite struct ChildProcessTests {
    private func outcome(_ script: String) -> Outcome {
        ChildProcess.outcome(of: "/bin/sh", seconds: 3) { folder in ["-c", "cd '\(folder)'; " + script] }
    }

    @Test func theOutcomeThatTheChildWroteIsTaken() {
        let outcome = outcome(#"echo noise >&2; printf '{"passed":{"inputs":30}}' > outcome"#)
        #expect(outcome == .passed(inputs: 30))
    }

    @Test func aCrashIsToldInItsLastWords() {
        let words = outcome(
            "printf '[1, 2]' > input; echo 'a.swift:3: Fatal error: Index out of range' >&2; echo 'Current stack trace:' >&2; kill -ILL $$"
        )
        #expect(words == .crashed(reason: "a.swift:3: Fatal error: Index out of range", input: "[1, 2]"))
        guard case .crashed(let silent, nil) = outcome("kill -ILL $$") else {
            Issue.record("not a crash")
            return
        }
        #expect(silent.contains("an index out of range"))
        guard case .crashed(let deep, _) = outcome("kill -SEGV $$") else {
            Issue.record("not a crash")
            return
        }
        #expect(deep.contains("infinite recursion"))
    }

    @Test func timeThatIsOverAndAnEarlyEndAreTold() {
        #expect(outcome("printf 7 > input; kill -ALRM $$") == .tookTooLong(seconds: 3, input: "7"))
        #expect(
            outcome("exit 5") == .crashed(reason: "the program exited with code 5", input: nil))
        #expect(
            outcome("printf half > outcome; exit 0")
                == .crashed(reason: "the program exited with code 0", input: nil))
    }

    @Test func aProgramThatIsMissingIsTold() {
        guard
            case .crashed(let reason, nil) = ChildProcess.outcome(
                of: "/none", seconds: 3, arguments: { [$0] })
        else {
            Issue.record("not a crash")
            return
        }
        #expect(reason.hasPrefix("the grader could not start its process: "))
    }
}
