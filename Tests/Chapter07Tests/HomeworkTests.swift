import Chapter07Homework
import Foundation
import Grading
import Testing

private func transposed(_ rows: [[Float]]) -> [[Float]] { rows[0].indices.map { c in rows.map { $0[c] } } }

private struct DividesByChannels: StyleHomework {
    func gram(_ features: [[Float]]) throws -> [[Float]] {
        let ratio = Float(features[0].count) / Float(features.count)
        return try Solution().gram(features).map { $0.map { $0 * ratio } }
    }
}

private struct ComparesPlaces: StyleHomework {
    func gram(_ features: [[Float]]) throws -> [[Float]] { try Solution().gram(transposed(features)) }
}

private struct WeighsInside: StyleHomework {
    func styleLoss(picture: [[[Float]]], style: [[[Float]]], weights: [Float]) throws -> Float {
        try Solution().styleLoss(picture: picture, style: style, weights: weights.map { $0 * $0 })
    }
}

private struct DoesNotNormalize: StyleHomework {
    func styleLoss(picture: [[[Float]]], style: [[[Float]]], weights: [Float]) throws -> Float {
        let energies = try style.map { try Solution().gram($0).joined().reduce(0) { $0 + $1 * $1 } }
        return try Solution().styleLoss(
            picture: picture, style: style, weights: zip(weights, energies).map { $0 * $1 })
    }
}

private struct ComparesFeatures: StyleHomework {
    func styleLoss(picture: [[[Float]]], style: [[[Float]]], weights: [Float]) throws -> Float {
        var loss: Float = 0
        for (layer, weight) in weights.enumerated() {
            let (a, b) = (Array(picture[layer].joined()), Array(style[layer].joined()))
            let distance = zip(a, b).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            loss += weight * distance / b.reduce(0) { $0 + $1 * $1 }
        }
        return loss
    }
}

private struct Wraps: StyleHomework {
    func totalVariation(_ picture: [[Float]]) throws -> Float {
        let (rows, columns) = (picture.count, picture[0].count)
        var sum: Float = 0
        for i in 0..<rows {
            for j in 0..<columns {
                sum += abs(picture[i][(j + 1) % columns] - picture[i][j])
                sum += abs(picture[(i + 1) % rows][j] - picture[i][j])
            }
        }
        return sum / Float(rows * columns)
    }
}

private struct OneDirection: StyleHomework {
    func totalVariation(_ picture: [[Float]]) throws -> Float {
        let differences = picture.flatMap { row in zip(row, row.dropFirst()).map { abs($1 - $0) } }
        return differences.isEmpty ? 0 : differences.reduce(0, +) / Float(differences.count)
    }
}

private struct Sums: StyleHomework {
    func totalVariation(_ picture: [[Float]]) throws -> Float {
        let across = picture.flatMap { row in zip(row, row.dropFirst()).map { abs($1 - $0) } }
        let down = zip(picture, picture.dropFirst()).flatMap { zip($0, $1).map { abs($1 - $0) } }
        return (across + down).reduce(0, +)
    }
}

/// A distance with a choice of steps left out.
private func distance(
    _ a: [[Float]], _ b: [[Float]], _ directions: [[Float]], sorts: Bool = true, unit: Bool = true,
    resamples: Bool = true
) -> Float {
    var (sum, count): (Float, Int) = (0, 0)
    for direction in directions {
        let length = unit ? direction.reduce(0) { $0 + $1 * $1 }.squareRoot() : 1
        func projected(_ patches: [[Float]]) -> [Float] {
            let all = patches.map { zip($0, direction).reduce(0) { $0 + $1.0 * $1.1 } / length }
            return sorts ? all.sorted() : all
        }
        let (own, other) = (projected(a), projected(b))
        for i in own.indices {
            let rank = resamples ? (2 * i + 1) * other.count / (2 * own.count) : i
            guard rank < other.count else { continue }
            sum += abs(own[i] - other[rank])
            count += 1
        }
    }
    return sum / Float(count)
}

private struct DoesNotSort: StyleHomework {
    func slicedWasserstein(_ a: [[Float]], _ b: [[Float]], directions: [[Float]]) throws -> Float {
        distance(a, b, directions, sorts: false)
    }
}

private struct LongDirections: StyleHomework {
    func slicedWasserstein(_ a: [[Float]], _ b: [[Float]], directions: [[Float]]) throws -> Float {
        distance(a, b, directions, unit: false)
    }
}

private struct DoesNotResample: StyleHomework {
    func slicedWasserstein(_ a: [[Float]], _ b: [[Float]], directions: [[Float]]) throws -> Float {
        distance(a, b, directions, resamples: false)
    }
}

/// The mean and the variance of each channel.
private func statistics(_ pixels: [[Float]]) -> [(mean: Float, variance: Float)] {
    transposed(pixels).map { channel in
        let mean = channel.reduce(0, +) / Float(channel.count)
        return (mean, channel.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(channel.count))
    }
}

private struct ChannelByChannel: StyleHomework {
    func matchColors(content: [[Float]], style: [[Float]]) throws -> [[Float]] {
        let (own, other) = (statistics(content), statistics(style))
        return content.map { pixel in
            pixel.indices.map {
                (pixel[$0] - own[$0].mean) * (other[$0].variance / own[$0].variance).squareRoot()
                    + other[$0].mean
            }
        }
    }
}

