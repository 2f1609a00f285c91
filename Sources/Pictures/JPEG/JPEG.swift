import Foundation
import Messages

/// The steps by which JPEG leaves out what the eye does not see, each as a function of a block of 8 × 8 samples.
///
/// ```swift
/// let slope = (0..<64).map { Float($0 / 8 + $0 % 8) * 8 }  // row by row
/// let waves = JPEG.forwardDCT(slope.map { $0 - 128 })
/// let steps = JPEG.luminanceSteps(quality: 50)
/// let levels = JPEG.quantized(waves, steps: steps)  // all that a file would hold
/// let again = JPEG.inverseDCT(JPEG.restored(levels, steps: steps)).map { $0 + 128 }
/// print(levels.count { $0 != 0 }, again[0])
/// ```
/// The decoder itself (`Picture.init(contentsOf:)`) does the same in whole numbers.
///
/// Source: ITU-T T.81, sections A.3 and K.1.
public enum JPEG {
    /// Where in a block, row by row, the k-th coefficient of a file belongs: along the diagonals, from the coarsest waves to
    /// the finest (T.81, figure A.6).
    public static let order: [UInt8] = (0..<64).map { UInt8($0) }.sorted { a, b in
        func key(_ place: UInt8) -> (Int, Int) {
            let (row, column) = (Int(place / 8), Int(place % 8))
            // Up the even diagonals, down the odd ones.
            return (row + column, (row + column) % 2 == 0 ? column : row)
        }
        return key(a) < key(b)
    }

    /// The wave that a coefficient stands for, 8 × 8 numbers row by row: a(u) a(v) / 4 · cos((2 r + 1) u π / 16) ·
    /// cos((2 c + 1) v π / 16) at row r and column c, where a(0) = √½ and all other a are 1.
    ///
    /// All 64 waves are at right angles to each other, and each has the length 1. Traps where u or v is not 0 to 7.
    public static func wave(_ u: Int, _ v: Int) -> [Float] {
        guard 0...7 ~= u, 0...7 ~= v else {
            explainFailure("JPEG.wave", "wave \(u), \(v)", hint: "both numbers are 0 to 7")
        }
        return (0..<64).map { Float(cosines[u * 8 + $0 / 8] * cosines[v * 8 + $0 % 8]) }
    }

    /// How much of each wave a block has: S(u, v) = Σ wave(u, v) · samples (discrete cosine transform).
    ///
    /// - Parameter samples: 64 numbers row by row; a file's are samples − 128.
    /// - Returns: 64 coefficients, u by u.
    public static func forwardDCT(_ samples: [Float]) -> [Float] {
        transformed(samples, "JPEG.forwardDCT") { cosines[$0 * 8 + $1] }
    }

    /// The block that has this much of each wave: Σ S(u, v) · wave(u, v).
    ///
    /// - Parameter coefficients: 64 numbers, u by u.
    /// - Returns: 64 samples row by row.
    public static func inverseDCT(_ coefficients: [Float]) -> [Float] {
        transformed(coefficients, "JPEG.inverseDCT") { cosines[$1 * 8 + $0] }
    }

    /// The steps that T.81 gives as an example for luminance (table K.1), scaled to a quality from 1 to 100 as the Independent
    /// JPEG Group's programs do: 50 is the table, 75 half of it, 25 twice.
    ///
    /// Traps where the quality is none of these.
    public static func luminanceSteps(quality: Int) -> [Int] {
        guard 1...100 ~= quality else {
            explainFailure("JPEG.luminanceSteps", "quality \(quality)", hint: "1 to 100")
        }
        let percent = quality < 50 ? 5000 / quality : 200 - 2 * quality
        return exampleSteps.map { min(255, max(1, ($0 * percent + 50) / 100)) }
    }

    /// The coefficients in steps, rounded: what a file holds. Here alone something is lost.
    public static func quantized(_ coefficients: [Float], steps: [Int]) -> [Int] {
        zip(coefficients, steps).map { Int(($0 / Float($1)).rounded()) }
    }

    /// The coefficients that a file stands for.
    public static func restored(_ levels: [Int], steps: [Int]) -> [Float] {
        zip(levels, steps).map { Float($0 * $1) }
    }

    /// A grey picture as it comes back from a file of this quality, and how many coefficients of each block are not zero.
    ///
    /// - Parameter picture: taken as grey by its luminance; sides that are no multiples of 8 are cut to one.
    /// - Returns: the picture; the counts, block by block; traps where there is not a single block.
    public static func compressed(_ picture: Picture, quality: Int) -> (picture: Picture, counts: [Int]) {
        let (across, down) = (picture.width / 8, picture.height / 8)
        let steps = luminanceSteps(quality: quality)
        let luminance = picture.luminance
        var bytes = [UInt8](repeating: 0, count: 64 * across * down)
        var counts: [Int] = []
        for block in 0..<across * down {
            func place(_ index: Int, _ width: Int) -> Int {
                (block / across * 8 + index / 8) * width + block % across * 8 + index % 8
            }
            let samples = (0..<64).map { Float(luminance[place($0, picture.width)]) - 128 }
            let levels = quantized(forwardDCT(samples), steps: steps)
            for (index, sample) in inverseDCT(restored(levels, steps: steps)).enumerated() {
                bytes[place(index, 8 * across)] = UInt8(min(255, max(0, (sample + 128).rounded())))
            }
            counts.append(levels.count { $0 != 0 })
        }
        return (Picture(width: 8 * across, height: 8 * down, bytes: bytes), counts)
    }

    /// a(u) / 2 · cos((2 x + 1) u π / 16), x by x for each u.
    private static let cosines: [Double] = (0..<64).map { index in
        let (u, x) = (index / 8, index % 8)
        return (u == 0 ? 0.5.squareRoot() : 1) / 2 * cos(Double((2 * x + 1) * u) * .pi / 16)
    }

    /// M · block · Mᵀ.
    private static func transformed(
        _ block: [Float], _ operation: String, by matrix: (Int, Int) -> Double
    ) -> [Float] {
        guard block.count == 64 else {
            explainFailure(operation, "a block of \(block.count) numbers", hint: "a block has 8 × 8 = 64")
        }
        var columns = [Double](repeating: 0, count: 64)
        for index in 0..<64 {
            for k in 0..<8 { columns[index] += matrix(index / 8, k) * Double(block[8 * k + index % 8]) }
        }
        return (0..<64).map { index in
            Float((0..<8).reduce(0.0) { $0 + columns[index / 8 * 8 + $1] * matrix(index % 8, $1) })
        }
    }

    private static let exampleSteps = [
        16, 11, 10, 16, 24, 40, 51, 61,
        12, 12, 14, 19, 26, 58, 60, 55,
        14, 13, 16, 24, 40, 57, 69, 56,
        14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77,
        24, 35, 55, 64, 81, 104, 113, 92,
        49, 64, 78, 87, 103, 121, 120, 101,
        72, 92, 95, 98, 112, 100, 103, 99,
    ]
}

extension Picture {
    /// How bright each pixel is, 0 to 255: 0.299 R + 0.587 G + 0.114 B (JFIF's Y), rounded.
    public var luminance: [UInt8] {
        if format == .gray { return bytes }
        return stride(from: 0, to: bytes.count, by: format.rawValue).map {
            let sum = 299 * Int(bytes[$0]) + 587 * Int(bytes[$0 + 1]) + 114 * Int(bytes[$0 + 2])
            return UInt8((sum + 500) / 1000)
        }
    }
}
