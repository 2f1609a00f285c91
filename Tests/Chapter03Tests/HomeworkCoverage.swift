import Chapter03Homework
import Grading
import TensorCore
import Testing

// What a wrong answer does not do itself is done rightly.
extension NetworkHomework {
    func standardized(_ column: [Float], trainingCount: Int) throws -> [Float] {
        try Solution().standardized(column, trainingCount: trainingCount)
    }
    func oneHot(_ value: Int, in range: ClosedRange<Int>) throws -> [Float] {
        try Solution().oneHot(value, in: range)
    }
    func predictions(_ x: NDArray, _ network: SmallNetwork) throws -> NDArray {
        try Solution().predictions(x, network)
    }
    func gradients(_ x: NDArray, _ y: NDArray, _ network: SmallNetwork) throws -> SmallNetwork {
        try Solution().gradients(x, y, network)
    }
    func batches(_ rows: [Int], size: Int) throws -> [[Int]] { try Solution().batches(rows, size: size) }
    func explainedVariance(_ predictions: [Float], _ targets: [Float]) throws -> Float {
        try Solution().explainedVariance(predictions, targets)
    }
    func splitByTime(days: [Int], testDays: Int) throws -> [[Int]] {
        try Solution().splitByTime(days: days, testDays: testDays)
    }
    func mendedTraining(
        _ batches: [[(x: Float, y: Float)]], learningRate: Float
    ) throws -> (line: Int, weight: Float) {
        try Solution().mendedTraining(batches, learningRate: learningRate)
    }
    func earlyStop(validation: [Float], patience: Int) throws -> (best: Int, epochs: Int) {
        try Solution().earlyStop(validation: validation, patience: patience)
    }
    func contributions(_ x: NDArray, _ network: SmallNetwork) throws -> NDArray {
        try Solution().contributions(x, network)
    }
    func twoClasses(_ outputs: [[Float]], counts: [Float], mean: Float) throws -> (
        loss: Float, accuracy: Float
    ) {
        try Solution().twoClasses(outputs, counts: counts, mean: mean)
    }
    func trainedNetwork(_ x: NDArray, _ y: NDArray) throws -> SmallNetwork {
        try Solution().trainedNetwork(x, y)
    }
    func promoted(_ errors: [Float], factor: Int) throws -> [Int] {
        try Solution().promoted(errors, factor: factor)
    }
}

private struct Split: NetworkHomework {
    let answer: @Sendable ([Int], Int) -> [[Int]]
    func splitByTime(days: [Int], testDays: Int) throws -> [[Int]] { answer(days, testDays) }
}

private struct Stop: NetworkHomework {
    let answer: @Sendable ([Float], Int) -> (Int, Int)
    func earlyStop(validation: [Float], patience: Int) throws -> (best: Int, epochs: Int) {
        answer(validation, patience)
    }
}

private struct Mended: NetworkHomework {
    let line: Int
    /// What is left of the gradient when a batch begins.
    let keeps: Float
    func mendedTraining(
        _ batches: [[(x: Float, y: Float)]], learningRate: Float
    ) throws -> (line: Int, weight: Float) {
        var (weight, gradient): (Float, Float) = (0, 0)
        for batch in batches {
            gradient *= keeps
            for (x, y) in batch.reversed() { gradient += 2 * (weight * x - y) * x / Float(batch.count) }
            weight -= learningRate * gradient
        }
        return (line, weight)
    }
}

