import Chapter02Homework
import Grading
import TensorCore
import Testing

private typealias LineAnswer = (slope: Float, intercept: Float)

private struct AlignsLeft: TensorHomework {
    func broadcastShape(_ first: [Int], _ second: [Int]) throws -> [Int]? {
        try Solution().broadcastShape(first.reversed(), second.reversed())?.reversed()
    }
}

private struct TakesTheLarger: TensorHomework {
    func broadcastShape(_ first: [Int], _ second: [Int]) throws -> [Int]? {
        let rank = max(first.count, second.count)
        return (0..<rank).reversed().map { back in
            max(first.dropLast(back).last ?? 1, second.dropLast(back).last ?? 1)
        }
    }
}

private struct NeverStretches: TensorHomework {
    func broadcastShape(_ first: [Int], _ second: [Int]) throws -> [Int]? {
        first == second ? first : nil
    }
}

private struct DemandsEqualRanks: TensorHomework {
    func broadcastShape(_ first: [Int], _ second: [Int]) throws -> [Int]? {
        first.count == second.count ? try Solution().broadcastShape(first, second) : nil
    }
}

private struct ColumnMajor: TensorHomework {
    func strides(of shape: [Int]) throws -> [Int] {
        try Solution().strides(of: shape.reversed()).reversed()
    }
}

private struct CountsItsOwnExtent: TensorHomework {
    func strides(of shape: [Int]) throws -> [Int] { shape.indices.map { shape[$0...].reduce(1, *) } }
}

/// The gradient of the line times a number.
private struct ScaledGradient: TensorHomework {
    let factor: @Sendable (_ count: Int) -> Float

    func lineGradient(x: [Float], y: [Float], slope: Float, intercept: Float) throws
        -> (slope: Float, intercept: Float)
    {
        let right = try Solution().lineGradient(x: x, y: y, slope: slope, intercept: intercept)
        return (right.slope * factor(x.count), right.intercept * factor(x.count))
    }
}

private struct ForgetsX: TensorHomework {
    func lineGradient(x: [Float], y: [Float], slope: Float, intercept: Float) throws
        -> (slope: Float, intercept: Float)
    {
        let right = try Solution().lineGradient(x: x, y: y, slope: slope, intercept: intercept)
        return (right.intercept, right.intercept)
    }
}

private struct GoesUphill: TensorHomework {
    func descendedLine(x: [Float], y: [Float], learningRate: Float, steps: Int) throws
        -> (slope: Float, intercept: Float)
    {
        try Solution().descendedLine(x: x, y: y, learningRate: -learningRate, steps: steps)
    }
}

private struct MovesInTurn: TensorHomework {
    func descendedLine(x: [Float], y: [Float], learningRate: Float, steps: Int) throws
        -> (slope: Float, intercept: Float)
    {
        var line: LineAnswer = (0, 0)
        for _ in 0..<steps {
            line.slope -=
                learningRate
                * (try lineGradient(x: x, y: y, slope: line.slope, intercept: line.intercept)).slope
            line.intercept -=
                learningRate
                * (try lineGradient(x: x, y: y, slope: line.slope, intercept: line.intercept)).intercept
        }
        return line
    }
}

private struct StopsEarly: TensorHomework {
    func descendedLine(x: [Float], y: [Float], learningRate: Float, steps: Int) throws
        -> (slope: Float, intercept: Float)
    {
        try Solution().descendedLine(x: x, y: y, learningRate: learningRate, steps: max(0, steps - 1))
    }
}

private struct KeepsTheCopies: TensorHomework {
    func undoBroadcast(_ gradient: NDArray, to shape: Shape) throws -> NDArray { gradient }
}

private struct SumsMissingAxesOnly: TensorHomework {
    func undoBroadcast(_ gradient: NDArray, to shape: Shape) throws -> NDArray {
        var gradient = gradient
        while gradient.rank > shape.rank { gradient = gradient.sum(axes: [0]) }
        return gradient
    }
}

