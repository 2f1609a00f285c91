import Foundation
import Grading
import TensorCore

// MARK: 4.4

private struct Batch {
    var logits: [[Float]]
    var labels: [Int]

    static let cases = [
        Batch(logits: [[0, 0]], labels: [1]),
        Batch(logits: [[0, 0], [0, 0]], labels: [0, 1]),
        Batch(logits: [[1, -1, 0.5], [-2, 0, 1]], labels: [2, 0]),
        Batch(logits: [[2.5], [-1], [0]], labels: [0, 0, 0]),
        Batch(logits: [[1000, 0]], labels: [1]),
        Batch(logits: [[0, 1000]], labels: [1]),
        Batch(logits: [[-1000, -1000, -1000]], labels: [1]),
        Batch(logits: [[1000, -1000], [-1000, 1000], [1, 2]], labels: [1, 1, 0]),
    ]

    static func drawn(size: Int, generator: inout RandomGenerator) -> Batch {
        let (count, classes) = (
            1 + generator.integer(below: size + 1), 2 + generator.integer(below: size + 1)
        )
        let logits = (0..<count).map { _ in
            (0..<classes).map { _ in
                size == 1 ? Float(generator.integer(below: 9)) / 2 - 2 : generator.uniform(in: -5...5)
            }
        }
        return Batch(logits: logits, labels: (0..<count).map { _ in generator.integer(below: classes) })
    }

    private var count: Double { Double(logits.count) }
    private var classes: Double { Double(logits[0].count) }

    private var probabilities: [[Double]] {
        logits.map { row in
            let largest = Double(row.max() ?? 0)
            let powers = row.map { exp(Double($0) - largest) }
            return powers.map { $0 / powers.reduce(0, +) }
        }
    }

    /// −ln p[label] of each example.
    private var losses: [Double] {
        zip(logits, labels).map { row, label in
            let largest = Double(row.max() ?? 0)
            return largest - Double(row[label]) + log(row.reduce(0) { $0 + exp(Double($1) - largest) })
        }
    }

    private var differences: [[Double]] { differences(of: probabilities) }
    private func differences(of probabilities: [[Double]]) -> [[Double]] {
        zip(probabilities, labels).map { row, label in
            row.enumerated().map { $1 - ($0 == label ? 1 : 0) }
        }
    }

    private func fields(_ loss: Double? = nil, _ gradient: [[Double]]? = nil) -> Fields {
        lossFields(
            Float(loss ?? losses.reduce(0, +) / count),
            (gradient ?? differences.scaled(1 / count)).map { $0.map { Float($0) } })
    }

    var right: Fields { fields() }
    var sums: Fields { fields(losses.reduce(0, +), differences) }
    var summedGradient: Fields { fields(nil, differences) }
    var summedLoss: Fields { fields(losses.reduce(0, +)) }
    var overClasses: Fields { fields(losses.reduce(0, +) / classes, differences.scaled(1 / classes)) }
    var overClassesInLoss: Fields { fields(losses.reduce(0, +) / classes) }
    var overClassesInGradient: Fields { fields(nil, differences.scaled(1 / classes)) }
    var overBoth: Fields {
        fields(losses.reduce(0, +) / count / classes, differences.scaled(1 / count / classes))
    }
    var overBothInGradient: Fields { fields(nil, differences.scaled(1 / count / classes)) }
    var turnedGradient: Fields { fields(nil, differences.scaled(-1 / count)) }
    var turnedLoss: Fields { fields(-losses.reduce(0, +) / count) }
    var turned: Fields { fields(-losses.reduce(0, +) / count, differences.scaled(-1 / count)) }
    var withoutLabels: Fields { fields(nil, probabilities.scaled(1 / count)) }
    var probabilitiesAsLoss: Fields {
        fields(zip(probabilities, labels).reduce(0) { $0 + 1 - $1.0[$1.1] } / count)
    }
    var dual: Fields { fields(losses.reduce(0, +) / count / log(2)) }
    var withSlope: Fields {
        let sloped = zip(differences, probabilities).map { zip($0, $1).map { $0 * $1 * (1 - $1) / count } }
        return fields(nil, sloped)
    }
    var byProbability: Fields {
        let gradient = zip(probabilities, labels).map { row, label in
            row.enumerated().map { $0 == label ? -1 / $1 / count : 0 }
        }
        return fields(nil, gradient)
    }
    var bestInsteadOfLabel: Fields {
        var other = self
        other.labels = logits.map { row in row.firstIndex(of: row.max() ?? 0) ?? 0 }
        return other.right
    }
    var withLogOfZero: Fields { fields(clampedLoss { $0 }) }
    func clamped(at least: Double) -> Fields { fields(clampedLoss { max($0, least) }) }
    func raised(by little: Double) -> Fields { fields(clampedLoss { $0 + little }) }
    private func clampedLoss(_ change: (Double) -> Double) -> Double {
        zip(probabilities, labels).reduce(0) { $0 - log(change($1.0[$1.1])) } / count
    }

