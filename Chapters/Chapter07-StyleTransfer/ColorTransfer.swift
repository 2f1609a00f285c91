import TensorCore

/// The mean and the covariance of the colours of a picture.
struct ColorStatistics {
    /// `[3]`.
    let mean: [Double]
    /// `[3][3]`, with a little added to the diagonal, so that a grey picture has one that can be inverted.
    let covariance: Matrix3

    /// Those of `[1, 3, H, W]`.
    init(_ picture: NDArray) {
        let pixels = picture.reshaped([3, picture.size.count])
        let mean = pixels.mean(axes: [1], keepingDimensions: true)
        let centered = pixels - mean
        let products = centered.matmul(centered.transposed()).scalars
        let count = Double(picture.size.count)
        self.mean = mean.scalars.map(Double.init)
        covariance = Matrix3 { row, column in
            Double(products[3 * row + column]) / count + (row == column ? 1e-5 : 0)
        }
    }
}

extension NDArray {
    /// This picture with the mean and the covariance of another one's colours: each colour c becomes
    ///
    ///     T (c − μ) + μ'        T = Σ^(−½) (Σ^½ Σ' Σ^½)^½ Σ^(−½)
    ///
    /// Of all linear maps that turn the covariance Σ into Σ' this symmetric one moves the colours least. It changes colours
    /// alone: not one stroke of the painting is in the result. Pitié, Kokaram: "The linear Monge–Kantorovitch linear colour
    /// mapping" (2007).
    ///
    /// - Returns: `[1, 3, H, W]`, cut to 0…1.
    func withColors(of style: NDArray) -> NDArray { withColors(of: ColorStatistics(style)) }

    /// The same where only the mean and the covariance of the other colours are known.
    func withColors(of other: ColorStatistics) -> NDArray {
        let own = ColorStatistics(self)
        let root = own.covariance.squareRoot
        let inverse = root.inverse
        let map = inverse * (root * other.covariance * root).squareRoot * inverse
        let pixels = reshaped([3, size.count])
        let mean = NDArray(own.mean.map(Float.init)).reshaped([3, 1])
        let target = NDArray(other.mean.map(Float.init)).reshaped([3, 1])
        let moved = NDArray(map.rows.joined().map(Float.init), shape: [3, 3]).matmul(pixels - mean) + target
        return moved.clamped(to: 0...1).reshaped(shape)
    }

    /// This picture with the lightness of another one: only that is painted, the colours stay.
    ///
    /// In the space YIQ of old television the luminance is one axis and colour the other two. Gatys and others: "Preserving
    /// color in neural artistic style transfer" (2016).
    func withLuminance(of painted: NDArray) -> NDArray {
        (self + (painted.luminance - luminance)).clamped(to: 0...1)
    }
}

/// A matrix of three rows and columns.
struct Matrix3 {
    private(set) var rows: [[Double]]

    init(_ entry: (_ row: Int, _ column: Int) -> Double) {
        rows = (0..<3).map { row in (0..<3).map { entry(row, $0) } }
    }

    static let identity = Matrix3 { $0 == $1 ? 1 : 0 }

    static func * (a: Matrix3, b: Matrix3) -> Matrix3 {
        Matrix3 { i, j in (0..<3).reduce(0) { $0 + a.rows[i][$1] * b.rows[$1][j] } }
    }

    /// By the rule of Cramer: the products of the other two rows and columns, divided by the determinant.
    var inverse: Matrix3 {
        func minor(_ i: Int, _ j: Int) -> Double {
            let (a, b, c, d) = ((i + 1) % 3, (i + 2) % 3, (j + 1) % 3, (j + 2) % 3)
            return rows[a][c] * rows[b][d] - rows[a][d] * rows[b][c]
        }
        let determinant = (0..<3).reduce(0) { $0 + rows[0][$1] * minor(0, $1) }
        return Matrix3 { i, j in minor(j, i) / determinant }
    }

    /// The symmetric root of a symmetric, positive matrix, by Newton's method: Y ← (Y + Z⁻¹) / 2, Z ← (Z + Y⁻¹) / 2 from
    /// Y = A and Z = 1 (Denman, Beavers 1976).
    var squareRoot: Matrix3 {
        var (y, z) = (self, Matrix3.identity)
        for _ in 0..<30 {
            let (a, b) = (z.inverse, y.inverse)
            let (oldY, oldZ) = (y, z)
            y = Matrix3 { (oldY.rows[$0][$1] + a.rows[$0][$1]) / 2 }
            z = Matrix3 { (oldZ.rows[$0][$1] + b.rows[$0][$1]) / 2 }
        }
        return y
    }
}