private struct TakesTheMean: TensorHomework {
    func undoBroadcast(_ gradient: NDArray, to shape: Shape) throws -> NDArray {
        gradient.summed(to: shape) * (Float(shape.elementCount) / Float(gradient.elementCount))
    }
}

@Suite struct TensorHomeworkTests {
    @Test func theHomeworkIsSound() {
        let homework = tensorHomework
        let mutants: [Mutant<any TensorHomework>] = [
            homework.mutant(AlignsLeft(), fails: "2.1", hint: "aligned at their last axis"),
            homework.mutant(TakesTheLarger(), fails: "2.1", hint: "the other counts, not the larger"),
            homework.mutant(DemandsEqualRanks(), fails: "2.1", hint: "missing axes in front count as 1"),
            homework.mutant(NeverStretches(), fails: "2.1", hint: "it is stretched"),
            homework.mutant(ColumnMajor(), fails: "2.2", hint: "column-major"),
            homework.mutant(CountsItsOwnExtent(), fails: "2.2", hint: "without its own"),
            homework.mutant(ScaledGradient { _ in 0.5 }, fails: "2.3", hint: "factor 2 is missing"),
            homework.mutant(ScaledGradient { Float($0) }, fails: "2.3", hint: "mean is missing"),
            homework.mutant(ScaledGradient { _ in -1 }, fails: "2.3", hint: "sign is turned"),
            homework.mutant(ForgetsX(), fails: "2.3", hint: "lacks x"),
            homework.mutant(GoesUphill(), fails: "2.4", hint: "uphill"),
            homework.mutant(MovesInTurn(), fails: "2.4", hint: "after the slope had moved"),
            homework.mutant(StopsEarly(), fails: "2.4", hint: "One step is missing"),
            homework.mutant(KeepsTheCopies(), fails: "2.5", hint: "sum over the stretched axes is missing"),
            homework.mutant(SumsMissingAxesOnly(), fails: "2.5", hint: "Axes of extent 1 were stretched"),
            homework.mutant(TakesTheMean(), fails: "2.5", hint: "mean is too small"),
        ]
        let faults = homework.faults(
            starter: Starter(), solution: Solution(), mutants: mutants + narrowTensorMutants + graphMutants,
            alternatives: otherTensorAnswers + otherGraphAnswers)
        #expect(faults == [], "\(faults.joined(separator: "\n"))")
    }

    @Test func theExamplesOfTheTasksAreTrue() throws {
        let solution = Solution()
        #expect(try solution.broadcastShape([3, 1], [4]) == [3, 4])
        #expect(try solution.broadcastShape([2, 3], [2]) == nil)
        #expect(try solution.broadcastShape([1, 4], [0, 1]) == [0, 4])
        #expect(try solution.broadcastShape([], [2]) == [2])
        #expect(try solution.strides(of: [2, 3, 4]) == [12, 4, 1])
        #expect(try solution.strides(of: []) == [])
        #expect(try solution.lineGradient(x: [3], y: [1], slope: 1, intercept: 0) == (12, 4))
        let line = try solution.descendedLine(x: [3], y: [1], learningRate: 0.01, steps: 1)
        #expect(abs(line.slope - 0.06) < 1e-6 && abs(line.intercept - 0.02) < 1e-6)
        #expect(try solution.undoBroadcast(.ones([2, 3]), to: [3]) == NDArray([2, 2, 2]))
        #expect(try solution.undoBroadcast(.ones([2, 3]), to: [2, 1]) == NDArray(rows: [[3], [3]]))
        #expect(try solution.backwardOrder(of: [[], [0, 0], [1, 0]], from: 2) == [2, 1, 0])
        #expect(try solution.gradients(of: [.number(3), .product(0, 0), .sum(1, 0)]) == [7, 1, 1])
    }
}
