import Foundation

/// The command `swift run Homework`: lists the chapters, or grades the homework of one.
///
/// Each exercise is graded in a process of its own, so that one which crashes or never ends does not take the
/// others with it. Exit codes: 0 all passed, 1 not all, 64 wrong options.
public struct HomeworkCommand {
    private let homeworks: [AnyHomework]

    /// A command over the homework of these chapters.
    public init(_ homeworks: [AnyHomework]) { self.homeworks = homeworks.sorted { $0.chapter < $1.chapter } }

    /// Runs the command on the program's own arguments and ends the program with the exit code.
    public func run() -> Never {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == ChildProcess.marker { ChildProcess.answer(arguments, homeworks) }
        let code = run(
            arguments: arguments, freshSeed: UInt64(Date().timeIntervalSince1970 * 1000) % 1_000_000,
            output: { line in
                print(line)
                // The next exercise may take long.
                fflush(nil)
            },
            error: { line in
                // Standard error may be closed.
                try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
            },
            grade: { _, id, submitted, seed in
                ChildProcess.grade(id, submitted, seed: seed)
            })
        exit(code)
    }

    /// Runs the command on the given arguments and returns the exit code.
    ///
    /// - Parameter grade: grades the exercise of a homework; the program itself does it in another process.
    func run(
        arguments: [String], freshSeed: UInt64, output: (String) -> Void, error: (String) -> Void,
        grade: (AnyHomework, _ id: String, Submitted, _ seed: UInt64) -> Outcome
    ) -> Int32 {
        do {
            guard let request = try HomeworkRequest(arguments) else {
                output(HomeworkRequest.help)
                return 0
            }
            guard let chapter = request.chapter else {
                output(list)
                return 0
            }
            let homework = try homework(of: chapter)
            let exercises = homework.exercises.filter { request.exercise == nil || request.exercise == $0.id }
            guard !exercises.isEmpty else {
                let ids = homework.exercises.map(\.id).joined(separator: ", ")
                throw HomeworkRequest.Failure("no such exercise; chapter \(chapter) has \(ids)")
            }
            let seed = request.seed ?? freshSeed
            output("Chapter \(chapter): \(homework.title)")
            output(request.submitted == .starter ? "Your answers in \(homework.file)" : "The solution")
            output("Random inputs of seed \(seed); repeat with --seed \(seed)\n")
            var results: [ExerciseResult] = []
            for (id, title) in exercises {
                let outcome = grade(homework, id, request.submitted, seed)
                results.append(ExerciseResult(id: id, title: title, outcome: outcome))
                output(results[results.count - 1].text)
            }
            let sheet = ScoreSheet(results: results)
            output("\n" + sheet.summary)
            return sheet.isComplete ? 0 : 1
        } catch let failure {
            error("Homework: \(failure)")
            return 64
        }
    }

    /// The chapters that have homework.
    private var list: String {
        let lines = homeworks.map { homework in
            let count = homework.exercises.count
            return
                "  \(homework.chapter)  \(homework.title): \(count) \(count == 1 ? "exercise" : "exercises"), "
                + homework.file
        }
        return (["Homework by chapter:"] + lines + ["", "swift run Homework 1 grades chapter 1."])
            .joined(separator: "\n")
    }

    private func homework(of chapter: Int) throws -> AnyHomework {
        guard let homework = homeworks.first(where: { $0.chapter == chapter }) else {
            let chapters = homeworks.map { "\($0.chapter)" }.joined(separator: ", ")
            throw HomeworkRequest.Failure("chapter \(chapter) has no homework; these have: \(chapters)")
        }
        return homework
    }
}

/// What the arguments ask for.
struct HomeworkRequest: Equatable {
    var chapter: Int?
    var seed: UInt64?
    var exercise: String?
    var submitted = Submitted.starter

    /// An argument that cannot be, in one line.
    struct Failure: Error, CustomStringConvertible {
        let description: String

        /// Control characters of the arguments are written as escapes, so that they break no line.
        init(_ description: String) {
            self.description = description.unicodeScalars.map { scalar -> String in
                switch scalar.properties.generalCategory {
                case .control, .lineSeparator, .paragraphSeparator: return scalar.escaped(asASCII: true)
                default: return String(scalar)
                }
            }.joined()
        }
    }

    static let help = """
        Usage: swift run Homework [chapter] [--seed N] [--exercise ID] [--solution]

          chapter        grade the homework of this chapter; without it, list the chapters
          --seed N       draw the random inputs from this seed; without it they differ every time
          --exercise ID  grade only this exercise, for example 1.2
          --solution     grade the solution instead of your file
          --help         print this page (also -h)

        Exit codes: 0 all exercises passed, 1 not all passed, 64 wrong options
        """

    /// Reads the arguments; nil if they ask for the help page.
    ///
    /// - Throws: `Failure`.
    init?(_ arguments: [String]) throws {
        if arguments.contains("--help") || arguments.contains("-h") { return nil }
        var rest = arguments.flatMap { argument in
            guard argument.hasPrefix("--seed=") || argument.hasPrefix("--exercise="),
                let equals = argument.firstIndex(of: "=")
            else {
                return [argument]
            }
            return [String(argument[..<equals]), String(argument[argument.index(after: equals)...])]
        }[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--solution":
                submitted = .solution
            case "--seed" where seed == nil:
                let text = try value(of: argument, from: &rest)
                guard let number = UInt64(text) else {
                    throw Failure("--seed needs a whole number of 0 or more, but was given '\(text)'")
                }
                seed = number
            case "--exercise" where exercise == nil:
                exercise = try value(of: argument, from: &rest)
            case "--seed", "--exercise":
                throw Failure("\(argument) is given twice")
            default:
                guard !argument.hasPrefix("--solution=") else { throw Failure("--solution takes no value") }
                guard !argument.hasPrefix("-") else {
                    throw Failure("unknown option '\(argument)'; --help lists the options")
                }
                guard chapter == nil else {
                    throw Failure("one chapter at a time; unexpected '\(argument)'")
                }
                guard let number = Int(argument) else {
                    throw Failure("expected the number of a chapter, got '\(argument)'")
                }
                chapter = number
            }
        }
        if chapter == nil, exercise != nil || seed != nil || submitted == .solution {
            throw Failure("which chapter? For example: swift run Homework 1")
        }
    }

    private func value(of option: String, from rest: inout ArraySlice<String>) throws -> String {
        guard let text = rest.popFirst(), !text.isEmpty, !text.hasPrefix("--") else {
            throw Failure("\(option) needs a value")
        }
        return text
    }
}
