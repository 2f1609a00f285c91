import Chapter06Homework
import Grading
import Testing

// What a wrong answer does not do itself is done rightly.
extension TransferHomework {
    func sumProbabilities(_ left: [Float], _ right: [Float]) throws -> [Float] {
        Solution().sumProbabilities(left, right)
    }
    func updated(
        _ weights: [Float], gradients: [Float], isFrozen: [Bool], learningRate: Float
    ) throws -> [Float] {
        Solution().updated(weights, gradients: gradients, isFrozen: isFrozen, learningRate: learningRate)
    }
    func sharedGradient(_ left: [Float], _ right: [Float], upstream: Float) throws -> [Float] {
        Solution().sharedGradient(left, right, upstream: upstream)
    }
    func exactFraction(_ guesses: [Float], sums: [Int]) throws -> Float {
        Solution().exactFraction(guesses, sums: sums)
    }
    func chosen(_ digits: Int, share: Float, order: [Int]) throws -> [Int] {
        Solution().chosen(digits, share: share, order: order)
    }
    func transferred(_ network: [Parameter], from pretrained: [Parameter]) throws -> [[Float]] {
        try Solution().transferred(network, from: pretrained)
    }
    func ridge(
        light: [Float], spending: [Float], penalty: Float
    ) throws -> (slope: Float, intercept: Float) {
        try Solution().ridge(light: light, spending: spending, penalty: penalty)
    }
    func trainedSpending(
        towns: [[Float]], light: [Float], surveyed: [[Float]], spending: [Float]
    ) throws -> (weights: [Float], bias: Float) {
        try Solution().trainedSpending(
            towns: towns, light: light, surveyed: surveyed, spending: spending)
    }
    func mendedTuning(
        pretrainedMean: Float, deviation: Float, batches: [[(x: Float, y: Float)]], learningRate: Float
    ) throws -> (line: Int, weight: Float) {
        try Solution().mendedTuning(
            pretrainedMean: pretrainedMean, deviation: deviation, batches: batches,
            learningRate: learningRate)
    }
    func contrastiveLoss(_ first: [[Float]], _ second: [[Float]], temperature: Float) throws -> Float {
        try Solution().contrastiveLoss(first, second, temperature: temperature)
    }
}

private struct Copying: TransferHomework {
    let answer: @Sendable ([Parameter], [Parameter]) -> [[Float]]
    func transferred(_ network: [Parameter], from pretrained: [Parameter]) throws -> [[Float]] {
        answer(network, pretrained)
    }
}

private struct Ridge: TransferHomework {
    let answer: @Sendable ([Float], [Float], Float) -> (Float, Float)
    func ridge(
        light: [Float], spending: [Float], penalty: Float
    ) throws -> (slope: Float, intercept: Float) { answer(light, spending, penalty) }
}

private func mean(_ values: [Float]) -> Float { values.reduce(0, +) / Float(values.count) }

/// Wrong answers to the tasks of the transfer.
let copyingMutants: [Mutant<any TransferHomework>] = [
    transferHomework.mutant(
        Copying { network, pretrained in
            var values = network.map(\.values)
            for (index, own) in network.enumerated() {
                for other in pretrained where other.name == own.name { values[index] = other.values }
            }
            return values
        }, fails: "6.6", hint: "may have another shape"),
    transferHomework.mutant(
        Copying { network, pretrained in
            network.map { own in
                pretrained.first { $0.name == own.name && $0.values.count == own.values.count }?.values
                    ?? own.values
            }
        }, fails: "6.6", hint: "not the same shape"),
    transferHomework.mutant(
        Copying { network, pretrained in
            // As far as both lists go.
            var values = network.map(\.values)
            for (index, pair) in zip(network, pretrained).enumerated()
            where pair.0.shape == pair.1.shape && pair.0.name == pair.1.name {
                values[index] = pair.1.values
            }
            return values
        }, fails: "6.6"),
    transferHomework.mutant(
        Copying { network, pretrained in
            network.map { own in
                pretrained.first { $0.name.hasPrefix(own.name.prefix(2)) && $0.shape == own.shape }?.values
                    ?? own.values
            }
        }, fails: "6.6"),
    transferHomework.mutant(
        Ridge { light, spending, _ in
            (try? Solution().ridge(light: light, spending: spending, penalty: 1)) ?? (0, 0)
        }, fails: "6.7"),
    transferHomework.mutant(
        Ridge { light, spending, penalty in
            let product = zip(light, spending).reduce(0) { $0 + $1.0 * $1.1 }
            let slope = product / (light.reduce(0) { $0 + $1 * $1 } + penalty)
            return (slope, mean(spending) - slope * mean(light))
        }, fails: "6.7", hint: "means are not taken away"),
    transferHomework.mutant(
        Ridge { light, spending, penalty in
            let (x, y) = (mean(light), mean(spending))
            let product = mean(zip(light, spending).map { ($0 - x) * ($1 - y) })
            let slope = product / (mean(light.map { ($0 - x) * ($0 - x) }) + penalty)
            return (slope, y - slope * x)
        }, fails: "6.7", hint: "not means"),
]

/// Right answers by other ways.
let otherCopyingAnswers: [Alternative<any TransferHomework>] = [
    transferHomework.alternative(
        Copying { network, pretrained in
            let known = Dictionary(uniqueKeysWithValues: pretrained.map { ($0.name, $0) })
            return network.map { own in
                guard let other = known[own.name], other.shape == own.shape else { return own.values }
                return other.values
            }
        }, passes: "6.6"),
    transferHomework.alternative(
        Ridge { light, spending, penalty in
            let n = Double(light.count)
            let (x, y) = (light.map(Double.init), spending.map(Double.init))
            let (sumX, sumY) = (x.reduce(0, +), y.reduce(0, +))
            let product = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } - sumX * sumY / n
            let slope = product / (x.reduce(0) { $0 + $1 * $1 } - sumX * sumX / n + Double(penalty))
            return (Float(slope), Float((sumY - slope * sumX) / n))
        }, passes: "6.7"),
]

@Suite struct HomeworkExampleTests {
    @Test func theExamplesOfTheTasksAreTrue() throws {
        let network = [
            Parameter(name: "conv", shape: [2], values: [0, 0]),
            Parameter(name: "fc", shape: [3], values: [1, 1, 1]),
        ]
        let pretrained = [
            Parameter(name: "fc", shape: [2], values: [5, 6]),
            Parameter(name: "conv", shape: [2], values: [7, 8]),
        ]
        #expect(try Solution().transferred(network, from: pretrained) == [[7, 8], [1, 1, 1]])
        #expect(try Solution().ridge(light: [0, 2], spending: [1, 5], penalty: 2) == (1, 2))
        let line = try Solution().trainedSpending(
            towns: [[0], [2], [1]], light: [0, 1, 0.5], surveyed: [[0], [2]], spending: [1, 5])
        #expect(abs(line.weights[0] - 2) < 0.01 && abs(line.bias - 1) < 0.01)
        let batches: [[(x: Float, y: Float)]] = [[(2, 1)]]
        #expect(
            try Solution().mendedTuning(
                pretrainedMean: 0, deviation: 1, batches: batches, learningRate: 0.125) == (4, 0.5))
        #expect(tunedAsItStands(0, 1, batches, 0.125) == 0.25)
    }
}
