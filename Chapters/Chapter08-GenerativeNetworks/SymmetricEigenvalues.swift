/// The eigenvalues of a symmetric matrix `[n, n]`, row-major, in ascending order.
///
/// Householder's reflections first make it tridiagonal, then QR steps with Wilkinson's shift split off one eigenvalue
/// after another. About 4/3 n³ operations. Golub and Van Loan: "Matrix computations", 8.3.
func symmetricEigenvalues(_ matrix: [Double], _ n: Int) -> [Double] {
    var (diagonal, beside) = tridiagonal(matrix, n)
    var end = n - 1
    while end > 0 {
        var start = end
        // Up to where a number beside the diagonal is negligible.
        while start > 0 {
            let scale = abs(diagonal[start]) + abs(diagonal[start - 1])
            if abs(beside[start - 1]) <= 1e-15 * scale {
                beside[start - 1] = 0
                break
            }
            start -= 1
        }
        if start == end {
            end -= 1
        } else {
            stepQR(&diagonal, &beside, start, end)
        }
    }
    return diagonal.sorted()
}

/// The diagonal and the subdiagonal after n − 2 reflections, each of which clears a column below them.
private func tridiagonal(_ matrix: [Double], _ n: Int) -> (diagonal: [Double], beside: [Double]) {
    var a = matrix
    var beside = [Double](repeating: 0, count: max(0, n - 1))
    var (v, p) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
    for k in 0..<max(0, n - 1) {
        let first = k + 1
        let length = (first..<n).reduce(0.0) { $0 + a[$1 * n + k] * a[$1 * n + k] }.squareRoot()
        let head = a[first * n + k]
        beside[k] = head > 0 ? -length : length
        if length == 0 || k == n - 2 {
            if k == n - 2 { beside[k] = head }
            continue
        }
        // v = column − beside · e: reflecting along it leaves only `beside` of the column.
        for i in first..<n { v[i] = a[i * n + k] }
        v[first] -= beside[k]
        var square = 0.0
        for i in first..<n { square += v[i] * v[i] }
        let half = square / 2
        // A ← (1 − v vᵀ/half) A (1 − v vᵀ/half) = A − v qᵀ − q vᵀ with p = A v / half, q = p − (vᵀp / 2 half) v.
        for i in first..<n {
            var sum = 0.0
            for j in first..<n { sum += a[i * n + j] * v[j] }
            p[i] = sum / half
        }
        var product = 0.0
        for i in first..<n { product += v[i] * p[i] }
        let overlap = product / (2 * half)
        for i in first..<n { p[i] -= overlap * v[i] }
        for i in first..<n {
            let (vi, pi) = (v[i], p[i])
            for j in first..<n { a[i * n + j] -= vi * p[j] + pi * v[j] }
        }
    }
    return ((0..<n).map { a[$0 * n + $0] }, beside)
}

/// One implicit QR step on the rows start...end of a tridiagonal matrix: rotations chase a number out of it.
private func stepQR(_ diagonal: inout [Double], _ beside: inout [Double], _ start: Int, _ end: Int) {
    let delta = (diagonal[end - 1] - diagonal[end]) / 2
    let last = beside[end - 1]
    let root = (delta * delta + last * last).squareRoot()
    let shift = diagonal[end] - last * last / (delta + (delta < 0 ? -root : root))
    var (x, z) = (diagonal[start] - shift, beside[start])
    for k in start..<end {
        let length = (x * x + z * z).squareRoot()
        let (c, s) = length == 0 ? (1.0, 0.0) : (x / length, z / length)
        if k > start { beside[k - 1] = length }
        let (d, e, b) = (diagonal[k], diagonal[k + 1], beside[k])
        diagonal[k] = c * c * d + 2 * c * s * b + s * s * e
        diagonal[k + 1] = s * s * d - 2 * c * s * b + c * c * e
        beside[k] = c * s * (e - d) + (c * c - s * s) * b
        x = beside[k]
        if k < end - 1 {
            z = s * beside[k + 1]
            beside[k + 1] *= c
        }
    }
}
