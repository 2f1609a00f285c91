import Testing

@testable import Grading

@Suite struct SourceCheckTests {
    private let source = """
        import TensorCore

        /// Your answers. Replace each `throw Unimplemented()`; call no x.softmax(axis: 1).
        public struct Starter: Odd {
            /// 1.1
            public func softmax(_ x: NDArray) throws -> NDArray {
                // x.softmax(axis: 1)
                let text = "x.softmax() \\(x.count { $0 > 0 }) \\(name(x))" + #"}"# + \"""
                    } x.softmax() {
                    \"""
                return try self.softmax(x) /* .softmax() /* } */ */
            }

            /// 1.2
            public func other(_ x: NDArray) throws -> NDArray {
                x
                    .softmax(axis: 1)
            }

            /// 1.3
            public func third(_ x: NDArray) throws -> NDArray {
                // Not yet.
                throw Unimplemented()
            }
        }
        """

    @Test func callsAreFoundWhereTheyAreForbidden() {
        let check = SourceCheck(source)
        #expect(check.firstForbidden([".softmax"], exercise: "1.1") == nil)
        let found = check.firstForbidden([".mean", ".softmax"], exercise: "1.2")
        #expect(found?.name == ".softmax" && found?.place == "line 17: .softmax(axis: 1)")
        #expect(check.firstForbidden([".softmax"], exercise: "1.3") == nil)
        // In a text only what is interpolated is code.
        #expect(check.firstForbidden(["name"], exercise: "1.1")?.place.hasPrefix("line 8: ") == true)
        #expect(check.firstForbidden(["softmax"], exercise: "1.1") == nil)
        #expect(check.firstForbidden([".soft"], exercise: "1.2") == nil)
    }

    @Test func helpersBelongToEveryExercise() {
        let helped = SourceCheck(source + "\nfunc help(_ x: NDArray) -> NDArray { x.softmax(axis: 0) }\n")
        #expect(helped.firstForbidden([".softmax"], exercise: "1.1")?.place.hasPrefix("line 26: ") == true)
        #expect(helped.firstForbidden([".softmax"], exercise: "1.3")?.place.hasPrefix("line 26: ") == true)
        // Without its marks, the whole file is one.
        let unmarked = SourceCheck(source.replacing("/// 1.", with: "// "))
        #expect(unmarked.firstForbidden([".softmax"], exercise: "1.1")?.place.hasPrefix("line 17: ") == true)
    }

    @Test func theSolutionIsNoAnswer() {
        for call in ["try Solution().other(x)", "Chapter01Homework.Solution().other(x)", "Solution\n.init()"]
        {
            let check = SourceCheck(source.replacing("throw Unimplemented()\n", with: call + "\n"))
            let found = check.firstForbidden([], exercise: "1.3")
            #expect(found?.name == "Solution" && found?.hint.hasPrefix("That is the solution") == true)
            #expect(check.firstForbidden([], exercise: "1.2") == nil)
        }
        #expect(
            SourceCheck(source + "\nlet best = BestSolution()").firstForbidden([], exercise: "1.1") == nil)
    }

    @Test func anEditedFunctionIsTold() {
        let check = SourceCheck(source)
        #expect(check.isUntouched("1.3"))
        #expect(!check.isUntouched("1.2") && !check.isUntouched("1.1") && !check.isUntouched("9.9"))
        let handed = SourceCheck(source.replacing("\n", with: "\r\n"))
        #expect(handed.isUntouched("1.3"))
        #expect(handed.firstForbidden([".softmax"], exercise: "1.2")?.place.hasPrefix("line 17: ") == true)
    }

    @Test func brokenFilesAreReadToTheirEnd() {
        for text in ["", "\"", "\"\"\"", "/*", "/// 1.1", "/// 1.1\n}", "/// 1.1\nfunc f() {", "\"\\(", "#"] {
            let check = SourceCheck(text)
            #expect(check.firstForbidden([".softmax"], exercise: "1.1") == nil)
            #expect(!check.isUntouched("1.1"))
        }
    }

    /// A right answer that calls what it should have been is no answer; one that crashes is told as such.
    @Test func aForbiddenCallTakesAPassedExerciseBack() {
        let exercise = Exercise<any MiniatureHomework>(
            "1.4", "Order", hint: "", input: { size, generator in generator.permutation(size + 1) },
            expected: { $0.sorted() }, answer: { try $0.ordered($1) }, forbids: [".sorted"])
        let homework = AnyHomework(
            Homework<any MiniatureHomework>(
                chapter: 1, title: "", file: "Starter.swift", exercises: [exercise]), starter: Starter(),
            solution: Answers())
        let graded = homework.grade("1.4", .solution, seed: 1) ?? .notBegun
        #expect(graded.isPassed)
        let source = "/// 1.4\nfunc ordered(_ x: [Int]) -> [Int] { x.sorted() }"
        let outcome = homework.outcome(graded, of: "1.4", SourceCheck(source))
        #expect(!outcome.isPassed)
        let text = ExerciseResult(id: "1.4", title: "Order", outcome: outcome).text
        #expect(
            text.hasPrefix(
                "✗ 1.4 Order: calls `.sorted`\n      at        line 2: func ordered(_ x: [Int]) -> [Int] { x.sorted() }\n"
            ))
        #expect(homework.outcome(graded, of: "1.4", nil).isPassed)
        #expect(homework.outcome(.notBegun, of: "1.4", SourceCheck(source)) == .notBegun)
    }
}
