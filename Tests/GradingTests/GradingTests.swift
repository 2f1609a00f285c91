import Testing

@testable import Grading

private func outcome(_ id: String, _ answers: Answers, seed: UInt64 = 7) throws -> Outcome {
    try #require(miniature.grade(answers, seed: seed)[id])
}

private func failed(_ id: String, _ answers: Answers, seed: UInt64 = 7) throws -> Failure {
    try #require(outcome(id, answers, seed: seed).failure)
}

@Suite struct GradingTests {
    @Test func theSolutionPassesWithEverySeed() {
        for seed in UInt64(0)..<50 {
            let sheet = miniature.grade(Answers(), seed: seed)
            #expect(sheet.isComplete)
            #expect(sheet.results.map(\.id) == ["1.1", "1.2", "1.3", "1.4"])
        }
    }

    @Test func theStarterIsNotBegun() {
        let sheet = miniature.grade(Starter(), seed: 1)
        #expect(sheet.results.allSatisfy { $0.outcome == .notBegun })
        #expect(sheet.summary == "0 of 4 passed, 4 not begun")
    }

    @Test func eachKnownMistakeGetsItsOwnHint() throws {
        let noBias = Answers(sum: { inputs, weights, _ in zip(inputs, weights).reduce(0) { $0 + $1.0 * $1.1 }
        })
        #expect(try failed("1.1", noBias).hint == "The bias is forgotten.")
        let minusBias = Answers(sum: { inputs, weights, bias in
            zip(inputs, weights).reduce(-bias) { $0 + $1.0 * $1.1 }
        })
        #expect(try failed("1.1", minusBias).hint == "The bias is taken away.")
        let short = Answers(sum: { inputs, weights, bias in
            inputs.indices.dropLast().reduce(bias) { $0 + inputs[$1] * weights[$1] }
        })
        #expect(try failed("1.1", short).hint == "The last input is left out.")
        let uphill = Answers(move: { weights, bias, slope in (weights.map { $0 + slope }, bias + slope) })
        #expect(try failed("1.3", uphill).hint == "That is uphill.")
        #expect(try outcome("1.2", uphill).isPassed)
    }

    @Test func anUnknownMistakeGetsTheGeneralHint() throws {
        let twice = Answers(sum: { inputs, weights, bias in
            2 * zip(inputs, weights).reduce(bias) { $0 + $1.0 * $1.1 }
        })
        #expect(try failed("1.1", twice).hint == "Work out one sum by hand.")
    }

    @Test func aMistakeThatExplainsOnlySomeAnswersIsNotBlamed() throws {
        let sometimes = Answers(sum: { inputs, weights, bias in
            let sum = zip(inputs, weights).reduce(0) { $0 + $1.0 * $1.1 }
            return inputs.count < 4 ? sum : sum + bias
        })
        #expect(try failed("1.1", sometimes).hint == "Work out one sum by hand.")
    }

    @Test func theSmallestFailingInputIsReported() throws {
        let fromFour = Answers(order: { $0.count < 4 ? $0.sorted() : $0.sorted(by: >) })
        let failure = try failed("1.4", fromFour)
        #expect(failure.input.split(separator: ",").count == 4)
        #expect(failure.expected == "no number smaller than the one before")
        let numbers = failure.input.dropFirst().dropLast().split(separator: ",").compactMap {
            Int($0.drop { $0 == " " })
        }
        #expect(failure.came == numbers.sorted(by: >).shown)
        #expect(failure.hint == "Compare neighbours.")
    }

    @Test func inputExpectedAndCameAreShown() throws {
        let failure = try failed("1.1", Answers(sum: { _, _, _ in 0.5 }))
        #expect(failure.input.hasPrefix("inputs [") && failure.input.contains("], weights ["))
        #expect(failure.came == "0.5")
        #expect((Float(failure.expected) ?? 0) >= 1.5)
        #expect(failure.remark == nil)
    }

