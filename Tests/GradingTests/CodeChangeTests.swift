import Testing

@testable import Grading

/// The changes that the program of mutants makes.
@Suite struct CodeChangeTests {
    /// The changed lines of a function's body, by kind.
    private func changes(_ body: String) throws -> [CodeChange.Kind: Set<String>] {
        let source = try SolutionSource(
            "public struct Solution: Homework {\n    /// 1.1\n    public func f() {\n\(body)\n    }\n}\n")
        return source.mutants(of: "1.1").reduce(into: [:]) {
            $0[$1.change.kind, default: []].insert($1.after)
        }
    }

    @Test(
        arguments: [
            ("x = y - 2 * z", .arithmetic, ["x = y + 2 * z", "x = y - 2 / z", "x = y - 2 + z"]),
            ("use(x.reduce(0, +))", .arithmetic, ["use(x.reduce(0, -))"]),
            ("use(Set<Int>(x), y -> z)", .arithmetic, []),
            ("use(x <= y)", .comparison, ["use(x < y)", "use(x >= y)"]),
            ("use(x == y && !z)", .logic, ["use(x == y || !z)", "use(x == y && z)"]),
            ("use(x!)", .logic, []),
            ("use(10_000)", .constant, ["use(0)", "use(10001)", "use(20000)", "use(9999)"]),
            ("use(0.5, $0.1)", .constant, ["use(0.0, $0.1)", "use(1.0, $0.1)", "use(1.5, $0.1)"]),
            ("use(x[0..<n], x[0...n])", .bound, ["use(x[0...n], x[0...n])", "use(x[0..<n], x[0..<n])"]),
            ("use(-x, y - z)", .sign, ["use(x, y - z)"]),
            ("use(max(x, y.min()!))", .extremum, ["use(min(x, y.min()!))", "use(max(x, y.max()!))"]),
            ("use(x, y: 0)", .arguments, []),
            ("use(x[1], f(a, b))", .arguments, ["use(f(a, b), x[1])", "use(x[1], f(b, a))"]),
            (
                "use(x.first, row, column)", .name,
                ["use(x.last, row, column)", "use(x.first, column, column)", "use(x.first, row, row)"]
            ),
            (
                "use($0.1, $0, $1)", .name,
                ["use($0.0, $0, $1)", "use($1.1, $0, $1)", "use($0.1, $1, $1)", "use($0.1, $0, $0)"]
            ),
            ("sum += x", .forgotten, [""]),
            ("let y = abs(x.sorted())", .forgotten, ["let y = (x.sorted())", "let y = abs(x)"]),
            ("use(x // x + y\n)", .arithmetic, []),
        ] as [(String, CodeChange.Kind, Set<String>)])
    func oneThingIsChanged(body: String, kind: CodeChange.Kind, lines: Set<String>) throws {
        #expect(try changes(body)[kind] ?? [] == lines)
    }

    @Test(
        arguments: [
            ("let x = a + f(b) > 0 ? 1 : 2", ["let x = true ? 1 : 2", "let x = false ? 1 : 2"]),
            (
                "y.map { a, b in a == b ? a : b }",
                ["y.map { a, b in true ? a : b }", "y.map { a, b in false ? a : b }"]
            ),
            (
                "use(x: a ? b : c ? d : e)",
                [
                    "use(x: true ? b : c ? d : e)", "use(x: false ? b : c ? d : e)",
                    "use(x: a ? b : true ? d : e)",
                    "use(x: a ? b : false ? d : e)",
                ]
            ),
            ("x += a < b ? 1 : 2", ["x += true ? 1 : 2", "x += false ? 1 : 2"]),
            (
                "if let x = y, x > 0 { use(x) }",
                ["if let x = y, true { use(x) }", "if let x = y, false { use(x) }"]
            ),
            ("guard a else { return }", ["guard true else { return }", "guard false else { return }"]),
            ("while a { use(b) }", ["while false { use(b) }"]),
            (
                "for x in y where x[0] != y.map({ $0 }) { use(x) }",
                ["for x in y where true { use(x) }", "for x in y where false { use(x) }"]
            ),
        ] as [(String, Set<String>)])
    func conditionsAreForced(body: String, lines: Set<String>) throws {
        #expect(try changes(body)[.condition] ?? [] == lines)
    }

