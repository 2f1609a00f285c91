import Chapter05Homework
import Foundation
import Grading
import TensorCore
import Testing

// What a wrong answer does not do itself is done rightly.
extension ConvolutionHomework {
    func outputHeight(_ height: Int, kernel: Int, padding: Int, stride: Int) throws -> Int {
        try Solution().outputHeight(height, kernel: kernel, padding: padding, stride: stride)
    }
    func convolution(
        _ picture: [[Float]], _ kernel: [[Float]], bias: Float, padding: Int
    ) throws -> [[Float]] {
        try Solution().convolution(picture, kernel, bias: bias, padding: padding)
    }
    func maxPooled(_ picture: [[Float]]) throws -> [[Float]] { try Solution().maxPooled(picture) }
    func kernelGradient(_ picture: [[Float]], upstream: [[Float]]) throws -> [[Float]] {
        try Solution().kernelGradient(picture, upstream: upstream)
    }
    func pictureGradient(_ kernel: [[Float]], upstream: [[Float]]) throws -> [[Float]] {
        try Solution().pictureGradient(kernel, upstream: upstream)
    }
    func maxPoolGradient(_ pictures: [[[Float]]], upstream: [[[Float]]]) throws -> [[[Float]]] {
        try Solution().maxPoolGradient(pictures, upstream: upstream)
    }
    func convolution(
        channels picture: [[[Float]]], kernels: [[[[Float]]]], biases: [Float]
    ) throws -> [[[Float]]] {
        try Solution().convolution(channels: picture, kernels: kernels, biases: biases)
    }
    func dropout(
        _ x: [[Float]], kept: [[Bool]], probability: Float, isTraining: Bool
    ) throws -> [[Float]] {
        try Solution().dropout(x, kept: kept, probability: probability, isTraining: isTraining)
    }
    func crossEntropy(_ logits: [[Float]], labels: [Int]) throws -> Float {
        try Solution().crossEntropy(logits, labels: labels)
    }
    func parameterCount(_ layers: [NetworkLayer]) throws -> Int { try Solution().parameterCount(layers) }
}

extension ConvolutionHomework {
    func mendedAccuracy(_ logits: [[Float]], labels: [Int]) throws -> (line: Int, accuracy: Float) {
        try Solution().mendedAccuracy(logits, labels: labels)
    }
}

extension ConvolutionHomework {
    func distillationLoss(
        _ student: [[Float]], teacher: [[Float]], labels: [Int], temperature: Float, weight: Float
    ) throws -> Float {
        try Solution().distillationLoss(
            student, teacher: teacher, labels: labels, temperature: temperature, weight: weight)
    }
    func pruned(_ layers: [[Float]], count: Int) throws -> [[Float]] {
        try Solution().pruned(layers, count: count)
    }
    func quantizedAndBack(_ weights: [[Float]]) throws -> [[Float]] {
        try Solution().quantizedAndBack(weights)
    }
}

private struct MendedAccuracy: ConvolutionHomework {
    let line: Int
    /// The probabilities of all rows.
    let probabilities: @Sendable ([[Float]]) -> [[Float]]
    func mendedAccuracy(_ logits: [[Float]], labels: [Int]) throws -> (line: Int, accuracy: Float) {
        let rows = probabilities(logits)
        let right = labels.indices.count { rows[$0].firstIndex(of: rows[$0].max() ?? 0) == labels[$0] }
        return (line, Float(right) / Float(labels.count))
    }
}

/// The softmax over the batch, as in the book.
private func overBatch(_ logits: [[Float]]) -> [[Float]] {
    let totals = logits[0].indices.map { column in logits.reduce(0) { $0 + exp($1[column]) } }
    return logits.map { zip($0, totals).map { exp($0) / $1 } }
}

private struct PoolBack: ConvolutionHomework {
    let answer: @Sendable ([[[Float]]], [[[Float]]]) -> [[[Float]]]
    func maxPoolGradient(_ pictures: [[[Float]]], upstream: [[[Float]]]) throws -> [[[Float]]] {
        answer(pictures, upstream)
    }
}

private struct Channels: ConvolutionHomework {
    let answer: @Sendable ([[[Float]]], [[[[Float]]]], [Float]) -> [[[Float]]]
    func convolution(
        channels picture: [[[Float]]], kernels: [[[[Float]]]], biases: [Float]
    ) throws -> [[[Float]]] { answer(picture, kernels, biases) }
}

