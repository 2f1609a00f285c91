import Chapter02Homework
import Grading
import Testing

/// Wrong answers that a program makes of the solution, as `swift run Homework 2 --mutants 6` does.
@Suite struct HomeworkMutantTests {
    @Test func mutantsAreRejectedOrExplained() throws {
        #expect(try chapter02Homework.mutantFaults(most: 6) == [])
    }
}
