import Foundation
import Testing

@testable import Grading

@Suite struct CourseReportTests {
    private let failure: Failure = {
        var failure = Failure(
            input: "x <1>", expected: "2", came: "4", diagnosis: "Seen.", hint: "Count.", isGeneralHint: true)
        failure.counts = .init(wrong: 3, all: 12)
        failure.printed = "line"
        return failure
    }()

    private func result(_ id: String, _ outcome: Outcome) -> ExerciseResult {
        ExerciseResult(id: id, title: "Title \(id)", outcome: outcome)
    }

    private var report: CourseReport {
        CourseReport(
            student: "Ann, \"A\"", seed: 7,
            parts: [
                CourseReport.Part(
                    chapter: 1, title: "One",
                    results: [
                        result("1.1", .passed(inputs: 30)), result("1.2", .failed(failure)),
                        result("1.3", .notBegun),
                    ]),
                CourseReport.Part(
                    chapter: 12, title: "Twelve",
                    results: [
                        result("12.1", .crashed(reason: "no", input: nil)),
                        result("12.2", .tookTooLong(seconds: 3, input: "1")),
                        result(
                            "12.3",
                            .forbidden(ForbiddenCall(name: ".max", place: "line 3", hint: "Write it."))),
                    ]),
            ])
    }

    @Test func passedAndPartialCreditAreCounted() {
        #expect(report.passedCount == 1)
        #expect(report.credit == 1.75)
        #expect(report.summary == "1 of 6 exercises passed, 4 failed, 1 not begun")
        #expect(
            CourseReport.line(report.parts[0], titleWidth: 6, markWidth: 4) == " 1  One     ✓✗○   1 of 3")
        #expect(
            CourseReport.line(report.parts[1], titleWidth: 6, markWidth: 4) == "12  Twelve  ✗✗✗   0 of 3")
    }

    @Test func theTableHasARowAStudentAndAColumnAnExercise() {
        let other = CourseReport(
            student: "=1+1", seed: 8, parts: [CourseReport.Part(chapter: 1, title: "One", results: [])],
            failure: "does not compile:\na, b")
        #expect(
            CourseReport.csv([report, other])
                == "student,seed,1.1,1.2,1.3,12.1,12.2,12.3,passed,credit,remark\r\n"
                + "\"Ann, \"\"A\"\"\",7,1,0.75,0,0,0,0,1,1.75,\r\n"
                + "'=1+1,8,,,,,,,0,0,\"does not compile:\na, b\"\r\n")
    }

    @Test func programsReadEverything() throws {
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any])
        #expect(json["student"] as? String == "Ann, \"A\"" && json["seed"] as? Int == 7)
        #expect(json["credit"] as? Double == 1.75 && json["passed"] as? Int == 1)
        let chapters = try #require(json["chapters"] as? [[String: Any]])
        let exercises = chapters.flatMap { $0["exercises"] as? [[String: Any]] ?? [] }
        #expect(
            exercises.map { $0["outcome"] as? String } == [
                "passed", "failed", "not begun", "crashed", "took too long", "forbidden call",
            ])
        let failed = exercises[1]
        #expect(failed["wrong"] as? Int == 3 && failed["inputs"] as? Int == 12)
        #expect(failed["seen"] as? String == "Seen." && failed["printed"] as? String == "line")
        #expect(exercises[0]["hint"] == nil && exercises[5]["call"] as? String == ".max")
    }

    @Test func thePageNeedsNoOtherFileAndEscapes() {
        let page = report.html
        #expect(page.contains("<h1>Homework of Ann, &quot;A&quot;</h1>"))
        #expect(page.contains("input     x &lt;1&gt;") && !page.contains("x <1>"))
        #expect(page.contains("href=\"#e1.2\"") && page.contains("<pre id=\"e1.2\">"))
        #expect(!page.contains("href=\"#e1.3\"") && !page.contains("src=") && !page.contains("http"))
        #expect(page.contains("1 of 6 exercises passed"))
    }

    /// The seed follows from name and secret alone; written once, it must not change with a version.
    @Test func aStudentsSeedFollowsFromNameAndSecret() {
        let seed = HomeworkRequest.seed(of: "Zoë", secret: "s")
        #expect(seed == HomeworkRequest.seed(of: "Zoe\u{308}", secret: "s"))
        #expect(seed != HomeworkRequest.seed(of: "Zoë", secret: "t"))
        #expect(HomeworkRequest.seed(of: "b", secret: "a") != HomeworkRequest.seed(of: "", secret: "ab"))
        // printf 's\0Ann' | sha256sum
        #expect(String(HomeworkRequest.seed(of: "Ann", secret: "s"), radix: 16) == "a3df10f348eabfde")
    }
}