    @Test func aPartThatDiffersIsLocated() throws {
        let failure = try failed(
            "1.3", Answers(move: { weights, _, slope in (weights.map { $0 - slope }, 9) }))
        #expect(failure.remark?.hasPrefix("first difference at bias: ") == true)
        #expect(failure.remark?.hasSuffix(", got 9.0") == true)
        #expect(failure.input.hasPrefix("weights [") && failure.input.contains("], bias "))
        let last = try failed(
            "1.3", Answers(move: { weights, bias, slope in (weights.dropLast() + [7], bias - slope) }))
        #expect(last.remark?.hasPrefix("first difference at weights[0]: ") == true)
    }

    @Test func aWrongCountIsTold() throws {
        let failure = try failed("1.2", Answers(share: { $0 + [1] }))
        #expect(failure.remark == "expected 2 values, got 3")
    }

    @Test func notANumberIsToldAndExplainedByAMistakeThatMakesIt() throws {
        let all = try failed("1.2", Answers(share: { $0.map { _ in .nan } }))
        #expect(all.hint == "That is the logarithm of a negative number.")
        #expect(all.remark?.hasSuffix(", got NaN (not a number)") == true)
        let one = try failed("1.2", Answers(share: { [.nan] + $0.dropFirst() }))
        #expect(one.hint == "Shares sum to 1.")
    }

    @Test func aThrownErrorIsAnAnswerToo() throws {
        struct Odd: Error {}
        let always = try failed("1.2", Answers(share: { _ in throw Odd() }))
        #expect(always.came == "an error was thrown: Odd()")
        #expect(always.hint == "It throws, but need not.")
        let later = try failed(
            "1.2",
            Answers(share: { inputs in
                guard inputs.count < 5 else { throw Unimplemented() }
                return inputs.map { $0 / inputs.reduce(0, +) }
            }))
        #expect(later.came == "Unimplemented was thrown")
        #expect(later.input.split(separator: ",").count == 5)
        #expect(later.hint == "Shares sum to 1.")
        let judged = try failed("1.4", Answers(order: { _ in throw Odd() }))
        #expect(judged.came == "an error was thrown: Odd()")
    }

    @Test func aVerdictHasItsOwnHint() throws {
        let failure = try failed("1.4", Answers(order: { _ in [] }))
        #expect(failure.hint == "The same numbers must come out." && failure.came == "[]")
    }

    @Test func equalSeedsGiveEqualInputsAndOthersOthers() throws {
        // The protocol's example, of one input, is the same for all seeds.
        let wrong = Answers(sum: { inputs, weights, bias in
            inputs.count == 1 ? inputs[0] * weights[0] + bias : 0
        })
        #expect(try failed("1.1", wrong, seed: 3) == failed("1.1", wrong, seed: 3))
        #expect(try failed("1.1", wrong, seed: 3).input != failed("1.1", wrong, seed: 4).input)
    }

    @Test func theScoreSheetIsReadable() {
        let failure = Failure(
            input: "x 1", expected: "[1, 2]", came: "[1]", remark: "expected 2 values, got 1",
            diagnosis: "One.\nTwo.", hint: "Count.", isGeneralHint: true)
        let sheet = ScoreSheet(results: [
            ExerciseResult(id: "1.1", title: "One", outcome: .passed(inputs: 30)),
            ExerciseResult(id: "1.2", title: "Two", outcome: .failed(failure)),
            ExerciseResult(id: "1.3", title: "Three", outcome: .notBegun),
            ExerciseResult(id: "1.4", title: "Four", outcome: .crashed(reason: "a\nb", input: nil)),
            ExerciseResult(id: "1.5", title: "Five", outcome: .tookTooLong(seconds: 20, input: "7")),
        ])
        #expect(
            sheet.text == """
                ✓ 1.1 One (30 inputs)
                ✗ 1.2 Two
                      input     x 1
                      expected  [1, 2]
                      got       [1]
                                expected 2 values, got 1
                      seen      One.
                                Two.
                      hint      in general: Count.
                ○ 1.3 Three: not begun
                ✗ 1.4 Four: crashed
                      reason    a
                                b
                ✗ 1.5 Five: took longer than 20 s
                      input     7
                      hint      look for an endless loop, or for work that is repeated for every element

                1 of 5 passed, 3 failed, 1 not begun
                """)
    }
}