    /// Over the examples of the batch instead of the classes of an example.
    var otherAxis: Fields {
        let rows = logits
        let columns = rows[0].indices.map { column in
            let largest = Double(rows.map { $0[column] }.max() ?? 0)
            let powers = rows.map { exp(Double($0[column]) - largest) }
            return powers.map { $0 / powers.reduce(0, +) }
        }
        let probabilities = rows.indices.map { row in columns.map { $0[row] } }
        return fields(
            zip(probabilities, labels).reduce(0) { $0 - log($1.0[$1.1]) } / count,
            differences(of: probabilities).scaled(1 / count))
    }

    private var powers: [[Double]] { logits.map { $0.map { exp(Double($0)) } } }
    private var naive: [[Double]] { powers.map { row in row.map { $0 / row.reduce(0, +) } } }
    private var naiveLoss: Double { zip(naive, labels).reduce(0) { $0 - log($1.0[$1.1]) } / count }
    private var naiveLogSum: Double {
        zip(zip(powers, logits), labels).reduce(0) { $0 + log($1.0.0.reduce(0, +)) - Double($1.0.1[$1.1]) }
            / count
    }
    var overflowing: Fields { fields(naiveLoss, differences(of: naive).scaled(1 / count)) }
    var overflowingLogSum: Fields { fields(naiveLogSum, differences(of: naive).scaled(1 / count)) }
    var overflowingLoss: Fields { fields(naiveLoss) }
    var overflowingLogSumOnly: Fields { fields(naiveLogSum) }
    var overflowingGradient: Fields { fields(nil, differences(of: naive).scaled(1 / count)) }
}

extension [[Double]] {
    fileprivate func scaled(_ factor: Double) -> [[Double]] { map { $0.map { $0 * factor } } }
}

private func lossFields(_ loss: Float, _ gradient: [[Float]]) -> Fields {
    Fields(["loss": loss, "gradient": gradient])
}

private let meanOfBatch = "Divide by the number of examples, not of classes."
private let overflow = "exp(1000) is infinity: take the largest logit of a row off before the exponential."
private let logOfZero =
    "A probability can be 0 to a computer, and its logarithm is lost: work the loss out from the logits."

