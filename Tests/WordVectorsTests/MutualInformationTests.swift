import Foundation
import TensorCore
import TestSupport
import Testing

@testable import WordVectors

@Suite struct MutualInformationTests {
    private let corpus = WordCorpus([["a", "b", "a", "c"], ["b", "a"]], atLeast: 1)

    /// Pairs: ab, ba, ac in the first sentence at a distance of 1, aa, bc at 2, ac at 3; ba in the second.
    @Test func counts() {
        #expect(corpus.words == ["a", "b", "c"])
        let near = CooccurrenceCounts(corpus, window: 1).counts.dense()
        #expect(near == NDArray(rows: [[0, 3, 1], [3, 0, 0], [1, 0, 0]]))
        let far = CooccurrenceCounts(corpus, window: 3).counts.dense()
        #expect(far == NDArray(rows: [[2, 3, 2], [3, 0, 1], [2, 1, 0]]))
        // At a distance of 1 a pair counts 1, at 2 a half.
        let weighted = CooccurrenceCounts(corpus, window: 2, weighsByDistance: true).counts.dense()
        #expect(weighted == NDArray(rows: [[1, 3, 1], [3, 0, 0.5], [1, 0.5, 0]]))
    }

    @Test func countsAreThePairs() {
        var generator = RandomGenerator(seed: 2)
        let sentences = (0..<30).map { _ in
            (0..<generator.integer(below: 9)).map { _ in "w\(generator.integer(below: 6))" }
        }
        let corpus = WordCorpus(sentences, atLeast: 1)
        var expected = NDArray.zeros([corpus.words.count, corpus.words.count])
        for sentence in 0..<corpus.sentenceCount {
            for (center, context) in windowPairs(corpus.sentence(sentence), window: 4) {
                expected[scalar: center, context] += 1
            }
        }
        #expect(CooccurrenceCounts(corpus, window: 4).counts.dense() == expected)
        #expect(CooccurrenceCounts(corpus, window: 3).counts.dense() != expected)
    }

    /// P(a, b) = 3/8, P(a) = 4/8, P(b) = 3/8: log 2.
    @Test func informationWithoutSmoothing() {
        let counts = CooccurrenceCounts(corpus, window: 1)
        let information = counts.positiveMutualInformation(smoothing: 1).dense()
        #expect(abs(information[scalar: 0, 1] - Float(log(2.0))) < 1e-6)
        #expect(information[scalar: 0, 0] == 0)
        let shifted = counts.positiveMutualInformation(smoothing: 1, negatives: 1.5).dense()
        #expect(abs(shifted[scalar: 0, 1] - Float(log(2.0 / 1.5))) < 1e-6)
        #expect(counts.positiveMutualInformation(smoothing: 1, negatives: 2).entryCount == 0)
    }

    /// With α = ¾ the context b has 3^¾ / (4^¾ + 3^¾ + 1) instead of 3/8.
    @Test func smoothing() {
        let information = CooccurrenceCounts(corpus, window: 1).positiveMutualInformation().dense()
        let share = pow(3, 0.75) / (pow(4, 0.75) + pow(3, 0.75) + 1)
        #expect(abs(information[scalar: 0, 1] - Float(log(3.0 / 4 / share))) < 1e-6)
    }

    @Test func noText() {
        let counts = CooccurrenceCounts(WordCorpus([["a"], ["a"]], atLeast: 1), window: 2)
        #expect(counts.counts.entryCount == 0)
        #expect(counts.positiveMutualInformation().entryCount == 0)
    }
}

@Suite struct TruncatedSVDTests {
    private func sparse(_ matrix: NDArray) -> SparseMatrix { SparseMatrix(matrix) }

