import Foundation
import Reporting
import TensorCore
import Testing

@testable import Chapter7

@Suite struct PictureTests {
    private func drawn(_ pattern: Chapter7.Pattern, side: Int = 96, seed: UInt64 = 1) -> NDArray {
        var generator = RandomGenerator(seed: seed)
        return pattern.drawing(using: &generator).array(side: side)
    }

    private func drawn(_ scene: Chapter7.Scene, side: Int = 96, seed: UInt64 = 1) -> NDArray {
        var generator = RandomGenerator(seed: seed)
        return scene.drawing(using: &generator).array(side: side)
    }

    @Test func drawingsFollowFromTheSeedAndAreNotFlat() {
        for pattern in Chapter7.Pattern.allCases {
            let picture = drawn(pattern)
            #expect(picture == drawn(pattern) && picture != drawn(pattern, seed: 2))
            #expect(picture.min().scalar >= 0 && picture.max().scalar <= 1)
            #expect(picture.luminance.variance().scalar > 0.003, "\(pattern)")
        }
        for scene in Chapter7.Scene.allCases {
            #expect(drawn(scene) == drawn(scene) && drawn(scene) != drawn(scene, seed: 2))
            // The same at another size: a drawing is a function of the place.
            let small = drawn(scene, side: 48)
            #expect(correlation(small.flattened(), drawn(scene).resized(to: 48).flattened()) > 0.98)
        }
    }

    @Test func finePatternsBecomeGreyNotCoarse() {
        let stripes = NDArray((0..<64).map { Float($0 % 2) }).reshaped([1, 64])
        #expect(stripes.resized(to: Size2D(1, 15)).scalars.allSatisfy { abs($0 - 0.5) < 0.05 })
    }

    /// PyTorch: `F.interpolate(x, size, mode="bicubic", antialias=True)` of x[i, j] = sin(i) + cos(2 j), 6 × 7 to 3 × 4.
    @Test func resamplingIsThatOfPyTorch() {
        let values = (0..<6).flatMap { i in
            (0..<7).map { j -> Float in Float(sin(Double(i)) + cos(2 * Double(j))) }
        }
        let result = NDArray(values, shape: [6, 7]).resized(to: Size2D(3, 4))
        #expect(largestDifference(result, resizedByPyTorch) < 1e-5, "\(result)")
    }

    @Test func colorsAreThoseOfTheStyleAndNothingElseIs() {
        let (content, style) = (0.3 + 0.4 * drawn(.house), 0.2 + 0.5 * drawn(.cells))
        let result = content.withColors(of: style)
        let (own, other) = (ColorStatistics(result), ColorStatistics(style))
        for i in 0..<3 {
            #expect(abs(own.mean[i] - other.mean[i]) < 0.01)
            for j in 0..<3 { #expect(abs(own.covariance.rows[i][j] - other.covariance.rows[i][j]) < 0.004) }
        }
        // Its own colours change nothing.
        #expect(largestDifference(content.withColors(of: content), content) < 1e-3)
        // A grey picture has colours too.
        let gray = NDArray(filledWith: 0.5, shape: [1, 3, 20, 20])
        #expect(gray.withColors(of: style).scalars.allSatisfy { $0.isFinite })
        #expect(content.withColors(of: gray).variance().scalar < 1e-3)
    }

    @Test func onlyTheLightnessIsTaken() {
        let (content, painted) = (0.3 + 0.3 * drawn(.boat), 0.4 + 0.2 * drawn(.hatching))
        let result = content.withLuminance(of: painted)
        #expect(largestDifference(result.luminance, painted.luminance) < 1e-5)
        let difference = result - content
        // All three channels move by the same amount.
        #expect(
            largestDifference(difference.sliced(axis: 1, 0..<1), difference.sliced(axis: 1, 2..<3)) < 1e-5)
    }

    @Test func theRootOfAMatrixSquaredIsTheMatrix() {
        let matrix = Matrix3 { [[4.0, 1, 0.5], [1, 3, -0.2], [0.5, -0.2, 2]][$0][$1] }
        let root = matrix.squareRoot
        for (row, expected) in zip((root * root).rows, matrix.rows) {
            #expect(zip(row, expected).allSatisfy { abs($0 - $1) < 1e-10 })
        }
        for (i, row) in (matrix * matrix.inverse).rows.enumerated() {
            #expect(row.indices.allSatisfy { abs(row[$0] - (i == $0 ? 1 : 0)) < 1e-12 })
        }
    }

    @Test(arguments: [Chapter7.Pattern.bricks, .stripes]) func thePeriodOfAPatternIsFound(
        _ pattern: Chapter7.Pattern
    ) throws {
        let repeats = try #require(pattern.repeats)
        for side in [96, 128, 200] {
            let period = try #require(verticalPeriod(of: drawn(pattern, side: side)))
            #expect(abs(Double(period) - Double(side) / Double(repeats)) <= 1, "\(side)")
        }
        var generator = RandomGenerator(seed: 3)
        #expect(verticalPeriod(of: .uniform([1, 3, 128, 128], using: &generator)) == nil)
    }
}

private let resizedByPyTorch = NDArray(
    rows: [
        [0.810674, 0.345082, 0.545378, 0.544524],
        [0.792682, 0.327091, 0.527386, 0.526533],
        [-0.519178, -0.984769, -0.784474, -0.785327],
    ])
