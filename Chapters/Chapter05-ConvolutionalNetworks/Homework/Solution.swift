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
}
