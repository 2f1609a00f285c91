import Foundation
import TestSupport
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
            grade: { homework, id, submitted, seed, _ in
                homework.grade(id, submitted, seed: seed) ?? .crashed(reason: "no such exercise", input: nil)
            })
        return (code, output.joined(separator: "\n"), error.joined(separator: "\n"))
    }

    @Test func theCourseIsOnePageAndInFiles() throws {
        let folder = try TemporaryFolder()
        let all = run([
            "--all", "--seed", "5", "--json", folder.file("a/b.json"), "--csv", folder.file("c.csv"),
            "--html",
            folder.file("d.html"),
        ])
        #expect(all.code == 1 && all.error.isEmpty)
        #expect(
            all.output == """
                Homework of the course, repeat with --seed 5

                 1  Miniature  ✓✓✓✗  3 of 4

                3 of 4 exercises passed, 1 failed, 0 not begun
                swift run Homework 1 tells what is wrong in chapter 1
                """)
        #expect(
            try String(contentsOfFile: folder.file("a/b.json"), encoding: .utf8).contains("\"passed\" : 3"))
        #expect(
            try String(contentsOfFile: folder.file("c.csv"), encoding: .utf8)
                .hasPrefix("student,seed,1.1,1.2,1.3,1.4,passed,credit,remark\r\n,5,1,1,1,0,3,3,\r\n"))
        #expect(
            try String(contentsOfFile: folder.file("d.html"), encoding: .utf8).contains("<h1>Homework</h1>"))
        let unwritable = run(["1", "--seed", "5", "--json", folder.file("c.csv/x")])
        #expect(
            unwritable.code == 74 && unwritable.error.hasPrefix("Homework: ")
                && unwritable.error.contains("c.csv"))
        #expect(unwritable.output.hasSuffix("3 of 4 passed, 1 failed"))
        #expect(run(["1", "--submissions", folder.file("none")]).code == 66)
    }

    @Test func aStudentHasInputsThatFollowFromNameAndSecret() {
        let ann = run(["1", "--student", "Ann", "--secret", "s"])
        #expect(ann.output.contains("Inputs for Ann\n") && !ann.output.contains("seed"))
        #expect(ann.output == run(["1", "--secret=s", "--student=Ann"]).output)
        let seed = HomeworkRequest.seed(of: "Ann", secret: "s")
        let sheet = { (output: String) in output.components(separatedBy: "\n\n").dropFirst() }
        #expect(sheet(ann.output) == sheet(run(["1", "--seed", "\(seed)"]).output))
    }

    /// What the file says is not begun is not called.
    @Test func whatIsNotBegunIsNotCalled() {
        let output = Box()
        let code = command.run(
            arguments: ["1", "--seed", "1"], freshSeed: 1, output: { output.lines.append($0) },
            error: { _ in },
            grade: { homework, id, submitted, seed, _ in
                output.called.append(id)
                return homework.grade(id, submitted, seed: seed) ?? .notBegun
            },
            source: { _ in
                "/// 1.1\nfunc f() { throw Unimplemented() }\n/// 1.2\nfunc g() { Solution() }\n/// 1.3\nfunc h() {}"
            })
        #expect(code == 1)
        #expect(output.called == ["1.2", "1.3", "1.4"])
        #expect(output.lines.contains("○ 1.1 The weighted sum: not begun"))
        #expect(output.lines.contains { $0.hasPrefix("✗ 1.2 The shares: calls `Solution`") })
        #expect(output.lines.contains("✓ 1.3 A step downhill (33 inputs)"))
    }

    private final class Box {
        var lines: [String] = []
        var called: [String] = []
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
        #expect(run(["1", "--help"]).output == HomeworkRequest.help.en)
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
        (
            ["1", "--time-limit", "0"],
            "--time-limit needs a whole number of seconds from 1 to 3600, but was given '0'"
        ),
        (["1", "--time-limit=3", "--time-limit=3"], "--time-limit is given twice"),
        (["--all", "1"], "--all grades every chapter: give no chapter and no exercise"),
        (["1", "--student", "Ann"], "--student needs the teacher's --secret"),
        (["1", "--secret", "s"], "--secret needs --student or --submissions"),
        (
            ["1", "--student", "Ann", "--secret", "s", "--seed", "1"],
            "--student and --secret choose the seed: give no --seed"
        ),
        (["1", "--out", "x"], "--out goes with --submissions"),
        (["1", "--submissions", "x", "--solution"], "--solution does not go with --submissions"),
        (["--submissions", "x"], "which chapter? For example: swift run Homework 1"),
        (["1", "--json"], "--json needs a value"),
        (["1", "--mutants", "0"], "--mutants needs a whole number of 1 or more, but was given '0'"),
        (["1", "--mutants", "3", "--json", "x"], "--json does not go with --mutants"),
        (["--mutants", "3"], "which chapter? For example: swift run Homework 1"),
        (["--export-for-students", "x", "--all"], "--export-for-students goes with no other option"),
        (["--template", "x", "--all"], "--template goes with no other option"),
        (["--template"], "--template needs a value"),
        (["--solution"], "which chapter? For example: swift run Homework 1"),
    ])
    func wrongUseIsToldInOneLine(arguments: [String], message: String) {
        let (code, output, error) = run(arguments)
        #expect(code == 64 && output.isEmpty)
        #expect(error == "Homework: \(message)")
    }
}
