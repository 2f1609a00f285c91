import Chapter14Homework
import Foundation
import Grading
import Testing

/// Classes of nodes.
private struct Classes: GraphHomework {
    let answer: @Sendable (_ neighbours: [[Int]], _ features: [[Float]], _ labels: [Int?]) throws -> [Int]
    func trainedClasses(neighbours: [[Int]], features: [[Float]], labels: [Int?]) throws -> [Int] {
        try answer(neighbours, features, labels)
    }

    static func mixed(_ neighbours: [[Int]], _ features: [[Float]]) -> [[Float]] {
        features.indices.map { node in
            let near = [node] + neighbours[node]
            return features[node].indices.map { j in
                near.reduce(0) { $0 + features[$1][j] } / Float(near.count)
            }
        }
    }
}

/// Frames that are told by others.
private struct Nearest: GraphHomework {
    var line = 4
    let isAsked: @Sendable (_ i: Int, _ j: Int, _ clips: [Int]) -> Bool
    func mendedAccuracy(
        positions: [Float], clips: [Int], actions: [Int]
    ) throws -> (line: Int, accuracy: Float) {
        let isRight = positions.indices.map { i in
            let others = positions.indices.filter { isAsked(i, $0, clips) }
            let best = others.min { abs(positions[$0] - positions[i]) < abs(positions[$1] - positions[i]) }
            return best.map { actions[$0] == actions[i] } ?? false
        }
        return (line, Float(isRight.count { $0 }) / Float(isRight.count))
    }
}

/// Wrong answers to the tasks of training and of the book's fault.
let trainingMutants: [Mutant<any GraphHomework>] = [
    graphHomework.mutant(Classes { _, _, labels in labels.map { _ in 0 } }, fails: "14.9", hint: "one class"),
    graphHomework.mutant(
        Classes { _, _, labels in labels.compactMap { $0 } }, fails: "14.9", hint: "for each node"),
    // Features without edges.
    graphHomework.mutant(
        Classes { neighbours, features, labels in
            try Solution().trainedClasses(
                neighbours: neighbours.map { _ in [] }, features: features, labels: labels)
        }, fails: "14.9", hint: "of a node alone"),
    // Edges without features.
    graphHomework.mutant(
        Classes { neighbours, _, labels in
            var known = labels
            for _ in known.indices {
                for node in known.indices where known[node] == nil {
                    known[node] = neighbours[node].compactMap { known[$0] }.first
                }
            }
            return known.map { $0 ?? 0 }
        }, fails: "14.9", hint: "do not reach"),
    // Only what stands in the labels.
    graphHomework.mutant(
        Classes { neighbours, _, labels in
            labels.indices.map { node in
                labels[node] ?? neighbours[node].compactMap { labels[$0] }.first ?? 0
            }
        }, fails: "14.9"),
    graphHomework.mutant(Nearest { i, j, _ in i != j }, fails: "14.10", hint: "as it stands"),
    graphHomework.mutant(
        Nearest(line: 6) { i, j, clips in clips[i] != clips[j] }, fails: "14.10", hint: "the line is not"),
    graphHomework.mutant(Nearest(line: 10) { i, j, clips in clips[i] != clips[j] }, fails: "14.10"),
    graphHomework.mutant(Nearest { i, j, _ in abs(i - j) > 1 }, fails: "14.10", hint: "before and after"),
    graphHomework.mutant(Nearest { i, j, clips in clips[i] < clips[j] }, fails: "14.10"),
    graphHomework.mutant(Nearest { i, j, clips in clips[i] == clips[j] && i != j }, fails: "14.10"),
]

/// Right answers by other ways.
let otherTrainingAnswers: [Alternative<any GraphHomework>] = [
    // A softmax by gradient descent.
    graphHomework.alternative(
        Classes { neighbours, features, labels in
            let rows = Classes.mixed(neighbours, Classes.mixed(neighbours, features)).map { $0 + [1] }
            let classes = Set(labels.compactMap { $0 }).sorted()
            var weight = classes.map { _ in rows[0].map { _ in Float(0) } }
            func shares(_ row: [Float]) -> [Float] {
                let logits = weight.map { zip($0, row).reduce(0) { $0 + $1.0 * $1.1 } }
                let all = logits.map { exp($0 - (logits.max() ?? 0)) }
                return all.map { $0 / all.reduce(0, +) }
            }
            for _ in 0..<200 {
                for node in rows.indices {
                    guard let label = labels[node] else { continue }
                    for (index, share) in shares(rows[node]).enumerated() {
                        let error = share - (classes[index] == label ? 1 : 0)
                        for j in rows[node].indices { weight[index][j] -= 0.05 * error * rows[node][j] }
                    }
                }
            }
            return rows.map { row in
                let shares = shares(row)
                return classes[shares.indices.max { shares[$0] < shares[$1] } ?? 0]
            }
        }, passes: "14.9"),
    // Mixed three times.
    graphHomework.alternative(
        Classes { neighbours, features, labels in
            try Solution().trainedClasses(
                neighbours: neighbours, features: Classes.mixed(neighbours, features), labels: labels)
        }, passes: "14.9"),
    graphHomework.alternative(Nearest { i, j, clips in clips[i] != clips[j] }, passes: "14.10"),
]

@Suite struct TrainingExampleTests {
    @Test func theExamplesOfTheTasksAreTrue() throws {
        #expect(
            try Solution().trainedClasses(
                neighbours: [[1], [0], [3], [2]], features: [[1], [1], [-1], [-1]], labels: [0, nil, 1, nil])
                == [0, 0, 1, 1])
        let answer = try Solution().mendedAccuracy(
            positions: [1, 1.5, 4, 4.5, 2], clips: [0, 0, 1, 1, 2], actions: [0, 0, 1, 1, 1])
        #expect(answer.line == 4 && abs(answer.accuracy - 0.4) < 1e-6)
    }
}