let losing = Exercise<any SentimentHomework>(
    "4.4", "Cross-entropy after softmax, and its gradient", sizes: 0...Batch.cases.count + 23, draws: 1,
    // Logits of 1000 are exact to 6e-5 in Float.
    tolerance: Tolerance(absolute: 1e-4, relative: 1e-4),
    hint: "Print p of one row: it adds up to 1. Compare a gradient with (loss(z + h) − loss(z − h)) / 2h.",
    input: { casesFirst(Batch.cases, number: $0, &$1, then: Batch.drawn) }, expected: \.right,
    answer: {
        let (loss, gradient) = try $0.softmaxCrossEntropy($1.logits, labels: $1.labels)
        return lossFields(loss, gradient)
    },
    mistakes: [
        Mistake("Loss and gradient are sums over the batch: take the mean.", \.sums),
        Mistake(
            "The gradient is that of the mean: divide it by the number of examples too.", \.summedGradient),
        Mistake("The loss is the sum over the batch: take the mean.", \.summedLoss),
        Mistake(meanOfBatch, \.overClasses), Mistake(meanOfBatch, \.overClassesInLoss),
        Mistake(meanOfBatch, \.overClassesInGradient), Mistake(meanOfBatch, \.overBoth),
        Mistake(meanOfBatch, \.overBothInGradient),
        Mistake("The gradient has the wrong sign: p − y.", \.turnedGradient),
        Mistake("The loss has the wrong sign: minus the logarithm.", \.turnedLoss),
        Mistake("Loss and gradient have the wrong sign: −ln p and p − y.", \.turned),
        Mistake("The gradient is p alone: take 1 off at the label.", \.withoutLabels),
        Mistake("The loss is −ln p, not 1 − p.", \.probabilitiesAsLoss),
        Mistake("That is the logarithm to the base 2: take the natural one.", \.dual),
        Mistake("p (1 − p) is too much: p − y is already the gradient by the logits.", \.withSlope),
        Mistake("That is the gradient by p: by the logits it is p − y.", \.byProbability),
        Mistake("The label counts, not the class with the largest logit.", \.bestInsteadOfLabel),
        Mistake(
            "The softmax runs over the wrong axis: the probabilities of an example add up to 1.", \.otherAxis),
        Mistake(overflow, \.overflowing), Mistake(overflow, \.overflowingLogSum),
        Mistake(overflow, \.overflowingLoss), Mistake(overflow, \.overflowingLogSumOnly),
        Mistake(overflow, \.overflowingGradient), Mistake(logOfZero, \.withLogOfZero),
    ]
        + [1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6].flatMap { little in
            [
                Mistake<Batch, Fields>(logOfZero) { $0.clamped(at: little) },
                Mistake<Batch, Fields>(logOfZero) { $0.raised(by: little) },
            ]
        })

// MARK: 4.6

private struct PaddedBatch {
    var outputs: [[[Float]]]
    var lengths: [Int]

    static let cases = [
        PaddedBatch(outputs: [[[1, 2], [3, 4], [9, 9]]], lengths: [2]),
        PaddedBatch(outputs: [[[3], [7]]], lengths: [0]),
        PaddedBatch(outputs: [], lengths: []),
        PaddedBatch(outputs: [[[1, -2], [5, 0]], [[4, 6], [8, -8]]], lengths: [1, 2]),
        PaddedBatch(outputs: [[[-4, 1, 2]], [[6, 0, -1]]], lengths: [1, 0]),
        PaddedBatch(outputs: [[[2], [4], [-7], [8]], [[-6], [-1], [0], [100]]], lengths: [4, 3]),
    ]

    static func drawn(size: Int, generator: inout RandomGenerator) -> PaddedBatch {
        let count = 1 + generator.integer(below: size + 1)
        let (steps, features) = (1 + generator.integer(below: size + 2), 1 + generator.integer(below: 4))
        let outputs = (0..<count).map { _ in
            (0..<steps).map { _ in (0..<features).map { _ in Float(generator.integer(below: 41) - 20) / 2 } }
        }
        return PaddedBatch(
            outputs: outputs, lengths: (0..<count).map { _ in generator.integer(below: steps + 1) })
    }

