import Chapter05Homework
import Grading
import TensorCore
import Testing

private func turned(_ grid: [[Float]]) -> [[Float]] { grid.reversed().map { $0.reversed() } }

private struct CountsOneTooFew: ConvolutionHomework {
    func outputHeight(_ height: Int, kernel: Int, padding: Int, stride: Int) throws -> Int {
        (height + 2 * padding - kernel) / stride
    }
}

private struct PadsOnOneSide: ConvolutionHomework {
    func outputHeight(_ height: Int, kernel: Int, padding: Int, stride: Int) throws -> Int {
        (height + padding - kernel) / stride + 1
    }
}

private struct TurnsTheKernel: ConvolutionHomework {
    func convolution(
        _ picture: [[Float]], _ kernel: [[Float]], bias: Float, padding: Int
    ) throws -> [[Float]] {
        try Solution().convolution(picture, turned(kernel), bias: bias, padding: padding)
    }
}

private struct ForgetsTheBias: ConvolutionHomework {
    func convolution(
        _ picture: [[Float]], _ kernel: [[Float]], bias: Float, padding: Int
    ) throws -> [[Float]] {
        try Solution().convolution(picture, kernel, bias: 0, padding: padding)
    }
}

private struct ForgetsThePadding: ConvolutionHomework {
    func convolution(
        _ picture: [[Float]], _ kernel: [[Float]], bias: Float, padding: Int
    ) throws -> [[Float]] {
        try Solution().convolution(picture, kernel, bias: bias, padding: 0)
    }
}

private struct StopsOnePlaceEarly: ConvolutionHomework {
    func convolution(
        _ picture: [[Float]], _ kernel: [[Float]], bias: Float, padding: Int
    ) throws -> [[Float]] {
        try Solution().convolution(picture, kernel, bias: bias, padding: padding).dropLast()
            .map { $0.dropLast() }
    }
}

private struct BeginsWithZero: ConvolutionHomework {
    func maxPooled(_ picture: [[Float]]) throws -> [[Float]] {
        try Solution().maxPooled(picture).map { $0.map { max(0, $0) } }
    }
}

private struct MovesByOne: ConvolutionHomework {
    func maxPooled(_ picture: [[Float]]) throws -> [[Float]] {
        (1..<picture.count).map { y in
            let (above, row) = (picture[y - 1], picture[y])
            return (1..<row.count).map { x in max(above[x - 1], above[x], row[x - 1], row[x]) }
        }
    }
}

private struct TakesTheMeanOverPlaces: ConvolutionHomework {
    func kernelGradient(_ picture: [[Float]], upstream: [[Float]]) throws -> [[Float]] {
        let count = Float(upstream.count * upstream[0].count)
        return try Solution().kernelGradient(picture, upstream: upstream).map { $0.map { $0 / count } }
    }
}

private struct ForgetsTheUpstream: ConvolutionHomework {
    func kernelGradient(_ picture: [[Float]], upstream: [[Float]]) throws -> [[Float]] {
        try Solution().kernelGradient(picture, upstream: upstream.map { $0.map { _ in 1 } })
    }
}

private struct TurnsTheKernelBack: ConvolutionHomework {
    func pictureGradient(_ kernel: [[Float]], upstream: [[Float]]) throws -> [[Float]] {
        try Solution().pictureGradient(turned(kernel), upstream: upstream)
    }
}

private struct Overwrites: ConvolutionHomework {
    func pictureGradient(_ kernel: [[Float]], upstream: [[Float]]) throws -> [[Float]] {
        var gradient = try Solution().pictureGradient(kernel, upstream: upstream)
        for y in upstream.indices {
            for x in upstream[y].indices {
                for j in kernel.indices {
                    for i in kernel[j].indices { gradient[y + j][x + i] = upstream[y][x] * kernel[j][i] }
                }
            }
        }
        return gradient
    }
}

@Suite struct ConvolutionHomeworkTests {
    @Test func solutionStarterAndMutantsAreToldApart() {
        let homework = convolutionHomework
        let mutants = [
            homework.mutant(CountsOneTooFew(), fails: "5.1", hint: "One too few"),
            homework.mutant(PadsOnOneSide(), fails: "5.1", hint: "counts twice"),
            homework.mutant(TurnsTheKernel(), fails: "5.2", hint: "kernel is turned round"),
            homework.mutant(ForgetsTheBias(), fails: "5.2", hint: "bias is missing"),
            homework.mutant(ForgetsThePadding(), fails: "5.2", hint: "padding is missing"),
            homework.mutant(StopsOnePlaceEarly(), fails: "5.2", hint: "last row and column"),
            homework.mutant(BeginsWithZero(), fails: "5.3", hint: "not with 0"),
            homework.mutant(MovesByOne(), fails: "5.3", hint: "windows overlap"),
            homework.mutant(TakesTheMeanOverPlaces(), fails: "5.4", hint: "mean over the positions"),
            homework.mutant(ForgetsTheUpstream(), fails: "5.4", hint: "upstream gradient is missing"),
            homework.mutant(TurnsTheKernelBack(), fails: "5.5", hint: "kernel is turned round"),
            homework.mutant(Overwrites(), fails: "5.5", hint: "overwrites"),
        ]
        #expect(
            homework.faults(
                starter: Starter(), solution: Solution(),
                mutants: mutants + narrowConvolutionMutants + wholeNetworkMutants + smallerMutants,
                alternatives: otherConvolutionAnswers + otherNetworkAnswers + otherSmallerAnswers)
                == [])
    }
}
