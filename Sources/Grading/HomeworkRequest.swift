import Files
import Foundation

/// What the arguments ask for.
struct HomeworkRequest: Equatable {
    var chapter: Int?
    var isWholeCourse = false
    var seed: UInt64?
    var exercise: String?
    var submitted = Submitted.starter
    var timeLimit: Int?
    var student: String?
    var secret: String?
    var json: String?
    var csv: String?
    var html: String?
    var submissions: String?
    var out: String?
    var copy: String?
    var mutants: Int?

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
        Usage: swift run Homework [chapter] [--seed N] [--exercise ID] [--solution] [--time-limit S]
               swift run Homework --all [--html FILE]
               swift run Homework chapter --submissions DIR [--secret S] [--out DIR]
               swift run Homework --export-for-students DIR
               swift run Homework [chapter | --all] --mutants N

          chapter            grade the homework of this chapter; without it, list the chapters
          --all              grade all chapters: the progress of the course
          --seed N           draw the random inputs from this seed; without it they differ every time
          --exercise ID      grade only this exercise, for example 1.2
          --solution         grade the solution instead of your file
          --time-limit S     give each exercise S seconds, 1 to 3600 (default 20)
          --json FILE        write everything that was found, for programs
          --csv FILE         write a row a student and a column an exercise: 1 if passed, else the fraction of inputs
                             that were answered rightly
          --html FILE        write one page: a mark an exercise, and what went wrong
          --student NAME     draw the inputs from a name and the teacher's secret, so that nobody can foresee them
          --secret S         that secret
          --submissions DIR  grade many: DIR has NAME.swift or NAME/Starter.swift of each student; each is built and
                             run apart, without the solutions
          --out DIR          where the sheets and tables of --submissions go (default runs/Homework<chapter>)
          --export-for-students DIR
                             copy the repository for a class: without the solutions and the tests
          --mutants N        for who writes exercises: make up to N wrong answers an exercise, each by one change of the
                             solution, and list those that the checks do not reject
          --help             print this page (also -h)

        Exit codes: 0 all exercises passed (with --submissions: all graded; with --mutants: all rejected), 1 not all, 64 wrong options,
        66 no such folder, 74 a file could not be written
        """

    /// The options that have a value.
    private static let valued = [
        "--seed", "--exercise", "--time-limit", "--json", "--csv", "--html", "--student", "--secret",
        "--submissions", "--out", "--export-for-students", "--mutants",
    ]

    private init(copy: String?) { self.copy = copy }

    /// Reads the arguments; nil if they ask for the help page.
    ///
    /// - Throws: `Failure`.
    init?(_ arguments: [String]) throws {
        if arguments.contains("--help") || arguments.contains("-h") { return nil }
        var rest = arguments.flatMap { argument in
            guard Self.valued.contains(where: { argument.hasPrefix($0 + "=") }),
                let equals = argument.firstIndex(of: "=")
            else {
                return [argument]
            }
            return [String(argument[..<equals]), String(argument[argument.index(after: equals)...])]
        }[...]
        var values: [String: String] = [:]
        while let argument = rest.popFirst() {
            switch argument {
            case "--solution": submitted = .solution
            case "--all": isWholeCourse = true
            case _ where Self.valued.contains(argument):
                guard values[argument] == nil else { throw Failure("\(argument) is given twice") }
                values[argument] = try value(of: argument, from: &rest)
            default:
                for flag in ["--solution", "--all"] where argument.hasPrefix(flag + "=") {
                    throw Failure("\(flag) takes no value")
                }
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
        try take(values)
        try requireSense()
    }

    private mutating func take(_ values: [String: String]) throws {
        if let text = values["--seed"] {
            guard let number = UInt64(text) else {
                throw Failure("--seed needs a whole number of 0 or more, but was given '\(text)'")
            }
            seed = number
        }
        if let text = values["--time-limit"] {
            guard let number = Int(text), (1...3600).contains(number) else {
                throw Failure(
                    "--time-limit needs a whole number of seconds from 1 to 3600, but was given '\(text)'")
            }
            timeLimit = number
        }
        if let text = values["--mutants"] {
            guard let number = Int(text), number > 0 else {
                throw Failure("--mutants needs a whole number of 1 or more, but was given '\(text)'")
            }
            mutants = number
        }
        exercise = values["--exercise"]
        (json, csv, html) = (values["--json"], values["--csv"], values["--html"])
        (student, secret) = (values["--student"], values["--secret"])
        (submissions, out) = (values["--submissions"], values["--out"])
        copy = values["--export-for-students"]
    }

    /// Options that need or exclude each other.
    private func requireSense() throws {
        if copy != nil {
            guard self == HomeworkRequest(copy: copy) else {
                throw Failure("--export-for-students goes with no other option")
            }
            return
        }
        if isWholeCourse, chapter != nil || exercise != nil {
            throw Failure("--all grades every chapter: give no chapter and no exercise")
        }
        let asks =
            exercise != nil || seed != nil || timeLimit != nil || submitted == .solution || json != nil
            || csv != nil || html != nil || student != nil || submissions != nil || mutants != nil
        if chapter == nil, !isWholeCourse, asks {
            throw Failure("which chapter? For example: swift run Homework 1")
        }
        if student != nil, secret == nil { throw Failure("--student needs the teacher's --secret") }
        if secret != nil, student == nil, submissions == nil {
            throw Failure("--secret needs --student or --submissions")
        }
        if student != nil, seed != nil {
            throw Failure("--student and --secret choose the seed: give no --seed")
        }
        if mutants != nil {
            let others: [(String, Bool)] = [
                ("--student", student != nil), ("--submissions", submissions != nil),
                ("--solution", submitted == .solution), ("--html", html != nil), ("--json", json != nil),
                ("--csv", csv != nil),
            ]
            for (name, isGiven) in others where isGiven {
                throw Failure("\(name) does not go with --mutants")
            }
        }
        guard submissions != nil else {
            if out != nil { throw Failure("--out goes with --submissions") }
            return
        }
        let others: [(String, Bool)] = [
            ("--all", isWholeCourse), ("--student", student != nil), ("--exercise", exercise != nil),
            ("--solution", submitted == .solution), ("--html", html != nil),
        ]
        for (name, isGiven) in others where isGiven {
            throw Failure("\(name) does not go with --submissions")
        }
        if secret != nil, seed != nil {
            throw Failure("--secret chooses a seed for each student: give no --seed")
        }
    }

    private func value(of option: String, from rest: inout ArraySlice<String>) throws -> String {
        guard let text = rest.popFirst(), !text.isEmpty, !text.hasPrefix("--") else {
            throw Failure("\(option) needs a value")
        }
        return text
    }

    /// The seed of a student: the first 64 bits of SHA-256 of the secret, a zero, and the name.
    static func seed(of student: String, secret: String) -> UInt64 {
        let name = student.precomposedStringWithCanonicalMapping
        let hash = sha256(Array(secret.utf8) + [0] + Array(name.utf8))
        return UInt64(hash.prefix(16), radix: 16) ?? 0
    }
}
