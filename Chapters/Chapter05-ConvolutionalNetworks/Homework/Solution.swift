import Foundation
import TensorCore

/// A correct answer to each exercise.
public struct Solution: ConvolutionHomework {
    /// All answers.
    public init() {}

    /// 5.1
    public func outputHeight(_ height: Int, kernel: Int, padding: Int, stride: Int) throws -> Int {
        (height + 2 * padding - kernel) / stride + 1
    }

    /// 5.2
    public func convolution(
        _ picture: [[Float]], _ kernel: [[Float]], bias: Float, padding: Int
    ) throws -> [[Float]] {
        let side = [Float](repeating: 0, count: padding)
        let empty = [[Float]](
            repeating: [Float](repeating: 0, count: picture[0].count + 2 * padding), count: padding)
        let padded = empty + picture.map { side + $0 + side } + empty
        return (0...padded.count - kernel.count).map { y in
            (0...padded[0].count - kernel[0].count).map { x in
                var sum = bias
                for j in kernel.indices {
                    for i in kernel[j].indices { sum += padded[y + j][x + i] * kernel[j][i] }
                }
                return sum
            }
        }
    }

    /// 5.3
    public func maxPooled(_ picture: [[Float]]) throws -> [[Float]] {
        (0..<picture.count / 2).map { row in
            (0..<picture[0].count / 2).map { column in
                let window = picture[2 * row...2 * row + 1].flatMap { $0[2 * column...2 * column + 1] }
                return window.reduce(-.infinity) { max($0, $1) }
            }
        }
    }

    /// 5.4
    public func kernelGradient(_ picture: [[Float]], upstream: [[Float]]) throws -> [[Float]] {
        try convolution(picture, upstream, bias: 0, padding: 0)
    }

    /// 5.5
    public func pictureGradient(_ kernel: [[Float]], upstream: [[Float]]) throws -> [[Float]] {
        let width = upstream[0].count + kernel[0].count - 1
        var gradient = [[Float]](
            repeating: [Float](repeating: 0, count: width), count: upstream.count + kernel.count - 1)
        for y in upstream.indices {
            for x in upstream[y].indices {
                for j in kernel.indices {
                    for i in kernel[j].indices { gradient[y + j][x + i] += upstream[y][x] * kernel[j][i] }
                }
            }
        }
        return gradient
    }

    /// 5.6
    public func maxPoolGradient(_ pictures: [[[Float]]], upstream: [[[Float]]]) throws -> [[[Float]]] {
        zip(pictures, upstream).map { picture, upstream in
            var gradient = picture.map { $0.map { _ in Float(0) } }
            for (row, line) in upstream.enumerated() {
                for (column, value) in line.enumerated() {
                    var (y, x) = (2 * row, 2 * column)
                    for (j, i) in [(0, 1), (1, 0), (1, 1)]
                    where picture[2 * row + j][2 * column + i] > picture[y][x] {
                        (y, x) = (2 * row + j, 2 * column + i)
                    }
                    gradient[y][x] = value
                }
            }
            return gradient
        }
    }

    /// 5.7
    public func convolution(
        channels picture: [[[Float]]], kernels: [[[[Float]]]], biases: [Float]
    ) throws -> [[[Float]]] {
        try zip(kernels, biases).map { kernels, bias in
            var sum: [[Float]] = []
            for (channel, kernel) in zip(picture, kernels) {
                let part = try convolution(channel, kernel, bias: sum.isEmpty ? bias : 0, padding: 0)
                sum = sum.isEmpty ? part : zip(sum, part).map { zip($0, $1).map { $0 + $1 } }
            }
            return sum
        }
    }

    /// 5.8
    public func dropout(
        _ x: [[Float]], kept: [[Bool]], probability: Float, isTraining: Bool
    ) throws -> [[Float]] {
        guard isTraining else { return x }
        return zip(x, kept).map { zip($0, $1).map { $1 ? $0 / (1 - probability) : 0 } }
    }

    /// 5.9
    public func crossEntropy(_ logits: [[Float]], labels: [Int]) throws -> Float {
        let losses = zip(logits, labels).map { logits, label in
            let largest = logits.max() ?? 0
            let total = logits.reduce(0) { $0 + exp($1 - largest) }
            return log(total) - (logits[label] - largest)
        }
        return losses.reduce(0, +) / Float(losses.count)
    }

    /// 5.10
    public func parameterCount(_ layers: [NetworkLayer]) throws -> Int {
        layers.reduce(0) { count, layer in
            switch layer {
            case .convolution(let inputs, let outputs, let kernel):
                return count + outputs * (inputs * kernel * kernel + 1)
            case .pooling: return count
            case .linear(let inputs, let outputs): return count + outputs * (inputs + 1)
            }
        }
    }

    /// 5.11
    public func mendedAccuracy(_ logits: [[Float]], labels: [Int]) throws -> (line: Int, accuracy: Float) {
        let right = zip(logits, labels).count { row, label in row.firstIndex(of: row.max() ?? 0) == label }
        return (5, Float(right) / Float(labels.count))
    }

    /// 5.12
    public func distillationLoss(
        _ student: [[Float]], teacher: [[Float]], labels: [Int], temperature: Float, weight: Float
    ) throws -> Float {
        func logSoftmax(_ logits: [Float]) -> [Float] {
            let scaled = logits.map { $0 / temperature }
            let largest = scaled.max() ?? 0
            let total = log(scaled.reduce(0) { $0 + exp($1 - largest) })
            return scaled.map { $0 - largest - total }
        }
        let divergences = zip(student, teacher).map { student, teacher in
            zip(logSoftmax(teacher), logSoftmax(student)).reduce(Float(0)) { $0 + exp($1.0) * ($1.0 - $1.1) }
        }
        let divergence = divergences.reduce(0, +) / Float(divergences.count)
        return (1 - weight) * (try crossEntropy(student, labels: labels))
            + weight * temperature * temperature * divergence
    }

    /// 5.13
    public func pruned(_ layers: [[Float]], count: Int) throws -> [[Float]] {
        let places = layers.indices.flatMap { layer in layers[layer].indices.map { (layer, $0) } }
        let sizes = layers.joined().map(\.magnitude)
        var result = layers
        for index in places.indices.sorted(by: { (sizes[$0], $0) < (sizes[$1], $1) }).prefix(count) {
            result[places[index].0][places[index].1] = 0
        }
        return result
    }

    /// 5.14
    public func quantizedAndBack(_ weights: [[Float]]) throws -> [[Float]] {
        weights.map { row in
            let scale = (row.map(\.magnitude).max() ?? 0) / 127
            return scale == 0 ? row : row.map { ($0 / scale).rounded() * scale }
        }
    }
}
