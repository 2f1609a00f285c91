import TestSupport
import Testing

@testable import Grading

/// A checker is itself tested on something wrong.
@Suite struct HomeworkFaultsTests {
    private func homework(_ exercise: Exercise<any MiniatureHomework>) -> Homework<any MiniatureHomework> {
        Homework(chapter: 1, title: "Odd", file: "Starter.swift", exercises: [exercise])
    }

    private func faults(
        _ exercise: Exercise<any MiniatureHomework>, starter: any MiniatureHomework = Starter(),
        mutants: [Mutant<any MiniatureHomework>] = []
    ) -> [String] {
        homework(exercise).gradingFaults(starter: starter, solution: Answers(), mutants: mutants)
    }

    @Test func aSoundHomeworkHasNone() {
        let mutants = [
            miniature.mutant(Answers(order: { $0.reversed() }), fails: "1.4", hint: "neighbours"),
            miniature.mutant(
                Answers(order: { Array($0.sorted().dropFirst()) }), fails: "1.4", hint: "same numbers"),
        ]
        #expect(miniature.faults(starter: Starter(), solution: Answers(), mutants: mutants) == [])
    }

    @Test func aCheckThatComparesNothingIsFound() {
        let nothing = Exercise<any MiniatureHomework>(
            "1.1", "Nothing", hint: "", input: { size, _ in Array(0..<size) },
            expected: { _ in [Float]() },
            answer: {
                _ = try $0.ordered($1); return []
            })
        #expect(
            faults(nothing) == [
                "1.1: no mistake and no mutant shows that it can be failed",
                "1.1: the right answer is the same for every input: [] (seed 1)",
            ])
        let accepting = Exercise<any MiniatureHomework>(
            "1.4", "Accepting", hint: "", input: { size, _ in Array(0..<size) },
            judge: {
                _ = try $0.ordered($1); return .right
            })
        let mutant = homework(accepting).mutant(Answers(order: { _ in [] }), fails: "1.4", hint: "")
        #expect(faults(accepting).count == 1)
        #expect(faults(accepting, mutants: [mutant])[0].contains("is not rejected"))
    }

    @Test func mistakesThatAreRightOrAlikeAreFound() {
        let exercise = Exercise<any MiniatureHomework>(
            "1.4", "Order", hint: "general", input: { size, generator in generator.permutation(size + 1) },
            expected: { $0.sorted() }, answer: { try $0.ordered($1) },
            mistakes: [
                Mistake("none at all") { $0.sorted() }, Mistake("backwards") { $0.sorted { $0 > $1 } },
                Mistake("reversed") { Array($0.sorted().reversed()) },
            ])
        #expect(
            faults(exercise) == [
                "1.4: the mistake \"none at all\" is not rejected (seed 1)",
                "1.4: the mistake \"reversed\" gets the hint of another: \"backwards\" (seed 1)",
            ])
    }

    @Test func wrongSolutionsStartersAndHintsAreFound() {
        let exercise = Exercise<any MiniatureHomework>(
            "1.4", "Order", hint: "general", input: { size, generator in generator.permutation(size + 1) },
            expected: { $0.sorted { $0 > $1 } }, answer: { try $0.ordered($1) },
            mistakes: [Mistake("upwards") { $0.sorted() }])
        let homework = homework(exercise)
        let found = faults(
            exercise, starter: Answers(order: { $0.sorted { $0 > $1 } }),
            mutants: [
                homework.mutant(Answers(), fails: "1.4", hint: "downwards"),
                homework.mutant(Answers(), fails: "1.9", hint: ""),
            ])
        #expect(found.count == 4)
        #expect(found[0] == "there is no exercise 1.9 for its mutant or alternative")
        #expect(found[1].contains("the solution does not pass"))
        #expect(found[2].contains("the starter is not \"not begun\""))
        #expect(found[3].contains("gets the hint \"upwards\""))
    }

    @Test func whatIsSeenOfAMutantIsHeld() {
        func found(_ diagnosis: String) -> [String] {
            let tripled = Answers(sum: { inputs, weights, bias in
                3 * zip(inputs, weights).reduce(bias) { $0 + $1.0 * $1.1 }
            })
            let homework = homework(weightedSumExercise)
            return homework.gradingFaults(
                starter: Starter(), solution: Answers(),
                mutants: [homework.mutant(tripled, fails: "1.1", seen: diagnosis)])
        }
        #expect(found("3 times the expected one") == [])
        let wrong = found("transposed")
        #expect(wrong.count == 1 && wrong[0].contains("is seen: \"") && wrong[0].contains("3 times"))
    }

    @Test func rightAnswersByOtherWaysMustPass() {
        let exercise = Exercise<any MiniatureHomework>(
            "1.4", "Order", hint: "general", input: { size, generator in generator.permutation(size + 1) },
            expected: { $0.sorted() }, answer: { try $0.ordered($1) },
            mistakes: [Mistake("backwards") { $0.sorted { $0 > $1 } }])
        let homework = homework(exercise)
        func found(_ order: @escaping @Sendable ([Int]) -> [Int]) -> [String] {
            homework.gradingFaults(
                starter: Starter(), solution: Answers(),
                alternatives: [homework.alternative(Answers(order: order), passes: "1.4")])
        }
        #expect(found { $0.reversed().sorted() } == [])
        #expect(found { $0 }.count == 1)
        #expect(found { $0 }[0].contains("does not pass"))
        let stray = homework.alternative(Answers(), passes: "1.9")
        #expect(
            homework.gradingFaults(starter: Starter(), solution: Answers(), alternatives: [stray])
                == ["there is no exercise 1.9 for its mutant or alternative"])
    }

    /// A file that a student has begun is neither called, for it may crash, nor a fault; one that was handed out is.
    @Test func aStudentsFileDoesNotFailTheTests() throws {
        let folder = try TemporaryFolder()
        let body = "/// 1.4\nfunc ordered(_ x: [Int]) throws -> [Int] { throw Unimplemented() }\n"
        func found(_ source: String, _ starter: any MiniatureHomework, solution: String = "") throws
            -> [String]
        {
            try folder.write(source, to: "Starter.swift")
            try folder.write(solution, to: "Solution.swift")
            let exercise = Exercise<any MiniatureHomework>(
                "1.4", "Order", hint: "", input: { size, generator in generator.permutation(size + 1) },
                expected: { $0.sorted() }, answer: { try $0.ordered($1) },
                mistakes: [Mistake("backwards") { $0.sorted { $0 > $1 } }], forbids: [".sort"])
            return Homework(
                chapter: 1, title: "Odd", file: folder.file("Starter.swift"), exercises: [exercise]
            ).gradingFaults(starter: starter, solution: Answers())
        }
        let wrong = Answers(order: { _ in [] })
        let crashing = Answers(order: { $0 + [[Int]()[$0.count]] })
        #expect(try found(body, Starter()) == [])
        #expect(try found(body, wrong).first?.contains("the starter is not \"not begun\"") == true)
        #expect(try found(body.replacing("throw Unimplemented()", with: "[x[9]]"), crashing) == [])
        let solution = "/// 1.4\nfunc ordered(_ x: [Int]) -> [Int] { var y = x; y.sort(); return y }"
        #expect(
            try found(body, Starter(), solution: solution).first?
                .hasPrefix("1.4: the solution calls what is forbidden, .sort, line 2") == true)
    }

    @Test func lackingVarietyIsAFault() {
        let exercise = Exercise<any MiniatureHomework>(
            "1.4", "Order", hint: "general", input: { size, generator in generator.permutation(size + 1) },
            examples: [[2, 0, 1]], expected: { $0.sorted() }, answer: { try $0.ordered($1) },
            mistakes: [Mistake("backwards") { $0.sorted { $0 > $1 } }])
        let found = homework(exercise).faults(starter: Starter(), solution: Answers())
        #expect(found.contains("1.4: input[] is never negative"))
        #expect(found.contains("1.4: input.count is never 1"))
        #expect(found.contains("1.4: answer.first is always 0"))
    }

    @Test func aCheckerThatCannotAnswerIsNotBlamedOnTheStudent() {
        let exercise = Exercise<any MiniatureHomework>(
            "1.4", "Order", hint: "general", input: { size, _ in Array(0..<size) },
            expected: { _ -> [Int] in throw Unimplemented() }, answer: { try $0.ordered($1) })
        let failure = homework(exercise).grade(Answers(), seed: 1)["1.4"]?.failure
        #expect(failure?.hint == "This is a bug in the grader, not in your code.")
        #expect(faults(exercise).contains { $0.contains("there is no input with a right answer") })
    }
}
