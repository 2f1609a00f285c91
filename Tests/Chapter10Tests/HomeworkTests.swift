import Chapter10Homework
import Grading
import TensorCore
import Testing

private struct ForgetsTheMemory: RecurrentHomework {
    func rnnStep(_ x: Float, hidden: Float, w: Float, v: Float, b: Float) throws -> Float {
        try Solution().rnnStep(x, hidden: 0, w: w, v: v, b: b)
    }
}

private struct ChangesTheWeights: RecurrentHomework {
    func rnnStep(_ x: Float, hidden: Float, w: Float, v: Float, b: Float) throws -> Float {
        try Solution().rnnStep(x, hidden: hidden, w: v, v: w, b: b)
    }
}

private struct ChangesTheGates: RecurrentHomework {
    func lstmStep(_ sums: [Float], cell: Float) throws -> [Float] {
        try Solution().lstmStep([sums[1], sums[0], sums[2], sums[3]], cell: cell)
    }
}

private struct ReturnsTheStateFirst: RecurrentHomework {
    func lstmStep(_ sums: [Float], cell: Float) throws -> [Float] {
        try Solution().lstmStep(sums, cell: cell).reversed()
    }
}

private struct AddsTheGates: RecurrentHomework {
    func remembered(_ forgetGates: [Float]) throws -> Float { forgetGates.reduce(0, +) }
}

private struct KeepsWhatGoes: RecurrentHomework {
    func remembered(_ forgetGates: [Float]) throws -> Float { forgetGates.reduce(1) { $0 * (1 - $1) } }
}

private struct DoesNotShift: RecurrentHomework {
    func shifted(_ events: [Int]) throws -> [[Int]] { [Array(events.dropLast()), Array(events.dropLast())] }
}

private struct ShiftsByTwo: RecurrentHomework {
    func shifted(_ events: [Int]) throws -> [[Int]] {
        [Array(events.dropLast(2)), Array(events.dropFirst(2))]
    }
}

private struct IgnoresTheTemperature: RecurrentHomework {
    func probabilities(_ logits: [Float], temperature: Float) throws -> [Float] {
        try Solution().probabilities(logits, temperature: 1)
    }
}

private struct MultipliesByTheTemperature: RecurrentHomework {
    func probabilities(_ logits: [Float], temperature: Float) throws -> [Float] {
        try Solution().probabilities(logits, temperature: 1 / temperature)
    }
}

@Suite struct RecurrentHomeworkTests {
    @Test func solutionStarterAndMutantsAreToldApart() {
        let homework = recurrentHomework
        let mutants = [
            homework.mutant(ForgetsTheMemory(), fails: "10.1", hint: "no part in it"),
            homework.mutant(ChangesTheWeights(), fails: "10.1", hint: "weights are swapped"),
            homework.mutant(ChangesTheGates(), fails: "10.2", hint: "Input and forget gate"),
            homework.mutant(ReturnsTheStateFirst(), fails: "10.2", hint: "cell comes first"),
            homework.mutant(AddsTheGates(), fails: "10.3", hint: "multiplied, not added"),
            homework.mutant(KeepsWhatGoes(), fails: "10.3", hint: "what is kept"),
            homework.mutant(DoesNotShift(), fails: "10.4", hint: "Nothing is shifted"),
            homework.mutant(ShiftsByTwo(), fails: "10.4", hint: "Shifted by two"),
            homework.mutant(IgnoresTheTemperature(), fails: "10.5", hint: "no part in it"),
            homework.mutant(MultipliesByTheTemperature(), fails: "10.5", hint: "Divide by the temperature"),
        ]
        #expect(
            homework.faults(
                starter: Starter(), solution: Solution(),
                mutants: mutants + narrowRecurrentMutants + sequenceMutants + trainingMutants,
                alternatives: otherRecurrentAnswers + otherSequenceAnswers + otherTrainingAnswers) == [])
    }
}
