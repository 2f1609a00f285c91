import Files
import Foundation

/// All mutants of a chapter in one program: which one is graded is its first argument.
struct MutantProgram {
    /// What the compiler takes for Swift.
    let mutants: [SolutionSource.Mutant]
    /// What it does not.
    let refused: [SolutionSource.Mutant]
    private let path: String

    /// Compiles mutants into a folder; those that the compiler refuses are left out, by the lines that it names.
    ///
    /// - Throws: `BuiltModules.Failure` where the solution itself does not compile as a class.
    init(
        _ all: [SolutionSource.Mutant], of solution: SolutionSource, chapter: Int, _ modules: BuiltModules,
        into folder: String
    ) throws {
        let number = (chapter < 10 ? "0" : "") + "\(chapter)"
        let (file, main) = ("\(folder)/Mutants.swift", "\(folder)/main.swift")
        var (mutants, refused) = (all, [SolutionSource.Mutant]())
        while true {
            let program = solution.program(mutants)
            try writeFileAtomically(
                "@testable import Chapter\(number)Homework\n\(program.text)", to: file)
            try writeFileAtomically(Self.main(mutants.count, number), to: main)
            do {
                path = try modules.link([file, main], with: .chapter(number), into: folder)
                (self.mutants, self.refused) = (mutants, refused)
                return
            } catch let failure as BuiltModules.Failure {
                // One line of the file stands before the program.
                let lines = Set(failure.lines(in: "Mutants.swift").map { $0 - 1 })
                let wrong = Set(
                    mutants.indices.filter { !lines.isDisjoint(with: program.lines[$0]) })
                guard !wrong.isEmpty else { throw failure }
                refused += wrong.sorted().map { mutants[$0] }
                mutants = mutants.indices.filter { !wrong.contains($0) }.map { mutants[$0] }
            }
        }
    }

    private static func main(_ count: Int, _ chapter: String) -> String {
        """
        @testable import Chapter\(chapter)Homework
        import Grading

        chapter\(chapter)Homework.gradeInChild([
            { Solution() },
        \((0..<count).map { "    { Mutant\($0)() }," }.joined(separator: "\n"))
        ])

        """
    }

    /// Grades an exercise of a mutant; of the solution itself where it is nil.
    func grade(_ mutant: Int?, _ id: String, seed: UInt64, seconds: Int) -> Outcome {
        // Nobody reads where one crashed, and finding that out takes a second.
        ChildProcess.outcome(of: path, seconds: seconds, environment: ["SWIFT_BACKTRACE": "enable=no"]) {
            ["\((mutant ?? -1) + 1)"] + ChildProcess.arguments(id, .starter, seed: seed, folder: $0)
        }
    }
}

extension AnyHomework {
    /// Grades the submission whose number is the first argument of this program, as the others ask, and ends.
    ///
    /// For programs that the grader itself writes and starts (`swift run Homework 5 --mutants 6`).
    public func gradeInChild(_ submissions: [@Sendable () -> any Sendable]) -> Never {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard let number = arguments.first.flatMap({ Int($0) }), submissions.indices.contains(number),
            let graded = grading(submissions[number]())
        else { exit(64) }
        GradedChild.run(Array(arguments.dropFirst()), [graded])
    }
}