/// Wrong answers to the tasks of overfitting.
let overfittingMutants: [Mutant<any NetworkHomework>] = [
    networkHomework.mutant(Mended(line: 2, keeps: 1), fails: "3.9", hint: "as it stands"),
    networkHomework.mutant(Mended(line: 5, keeps: 0), fails: "3.9"),
    networkHomework.mutant(Mended(line: 1, keeps: 0), fails: "3.9", hint: "The weight is right"),
    networkHomework.mutant(Mended(line: 2, keeps: 0.5), fails: "3.9"),
    networkHomework.mutant(
        Split { days, testDays in
            let cut = max(0, days.count - testDays)
            return [Array(0..<cut), Array(cut..<days.count)]
        }, fails: "3.7", hint: "not so many rows"),
    networkHomework.mutant(
        Split { days, testDays in
            // The number of days is taken from the number of different ones.
            let cut = Set(days).count - testDays
            return [days.indices.filter { days[$0] < cut }, days.indices.filter { days[$0] >= cut }]
        }, fails: "3.7"),
    networkHomework.mutant(
        Split { days, testDays in
            let cut = Int(Float(days.count) * 0.8)
            return [Array(0..<cut), Array(cut..<days.count)]
        }, fails: "3.7"),
    networkHomework.mutant(
        Split { days, testDays in
            let last = (days.last ?? 0) - max(1, testDays)
            return [days.indices.filter { days[$0] <= last }, days.indices.filter { days[$0] > last }]
        }, fails: "3.7"),
    networkHomework.mutant(
        Stop { errors, _ in
            for epoch in errors.indices.dropFirst() where errors[epoch] > errors[epoch - 1] {
                return (epoch - 1, epoch + 1)
            }
            return (errors.count - 1, errors.count)
        }, fails: "3.8"),
    networkHomework.mutant(
        Stop { errors, patience in
            var (best, waited) = (0, 0)
            for (epoch, error) in errors.enumerated() {
                if error < errors[best] { best = epoch } else if epoch > 0 { waited += 1 }
                if waited == patience { return (best, epoch + 1) }
            }
            return (best, errors.count)
        }, fails: "3.8", hint: "begins the count anew"),
    networkHomework.mutant(
        Stop { errors, patience in
            var (best, waited) = (Float.infinity, 0)
            for (epoch, error) in errors.enumerated() {
                if error < best { (best, waited) = (error, 0) } else { waited += 1 }
                if waited == patience { return (epoch - patience, epoch) }
            }
            return (errors.firstIndex(of: best) ?? 0, errors.count)
        }, fails: "3.8"),
    networkHomework.mutant(
        Stop { errors, _ in (errors.indices.min { errors[$0] < errors[$1] } ?? 0, errors.count) },
        fails: "3.8", hint: "`patience` is not used"),
]

/// Right answers by other ways.
let otherOverfittingAnswers: [Alternative<any NetworkHomework>] = [
    networkHomework.alternative(Mended(line: 2, keeps: 0), passes: "3.9"),
    networkHomework.alternative(
        Split { days, testDays in
            var cut = days.count
            while cut > 0, days[cut - 1] + testDays > days[days.count - 1] { cut -= 1 }
            return [Array(0..<cut), Array(cut..<days.count)]
        }, passes: "3.7"),
    networkHomework.alternative(
        Stop { errors, patience in
            var (smallest, best, waited, epochs) = (Float.infinity, 0, 0, 0)
            while epochs < errors.count, waited < patience {
                if errors[epochs] < smallest {
                    (smallest, best, waited) = (errors[epochs], epochs, 0)
                } else {
                    waited += 1
                }
                epochs += 1
            }
            return (best, epochs)
        }, passes: "3.8"),
]

@Suite struct HomeworkExampleTests {
    @Test func theExamplesOfTheTasksAreTrue() throws {
        #expect(try Solution().splitByTime(days: [0, 0, 1, 3, 3], testDays: 2) == [[0, 1, 2], [3, 4]])
        let stop = try Solution().earlyStop(validation: [5, 3, 4, 2, 3, 2, 1], patience: 2)
        #expect(stop == (3, 6))
        let batches: [[(x: Float, y: Float)]] = [[(1, 2)], [(1, 2)]]
        #expect(try Solution().mendedTraining(batches, learningRate: 0.25) == (2, 1.5))
    }
}
