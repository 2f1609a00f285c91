import Chapter01Homework
import Grading
import Testing

// What a wrong answer does not do itself is done rightly.
extension LineHomework {
    func heights(slope: Float, intercept: Float, at positions: [Float]) throws -> [Float] {
        try Solution().heights(slope: slope, intercept: intercept, at: positions)
    }
    func line(x: [Float], y: [Float]) throws -> (slope: Float, intercept: Float) {
        try Solution().line(x: x, y: y)
    }
}

private struct NoIntercept: LineHomework {
    func heights(slope: Float, intercept: Float, at positions: [Float]) throws -> [Float] {
        positions.map { slope * $0 }
    }
}

private struct LevelLine: LineHomework {
    func line(x: [Float], y: [Float]) throws -> (slope: Float, intercept: Float) {
        (0, y.reduce(0, +) / Float(y.count))
    }
}

/// A line by gradient descent.
private struct Descent: LineHomework {
    func line(x: [Float], y: [Float]) throws -> (slope: Float, intercept: Float) {
        var (slope, intercept) = (Float(0), Float(0))
        for _ in 0..<1000 {
            for (x, y) in zip(x, y) {
                let error = slope * x + intercept - y
                slope -= 0.005 * error * x
                intercept -= 0.005 * error
            }
        }
        return (slope, intercept)
    }
}

@Suite struct HomeworkTests {
    @Test func wrongAnswersAreRejectedAndRightOnesPass() {
        let mutants = [
            lineHomework.mutant(NoIntercept(), fails: "1.1", hint: "intercept is missing"),
            lineHomework.mutant(LevelLine(), fails: "1.2"),
        ]
        #expect(
            lineHomework.faults(
                starter: Starter(), solution: Solution(), mutants: mutants,
                alternatives: [lineHomework.alternative(Descent(), passes: "1.2")]) == [])
    }
}
