import Chapter10Homework
import Grading
import Testing

/// Wrong answers that a program makes of the solution, as `swift run Homework 10 --mutants 6` does.
@Suite struct HomeworkMutantTests {
    @Test func mutantsAreRejectedOrExplained() throws {
        #expect(try chapter10Homework.mutantFaults(most: 6) == [])
    }

    /// Without the page's explanations a right answer in other words is told as one that no check rejects, and what a page
    /// explains must be there.
    @Test func whatSurvivesIsTold() throws {
        let page = "```diff\n@@ 10.5\n-let largest = 1\n+let largest = 2\n```\n"
        let found = try chapter10Homework.mutantFaults(most: 6, of: ["10.5"], page: page)
        #expect(found.count == 2, "\(found)")
        #expect(found.first?.hasSuffix("is not rejected: let largest = logits.max() ?? 1") == true)
        #expect(found.last == "the page explains what is not there: let largest = 2")
    }
}
