import Chapter06Homework
import Grading
import TensorCore

private typealias Line = (weights: [Float], bias: Float)

private struct Spending: TransferHomework {
    let answer: @Sendable ([[Float]], [Float], _ surveyed: [[Float]], _ spending: [Float]) throws -> Line
    func trainedSpending(
        towns: [[Float]], light: [Float], surveyed: [[Float]], spending: [Float]
    ) throws -> (weights: [Float], bias: Float) {
        try answer(towns, light, surveyed, spending)
    }
}

private struct Tuning: TransferHomework {
    let line: Int
    let answer: @Sendable (Float, Float, [[(x: Float, y: Float)]], Float) -> Float
    func mendedTuning(
        pretrainedMean: Float, deviation: Float, batches: [[(x: Float, y: Float)]], learningRate: Float
    ) throws -> (line: Int, weight: Float) {
        (line, answer(pretrainedMean, deviation, batches, learningRate))
    }
}

private func product(_ x: [Float], _ y: [Float]) -> Float { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }

/// Gradient descent on all rows at once.
private func descended(
    _ rows: [[Float]], _ targets: [Float], steps: Int = 400, rate: Float = 0.1, from start: Line? = nil,
    learnsBias: Bool = true
) -> Line {
    var (weights, bias) = start ?? (rows[0].map { _ in 0 }, 0)
    for _ in 0..<steps {
        var (slopes, slope) = (weights.map { _ in Float(0) }, Float(0))
        for (row, target) in zip(rows, targets) {
            let error = (product(weights, row) + bias - target) / Float(rows.count)
            for index in row.indices { slopes[index] += error * row[index] }
            slope += error
        }
        for index in weights.indices { weights[index] -= rate * slopes[index] }
        if learnsBias { bias -= rate * slope }
    }
    return (weights, bias)
}

private func mean(_ values: [Float]) -> Float { values.reduce(0, +) / Float(values.count) }

/// What light says, and a line from it to spending.
private func transferred(_ own: Line, slope: Float, intercept: Float) -> Line {
    (own.weights.map { slope * $0 }, slope * own.bias + intercept)
}

let spendingMutants: [Mutant<any TransferHomework>] = [
    // Constants.
    transferHomework.mutant(
        Spending { towns, _, _, spending in (towns[0].map { _ in 0 }, mean(spending)) }, fails: "6.8",
        hint: "spend the same"),
    transferHomework.mutant(
        Spending { towns, _, _, _ in (towns[0].map { _ in 2 }, 1) }, fails: "6.8"),
    // The surveys alone: three examples for five weights.
    transferHomework.mutant(
        Spending { _, _, surveyed, spending in descended(surveyed, spending, steps: 2000) }, fails: "6.8",
        hint: "so few cannot teach"),
    // Light is taken for spending.
    transferHomework.mutant(
        Spending { towns, light, _, _ in descended(towns, light) }, fails: "6.8"),
    // The slope without the intercept, and the other way round.
    transferHomework.mutant(
        Spending { towns, light, surveyed, spending in
            let own = descended(towns, light)
            let predicted = surveyed.map { product(own.weights, $0) + own.bias }
            let squares = product(predicted, predicted)
            return transferred(
                own, slope: squares > 0 ? product(predicted, spending) / squares : 0, intercept: 0)
        }, fails: "6.8"),
    transferHomework.mutant(
        Spending { towns, light, surveyed, spending in
            let own = descended(towns, light)
            let predicted = surveyed.map { product(own.weights, $0) + own.bias }
            return transferred(own, slope: 1, intercept: mean(spending) - mean(predicted))
        }, fails: "6.8"),
    // All weights fine-tuned on the surveys, with nothing that holds them.
    transferHomework.mutant(
        Spending { towns, light, surveyed, spending in
            descended(surveyed, spending, steps: 2000, from: descended(towns, light))
        }, fails: "6.8", hint: "so few cannot teach"),
    // The light of the first towns is taken for that of the surveyed ones.
    transferHomework.mutant(
        Spending { towns, light, _, spending in
            let own = descended(towns, light)
            let line = try Solution().ridge(
                light: Array(light.prefix(spending.count)), spending: spending, penalty: 0.01)
            return transferred(own, slope: line.slope, intercept: line.intercept)
        }, fails: "6.8"),
    transferHomework.mutant(
        Spending { towns, light, surveyed, spending in
            let right = try Solution().trainedSpending(
                towns: towns, light: light, surveyed: surveyed, spending: spending)
            return (right.weights.map { -$0 }, right.bias)
        }, fails: "6.8", hint: "taken for the rich"),
    transferHomework.mutant(
        Spending { towns, light, _, _ in descended(towns, light, rate: 100) }, fails: "6.8",
        hint: "descent diverged"),
    transferHomework.mutant(
        Spending { _, _, surveyed, spending in (spending, 0) }, fails: "6.8",
        hint: "one weight for each feature"),
]

