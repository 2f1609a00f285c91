/// The product of two matrices.
public func product(_ a: [[Float]], _ b: [[Float]]) -> [[Float]] {
    a.map { row in b[0].indices.map { j in row.indices.reduce(0) { $0 + row[$1] * b[$1][j] } } }
}

/// The symmetric square root of a symmetric matrix without negative eigenvalues.
public func squareRoot(of matrix: [[Float]]) -> [[Float]] {
    squareRoot(of: matrix.map { $0.map(Double.init) }).map { $0.map { Float($0) } }
}

func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
    a.map { row in b[0].indices.map { j in row.indices.reduce(0) { $0 + row[$1] * b[$1][j] } } }
}

/// By Jacobi's rotations: A = V D Vᵀ, so that the root is V D^½ Vᵀ.
func squareRoot(of matrix: [[Double]]) -> [[Double]] {
    let axes = matrix.indices
    var a = matrix
    var vectors: [[Double]] = axes.map { i in axes.map { $0 == i ? 1 : 0 } }
    for _ in 0..<12 {
        for p in axes {
            for q in axes where q > p && a[p][q] != 0 {
                // The rotation that clears a[p][q].
                let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
                let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
                let c = 1 / (t * t + 1).squareRoot()
                let s = t * c
                for k in axes { (a[k][p], a[k][q]) = (c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]) }
                for k in axes { (a[p][k], a[q][k]) = (c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]) }
                for k in axes {
                    (vectors[k][p], vectors[k][q]) = (
                        c * vectors[k][p] - s * vectors[k][q], s * vectors[k][p] + c * vectors[k][q]
                    )
                }
            }
        }
    }
    return axes.map { i in
        axes.map { j in
            axes.reduce(0) { $0 + vectors[i][$1] * max(0, a[$1][$1]).squareRoot() * vectors[j][$1] }
        }
    }
}