private struct Drop: ConvolutionHomework {
    let answer: @Sendable (_ x: Float, _ isKept: Bool, _ p: Float, _ isTraining: Bool) -> Float
    func dropout(
        _ x: [[Float]], kept: [[Bool]], probability: Float, isTraining: Bool
    ) throws -> [[Float]] {
        zip(x, kept).map { zip($0, $1).map { answer($0, $1, probability, isTraining) } }
    }
}

private struct Entropy: ConvolutionHomework {
    let answer: @Sendable ([[Float]], [Int]) -> Float
    func crossEntropy(_ logits: [[Float]], labels: [Int]) throws -> Float { answer(logits, labels) }
}

private struct Count: ConvolutionHomework {
    let answer: @Sendable (NetworkLayer) -> Int
    func parameterCount(_ layers: [NetworkLayer]) throws -> Int { layers.map(answer).reduce(0, +) }
}

/// Gradients of pooling where `isChosen` tells which of a window's numbers get it.
private func pooledBack(
    _ pictures: [[[Float]]], _ upstream: [[[Float]]], _ isChosen: (_ value: Float, _ window: [Float]) -> Bool
) -> [[[Float]]] {
    pictures.indices.map { n in
        pictures[n].indices.map { y in
            pictures[n][y].indices.map { x in
                guard y / 2 < upstream[n].count, x / 2 < upstream[n][0].count else { return 0 }
                let rows = pictures[n][(y / 2 * 2)...(y / 2 * 2 + 1)]
                let window = rows.flatMap { $0[(x / 2 * 2)...(x / 2 * 2 + 1)] }
                return isChosen(pictures[n][y][x], window) ? upstream[n][y / 2][x / 2] : 0
            }
        }
    }
}

private func softmax(_ row: [Float]) -> [Float] {
    let weights = row.map { exp($0 - (row.max() ?? 0)) }
    return weights.map { $0 / weights.reduce(0, +) }
}

/// Wrong answers to the tasks of whole networks.
let wholeNetworkMutants: [Mutant<any ConvolutionHomework>] = [
    convolutionHomework.mutant(
        MendedAccuracy(line: 5, probabilities: overBatch), fails: "5.11", hint: "as it stands"),
    convolutionHomework.mutant(MendedAccuracy(line: 3) { $0.map(softmax) }, fails: "5.11"),
    convolutionHomework.mutant(
        MendedAccuracy(line: 6) { $0.map(softmax) }, fails: "5.11", hint: "line 6 divides rightly"),
    convolutionHomework.mutant(
        MendedAccuracy(line: 5) { $0.map { $0.map { max(0, $0) } } }, fails: "5.11"),
    convolutionHomework.mutant(
        PoolBack { pooledBack($0, $1) { value, window in value == window.max() } }, fails: "5.6",
        hint: "only the first gets"),
    convolutionHomework.mutant(
        PoolBack { pooledBack($0, $1) { value, window in value == max(0, window.max() ?? 0) } }, fails: "5.6"),
    convolutionHomework.mutant(
        PoolBack { pictures, upstream in
            let one = (try? Solution().maxPoolGradient([pictures[0]], upstream: [upstream[0]])) ?? []
            return pictures.map { _ in one[0] }
        }, fails: "5.6"),
    convolutionHomework.mutant(
        Channels { picture, kernels, biases in
            let right = Solution()
            return zip(kernels, biases).map { kernels, bias in
                (try? right.convolution(picture[0], kernels[0], bias: bias, padding: 0)) ?? []
            }
        }, fails: "5.7", hint: "Only the first channel"),
    convolutionHomework.mutant(
        Channels { picture, kernels, biases in
            let right = Solution()
            return zip(kernels, biases).map { kernels, bias in
                let parts = zip(picture, kernels).compactMap {
                    try? right.convolution($0, $1, bias: bias, padding: 0)
                }
                return parts[0].indices.map { y in
                    parts[0][y].indices.map { x in parts.reduce(0) { $0 + $1[y][x] } }
                }
            }
        }, fails: "5.7", hint: "added with every channel"),
    convolutionHomework.mutant(
        Drop { x, isKept, _, isTraining in isTraining && !isKept ? 0 : x }, fails: "5.8", hint: "not scaled"),
    convolutionHomework.mutant(
        Drop { x, isKept, p, isTraining in isTraining ? (isKept ? x : 0) : x * (1 - p) }, fails: "5.8",
        hint: "Scale in training"),
    convolutionHomework.mutant(
        Drop { x, isKept, _, isTraining in isTraining ? (isKept ? 2 * x : 0) : x }, fails: "5.8"),
    convolutionHomework.mutant(
        Drop { x, isKept, p, _ in isKept ? x / (1 - p) : 0 }, fails: "5.8", hint: "At test time nothing"),
    convolutionHomework.mutant(
        Entropy { logits, labels in
            // The book's softmax, over the examples.
            let columns = logits[0].indices.map { column in softmax(logits.map { $0[column] }) }
            let losses = labels.indices.map { -log(columns[labels[$0]][$0]) }
            return losses.reduce(0, +) / Float(losses.count)
        }, fails: "5.9"),
    convolutionHomework.mutant(
        Entropy { logits, labels in
            let losses = zip(logits, labels).map { row, label in
                // The mean over all classes, the label's being the only one that is not 0.
                -log(max(1e-7, softmax(row)[label]))
            }
            return losses.reduce(0, +) / Float(losses.count)
        }, fails: "5.9"),
    convolutionHomework.mutant(
        Entropy { logits, labels in
            -zip(logits, labels).reduce(Float(0)) { $0 + softmax($1.0)[$1.1] } / Float(labels.count)
        }, fails: "5.9", hint: "logarithm is missing"),
    convolutionHomework.mutant(
        Count { layer in
            switch layer {
            case .convolution(let inputs, let outputs, let kernel): inputs * outputs * kernel * kernel
            case .pooling: 0
            case .linear(let inputs, let outputs): inputs * outputs
            }
        }, fails: "5.10", hint: "biases are missing"),
    convolutionHomework.mutant(
        Count { layer in
            switch layer {
            case .convolution(let inputs, let outputs, let kernel): outputs * (inputs * kernel * kernel + 1)
            case .pooling(let size): size
            case .linear(let inputs, let outputs): outputs * (inputs + 1)
            }
        }, fails: "5.10"),
]

