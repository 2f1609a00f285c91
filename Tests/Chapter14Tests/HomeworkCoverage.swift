import Chapter14Homework
import Foundation
import Grading
import Testing

// What a wrong answer does not do itself is done rightly.
extension GraphHomework {
    func normalizedAdjacency(_ neighbours: [[Int]]) throws -> [[Float]] {
        try Solution().normalizedAdjacency(neighbours)
    }
    func convolved(_ adjacency: [[Float]], _ features: [[Float]], _ weight: [[Float]]) throws -> [[Float]] {
        try Solution().convolved(adjacency, features, weight)
    }
    func propagated(
        _ spread: [[Float]], known: [[Float]], neighbours: [[Int]], alpha: Float
    ) throws -> [[Float]] {
        try Solution().propagated(spread, known: known, neighbours: neighbours, alpha: alpha)
    }
    func areaUnderCurve(present: [Float], absent: [Float]) throws -> Float {
        try Solution().areaUnderCurve(present: present, absent: absent)
    }
    func clustering(_ neighbours: [[Int]]) throws -> [Float] { try Solution().clustering(neighbours) }
    func linkLoss(embeddings: [[Float]], present: [[Int]], absent: [[Int]]) throws -> Float {
        try Solution().linkLoss(embeddings: embeddings, present: present, absent: absent)
    }
    func labelledLoss(_ logits: [[Float]], labels: [Int], isLabelled: [Bool]) throws -> Float {
        try Solution().labelledLoss(logits, labels: labels, isLabelled: isLabelled)
    }
    func overJointsAndTime(
        _ clips: [[[Float]]], adjacency: [[Float]], kernel: [Float]
    ) throws -> [[[Float]]] {
        try Solution().overJointsAndTime(clips, adjacency: adjacency, kernel: kernel)
    }
    func trainedClasses(neighbours: [[Int]], features: [[Float]], labels: [Int?]) throws -> [Int] {
        try Solution().trainedClasses(neighbours: neighbours, features: features, labels: labels)
    }
    func mendedAccuracy(
        positions: [Float], clips: [Int], actions: [Int]
    ) throws -> (line: Int, accuracy: Float) {
        try Solution().mendedAccuracy(positions: positions, clips: clips, actions: actions)
    }
}

private struct LinkLoss: GraphHomework {
    /// The loss from the logits of both lists.
    let answer: @Sendable (_ present: [Float], _ absent: [Float]) -> Float
    func linkLoss(embeddings: [[Float]], present: [[Int]], absent: [[Int]]) throws -> Float {
        func logits(_ pairs: [[Int]]) -> [Float] {
            pairs.map { zip(embeddings[$0[0]], embeddings[$0[1]]).reduce(0) { $0 + $1.0 * $1.1 } }
        }
        return answer(logits(present), logits(absent))
    }
}

private struct NodeLoss: GraphHomework {
    /// The loss from −ln P of the label of each node.
    let answer: @Sendable (_ losses: [Float], _ isLabelled: [Bool]) -> Float
    func labelledLoss(_ logits: [[Float]], labels: [Int], isLabelled: [Bool]) throws -> Float {
        let losses = zip(logits, labels).map { row, label in
            Float(log(row.reduce(0.0) { $0 + exp(Double($1) - Double(row[label])) }))
        }
        return answer(losses, isLabelled)
    }
}

private struct OverTime: GraphHomework {
    /// The frame that a weight of the kernel sees, or nil for 0.
    let frame: @Sendable (_ t: Int, _ k: Int, _ kernel: Int, _ frames: Int) -> Int?
    func overJointsAndTime(
        _ clips: [[[Float]]], adjacency: [[Float]], kernel: [Float]
    ) throws -> [[[Float]]] {
        clips.map { clip in
            clip.indices.map { t in
                adjacency.map { row in
                    var sum: Float = 0
                    for k in kernel.indices {
                        guard let frame = frame(t, k, kernel.count, clip.count) else { continue }
                        for (i, weight) in row.enumerated() { sum += kernel[k] * weight * clip[frame][i] }
                    }
                    return sum
                }
            }
        }
    }
}

