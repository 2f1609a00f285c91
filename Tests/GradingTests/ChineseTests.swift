import Foundation
import Messages
import TestSupport
import Testing

@testable import Grading

/// What a Chinese sentence has wrong beside the English one, a line each: it is missing, is in English, or has other numbers.
func translationFaults(_ english: String?, _ chinese: String?) -> [String] {
    guard let english, let chinese else {
        return (english == nil) == (chinese == nil)
            ? [] : ["only one of \(english ?? "nil"), \(chinese ?? "nil")"]
    }
    func numbers(_ text: String) -> [Substring] { text.matches(of: /[0-9]+(?:\.[0-9]+)?/).map(\.0).sorted() }
    var faults = englishSentences(in: chinese.replacing(/`[^`]*`/, with: "·")).map { "English: \($0)" }
    if numbers(english) != numbers(chinese) { faults.append("other numbers: \(english) | \(chinese)") }
    if !chinese.contains(/\p{Script=Han}/) { faults.append("no Chinese: \(chinese)") }
    return faults
}

/// The grader speaks Chinese.
@Suite struct ChineseTests {
    private let command = HomeworkCommand([
        AnyHomework(miniature, starter: Answers(order: { $0 }), solution: Answers())
    ])

    /// The lines of the command on standard output and on standard error.
    private func said(
        _ arguments: [String], _ environment: [String: String] = [:],
        grade: HomeworkCommand.Grader? = nil
    ) -> String {
        var lines: [String] = []
        _ = command.run(
            arguments: arguments, environment: environment, freshSeed: 99, output: { lines.append($0) },
            error: { lines.append($0) },
            grade: grade ?? { homework, id, submitted, seed, _ in
                homework.grade(id, submitted, seed: seed) ?? .notBegun
            })
        return lines.joined(separator: "\n")
    }

    @Test(arguments: [
        ["1"], ["1", "--solution"], ["1", "--student", "Ann", "--secret", "s"], ["--all"], ["--help"], [],
        ["--all", "--student", "Ann", "--secret", "s"],
        ["7"], ["one"], ["1", "2"], ["1", "--exercise", "1.9"], ["1", "--seed", "-1"], ["1", "--seed="],
        ["1", "--seed", "1", "--seed", "2"], ["1", "--sed", "1"], ["1", "--solution=1"],
        ["1", "--time-limit", "0"], ["--all", "1"], ["1", "--student", "Ann"], ["1", "--secret", "s"],
        ["1", "--student", "Ann", "--secret", "s", "--seed", "1"], ["1", "--out", "x"],
        ["1", "--submissions", "x", "--solution"], ["--submissions", "x"],
        ["1", "--submissions", "x", "--secret", "s", "--seed", "1"], ["1", "--submissions", "/none"],
        ["--export-for-students", "x", "--all"],
    ])
    func theCommandIsInChineseToo(arguments: [String]) {
        let chinese = said(arguments + ["--language", "zh"])
        #expect(translationFaults(said(arguments), chinese) == [])
        #expect(said(arguments, ["LANG": "zh_CN.UTF-8"]) == chinese)
        #expect(said(arguments + ["--language=en"], ["LANG": "zh_CN.UTF-8"]) == said(arguments))
    }

    @Test func anotherLanguageIsRefused() {
        #expect(said(["1", "--language", "fr"]) == "Homework: --language 'fr' is not one of en, zh")
    }

    @Test func everyOutcomeIsInChineseToo() {
        let forbidden = SourceCheck("func f() { Solution() }")
        let outcomes: [() -> Outcome] = [
            { .passed(inputs: 1) }, { .notBegun }, { .tookTooLong(seconds: 3, input: "1", printed: "x") },
            { .crashed(reason: CrashReport(signal: SIGSEGV, errors: "").reason, input: "1", printed: "x") },
            { forbidden.firstForbidden([], exercise: "1.1").map(Outcome.forbidden) ?? .notBegun },
            {
                SourceCheck("let y = x.max()").firstForbidden([".max"], exercise: "1.1").map(
                    Outcome.forbidden)
                    ?? .notBegun
            },
        ]
        for outcome in outcomes {
            let texts = [Language.english, .chinese].map { language in
                Language.$current.withValue(language) {
                    ExerciseResult(id: "1.1", title: "T", outcome: outcome()).text
                }
            }
            #expect(translationFaults(texts[0], texts[1]) == [])
        }
    }

    /// Details stand under each other, whatever the language.
    @Test func theSheetIsAlignedInChinese() {
        let failure = Failure(
            input: "1", expected: "2", came: "3", diagnosis: "看", hint: "想", isGeneralHint: true)
        let text = Language.$current.withValue(.chinese) {
            ExerciseResult(id: "1.1", title: "题", outcome: .failed(failure)).text
        }
        #expect(
            text == """
                ✗ 1.1 题
                      输入      1
                      应为      2
                      得到      3
                      发现      看
                      提示      一般来说：想
                """)
    }

    @Test func crashesAreToldInChinese() {
        for signal in [SIGILL, SIGSEGV, SIGKILL, SIGXFSZ, 31] {
            let reasons = [Language.english, .chinese].map { language in
                Language.$current.withValue(language) { CrashReport(signal: signal, errors: "").reason }
            }
            #expect(translationFaults(reasons[0], reasons[1]) == [])
        }
        let said = "Swift/ContiguousArrayBuffer.swift:692: Fatal error: Index out of range\n"
        let known = Language.$current.withValue(.chinese) { CrashReport(signal: SIGILL, errors: said).reason }
        #expect(known == "索引超出范围（Index out of range）")
    }

    @Test func aWrongAnswerIsToldInChinese() {
        let wrong: [Answers] = [
            Answers(sum: { _, _, _ in .nan }), Answers(share: { _ in [] }),
            Answers(share: { _ in throw NoShares() }),
            Answers(share: {
                if $0.count > 3 { throw Unimplemented() } else { return try Answers().share($0) }
            }),
            Answers(move: { weights, bias, _ in (weights, bias) }),
        ]
        for answers in wrong {
            let sheets = [Language.english, .chinese].map { language in
                Language.$current.withValue(language) { miniature.grade(answers, seed: 3) }
            }
            for (english, chinese) in zip(sheets[0].results, sheets[1].results)
            where !english.outcome.isPassed {
                let failures = [english, chinese].map { $0.outcome.failure }
                for part in [\Failure.remark, \.diagnosis] {
                    let texts = failures.map { $0.flatMap { $0[keyPath: part] } }
                    #expect(translationFaults(texts[0], texts[1]) == [])
                }
            }
            let summaries = sheets.enumerated().map { index, sheet in
                Language.$current.withValue(index == 0 ? .english : .chinese) { sheet.summary }
            }
            #expect(translationFaults(summaries[0], summaries[1]) == [])
        }
    }

    /// The process that grades speaks the language of the one that started it.
    @Test func theChildSpeaksTheSameLanguage() {
        let arguments = Language.$current.withValue(.chinese) {
            ChildProcess.arguments("1.1", .starter, seed: 1, folder: "x")
        }
        #expect(arguments.last == "zh")
    }

    @Test func thePageOfTheCourseIsInChinese() {
        let report = CourseReport(
            student: "Ann", seed: 7,
            parts: [
                .init(
                    chapter: 1, title: "一",
                    results: [
                        ExerciseResult(id: "1.1", title: "题", outcome: .tookTooLong(seconds: 3, input: nil))
                    ])
            ])
        let page = Language.$current.withValue(.chinese) { report.html }
        #expect(page.contains("<html lang=\"zh-Hans\">") && page.contains("Ann 的作业"))
        #expect(englishSentences(in: readableText(ofPage: page)) == [])
    }
}