    private let solution = """
        import Foundation

        /// Right.
        public struct Solution: LineHomework {
            /// All.
            public init() {}

            /// 1.1
            public func first(_ x: Float) throws -> Float {
                // 1 + 1
                x + half()
            }

            private func half() -> Float { 0.5 }

            /// 1.2
            public func second(_ x: Float) throws -> Float {
                func inner() -> Float { twice(x) }
                return inner()
            }
        }

        extension Solution {
            /// 1.3
            public func third() throws -> Bool { true }
        }

        private func twice(_ x: Float) -> Float { half(x) * half(x) }
        let constant = 3

        """

    @Test func mutantsAreClassesThatOverrideOneFunction() throws {
        let source = try SolutionSource(solution)
        #expect(source.conformance == "LineHomework")
        #expect(source.functions.map(\.name) == ["first", "half", "second", "third", "twice"])
        #expect(source.functions.map(\.id) == ["1.1", nil, "1.2", "1.3", nil])
        let mutants = source.mutants(of: "1.3")
        #expect(mutants.map(\.after) == ["public func third() throws -> Bool { false }"])
        #expect(mutants.map(\.line) == [25])
        let (text, lines) = source.program(mutants)
        let program = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 1)
        #expect(
            program[lines[0].lowerBound - 1..<lines[0].upperBound - 1].joined(separator: "\n") == """
                final class Mutant0: Solution {
                    override func third() throws -> Bool { false }
                }
                """)
        let rest = text.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
        #expect(rest.contains("class Solution: LineHomework, @unchecked Sendable {"))
        #expect(rest.contains("    func half() -> Float { 0.5 }") && rest.contains("let constant = 3"))
        #expect(rest.count { $0.contains("func twice") } == 1)
    }

    /// A helper's mutant belongs to the first exercise that calls it, and is graded by all that do.
    @Test func helpersBelongToThoseWhoCallThem() throws {
        let source = try SolutionSource(solution)
        let helped = source.mutants(of: "1.1").filter { $0.before.contains("half() -> Float") }
        #expect(helped.count == 3 && helped.allSatisfy { $0.ids == ["1.1", "1.2"] })
        #expect(source.mutants(of: "1.2").contains { $0.after.contains("half(x) / half(x)") })
        #expect(throws: SolutionSource.Failure.self) { try SolutionSource("func f() {}") }
    }

    /// What is chosen of an exercise does not depend on what else is in the file.
    @Test func theChoiceStaysWhenOthersChange() throws {
        let source = try SolutionSource(solution)
        let other = try SolutionSource(solution.replacing("inner() -> Float", with: "inner() -> Double"))
        #expect(source.mutants(of: "1.1").map(\.after) == other.mutants(of: "1.1").map(\.after))
        // Of each kind one, before a kind has a second.
        let kinds = source.mutants(of: "1.1").map(\.change.kind)
        #expect(Set(kinds.prefix(2)).count == 2)
    }

    @Test func aPageExplainsMutants() throws {
        let source = try SolutionSource(solution)
        let mutants = source.mutants(of: "1.3")
        let block = "```diff\n@@ 1.3, line 25\n-\(mutants[0].before)\n+\(mutants[0].after)\n```\n"
        let page = ExplainedMutants(page: "# Page\n" + block)
        #expect(page.contains(mutants[0]) && page.stale("1.3", made: mutants, rejected: []) == [])
        // Neither in another language, nor for another exercise.
        #expect(!ExplainedMutants(page: block.replacing("diff", with: "swift")).contains(mutants[0]))
        #expect(!ExplainedMutants(page: block.replacing("1.3", with: "1.2")).contains(mutants[0]))
        #expect(page.stale("1.3", made: [], rejected: []) == [mutants[0].after])
        #expect(page.stale("1.3", made: mutants, rejected: mutants) == [mutants[0].after])
    }
}