    @Test func aDiagonal() {
        var matrix = NDArray.zeros([40, 30])
        for index in 0..<30 { matrix[scalar: index, index] = Float(30 - index) }
        let svd = TruncatedSVD(sparse(matrix), rank: 4, seed: 1)
        #expect(largestDifference(svd.values, [30, 29, 28, 27]) < 1e-3)
        for column in 0..<4 { #expect(abs(abs(svd.left[scalar: column, column]) - 1) < 1e-3) }
        #expect(largestDifference(svd.vectors(exponent: 0), svd.left) == 0)
        #expect(abs(abs(svd.vectors()[scalar: 0, 0]) - Float(30.0.squareRoot())) < 1e-3)
        #expect(abs(abs(svd.vectors(exponent: 1)[scalar: 1, 1]) - 29) < 1e-2)
    }

    /// A random matrix of rank 5 is its own best approximation: U Uᵀ A = A, and with rank 4 it no longer is.
    @Test func aMatrixOfLowRank() {
        var generator = RandomGenerator(seed: 6)
        let left = NDArray.normal([60, 5], using: &generator)
        let matrix = left.matmul(.normal([5, 50], using: &generator))
        func error(_ rank: Int) -> Float {
            let svd = TruncatedSVD(sparse(matrix), rank: rank, oversampling: 3, seed: 2)
            return largestDifference(svd.left.matmul(svd.left.transposed().matmul(matrix)), matrix)
        }
        #expect(error(5) < 1e-3)
        #expect(error(4) > 0.1)
        let svd = TruncatedSVD(sparse(matrix), rank: 5, seed: 2)
        #expect(largestDifference(svd.left.transposed().matmul(svd.left), .identity(5)) < 1e-4)
        let squares = svd.values.reduce(0) { $0 + $1 * $1 }
        #expect(abs(squares / Double(matrix.square().sum().scalar) - 1) < 1e-4)
    }

    @Test func theSeedDecides() {
        var generator = RandomGenerator(seed: 8)
        let matrix = sparse(.normal([200, 200], using: &generator))
        let one = Parallel.withThreads(1) { TruncatedSVD(matrix, rank: 6, iterations: 2, seed: 3) }
        let two = Parallel.withExactly(2) { TruncatedSVD(matrix, rank: 6, iterations: 2, seed: 3) }.result
        #expect(one.left == two.left && one.values == two.values)
        #expect(TruncatedSVD(matrix, rank: 6, iterations: 2, seed: 4).left != one.left)
    }

    @Test func moreThanThereAre() {
        let svd = TruncatedSVD(sparse(NDArray(rows: [[3, 0], [0, 2], [0, 0]])), rank: 9, seed: 1)
        #expect(svd.left.shape == [3, 2])
        #expect(largestDifference(svd.values, [3, 2]) < 1e-5)
        let zeros = TruncatedSVD(sparse(.zeros([4, 4])), rank: 2, seed: 1)
        #expect(zeros.values == [0, 0] && zeros.left.scalars.allSatisfy(\.isFinite))
    }
}

@Suite struct SymmetricEigenTests {
    @Test func byHand() {
        let eigen = SymmetricEigen(NDArray(rows: [[2, 1], [1, 2]]))
        #expect(largestDifference(eigen.values, [3, 1]) < 1e-12)
        let half = Float(0.5.squareRoot())
        #expect(largestDifference(eigen.vectors.selected(axis: 1, 0), NDArray([half, half])) < 1e-6)
    }

    /// A W = W Λ, and W is orthonormal.
    @Test(arguments: [1, 2, 5, 24]) func decomposition(count: Int) {
        var generator = RandomGenerator(seed: 9)
        let half = NDArray.normal([count, count], using: &generator)
        let matrix = half + half.transposed()
        let eigen = SymmetricEigen(matrix)
        let scaled = eigen.vectors * NDArray(eigen.values.map { Float($0) })
        #expect(largestDifference(matrix.matmul(eigen.vectors), scaled) < 1e-4)
        #expect(
            largestDifference(eigen.vectors.transposed().matmul(eigen.vectors), .identity(count)) < 1e-5)
        #expect(eigen.values == eigen.values.sorted(by: >))
    }

    @Test func noRows() { #expect(SymmetricEigen(.zeros([0, 0])).values.isEmpty) }

    @Test func notSquareTraps() async {
        await #expect(processExitsWith: .failure) { _ = SymmetricEigen(.zeros([2, 3])) }
    }
}