/// Right answers by other ways.
let otherNetworkAnswers: [Alternative<any ConvolutionHomework>] = [
    convolutionHomework.alternative(MendedAccuracy(line: 5) { $0 }, passes: "5.11"),
    convolutionHomework.alternative(
        Drop { x, isKept, p, isTraining in
            isTraining ? x * Float(isKept ? 1 / (1 - Double(p)) : 0) : x
        }, passes: "5.8"),
    convolutionHomework.alternative(
        Entropy { logits, labels in
            let losses = zip(logits, labels).map { row, label in
                log(row.reduce(0.0) { $0 + exp(Double($1 - row[label])) })
            }
            return Float(losses.reversed().reduce(0, +) / Double(losses.count))
        }, passes: "5.9"),
    convolutionHomework.alternative(
        Channels { picture, kernels, biases in
            kernels.indices.map { out in
                (0...picture[0].count - kernels[0][0].count).map { y in
                    (0...picture[0][0].count - kernels[0][0][0].count).map { x in
                        var sum = 0.0
                        for (c, kernel) in kernels[out].enumerated().reversed() {
                            for (j, row) in kernel.enumerated() {
                                for (i, w) in row.enumerated() {
                                    sum += Double(w) * Double(picture[c][y + j][x + i])
                                }
                            }
                        }
                        return Float(sum + Double(biases[out]))
                    }
                }
            }
        }, passes: "5.7"),
]

@Suite struct HomeworkExampleTests {
    @Test func theExamplesOfTheTasksAreTrue() throws {
        let solution = Solution()
        #expect(
            try solution.maxPoolGradient([[[1, 5, 0], [2, 3, 9]]], upstream: [[[10]]])
                == [[[0, 10, 0], [0, 0, 0]]])
        #expect(
            try solution.convolution(
                channels: [[[1, 2]], [[3, 4]]], kernels: [[[[1]], [[10]]]], biases: [0.5]) == [
                    [[31.5, 42.5]]
                ])
        for (isTraining, result) in [(true, [[4, 0]]), (false, [[1, 2]])] as [(Bool, [[Float]])] {
            #expect(
                try solution.dropout(
                    [[1, 2]], kept: [[true, false]], probability: 0.75, isTraining: isTraining) == result)
        }
        #expect(abs(try solution.crossEntropy([[0, 0], [3, 3]], labels: [0, 1]) - log(2)) < 1e-6)
        let layers: [NetworkLayer] = [
            .convolution(inputs: 1, outputs: 4, kernel: 5), .pooling(size: 2),
            .linear(inputs: 784, outputs: 10),
        ]
        #expect(try solution.parameterCount(layers) == 7954)
        #expect(try solution.mendedAccuracy([[2, 1], [4, 0]], labels: [0, 0]) == (5, 1))
        let asItStands = MendedAccuracy(line: 5, probabilities: overBatch)
        #expect(try asItStands.mendedAccuracy([[2, 1], [4, 0]], labels: [0, 0]).accuracy == 0.5)
    }
}
