import TensorCore
import Testing

@testable import Grading

private protocol FaultHomework: Sendable {
    /// Shall give the sum; line 1 begins with 1 instead of 0.
    func mendedSum(_ numbers: [Float]) throws -> (line: Int, sum: Float)
}

private struct Mended: FaultHomework {
    var line = 1
    var first: Float = 0
    func mendedSum(_ numbers: [Float]) throws -> (line: Int, sum: Float) {
        (line, numbers.reduce(first, +))
    }
}

private struct NotBegun: FaultHomework {
    func mendedSum(_ numbers: [Float]) throws -> (line: Int, sum: Float) { throw Unimplemented() }
}

private struct Numbers: Sendable {
    var numbers: [Float]

    var sum: Float { numbers.reduce(0, +) }
    var sumAndOne: Float { sum + 1 }
    var product: Float { numbers.reduce(1, *) }
}

private func exercise(_ mistakes: [WrongMending<Numbers, Float>]) -> Homework<any FaultHomework> {
    let exercise = Exercise<any FaultHomework>(
        findTheFault: "1.1", "a sum", line: 1, returning: "sum", hint: "Add up by hand.",
        input: { size, generator in Numbers(numbers: generator.numbers(size, size: size)) },
        examples: [Numbers(numbers: [3])], edges: [Numbers(numbers: [10, -12]), Numbers(numbers: [])],
        mended: \.sum, asItStands: \.sumAndOne, because: "it begins with 1.",
        otherLines: [3: "it adds what it shall add."], answer: { try $0.mendedSum($1.numbers) },
        mistakes: mistakes)
    return Homework(chapter: 1, title: "Faults", file: "Starter.swift", exercises: [exercise])
}

@Suite struct FindTheFaultTests {
    private let homework = exercise([
        WrongMending("That multiplies.", lines: [2: "Line 2 adds, as it shall."], \.product)
    ])

    private func hint(_ answer: any FaultHomework) -> String? {
        homework.grade(answer, seed: 1).results[0].outcome.failure?.hint
    }

    @Test func aSoundTaskHasNoFaults() {
        #expect(homework.faults(starter: NotBegun(), solution: Mended()) == [])
        #expect(homework.exercises[0].title.text == "Find the fault: a sum")
    }

    @Test func whatTheProgramReturnsAsItStandsIsSaidWithAnyLine() {
        for line in [0, 1, 2, 3, 7] {
            #expect(
                hint(Mended(line: line, first: 1))
                    == "That is what the program returns as it stands: it begins with 1.")
        }
    }

    @Test func theRightResultWithAnotherLineHasTheLinesOwnHint() {
        #expect(hint(Mended(line: 3)) == "The sum is right, the line is not: it adds what it shall add.")
        for line in [-1, 0, 2, 4, 100] {
            #expect(
                hint(Mended(line: line))
                    == "The sum is right, the line is not: which one must change to mend the program?")
        }
    }

    @Test func aWrongMendingIsSeenWithAnyLine() {
        struct Multiplies: FaultHomework {
            var line: Int
            func mendedSum(_ numbers: [Float]) throws -> (line: Int, sum: Float) {
                (line, numbers.reduce(1, *))
            }
        }
        #expect(hint(Multiplies(line: 2)) == "Line 2 adds, as it shall.")
        for line in [1, 3, 5] { #expect(hint(Multiplies(line: line)) == "That multiplies.") }
        #expect(hint(Mended(line: 4, first: 3)) == "Add up by hand.")
    }

    @Test func aMendingThatIsRightIsNoMistake() {
        let faults = exercise([WrongMending("none at all", \.sum)])
            .faults(starter: NotBegun(), solution: Mended())
        #expect(faults.first == "1.1: the mistake \"none at all\" is not rejected (seed 1)")
    }
}
