import Messages
import TensorCore
import Testing

@testable import Grading

/// A matrix, a number for each of its rows, and a factor.
private struct Table {
    var rows: [[Float]]
    var shift: Float
    var steps: Int

    /// Row sums beside the doubled, shifted matrix.
    var right: [[Float]] { rows.map { $0.map { 2 * $0 + shift } } }
}

extension Table {
    fileprivate init(size: Int, generator: inout RandomGenerator) {
        let height = 1 + generator.integer(below: size + 1)
        rows = generator.rows(height, 1 + generator.integer(below: size + 1), size: 4)
        shift = generator.number(size: 3)
        steps = 1 + generator.integer(below: 5)
    }
}

@Suite struct DiagnosisTests {
    /// What is seen of a wrong function of tables.
    private func seen(_ wrong: @escaping (Table) throws -> [[Float]]) -> String? {
        diagnosis(right: \.right, wrong, cases: [Case("one row") { $0.rows.count == 1 }])
    }

    private func diagnosis<Output: Gradable>(
        right: @escaping @Sendable (Table) -> Output, _ wrong: (Table) throws -> Output,
        cases: [Case<Table>] = [], seed: UInt64 = 4, draws: Int = 6, isRepeatable: Bool = true
    ) -> String? {
        let plan = InputPlan<Table>(
            sizes: 1...6, draws: draws, make: Table.init, examples: { [] }, edges: { [] })
        let check = AnswerCheck(
            plan: plan, tolerance: .standard, hint: "", expected: right, mistakes: [], cases: cases)
        func said(_ language: Language) -> String? {
            Language.$current.withValue(language) {
                check.outcome(of: wrong, check.questions(RandomGenerator(seed: seed)), Witness()).failure?
                    .diagnosis
            }
        }
        let english = said(.english)
        if isRepeatable {
            let chinese = said(.chinese)
            #expect(translationFaults(english, chinese) == [])
            // Between Chinese and a Latin word there is a blank.
            #expect(
                chinese?.firstMatch(of: /\p{Script=Han}[A-Za-z]|[A-Za-z]\p{Script=Han}/)?.0 == nil,
                "\(chinese ?? "")")
        }
        return english
    }

    private func transposed(_ rows: [[Float]]) -> [[Float]] {
        rows[0].indices.map { column in rows.map { $0[column] } }
    }

    /// Each number with its place.
    private func changed(_ table: Table, _ change: (Float, Int, Int) -> Float) -> [[Float]] {
        table.right.enumerated().map { y, row in row.enumerated().map { x, value in change(value, y, x) } }
    }

    @Test func whatTheNumbersHaveInCommonIsSeen() {
        #expect(
            seen { self.changed($0) { value, _, _ in 3 * value } }
                == "Every number is 3 times the expected one.")
        #expect(
            seen { self.changed($0) { value, _, _ in value / 7 } }
                == "Every number is 1/7 of the expected one.")
        #expect(seen { self.changed($0) { value, _, _ in -value } } == "Every number has the opposite sign.")
        #expect(
            seen { self.changed($0) { value, _, _ in value - 1 } }
                == "Every number is 1.0 less than expected.")
        #expect(
            seen { self.changed($0) { value, _, _ in abs(value) } }?
                .hasPrefix("Every number has lost its sign") == true)
        #expect(
            seen { table in self.changed(table) { value, _, _ in value * Float(table.steps) } }?
                .hasPrefix("Every number is the expected one times `steps`.") == true)
        #expect(
            seen { table in self.changed(table) { value, _, _ in value / Float(table.rows.count) } }?
                .hasPrefix("Every number is the expected one divided by the length of `rows`.") == true)
        #expect(
            seen { table in self.changed(table) { value, _, _ in value - table.shift } }?
                .hasPrefix("Every number is too small by `shift`.") == true)
        #expect(
            seen { self.changed($0) { value, _, _ in value * 1.004 + (value > 1 ? 0.003 : 0) } }?
                .hasPrefix("Every number is right to 1 %") == true)
        #expect(
            diagnosis(right: { $0.steps }, { $0.steps + 1 }) == "The answer is 1 more than expected.")
    }

    @Test func orderAndShapeAreSeen() {
        let turned = diagnosis(right: { self.transposed($0.right) }, { $0.right })
        #expect(turned?.hasPrefix("The answer is transposed: its rows are the expected columns.") == true)
        #expect(seen { $0.right.reversed() }?.hasPrefix("The answer is reversed") == true)
        #expect(seen { $0.right.map { $0.reversed() } }?.hasPrefix("Every row is reversed") == true)
        #expect(seen { $0.right.dropLast() } == "The last element is missing, all others are right.")
        #expect(
            seen { $0.right.map { Array($0.dropFirst()) } }
                == "The first column is missing, all others are right.")
        #expect(
            seen { [[0]] + $0.right }
                == "There is one element too many at the beginning, all others are right.")
        let shifted: String? = diagnosis(
            right: { table -> [Float] in Array(table.right.joined()) + [1, 2, 3] },
            { table -> [Float] in [0] + Array(table.right.joined()) + [1, 2] })
        #expect(
            shifted == "The elements are shifted by one: the expected first one comes second, and so on.")
        #expect(
            seen { [$0.right.flatMap { $0 }] }?.contains("The right values come in another shape") == true)
        #expect(seen { $0.rows }?.hasPrefix("`rows` comes back unchanged.") == true)
        #expect(seen { _ in [[1]] } == "The answer is the same for every input.")
    }

    @Test func placesAndFieldsAreSeen() {
        #expect(
            seen { self.changed($0) { value, y, _ in y == 0 ? value + 1 : value } }
                == "Only the first row is wrong. Every number there is 1.0 more than expected.")
        #expect(
            seen { table in
                self.changed(table) { value, _, x in
                    x == table.rows[0].count - 1 ? 0.3 - value * value : value
                }
            }
                == "Only the last column is wrong.")
        #expect(
            seen { self.changed($0) { value, y, x in y == x ? 0.3 - value * value : value } }
                == "Only the diagonal is wrong.")
        @Sendable func fields(_ table: Table, _ sum: Float) -> Fields {
            Fields(["matrix": table.right, "sum": sum, "steps": table.steps])
        }
        let sum = { @Sendable (table: Table) in table.right.flatMap { $0 }.reduce(0, +) }
        #expect(
            diagnosis(right: { fields($0, sum($0)) }, { fields($0, 2 * sum($0)) })
                == "Only `sum` is wrong. The answer is 2.0 times the expected one.".replacing(
                    "2.0", with: "2"))
    }

    @Test func notANumberIsSeen() {
        #expect(
            seen { self.changed($0) { value, _, _ in value < 0 ? .nan : value } }?
                .hasPrefix("Every wrong answer has NaN (not a number) in it: it comes of 0 / 0") == true)
        #expect(
            seen { self.changed($0) { value, y, _ in y == 0 ? value + 1 : value < 0 ? .infinity : value } }?
                .contains("wrong answers have an infinite number in it") == true)
    }

    @Test func whatTheInputsHaveInCommonIsSeen() {
        func odd(_ value: Float) -> Float { 0.3 - value * value }
        func wrong(_ isWrong: @escaping (Table) -> Bool) -> String? {
            seen { table in self.changed(table) { value, _, _ in isWrong(table) ? odd(value) : value } }
        }
        #expect(wrong { $0.shift < 0 } == "It is wrong exactly where `shift` is below 0.")
        #expect(wrong { $0.rows.count == 1 } == "It is wrong exactly in this case: one row.")
        #expect(
            wrong { $0.rows.count != $0.rows[0].count }
                == "It is right only where the length of `rows` and the row length of `rows` are equal.")
        #expect(
            wrong { $0.rows.count > 3 }
                == "It is right as long as the length of `rows` is at most 3, and wrong beyond.")
        #expect(wrong { $0.steps % 2 == 1 } == "It is wrong exactly where `steps` is odd.")
        #expect(
            wrong { $0.rows.contains { $0.contains { $0 == 0 } } }
                == "It is wrong exactly where a number of `rows` is 0.")
    }

    /// Numbers of any size are looked at.
    @Test func extremeNumbersAreNoReasonToStop() {
        let extremes: [Float] = [
            .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0, 1e30,
        ]
        for extreme in extremes {
            _ = seen { self.changed($0) { value, _, _ in value * extreme } }
            _ = seen { self.changed($0) { value, _, _ in value + extreme } }
            _ = diagnosis(right: { $0.rows[0].map { $0 * extreme } }, { $0.rows[0] })
            #expect(!extreme.shown.isEmpty)
        }
        let steps = diagnosis(right: { $0.steps }, { $0.steps > 2 ? .max : .min })
        #expect(steps == nil || steps?.isEmpty == false)
        #expect(Int.max.shown == "9223372036854775807")
    }

    /// One number that happens to be twice the expected one says nothing.
    @Test func oneNumberIsNoEvidence() {
        var calls = 0
        let once = diagnosis(
            right: { $0.shift + 20 },
            { table in
                calls += 1
                return calls == 9 ? 2 * (table.shift + 20) : table.shift + 20
            }, isRepeatable: false)
        #expect(once == "Only this input is answered wrongly, 35 others rightly.")
        var rounds = 0
        let varied = diagnosis(
            right: { $0.shift + 20 },
            { table in
                rounds += 1
                return Float(rounds % 3 + 2) * (table.shift + 20)
            }, isRepeatable: false)
        #expect(varied == nil)
        #expect(diagnosis(right: { $0.steps > 2 }, { $0.steps <= 2 }) == nil)
        #expect(diagnosis(right: { Float($0.steps > 2 ? 1 : 0) }, { Float($0.steps > 2 ? 0 : 1) }) == nil)
        struct Odd: Error {}
        #expect(diagnosis(right: \.shift, { _ in throw Odd() }) == nil)
    }
}
