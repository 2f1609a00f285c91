import Chapter05Homework
import Foundation
import Grading
import TensorCore
import Testing

private struct Distills: ConvolutionHomework {
    let answer: @Sendable ([[Float]], [[Float]], [Int], _ temperature: Float, _ weight: Float) -> Float
    func distillationLoss(
        _ student: [[Float]], teacher: [[Float]], labels: [Int], temperature: Float, weight: Float
    ) throws -> Float { answer(student, teacher, labels, temperature, weight) }
}

private struct Prunes: ConvolutionHomework {
    let answer: @Sendable ([[Float]], Int) -> [[Float]]
    func pruned(_ layers: [[Float]], count: Int) throws -> [[Float]] { answer(layers, count) }
}

private struct Quantizes: ConvolutionHomework {
    let answer: @Sendable ([[Float]]) -> [[Float]]
    func quantizedAndBack(_ weights: [[Float]]) throws -> [[Float]] { answer(weights) }
}

private func logSoftmax(_ row: [Float], _ temperature: Float) -> [Double] {
    let scaled = row.map { Double($0) / Double(temperature) }
    let total = log(scaled.reduce(0) { $0 + exp($1 - (scaled.max() ?? 0)) })
    return scaled.map { $0 - (scaled.max() ?? 0) - total }
}

/// The loss of distillation, with a factor before the divergence and temperatures of its two softmaxes.
private func distilled(
    _ student: [[Float]], _ teacher: [[Float]], _ labels: [Int], _ weight: Float, factor: Float,
    _ ofTeacher: Float, _ ofStudent: Float, turned: Bool = false
) -> Float {
    let losses = labels.indices.map { row in
        let (t, p) = (logSoftmax(teacher[row], ofTeacher), logSoftmax(student[row], ofStudent))
        let pairs = turned ? zip(p, t) : zip(t, p)
        let divergence = pairs.reduce(0) { $0 + exp($1.0) * ($1.0 - $1.1) }
        let onLabel = -logSoftmax(student[row], 1)[labels[row]]
        return Double(1 - weight) * onLabel + Double(weight * factor) * divergence
    }
    return Float(losses.reduce(0, +) / Double(labels.count))
}

private func quantized(
    _ weights: [[Float]], by largest: ([Float]) -> Float, _ rule: FloatingPointRoundingRule = .toNearestOrEven
) -> [[Float]] {
    weights.map { row in
        let step = largest(row) / 127
        return row.map { step == 0 ? $0 : ($0 / step).rounded(rule) * step }
    }
}

private func magnitude(_ row: [Float]) -> Float { row.map(\.magnitude).max() ?? 0 }

/// Wrong answers to the tasks on smaller networks.
let smallerMutants: [Mutant<any ConvolutionHomework>] = [
    convolutionHomework.mutant(
        Distills { distilled($0, $1, $2, $4, factor: 1, $3, $3) }, fails: "5.12", hint: "factor T² is missing"
    ),
    convolutionHomework.mutant(
        Distills { distilled($0, $1, $2, $4, factor: $3, $3, $3) }, fails: "5.12", hint: "T², not T"),
    convolutionHomework.mutant(
        Distills { distilled($0, $1, $2, $4, factor: $3 * $3, 1, 1) }, fails: "5.12",
        hint: "not divided by the temperature"),
    convolutionHomework.mutant(
        Distills { distilled($0, $1, $2, $4, factor: $3 * $3, $3, 1) }, fails: "5.12",
        hint: "the student's too"),
    convolutionHomework.mutant(
        Distills { distilled($0, $1, $2, $4, factor: $3 * $3, $3, $3, turned: true) }, fails: "5.12",
        hint: "turned round"),
    convolutionHomework.mutant(
        Distills { distilled($0, $1, $2, 1 - $4, factor: $3 * $3, $3, $3) }, fails: "5.12", hint: "swapped"),
    convolutionHomework.mutant(
        Prunes { layers, count in
            let threshold = layers.joined().sorted().dropFirst(count).first ?? .infinity
            return layers.map { $0.map { $0 < threshold ? 0 : $0 } }
        }, fails: "5.13"),
    convolutionHomework.mutant(
        Prunes { layers, count in
            layers.map { (try? Solution().pruned([$0], count: count))?[0] ?? [] }
        }, fails: "5.13", hint: "Every layer loses `count`"),
    convolutionHomework.mutant(
        Prunes { layers, count in
            let sizes = layers.joined().map(\.magnitude).sorted()
            return layers.map { $0.map { count > 0 && $0.magnitude <= sizes[count - 1] ? 0 : $0 } }
        }, fails: "5.13", hint: "exactly `count`"),
    convolutionHomework.mutant(
        Quantizes { weights in
            let all = weights.map(magnitude).max() ?? 0
            return quantized(weights) { _ in all }
        }, fails: "5.14", hint: "One scale for all rows"),
    convolutionHomework.mutant(
        Quantizes { quantized($0, by: magnitude, .towardZero) }, fails: "5.14", hint: "cut off"),
    convolutionHomework.mutant(
        Quantizes { quantized($0) { max(0, $0.max() ?? 0) } }, fails: "5.14", hint: "largest magnitude"),
]

/// Right answers by other ways.
let otherSmallerAnswers: [Alternative<any ConvolutionHomework>] = [
    convolutionHomework.alternative(
        Distills { distilled($0, $1, $2, $4, factor: $3 * $3, $3, $3) }, passes: "5.12"),
    convolutionHomework.alternative(
        Prunes { layers, count in
            // One after the other, always the smallest of those that are left.
            var (result, left) = (layers, layers.map { $0.map { $0.magnitude } })
            for _ in 0..<count {
                let smallest = left.joined().min() ?? 0
                guard let layer = left.firstIndex(where: { $0.contains(smallest) }),
                    let place = left[layer].firstIndex(of: smallest)
                else { break }
                (result[layer][place], left[layer][place]) = (0, .infinity)
            }
            return result
        }, passes: "5.13"),
    convolutionHomework.alternative(
        Quantizes { weights in
            weights.map { row in
                let step = Double(magnitude(row)) / 127
                return row.map { step == 0 ? 0 : Float((Double($0) / step).rounded() * step) }
            }
        }, passes: "5.14"),
]

@Suite struct SmallerExampleTests {
    @Test func theExamplesOfTheTasksAreTrue() throws {
        let solution = Solution()
        let loss = try solution.distillationLoss(
            [[1, 0]], teacher: [[2, 0]], labels: [0], temperature: 2, weight: 0.5)
        #expect(abs(loss - 0.2093) < 1e-4)
        #expect(try solution.pruned([[1, -8, 3], [-2, 5]], count: 2) == [[0, -8, 3], [0, 5]])
        #expect(try solution.quantizedAndBack([[127, -63.25, 0]]) == [[127, -63, 0]])
    }
}
