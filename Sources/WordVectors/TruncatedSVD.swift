import Foundation
import Messages
import TensorCore

/// The largest singular values of a sparse matrix and their vectors: A ≈ U Σ Vᵀ.
///
/// By randomized subspace iteration: a random block of vectors is multiplied by A Aᵀ again and again and made orthonormal
/// in between, until it spans what A stretches most; there the problem is a small dense one. Halko, Martinsson, Tropp:
/// "Finding structure with randomness" (2011). The same seed gives the same bits.
///
/// ```swift
/// let corpus = WordCorpus(GeneratedSentences.sentences(count: 1000, seed: 1), atLeast: 2)
/// let information = CooccurrenceCounts(corpus, window: 5).positiveMutualInformation()
/// let decomposition = TruncatedSVD(information, rank: 64, seed: 1)
/// let vectors = WordVectors(words: corpus.words, matrix: decomposition.vectors())
/// ```
public struct TruncatedSVD: Sendable {
    /// U, `[m, rank]`: its columns are orthonormal.
    public let left: NDArray
    /// σ, the largest first.
    public let values: [Double]

    /// Decomposes a matrix `[m, n]`.
    ///
    /// - Parameters:
    ///   - rank: how many singular values; fewer where the matrix has fewer rows or columns.
    ///   - oversampling: how many more vectors are iterated than wanted.
    ///   - iterations: how often the block is multiplied by A Aᵀ.
    ///
    /// Traps when the rank is less than 1.
    public init(
        _ matrix: SparseMatrix, rank: Int, oversampling: Int = 64, iterations: Int = 8, seed: UInt64,
        file: StaticString = #fileID, line: UInt = #line
    ) {
        let (m, n) = (matrix.shape[0], matrix.shape[1])
        if rank < 1 || m == 0 || n == 0 {
            explainFailure(
                "TruncatedSVD", "rank \(rank) of a matrix \(matrix.shape)", hint: "at least 1", file: file,
                line: line)
        }
        let blockWidth = min(rank + oversampling, m, n)
        var generator = RandomGenerator(seed: seed)
        let transposed = matrix.transposed()
        let start = matrix.matmul(.normal([n, blockWidth], using: &generator))
        var basis = TruncatedSVD.orthonormal(start)  // [m, block]
        for _ in 0..<iterations {
            let back = TruncatedSVD.orthonormal(transposed.matmul(basis))  // [n, block]
            basis = TruncatedSVD.orthonormal(matrix.matmul(back))
        }
        // With B = Qᵀ A the left vectors of A are Q W, where W holds the eigenvectors of B Bᵀ.
        let small = transposed.matmul(basis)  // Bᵀ, [n, block]
        let eigen = SymmetricEigen(small.transposed().matmul(small))
        let kept = min(rank, blockWidth)
        left = basis.matmul(eigen.vectors.sliced(axis: 1, 0..<kept).contiguous())
        values = eigen.values.prefix(kept).map { max(0, $0).squareRoot() }
    }

    /// U · Σ^p, `[m, rank]`: p = ½ shares the singular values between words and contexts; 0 leaves them out.
    public func vectors(exponent: Double = 0.5) -> NDArray {
        left * NDArray(values.map { Float(pow($0, exponent)) })
    }

    /// The columns of a matrix `[m, k]` made orthonormal, from the first to the last; what depends on those before becomes
    /// zeros.
    ///
    /// Gram and Schmidt's method, twice for each: after one pass rounding leaves a part of the others.
    static func orthonormal(_ matrix: NDArray) -> NDArray {
        let count = matrix.shape[1]
        var rows = matrix.transposed().contiguous()  // [k, m]: a column is a row here
        for index in 0..<count {
            var vector = rows.sliced(index..<index + 1).contiguous()  // [1, m]
            let before = length(vector)
            for _ in 0..<2 where index > 0 {
                let others = rows.sliced(0..<index)  // [index, m]
                let parts = vector.matmul(others.transposed())  // [1, index]
                vector -= parts.matmul(others)
            }
            let after = length(vector)
            let scale: Float = after > 1e-6 * before && after > 0 ? 1 / after : 0
            rows.replace(index..<index + 1, with: vector * scale)
        }
        return rows.transposed()
    }

    private static func length(_ vector: NDArray) -> Float { vector.square().sum().squareRoot().scalar }
}
