import Chapter06Homework
import Grading
import TensorCore
import Testing

private struct PairsEqualDigits: TransferHomework {
    func sumProbabilities(_ left: [Float], _ right: [Float]) throws -> [Float] {
        zip(left, right).map { $0 * $1 }
    }
}

private struct TurnsOneRound: TransferHomework {
    func sumProbabilities(_ left: [Float], _ right: [Float]) throws -> [Float] {
        Solution().sumProbabilities(left, right.reversed())
    }
}

private struct StopsOneSumEarly: TransferHomework {
    func sumProbabilities(_ left: [Float], _ right: [Float]) throws -> [Float] {
        Solution().sumProbabilities(left, right).dropLast()
    }
}

private struct MovesAll: TransferHomework {
    func updated(_ weights: [Float], gradients: [Float], isFrozen: [Bool], learningRate: Float) throws
        -> [Float]
    {
        zip(weights, gradients).map { $0 - learningRate * $1 }
    }
}

private struct MovesTheFrozen: TransferHomework {
    func updated(_ weights: [Float], gradients: [Float], isFrozen: [Bool], learningRate: Float) throws
        -> [Float]
    {
        Solution().updated(
            weights, gradients: gradients, isFrozen: isFrozen.map { !$0 }, learningRate: learningRate)
    }
}

private struct GoesUphill: TransferHomework {
    func updated(_ weights: [Float], gradients: [Float], isFrozen: [Bool], learningRate: Float) throws
        -> [Float]
    {
        Solution().updated(weights, gradients: gradients, isFrozen: isFrozen, learningRate: -learningRate)
    }
}

private struct ForgetsTheRightTower: TransferHomework {
    func sharedGradient(_ left: [Float], _ right: [Float], upstream: Float) throws -> [Float] {
        left.map { upstream * $0 }
    }
}

private struct AveragesTheTowers: TransferHomework {
    func sharedGradient(_ left: [Float], _ right: [Float], upstream: Float) throws -> [Float] {
        zip(left, right).map { upstream * ($0 + $1) / 2 }
    }
}

private struct CutsTheFractionOff: TransferHomework {
    func exactFraction(_ guesses: [Float], sums: [Int]) throws -> Float {
        Float(zip(guesses, sums).count { Int($0) == $1 }) / Float(sums.count)
    }
}

private struct TakesWithinOne: TransferHomework {
    func exactFraction(_ guesses: [Float], sums: [Int]) throws -> Float {
        Float(zip(guesses, sums).count { abs($0 - Float($1)) <= 1 }) / Float(sums.count)
    }
}

private struct TakesTheFirstOfTheFile: TransferHomework {
    func chosen(_ digits: Int, share: Float, order: [Int]) throws -> [Int] {
        Array(0..<Solution().chosen(digits, share: share, order: order).count)
    }
}

private struct TakesTheLast: TransferHomework {
    func chosen(_ digits: Int, share: Float, order: [Int]) throws -> [Int] {
        Array(order.suffix(Solution().chosen(digits, share: share, order: order).count))
    }
}

@Suite struct TransferHomeworkTests {
    @Test func solutionStarterAndMutantsAreToldApart() {
        let homework = transferHomework
        let mutants = [
            homework.mutant(PairsEqualDigits(), fails: "6.1", hint: "every digit meets every other"),
            homework.mutant(TurnsOneRound(), fails: "6.1", hint: "difference of the digits"),
            homework.mutant(StopsOneSumEarly(), fails: "6.1", hint: "largest sum is missing"),
            homework.mutant(MovesAll(), fails: "6.2", hint: "changed too"),
            homework.mutant(MovesTheFrozen(), fails: "6.2", hint: "wrong ones changed"),
            homework.mutant(GoesUphill(), fails: "6.2", hint: "uphill"),
            homework.mutant(ForgetsTheRightTower(), fails: "6.3", hint: "Only the left tower"),
            homework.mutant(AveragesTheTowers(), fails: "6.3", hint: "Halved"),
            homework.mutant(CutsTheFractionOff(), fails: "6.4", hint: "cut off"),
            homework.mutant(TakesWithinOne(), fails: "6.4", hint: "Within 1"),
            homework.mutant(TakesTheFirstOfTheFile(), fails: "6.5", hint: "first of the file"),
            homework.mutant(TakesTheLast(), fails: "6.5", hint: "last of the order"),
        ]
        #expect(
            homework.faults(
                starter: Starter(), solution: Solution(),
                mutants: mutants + narrowTransferMutants + copyingMutants + spendingMutants + tuningMutants
                    + contrastiveMutants,
                alternatives: otherTransferAnswers + otherCopyingAnswers + otherSpendingAnswers
                    + otherContrastiveAnswers) == [])
    }
}