/// The program of 6.9, line by line.
func tunedAsItStands(
    _ pretrainedMean: Float, _ deviation: Float, _ batches: [[(x: Float, y: Float)]], _ learningRate: Float
) -> Float {
    var mean = pretrainedMean
    var weight: Float = 0
    for batch in batches {
        mean += 0.5 * (batch.reduce(0) { $0 + $1.x } / Float(batch.count) - mean)
        for (x, y) in batch {
            let feature = (x - mean) / deviation
            weight -= learningRate * 2 * (weight * feature - y) * feature
        }
    }
    return weight
}

/// The weight on top of a network with this mean for each batch.
private func tuned(
    _ deviation: Float, _ batches: [[(x: Float, y: Float)]], _ rate: Float,
    mean: ([(x: Float, y: Float)]) -> Float
) -> Float {
    batches.reduce(0) { weight, batch in
        let mean = mean(batch)
        return batch.reduce(weight) { weight, point in
            let feature = (point.x - mean) / deviation
            return weight - 2 * rate * (weight * feature - point.y) * feature
        }
    }
}

let tuningMutants: [Mutant<any TransferHomework>] = [
    transferHomework.mutant(Tuning(line: 4, answer: tunedAsItStands), fails: "6.9", hint: "as it stands"),
    transferHomework.mutant(Tuning(line: 6, answer: tunedAsItStands), fails: "6.9", hint: "as it stands"),
    transferHomework.mutant(
        Tuning(line: 4) { tuned($1, $2, $3) { mean($0.map(\.x)) } }, fails: "6.9", hint: "no better"),
    transferHomework.mutant(
        Tuning(line: 4) { tuned($1, $2, $3) { _ in 0 } }, fails: "6.9", hint: "Without a mean"),
    transferHomework.mutant(
        Tuning(line: 6) { mean, deviation, batches, rate in tuned(deviation, batches, rate) { _ in mean } },
        fails: "6.9", hint: "line 6 computes the feature"),
    transferHomework.mutant(
        Tuning(line: 3) { mean, deviation, batches, rate in tuned(deviation, batches, rate) { _ in mean } },
        fails: "6.9", hint: "which one must change"),
    transferHomework.mutant(
        // All batches have moved the mean before the first example.
        Tuning(line: 4) { start, deviation, batches, rate in
            let end = batches.reduce(start) { $0 + 0.5 * (mean($1.map(\.x)) - $0) }
            return tuned(deviation, batches, rate) { _ in end }
        }, fails: "6.9"),
]

/// Right answers by other ways.
let otherSpendingAnswers: [Alternative<any TransferHomework>] = [
    transferHomework.alternative(
        Spending { towns, light, surveyed, spending in
            let own = descended(towns, light)
            let predicted = surveyed.map { product(own.weights, $0) + own.bias }
            // Slope and intercept by descent as well.
            let line = descended(predicted.map { [$0] }, spending, steps: 3000, rate: 0.05)
            return transferred(own, slope: line.weights[0], intercept: line.bias)
        }, passes: "6.8"),
    transferHomework.alternative(
        Spending { towns, light, surveyed, spending in
            let own = descended(towns, light)
            let predicted = surveyed.map { product(own.weights, $0) + own.bias }
            let line = try Solution().ridge(light: predicted, spending: spending, penalty: 0.01)
            return transferred(own, slope: line.slope, intercept: line.intercept)
        }, passes: "6.8"),
    transferHomework.alternative(
        Tuning(line: 4) { mean, deviation, batches, rate in tuned(deviation, batches, rate) { _ in mean } },
        passes: "6.9"),
]
