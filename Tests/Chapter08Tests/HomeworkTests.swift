import Chapter08Homework
import Grading
import TensorCore
import Testing

private struct TurnsTheKernel: GenerativeHomework {
    func transposed(_ picture: [[Float]], _ kernel: [[Float]], stride: Int) throws -> [[Float]] {
        try Solution().transposed(picture, kernel.reversed().map { $0.reversed() }, stride: stride)
    }
}

private struct ForgetsTheStride: GenerativeHomework {
    func transposed(_ picture: [[Float]], _ kernel: [[Float]], stride: Int) throws -> [[Float]] {
        try Solution().transposed(picture, kernel, stride: 1)
    }
}

private struct CutsTheEdge: GenerativeHomework {
    func transposed(_ picture: [[Float]], _ kernel: [[Float]], stride: Int) throws -> [[Float]] {
        try Solution().transposed(picture, kernel, stride: stride).prefix(picture.count * stride).map {
            Array($0.prefix(picture[0].count * stride))
        }
    }
}

private struct TakesTheMedian: GenerativeHomework {
    func leastSquares(_ pictures: [[Float]]) throws -> [Float] {
        pictures[0].indices.map { pixel in pictures.map { $0[pixel] }.sorted()[pictures.count / 2] }
    }
}

private struct AveragesPixels: GenerativeHomework {
    func leastSquares(_ pictures: [[Float]]) throws -> [Float] {
        pictures.map { $0.reduce(0, +) / Float($0.count) }
    }
}

private struct AddsBothLosses: GenerativeHomework {
    func discriminatorLoss(real: [Float], generated: [Float]) throws -> Float {
        try 2 * Solution().discriminatorLoss(real: real, generated: generated)
    }
}

private struct SwapsSides: GenerativeHomework {
    func discriminatorLoss(real: [Float], generated: [Float]) throws -> Float {
        try Solution().discriminatorLoss(real: real.map { -$0 }, generated: generated.map { -$0 })
    }
}

private struct CountsOnlyRealPictures: GenerativeHomework {
    func discriminatorLoss(real: [Float], generated: [Float]) throws -> Float {
        try Solution().generatorLoss(generated: real)
    }
}

private struct Saturates: GenerativeHomework {
    func generatorLoss(generated: [Float]) throws -> Float {
        try -Solution().generatorLoss(generated: generated.map { -$0 })
    }
}

private struct TakesTheDiscriminatorsSide: GenerativeHomework {
    func generatorLoss(generated: [Float]) throws -> Float {
        try Solution().generatorLoss(generated: generated.map { -$0 })
    }
}

private struct ComparesMeansAlone: GenerativeHomework {
    func frechet(_ first: [Float], _ second: [Float]) throws -> Float {
        let apart = first.reduce(0, +) / Float(first.count) - second.reduce(0, +) / Float(second.count)
        return apart * apart
    }
}

private struct TakesTheRoot: GenerativeHomework {
    func frechet(_ first: [Float], _ second: [Float]) throws -> Float {
        try Solution().frechet(first, second).squareRoot()
    }
}

@Suite struct GenerativeHomeworkTests {
    @Test func solutionStarterAndMutantsAreToldApart() {
        let homework = generativeHomework
        let mutants = [
            homework.mutant(TurnsTheKernel(), fails: "8.1", hint: "kernel is turned round"),
            homework.mutant(ForgetsTheStride(), fails: "8.1", hint: "stride is missing"),
            homework.mutant(CutsTheEdge(), fails: "8.1", hint: "last rows and columns"),
            homework.mutant(TakesTheMedian(), fails: "8.2", hint: "median"),
            homework.mutant(AveragesPixels(), fails: "8.2", hint: "number for each picture"),
            homework.mutant(AddsBothLosses(), fails: "8.3", hint: "Twice too much"),
            homework.mutant(SwapsSides(), fails: "8.3", hint: "sides are swapped"),
            homework.mutant(CountsOnlyRealPictures(), fails: "8.3", hint: "Only the real pictures"),
            homework.mutant(Saturates(), fails: "8.4", hint: "sign changed"),
            homework.mutant(TakesTheDiscriminatorsSide(), fails: "8.4", hint: "the discriminator's goal"),
            homework.mutant(ComparesMeansAlone(), fails: "8.5", hint: "Only the means"),
            homework.mutant(TakesTheRoot(), fails: "8.5", hint: "That is the root"),
        ]
        #expect(
            homework.faults(
                starter: Starter(), solution: Solution(),
                mutants: mutants + narrowGenerativeMutants + gameMutants,
                alternatives: otherGenerativeAnswers + otherGameAnswers) == [])
    }
}
