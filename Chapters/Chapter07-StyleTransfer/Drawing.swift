import Foundation
import Reporting
import TensorCore

/// A picture that is drawn by rule: a colour for each point of a square, so that it can be drawn at any size.
struct Drawing {
    /// A colour as red, green and blue from 0 to 1.
    typealias Color = SIMD3<Double>

    /// The colour at a point, x to the right and y downward, both from 0 to 1.
    let color: (_ x: Double, _ y: Double) -> Color

    /// The picture `[1, 3, side, side]`: the mean of nine points of each pixel.
    func array(side: Int) -> NDArray {
        let samples = 3
        var planes = [Float](repeating: 0, count: 3 * side * side)
        for row in 0..<side {
            for column in 0..<side {
                var sum = Color(0, 0, 0)
                for index in 0..<samples * samples {
                    let (down, right) = index.quotientAndRemainder(dividingBy: samples)
                    let x = (Double(column) + (Double(right) + 0.5) / Double(samples)) / Double(side)
                    let y = (Double(row) + (Double(down) + 0.5) / Double(samples)) / Double(side)
                    sum += color(x, y)
                }
                for channel in 0..<3 {
                    planes[(channel * side + row) * side + column] = Float(
                        min(1, max(0, sum[channel] / Double(samples * samples))))
                }
            }
        }
        return NDArray(planes, shape: [1, 3, side, side])
    }
}

/// A colour between two others, at a share from 0 to 1 of the way.
func mixed(_ a: Drawing.Color, _ b: Drawing.Color, _ share: Double) -> Drawing.Color {
    a + (b - a) * min(1, max(0, share))
}

/// Random numbers that belong to the points of the plane.
struct Noise {
    let seed: UInt64

    /// A number from 0 to 1 for each cell of a grid, and for each of several purposes.
    func at(_ column: Int, _ row: Int, _ purpose: Int = 0) -> Double {
        // The finalizer of SplitMix64 on a mixture of the three.
        var bits = seed &+ UInt64(bitPattern: Int64(column)) &* 0x9E37_79B9_7F4A_7C15
        bits ^= UInt64(bitPattern: Int64(row)) &* 0xC2B2_AE3D_27D4_EB4F
        bits &+= UInt64(bitPattern: Int64(purpose)) &* 0x1656_67B1_9E37_79F9
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return Double((bits ^ bits >> 31) >> 11) / Double(1 << 53)
    }

    /// A smooth function from 0 to 1 whose hills and valleys are about 1 apart: the numbers of the four corners of a cell,
    /// blended.
    func smooth(_ x: Double, _ y: Double, _ purpose: Int = 0) -> Double {
        let (column, row) = (x.rounded(.down), y.rounded(.down))
        func eased(_ t: Double) -> Double { t * t * (3 - 2 * t) }
        let (u, v) = (eased(x - column), eased(y - row))
        let (i, j) = (Int(column), Int(row))
        let top = at(i, j, purpose) * (1 - u) + at(i + 1, j, purpose) * u
        let bottom = at(i, j + 1, purpose) * (1 - u) + at(i + 1, j + 1, purpose) * u
        return top * (1 - v) + bottom * v
    }
}
