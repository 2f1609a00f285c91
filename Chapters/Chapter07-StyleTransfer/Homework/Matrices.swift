/// The product of two 3 × 3 matrices.
public func product(_ a: [[Float]], _ b: [[Float]]) -> [[Float]] {
    a.map { row in (0..<3).map { j in zip(row, b).map { $0 * $1[j] }.reduce(0, +) } }
}

/// The inverse of a 3 × 3 matrix.
public func inverse(of matrix: [[Float]]) -> [[Float]] {
    inverse(of: matrix.map { $0.map(Double.init) }).map { $0.map { Float($0) } }
}

/// The symmetric square root of a symmetric, positive 3 × 3 matrix.
public func squareRoot(of matrix: [[Float]]) -> [[Float]] {
    squareRoot(of: matrix.map { $0.map(Double.init) }).map { $0.map { Float($0) } }
}

func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
    a.map { row in (0..<3).map { j in zip(row, b).map { $0 * $1[j] }.reduce(0, +) } }
}

func inverse(of m: [[Double]]) -> [[Double]] {
    func minor(_ i: Int, _ j: Int) -> Double {
        let (a, b, c, d) = ((i + 1) % 3, (i + 2) % 3, (j + 1) % 3, (j + 2) % 3)
        return m[a][c] * m[b][d] - m[a][d] * m[b][c]
    }
    let determinant = (0..<3).reduce(0) { $0 + m[0][$1] * minor(0, $1) }
    return (0..<3).map { i in (0..<3).map { minor($0, i) / determinant } }
}

func squareRoot(of matrix: [[Double]]) -> [[Double]] {
    var y = matrix
    var z: [[Double]] = (0..<3).map { i in (0..<3).map { $0 == i ? 1 : 0 } }
    for _ in 0..<30 {
        let (a, b) = (inverse(of: z), inverse(of: y))
        y = zip(y, a).map { zip($0, $1).map { ($0 + $1) / 2 } }
        z = zip(z, b).map { zip($0, $1).map { ($0 + $1) / 2 } }
    }
    return y
}
