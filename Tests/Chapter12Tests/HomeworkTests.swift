import Chapter12Homework
import Grading
import TensorCore
import Testing

private struct SeesTheFuture: TransformerHomework {
    func causalMask(_ count: Int) throws -> [[Float]] {
        (0..<count).map { row in (0..<count).map { $0 >= row ? 1 : 0 } }
    }
}

private struct DoesNotSeeItself: TransformerHomework {
    func causalMask(_ count: Int) throws -> [[Float]] {
        (0..<count).map { row in (0..<count).map { $0 < row ? 1 : 0 } }
    }
}

private struct ForgetsThePosition: TransformerHomework {
    func position(_ index: Int, width: Int) throws -> [Float] { [Float](repeating: 0, count: width) }
}

private struct CountsFromOne: TransformerHomework {
    func position(_ index: Int, width: Int) throws -> [Float] {
        try Solution().position(index + 1, width: width)
    }
}

private struct DoesNotScale: TransformerHomework {
    func attention(
        _ query: [[Float]], _ key: [[Float]], _ value: [[Float]], mask: [[Float]]
    ) throws -> [[Float]] {
        let root = Float(key[0].count).squareRoot()
        return try Solution().attention(query.map { $0.map { $0 * root } }, key, value, mask: mask)
    }
}

private struct IgnoresTheMask: TransformerHomework {
    func attention(
        _ query: [[Float]], _ key: [[Float]], _ value: [[Float]], mask: [[Float]]
    ) throws -> [[Float]] {
        try Solution().attention(query, key, value, mask: mask.map { $0.map { _ in 1 } })
    }
}

private struct DoesNotShift: TransformerHomework {
    func shifted(_ ids: [Int], start: Int, end: Int) throws -> [[Int]] { [[start] + ids, [start] + ids] }
}

private struct ShiftsByTwo: TransformerHomework {
    func shifted(_ ids: [Int], start: Int, end: Int) throws -> [[Int]] {
        [[start] + ids, Array(ids.dropFirst()) + [end]]
    }
}

private struct RisesForEver: TransformerHomework {
    func learningRate(update: Int, width: Int, warmUp: Int) throws -> Float {
        Float(update) / (Float(warmUp) * Float(warmUp).squareRoot()) / Float(width).squareRoot()
    }
}

private struct ForgetsTheWidth: TransformerHomework {
    func learningRate(update: Int, width: Int, warmUp: Int) throws -> Float {
        try Solution().learningRate(update: update, width: 1, warmUp: warmUp)
    }
}

@Suite struct TransformerHomeworkTests {
    @Test func solutionStarterAndMutantsAreToldApart() {
        let homework = transformerHomework
        let mutants = [
            homework.mutant(SeesTheFuture(), fails: "12.1", hint: "upside down"),
            homework.mutant(DoesNotSeeItself(), fails: "12.1", hint: "diagonal"),
            homework.mutant(ForgetsThePosition(), fails: "12.2", hint: "does not matter"),
            homework.mutant(CountsFromOne(), fails: "12.2", hint: "count from 0"),
            homework.mutant(DoesNotScale(), fails: "12.3", hint: "not divided"),
            homework.mutant(IgnoresTheMask(), fails: "12.3", hint: "mask is not used"),
            homework.mutant(DoesNotShift(), fails: "12.4", hint: "Nothing is shifted"),
            homework.mutant(ShiftsByTwo(), fails: "12.4", hint: "Shifted by two"),
            homework.mutant(RisesForEver(), fails: "12.5", hint: "rises forever"),
            homework.mutant(ForgetsTheWidth(), fails: "12.5", hint: "width is missing"),
        ]
        #expect(
            homework.faults(
                starter: Starter(), solution: Solution(),
                mutants: mutants + narrowTransformerMutants + blockMutants + trainingMutants,
                alternatives: otherTransformerAnswers + otherBlockAnswers + otherTrainingAnswers) == [])
    }
}