private struct Variances: StyleHomework {
    func matchColors(content: [[Float]], style: [[Float]]) throws -> [[Float]] {
        let (own, other) = (statistics(content), statistics(style))
        return content.map { pixel in
            pixel.indices.map {
                (pixel[$0] - own[$0].mean) * other[$0].variance / own[$0].variance + other[$0].mean
            }
        }
    }
}

private struct CutsFirst: StyleHomework {
    func step(picture: [Float], weights: [[Float]], target: [Float], learningRate: Float) throws -> [Float] {
        let gradient = gradient(picture, weights, target)
        return zip(picture, gradient).map { min(1, max(0, $0)) - learningRate * $1 }
    }
}

private struct MovesTheWeights: StyleHomework {
    func step(picture: [Float], weights: [[Float]], target: [Float], learningRate: Float) throws -> [Float] {
        let errors = zip(weights, target).map { row, t in zip(row, picture).reduce(-t) { $0 + $1.0 * $1.1 } }
        return picture.map { min(1, max(0, $0 - learningRate * 2 * errors.reduce(0, +) * $0)) }
    }
}

private struct LosesTheGradient: StyleHomework {
    func step(picture: [Float], weights: [[Float]], target: [Float], learningRate: Float) throws -> [Float] {
        picture.map { min(1, max(0, $0)) }
    }
}

private func gradient(_ picture: [Float], _ weights: [[Float]], _ target: [Float]) -> [Float] {
    let errors = zip(weights, target).map { row, t in zip(row, picture).reduce(-t) { $0 + $1.0 * $1.1 } }
    return picture.indices.map { p in 2 * zip(weights, errors).reduce(0) { $0 + $1.0[p] * $1.1 } }
}

@Suite struct StyleHomeworkTests {
    @Test func solutionStarterAndMutantsAreToldApart() {
        let homework = styleHomework
        let mutants = [
            homework.mutant(DividesByChannels(), fails: "7.1", hint: "not of channels"),
            homework.mutant(ComparesPlaces(), fails: "7.1", hint: "where is the transpose"),
            homework.mutant(WeighsInside(), fails: "7.2", hint: "inside of the square"),
            homework.mutant(DoesNotNormalize(), fails: "7.2", hint: "drowns out"),
            homework.mutant(ComparesFeatures(), fails: "7.2", hint: "Features are compared"),
            homework.mutant(Wraps(), fails: "7.3", hint: "do not wrap around"),
            homework.mutant(OneDirection(), fails: "7.3", hint: "lower ones are missing"),
            homework.mutant(Sums(), fails: "7.3", hint: "That is the sum"),
            homework.mutant(DoesNotSort(), fails: "7.4", hint: "Nothing is sorted"),
            homework.mutant(LongDirections(), fails: "7.4", hint: "length 1 first"),
            homework.mutant(DoesNotResample(), fails: "7.4", hint: "not to rank i"),
            homework.mutant(ChannelByChannel(), fails: "7.5", hint: "matched for itself"),
            homework.mutant(Variances(), fails: "7.5", hint: "ratio of the variances"),
            homework.mutant(CutsFirst(), fails: "7.6", hint: "cut before the step"),
            homework.mutant(MovesTheWeights(), fails: "7.6", hint: "gradient of the weights"),
            homework.mutant(LosesTheGradient(), fails: "7.6", hint: "does not move"),
        ]
        let faults = homework.faults(
            starter: Starter(), solution: Solution(), mutants: mutants + paintedMutants + lossMutants,
            alternatives: otherPaintedAnswers)
        #expect(faults == [], "\(faults.joined(separator: "\n"))")
    }

    @Test func theExamplesOfTheTasksAreTrue() throws {
        let solution = Solution()
        #expect(try solution.gram([[1, 0], [2, 4]]) == [[0.5, 1], [1, 10]])
        #expect(try solution.styleLoss(picture: [[[2]]], style: [[[1]]], weights: [3]) == 27)
        #expect(try solution.totalVariation([[0, 1], [0, 3]]) == 3)
        #expect(
            try solution.slicedWasserstein([[0, 1], [0, 3]], [[5, 4], [5, 1]], directions: [[0, 2]]) == 0.5)
        let moved = try solution.step(
            picture: [0.5, 0.9], weights: [[1, 1]], target: [1], learningRate: 0.5)
        #expect(zip(moved, [0.1, 0.5]).allSatisfy { abs($0 - $1) < 1e-6 })
        let pixels = try solution.painted(content: [[0], [1]], style: [[5], [3]])
        #expect(abs(pixels[0][0] - 3) < 0.01 && abs(pixels[1][0] - 5) < 0.01)
        let loss = try solution.mendedLoss(content: 1, grams: [[3]], targets: [[1]], weights: [10])
        #expect(loss == (5, 41))
        #expect(lossAsItStands(1, [[3]], [[1]], [10]) == 401)
    }

    @Test func theMatchedColorsHaveTheMeanAndTheCovarianceOfTheStyle() throws {
        let content: [[Float]] = [
            [0, 0.2, 0.9], [1, 0.4, 0.1], [0.3, 0.8, 0.4], [0.6, 0.1, 0.7], [0.9, 0.9, 0.5],
        ]
        let style: [[Float]] = [[0.1, 0.5, 0.2], [0.4, 0.3, 0.8], [0.2, 0.6, 0.6], [0.9, 0.9, 0.3]]
        let (result, aim) = (
            statistics(try Solution().matchColors(content: content, style: style)), statistics(style)
        )
        for (own, other) in zip(result, aim) {
            #expect(abs(own.mean - other.mean) < 1e-4 && abs(own.variance - other.variance) < 1e-4)
        }
    }
}