private func mean(_ values: [Float]) -> Float { values.reduce(0, +) / Float(values.count) }

private func softplus(_ x: Float) -> Float { max(x, 0) + log1p(exp(-abs(x))) }

private func inside(_ frame: Int, _ frames: Int) -> Int? { (0..<frames).contains(frame) ? frame : nil }

/// Wrong answers to the tasks of losses and time.
let lossMutants: [Mutant<any GraphHomework>] = [
    graphHomework.mutant(
        LinkLoss { mean($0.map { softplus(-$0) } + $1.map { softplus($0) }) }, fails: "14.6",
        hint: "a mean each"),
    graphHomework.mutant(
        LinkLoss { present, _ in mean(present.map { softplus(-$0) }) }, fails: "14.6",
        hint: "absent links are missing"),
    graphHomework.mutant(
        LinkLoss {
            mean($0.map { -log(1 / (1 + exp(-$0)) + 1e-7) })
                + mean($1.map { -log(1 - 1 / (1 + exp(-$0)) + 1e-7) })
        },
        fails: "14.6"),
    graphHomework.mutant(NodeLoss { losses, _ in mean(losses) }, fails: "14.7", hint: "must not be seen"),
    graphHomework.mutant(
        NodeLoss { losses, isLabelled in mean(zip(losses, isLabelled).map { $1 ? $0 : 0 }) }, fails: "14.7",
        hint: "divided by the number of all"),
    graphHomework.mutant(
        NodeLoss { losses, isLabelled in mean(Array(losses.prefix(isLabelled.count { $0 }))) }, fails: "14.7",
        hint: "not the first"),
    graphHomework.mutant(
        OverTime { t, k, kernel, frames in inside(t + kernel / 2 - k, frames) }, fails: "14.8",
        hint: "turned round"),
    graphHomework.mutant(
        OverTime { t, k, kernel, frames in min(frames - 1, max(0, t + k - kernel / 2)) }, fails: "14.8",
        hint: "not the nearest"),
    graphHomework.mutant(
        OverTime { t, k, kernel, frames in k <= 2 ? inside(t + k - min(3, kernel) / 2, frames) : nil },
        fails: "14.8"),
]

/// Right answers by other ways.
let otherLossAnswers: [Alternative<any GraphHomework>] = [
    graphHomework.alternative(
        LinkLoss { present, absent in
            let a = present.map { log(1 + exp(-Double($0))) }.reduce(0, +) / Double(present.count)
            return Float(a + absent.map { log(1 + exp(Double($0))) }.reduce(0, +) / Double(absent.count))
        }, passes: "14.6"),
    graphHomework.alternative(
        NodeLoss { losses, isLabelled in
            zip(losses, isLabelled).reversed().reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
                / Float(isLabelled.count { $0 })
        }, passes: "14.7"),
    graphHomework.alternative(
        OverTime { t, k, kernel, frames in inside(t + k - kernel / 2, frames) }, passes: "14.8"),
]

@Suite struct HomeworkExampleTests {
    @Test func theExamplesOfTheTasksAreTrue() throws {
        let solution = Solution()
        let loss = try solution.linkLoss(embeddings: [[1], [0]], present: [[0, 1]], absent: [[1, 1]])
        #expect(abs(loss - 2 * log(2)) < 1e-6)
        let labelled = try solution.labelledLoss(
            [[0, 0], [5, 0]], labels: [1, 1], isLabelled: [true, false])
        #expect(abs(labelled - log(2)) < 1e-6)
        #expect(
            try solution.overJointsAndTime([[[1], [2]]], adjacency: [[1]], kernel: [1, 10, 100])
                == [[[210], [21]]])
    }
}