    var right: [[Float]] { means { $1 == 0 ? .zero : $0 / $1 } }
    var withoutNumber: [[Float]] { means { $0 / $1 } }
    var bySteps: [[Float]] { means { sum, _ in sum / Double(outputs[0].count) } }
    var sums: [[Float]] { means { sum, _ in sum } }
    var withPadding: [[Float]] {
        means(of: { steps, _ in steps[...] }) { sum, _ in sum / Double(outputs[0].count) }
    }
    var paddingOverLength: [[Float]] { means(of: { steps, _ in steps[...] }) { $1 == 0 ? 0 : $0 / $1 } }
    var paddingOverLengthWithoutNumber: [[Float]] { means(of: { steps, _ in steps[...] }) { $0 / $1 } }
    var byLongest: [[Float]] { means { sum, _ in sum / Double(max(1, lengths.max() ?? 1)) } }
    var oneMore: [[Float]] {
        means(of: { $0.prefix($1 + 1) }) { sum, length in sum / min(length + 1, Double(outputs[0].count)) }
    }
    var oneMoreOverLength: [[Float]] { means(of: { $0.prefix($1 + 1) }) { $1 == 0 ? 0 : $0 / $1 } }
    var oneMoreForNone: [[Float]] { means(of: { $0.prefix(max(1, $1)) }) { $0 / max(1, $1) } }
    var oneLess: [[Float]] { means(of: { $0.prefix(max(0, $1 - 1)) }) { $1 < 2 ? 0 : $0 / ($1 - 1) } }
    var oneLessOverLength: [[Float]] { means(of: { $0.prefix(max(0, $1 - 1)) }) { $1 == 0 ? 0 : $0 / $1 } }
    var fromBehind: [[Float]] { means(of: { $0.suffix($1) }) { $1 == 0 ? 0 : $0 / $1 } }
    var last: [[Float]] {
        zip(outputs, lengths).map { $1 == 0 ? [Float](repeating: 0, count: $0[0].count) : $0[$1 - 1] }
    }
    var firstLengthForAll: [[Float]] {
        var other = self
        other.lengths = lengths.map { _ in lengths[0] }
        return other.right
    }
    var largest: [[Float]] {
        zip(outputs, lengths).map { steps, length in
            steps[0].indices.map { feature in steps.prefix(length).map { $0[feature] }.max() ?? 0 }
        }
    }
    var overFeatures: [[Float]] {
        zip(outputs, lengths).map { $0.prefix($1).map { $0.reduce(0, +) / Float($0.count) } }
    }
    var withoutEmptyOnes: [[Float]] { zip(right, lengths).filter { $1 > 0 }.map(\.0) }

    private func means(_ mean: (_ sum: Double, _ length: Double) -> Double) -> [[Float]] {
        means(of: { $0.prefix($1) }, mean)
    }

    private func means(
        of part: ([[Float]], Int) -> ArraySlice<[Float]>, _ mean: (_ sum: Double, _ length: Double) -> Double
    ) -> [[Float]] {
        zip(outputs, lengths).map { steps, length in
            steps[0].indices.map { feature in
                Float(mean(part(steps, length).reduce(0.0) { $0 + Double($1[feature]) }, Double(length)))
            }
        }
    }
}

private let noNumber = "A review of length 0 divides 0 by 0: its vector is zeros."
private let paddingCounts = "The padding counts: add up only the first lengths[n] outputs."

let averaging = Exercise<any SentimentHomework>(
    "4.6", "The mean without the padding", sizes: 0...PaddedBatch.cases.count + 23, draws: 1,
    hint: "For each review: which outputs are added up, and by which number is the sum divided?",
    input: { casesFirst(PaddedBatch.cases, number: $0, &$1, then: PaddedBatch.drawn) }, expected: \.right,
    answer: { try $0.maskedMean($1.outputs, lengths: $1.lengths) },
    mistakes: [
        Mistake(noNumber, \.withoutNumber),
        Mistake("Divided by the number of all steps: divide by the review's length.", \.bySteps),
        Mistake("These are the sums: divide by the lengths.", \.sums), Mistake(paddingCounts, \.withPadding),
        Mistake(paddingCounts, \.paddingOverLength),
        Mistake(paddingCounts, \.paddingOverLengthWithoutNumber),
        Mistake("Divided by the longest length: each review has its own.", \.byLongest),
        Mistake("One output too many: the last that counts is at length − 1.", \.oneMore),
        Mistake("One output too many: the last that counts is at length − 1.", \.oneMoreOverLength),
        Mistake("A review of length 0 has no output that counts: its vector is zeros.", \.oneMoreForNone),
        Mistake("One output too few: the output at length − 1 counts too.", \.oneLess),
        Mistake("One output too few: the output at length − 1 counts too.", \.oneLessOverLength),
        Mistake("The padding is at the end: the first outputs count.", \.fromBehind),
        Mistake("That is the last output of each review: take the mean of all.", \.last),
        Mistake("Each review has a length of its own, not that of the first.", \.firstLengthForAll),
        Mistake("That is the largest of each feature: take the mean.", \.largest),
        Mistake(
            "The mean runs over the features: it is over the tokens, one number a feature.", \.overFeatures),
        Mistake("A review of length 0 has a vector too: zeros.", \.withoutEmptyOnes),
    ])
