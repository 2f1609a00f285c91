import Files
import Foundation
import Messages

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
    var template: String?
    var mutants: Int?

    /// An argument that cannot be, in one line.
    struct Failure: Error, CustomStringConvertible {
        let description: String

        /// Control characters of the arguments are written as escapes, so that they break no line.
        init(en: String, zh: String) {
            description = Words(en: en, zh: zh).text.unicodeScalars.map { scalar -> String in
                switch scalar.properties.generalCategory {
                case .control, .lineSeparator, .paragraphSeparator: return scalar.escaped(asASCII: true)
                default: return String(scalar)
                }
            }.joined()
        }
    }

    static let help = Words(
        en: """
            Usage: swift run Homework [chapter] [--seed N] [--exercise ID] [--solution] [--time-limit S]
                   swift run Homework --all [--html FILE]
                   swift run Homework chapter --submissions DIR [--secret S] [--out DIR]
                   swift run Homework --export-for-students DIR
                   swift run Homework --template DIR
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
              --language L       speak en or zh; by default the language of the locale
              --out DIR          where the sheets and tables of --submissions go (default runs/Homework<chapter>)
              --export-for-students DIR
                                 copy the repository for a class: without the solutions and the tests
              --template DIR     write a package with homework of your own to begin with
              --mutants N        for whoever writes exercises: make up to N wrong answers an exercise, each by one change of
                                 the solution, and list those that the checks do not reject
              --help             print this page (also -h)

            Exit codes: 0 all exercises passed (with --submissions: all graded; with --mutants: all rejected), 1 not all,
            64 wrong options, 66 no such folder, 74 a file could not be written
            """,
        zh: """
            用法：swift run Homework [章] [--seed N] [--exercise ID] [--solution] [--time-limit S]
                  swift run Homework --all [--html FILE]
                  swift run Homework 章 --submissions DIR [--secret S] [--out DIR]
                  swift run Homework --export-for-students 文件夹
                  swift run Homework --template 文件夹
                  swift run Homework [章 | --all] --mutants N

              章                 评这一章的作业；不给时列出各章
              --all              评所有的章：整个课程的进度
              --seed N           随机输入用这个种子；不给时每次不同
              --exercise ID      只评这一题，例如 1.2
              --solution         评参考解答，而不是你的文件
              --time-limit S     每题限时 S 秒，1 到 3600（默认 20）
              --json FILE        写出评分的全部结果，供程序读取
              --csv FILE         每个学生一行、每题一列：通过为 1，否则是答对的输入所占的比例
              --html FILE        写一个网页：每题一个标记，以及哪里错了
              --student NAME     输入由姓名和教师的密钥决定，谁也无法预知
              --secret S         这个密钥
              --submissions DIR  批量评分：DIR 中有每个学生的 NAME.swift 或 NAME/Starter.swift；
                                 每份单独编译和运行，没有参考解答
              --language L       用 en 或 zh；默认由区域设置决定
              --out DIR          --submissions 的成绩单和表格放在哪里（默认 runs/Homework<章>）
              --export-for-students 文件夹
                                 为班级复制一份仓库：不含参考解答和测试
              --template 文件夹  写出一个软件包，从它开始编写自己的作业
              --mutants N        给出题的人：每题最多造 N 个错误答案，每个只改参考解答的一处，
                                 并列出检查没有拒绝的
              --help             打印这一页（也可以用 -h）

            退出码：0 全部通过（--submissions：全部评完；--mutants：全部拒绝），1 没有全部，
            64 选项有误，66 没有这个文件夹，74 文件无法写入
            """)

    /// The options that have a value.
    private static let valued = [
        "--seed", "--exercise", "--time-limit", "--json", "--csv", "--html", "--student", "--secret",
        "--submissions", "--out", "--export-for-students", "--template", "--mutants", "--language",
    ]

    private init(copy: String? = nil, template: String? = nil) {
        (self.copy, self.template) = (copy, template)
    }

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
                guard values[argument] == nil else {
                    throw Failure(en: "\(argument) is given twice", zh: "\(argument) 给了两次")
                }
                values[argument] = try value(of: argument, from: &rest)
            default:
                for flag in ["--solution", "--all"] where argument.hasPrefix(flag + "=") {
                    throw Failure(en: "\(flag) takes no value", zh: "\(flag) 不带值")
                }
                guard !argument.hasPrefix("-") else {
                    throw Failure(
                        en: "unknown option '\(argument)'; --help lists the options",
                        zh: "没有选项 '\(argument)'；--help 列出所有选项")
                }
                guard chapter == nil else {
                    throw Failure(
                        en: "one chapter at a time; unexpected '\(argument)'",
                        zh: "一次只评一章；多出了 '\(argument)'")
                }
                guard let number = Int(argument) else {
                    throw Failure(
                        en: "expected the number of a chapter, got '\(argument)'",
                        zh: "应为章的编号，却得到 '\(argument)'")
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
                throw Failure(
                    en: "--seed needs a whole number of 0 or more, but was given '\(text)'",
                    zh: "--seed 需要不小于 0 的整数，却给了 '\(text)'")
            }
            seed = number
        }
        if let text = values["--time-limit"] {
            guard let number = Int(text), (1...3600).contains(number) else {
                throw Failure(
                    en:
                        "--time-limit needs a whole number of seconds from 1 to 3600, but was given '\(text)'",
                    zh: "--time-limit 需要 1 到 3600 的整数秒，却给了 '\(text)'")
            }
            timeLimit = number
        }
        if let text = values["--language"], Language(rawValue: text) == nil {
            let known = Language.allCases.map(\.rawValue)
            throw Failure(
                en: "--language '\(text)' is not one of \(known.joined(separator: ", "))",
                zh: "--language '\(text)' 不在 \(known.joined(separator: "、")) 之中")
        }
        if let text = values["--mutants"] {
            guard let number = Int(text), number > 0 else {
                throw Failure(
                    en: "--mutants needs a whole number of 1 or more, but was given '\(text)'",
                    zh: "--mutants 需要不小于 1 的整数，却给了 '\(text)'")
            }
            mutants = number
        }
        exercise = values["--exercise"]
        (json, csv, html) = (values["--json"], values["--csv"], values["--html"])
        (student, secret) = (values["--student"], values["--secret"])
        (submissions, out) = (values["--submissions"], values["--out"])
        (copy, template) = (values["--export-for-students"], values["--template"])
    }

    /// Options that need or exclude each other.
    private func requireSense() throws {
        if copy != nil {
            guard self == HomeworkRequest(copy: copy) else {
                throw Failure(
                    en: "--export-for-students goes with no other option",
                    zh: "--export-for-students 不能与其他选项同用")
            }
            return
        }
        if template != nil {
            guard self == HomeworkRequest(template: template) else {
                throw Failure(
                    en: "--template goes with no other option", zh: "--template 不能与其他选项同用")
            }
            return
        }
        if isWholeCourse, chapter != nil || exercise != nil {
            throw Failure(
                en: "--all grades every chapter: give no chapter and no exercise",
                zh: "--all 评每一章：不要再给章或题")
        }
        let asks =
            exercise != nil || seed != nil || timeLimit != nil || submitted == .solution || json != nil
            || csv != nil || html != nil || student != nil || submissions != nil || mutants != nil
        if chapter == nil, !isWholeCourse, asks {
            throw Failure(
                en: "which chapter? For example: swift run Homework 1", zh: "哪一章？例如：swift run Homework 1")
        }
        if student != nil, secret == nil {
            throw Failure(en: "--student needs the teacher's --secret", zh: "--student 需要教师的 --secret")
        }
        if secret != nil, student == nil, submissions == nil {
            throw Failure(
                en: "--secret needs --student or --submissions", zh: "--secret 需要 --student 或 --submissions")
        }
        if student != nil, seed != nil {
            throw Failure(
                en: "--student and --secret choose the seed: give no --seed",
                zh: "--student 和 --secret 决定种子：不要再给 --seed")
        }
        if mutants != nil {
            let others: [(String, Bool)] = [
                ("--student", student != nil), ("--submissions", submissions != nil),
                ("--solution", submitted == .solution), ("--html", html != nil), ("--json", json != nil),
                ("--csv", csv != nil),
            ]
            for (name, isGiven) in others where isGiven {
                throw Failure(
                    en: "\(name) does not go with --mutants", zh: "\(name) 不能与 --mutants 同用")
            }
        }
        guard submissions != nil else {
            if out != nil {
                throw Failure(en: "--out goes with --submissions", zh: "--out 要与 --submissions 同用")
            }
            return
        }
        let others: [(String, Bool)] = [
            ("--all", isWholeCourse), ("--student", student != nil), ("--exercise", exercise != nil),
            ("--solution", submitted == .solution), ("--html", html != nil),
        ]
        for (name, isGiven) in others where isGiven {
            throw Failure(
                en: "\(name) does not go with --submissions", zh: "\(name) 不能与 --submissions 同用")
        }
        if secret != nil, seed != nil {
            throw Failure(
                en: "--secret chooses a seed for each student: give no --seed",
                zh: "--secret 为每个学生决定种子：不要再给 --seed")
        }
    }

    private func value(of option: String, from rest: inout ArraySlice<String>) throws -> String {
        guard let text = rest.popFirst(), !text.isEmpty, !text.hasPrefix("--") else {
            throw Failure(en: "\(option) needs a value", zh: "\(option) 需要一个值")
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
