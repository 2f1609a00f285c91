import Chapter05Homework
import Grading
import TensorCore

/// Answers with the closures that are given, and rightly otherwise.
struct OtherConvolutionAnswers: ConvolutionHomework {
    var height: (@Sendable (Int, Int, Int, Int) -> Int)?
    var convolved: (@Sendable ([[Float]], [[Float]], Float, Int) -> [[Float]])?
    var pooled: (@Sendable ([[Float]]) -> [[Float]])?
    var toKernel: (@Sendable ([[Float]], [[Float]]) -> [[Float]])?
    var toPicture: (@Sendable ([[Float]], [[Float]]) -> [[Float]])?

    func outputHeight(_ height: Int, kernel: Int, padding: Int, stride: Int) throws -> Int {
        try self.height?(height, kernel, padding, stride)
            ?? Solution().outputHeight(height, kernel: kernel, padding: padding, stride: stride)
    }
    func convolution(
        _ picture: [[Float]], _ kernel: [[Float]], bias: Float, padding: Int
    ) throws -> [[Float]] {
        try convolved?(picture, kernel, bias, padding)
            ?? Solution().convolution(picture, kernel, bias: bias, padding: padding)
    }
    func maxPooled(_ picture: [[Float]]) throws -> [[Float]] {
        try pooled?(picture) ?? Solution().maxPooled(picture)
    }
    func kernelGradient(_ picture: [[Float]], upstream: [[Float]]) throws -> [[Float]] {
        try toKernel?(picture, upstream) ?? Solution().kernelGradient(picture, upstream: upstream)
    }
    func pictureGradient(_ kernel: [[Float]], upstream: [[Float]]) throws -> [[Float]] {
        try toPicture?(kernel, upstream) ?? Solution().pictureGradient(kernel, upstream: upstream)
    }
}

private let right = Solution()

private func convolution(
    _ picture: [[Float]], _ kernel: [[Float]], bias: Float = 0, padding: Int = 0
) -> [[Float]] {
    (try? right.convolution(picture, kernel, bias: bias, padding: padding)) ?? []
}

/// Two rows and three columns of a kernel, the rest of it lost.
private func twoByThree(_ kernel: [[Float]]) -> [[Float]] {
    kernel.enumerated().map { j, row in row.enumerated().map { j < 2 && $0 < 3 ? $1 : 0 } }
}

private func turned(_ grid: [[Float]]) -> [[Float]] { grid.reversed().map { $0.reversed() } }

/// One number for each window.
private func windows(_ picture: [[Float]], _ reduce: ([Float]) -> Float) -> [[Float]] {
    (0..<picture.count / 2).map { row in
        (0..<picture[0].count / 2).map { column in
            reduce(picture[2 * row...2 * row + 1].flatMap { $0[2 * column...2 * column + 1] })
        }
    }
}

/// Wrong answers that pass where inputs never vary.
let narrowConvolutionMutants: [Mutant<any ConvolutionHomework>] = [
    convolutionHomework.mutant(
        OtherConvolutionAnswers(height: { ($0 + 2 * max(1, $2) - $1) / $3 + 1 }), fails: "5.1"),
    convolutionHomework.mutant(
        OtherConvolutionAnswers(convolved: { convolution($0, twoByThree($1), bias: $2, padding: $3) }),
        fails: "5.2"),
    convolutionHomework.mutant(
        OtherConvolutionAnswers(convolved: { convolution($0, $1, bias: $2, padding: max(1, $3)) }),
        fails: "5.2"),
    convolutionHomework.mutant(
        OtherConvolutionAnswers(convolved: { picture, kernel, bias, padding in
            padding == 0 ? picture : convolution(picture, kernel, bias: bias, padding: padding)
        }), fails: "5.2"),
    convolutionHomework.mutant(
        OtherConvolutionAnswers(convolved: { convolution($0, $1, bias: abs($2), padding: $3) }), fails: "5.2"),
    convolutionHomework.mutant(
        OtherConvolutionAnswers(pooled: { windows($0) { $0.min { abs($0) < abs($1) }! } }), fails: "5.3",
        hint: "nearest to 0"),
    convolutionHomework.mutant(
        OtherConvolutionAnswers(pooled: { windows($0) { min(0, $0.max()!) } }), fails: "5.3",
        hint: "may well be positive"),
    convolutionHomework.mutant(
        OtherConvolutionAnswers(pooled: { windows($0) { $0.reduce(-3) { max($0, $1) } } }), fails: "5.3"),
    convolutionHomework.mutant(
        OtherConvolutionAnswers(pooled: { windows($0) { $0.reduce(.leastNormalMagnitude) { max($0, $1) } } }),
        fails: "5.3", hint: "tiny number above 0"),
    convolutionHomework.mutant(
        OtherConvolutionAnswers(pooled: { windows($0) { $0.min()! } }), fails: "5.3", hint: "smallest number"),
    convolutionHomework.mutant(
        OtherConvolutionAnswers(toKernel: { picture, upstream in
            twoByThree(convolution(picture, upstream))
        }), fails: "5.4"),
    convolutionHomework.mutant(
        OtherConvolutionAnswers(toPicture: { kernel, upstream in
            (try? right.pictureGradient(twoByThree(kernel), upstream: upstream)) ?? []
        }), fails: "5.5"),
]

/// Right answers by other ways.
let otherConvolutionAnswers: [Alternative<any ConvolutionHomework>] = [
    convolutionHomework.alternative(
        OtherConvolutionAnswers(height: { height, kernel, padding, stride in
            Int((Float(height + 2 * padding - kernel) / Float(stride)).rounded(.down)) + 1
        }), passes: "5.1"),
    convolutionHomework.alternative(
        OtherConvolutionAnswers(height: { height, kernel, padding, stride in
            Array(Swift.stride(from: 0, through: height + 2 * padding - kernel, by: stride)).count
        }), passes: "5.1"),
    convolutionHomework.alternative(
        OtherConvolutionAnswers(convolved: { picture, kernel, bias, padding in
            (0..<picture.count + 2 * padding - kernel.count + 1).map { y in
                (0..<picture[0].count + 2 * padding - kernel[0].count + 1).map { x in
                    var sum = 0.0
                    for j in kernel.indices.reversed() where picture.indices.contains(y + j - padding) {
                        for i in kernel[j].indices.reversed()
                        where picture[0].indices.contains(x + i - padding) {
                            sum += Double(picture[y + j - padding][x + i - padding]) * Double(kernel[j][i])
                        }
                    }
                    return Float(sum + Double(bias))
                }
            }
        }), passes: "5.2"),
    convolutionHomework.alternative(
        OtherConvolutionAnswers(pooled: {
            windows($0) { $0.reduce(-.greatestFiniteMagnitude) { max($0, $1) } }
        }),
        passes: "5.3"),
    convolutionHomework.alternative(
        OtherConvolutionAnswers(toPicture: { kernel, upstream in
            // A full convolution with the turned kernel.
            let (rows, columns) = (kernel.count - 1, kernel[0].count - 1)
            let side = [Float](repeating: 0, count: columns)
            let empty = [[Float]](
                repeating: [Float](repeating: 0, count: upstream[0].count + 2 * columns), count: rows)
            return convolution(empty + upstream.map { side + $0 + side } + empty, turned(kernel))
        }), passes: "5.5"),
]
