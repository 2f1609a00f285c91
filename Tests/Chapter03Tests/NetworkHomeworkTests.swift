import Chapter03Homework
import Grading
import TensorCore
import Testing

private struct LooksAhead: NetworkHomework {
    func standardized(_ column: [Float], trainingCount: Int) throws -> [Float] {
        let values = NDArray(column)
        return ((values - values.mean()) / values.standardDeviation(correction: 0)).scalars
    }
}

private struct SampleDeviation: NetworkHomework {
    func standardized(_ column: [Float], trainingCount: Int) throws -> [Float] {
        let training = NDArray(column)[0..<trainingCount]
        return ((NDArray(column) - training.mean()) / training.standardDeviation()).scalars
    }
}

private struct DividesByVariance: NetworkHomework {
    func standardized(_ column: [Float], trainingCount: Int) throws -> [Float] {
        let training = NDArray(column)[0..<trainingCount]
        return ((NDArray(column) - training.mean()) / training.variance(correction: 0)).scalars
    }
}

private struct CountsIndicesFromOne: NetworkHomework {
    func oneHot(_ value: Int, in range: ClosedRange<Int>) throws -> [Float] {
        range.map { $0 == value + 1 ? 1 : 0 }
    }
}

private struct ForgetsTheHiddenBias: NetworkHomework {
    func predictions(_ x: NDArray, _ network: SmallNetwork) throws -> NDArray {
        x.matmul(network.hiddenWeight.transposed()).sigmoid().matmul(network.outputWeight.transposed())
            + network.outputBias
    }
}

private struct SquashesTheOutput: NetworkHomework {
    func predictions(_ x: NDArray, _ network: SmallNetwork) throws -> NDArray {
        try Solution().predictions(x, network).sigmoid()
    }
}

private struct ForgetsTheMean: NetworkHomework {
    func gradients(_ x: NDArray, _ y: NDArray, _ network: SmallNetwork) throws -> SmallNetwork {
        scaled(try Solution().gradients(x, y, network), by: Float(x.shape[0]))
    }
}

private struct ForgetsTheTwo: NetworkHomework {
    func gradients(_ x: NDArray, _ y: NDArray, _ network: SmallNetwork) throws -> SmallNetwork {
        scaled(try Solution().gradients(x, y, network), by: 0.5)
    }
}

private struct GoesUphill: NetworkHomework {
    func gradients(_ x: NDArray, _ y: NDArray, _ network: SmallNetwork) throws -> SmallNetwork {
        scaled(try Solution().gradients(x, y, network), by: -1)
    }
}

private struct ForgetsTheSlope: NetworkHomework {
    func gradients(_ x: NDArray, _ y: NDArray, _ network: SmallNetwork) throws -> SmallNetwork {
        var result = try Solution().gradients(x, y, network)
        let error = (try Solution().predictions(x, network) - y) * (2 / Float(x.shape[0]))
        let toHidden = error.matmul(network.outputWeight)
        result.hiddenWeight = toHidden.transposed().matmul(x)
        result.hiddenBias = toHidden.sum(axes: [0])
        return result
    }
}

private struct ForgetsTheBiasGradients: NetworkHomework {
    func gradients(_ x: NDArray, _ y: NDArray, _ network: SmallNetwork) throws -> SmallNetwork {
        var result = try Solution().gradients(x, y, network)
        result.hiddenBias *= 0
        result.outputBias *= 0
        return result
    }
}

private struct DropsTheLastBatch: NetworkHomework {
    func batches(_ rows: [Int], size: Int) throws -> [[Int]] {
        (0..<rows.count / size).map { Array(rows[$0 * size..<($0 + 1) * size]) }
    }
}

private struct MeanOfThePredictions: NetworkHomework {
    func explainedVariance(_ predictions: [Float], _ targets: [Float]) throws -> Float {
        let (p, y) = (NDArray(predictions), NDArray(targets))
        return 1 - (p - y).square().sum().scalar / (y - p.mean()).square().sum().scalar
    }
}

private func scaled(_ network: SmallNetwork, by factor: Float) -> SmallNetwork {
    SmallNetwork(
        hiddenWeight: network.hiddenWeight * factor, hiddenBias: network.hiddenBias * factor,
        outputWeight: network.outputWeight * factor, outputBias: network.outputBias * factor)
}

@Suite struct NetworkHomeworkTests {
    @Test func solutionStarterAndMutantsAreToldApart() {
        let mutants = [
            networkHomework.mutant(LooksAhead(), fails: "3.1", hint: "the future has leaked in"),
            networkHomework.mutant(SampleDeviation(), fails: "3.1", hint: "n − 1"),
            networkHomework.mutant(DividesByVariance(), fails: "3.1", hint: "square root"),
            networkHomework.mutant(CountsIndicesFromOne(), fails: "3.2", hint: "one index too far"),
            networkHomework.mutant(ForgetsTheHiddenBias(), fails: "3.3", hint: "hidden units have no bias"),
            networkHomework.mutant(SquashesTheOutput(), fails: "3.3", hint: "output goes through a sigmoid"),
            networkHomework.mutant(ForgetsTheMean(), fails: "3.4", hint: "N times too large"),
            networkHomework.mutant(ForgetsTheTwo(), fails: "3.4", hint: "factor 2"),
            networkHomework.mutant(GoesUphill(), fails: "3.4", hint: "sign is turned round"),
            networkHomework.mutant(ForgetsTheSlope(), fails: "3.4", hint: "slope of the sigmoid"),
            networkHomework.mutant(ForgetsTheBiasGradients(), fails: "3.4", hint: "bias gradients are zero"),
            networkHomework.mutant(DropsTheLastBatch(), fails: "3.5", hint: "short batch"),
            networkHomework.mutant(
                MeanOfThePredictions(), fails: "3.6", hint: "mean is that of the predictions"),
        ]
        #expect(
            networkHomework.faults(
                starter: Starter(), solution: Solution(),
                mutants: mutants + narrowNetworkMutants + overfittingMutants + trainingMutants
                    + promotionMutants,
                alternatives: otherNetworkAnswers + otherOverfittingAnswers + otherTrainingAnswers
                    + otherPromotions)
                == [])
    }
}
