import Foundation

/// How the pixels of a picture of another size are mixed from those of the old one.
public enum ResamplingFilter: Sendable, CaseIterable {
    /// The mean of the pixels covered.
    case box
    /// A triangle that reaches one pixel each way.
    case bilinear
    /// A cubic with a = −½ that reaches two pixels each way (Keys, 1981).
    case bicubic
    /// A sinc windowed by a wider one, three pixels each way (Duchon, 1979).
    case lanczos

    /// How far it reaches.
    var support: Double {
        switch self {
        case .box: 0.5
        case .bilinear: 1
        case .bicubic: 2
        case .lanczos: 3
        }
    }

    /// The weight at a distance from the middle.
    func weight(_ distance: Double) -> Double {
        let x = abs(distance)
        switch self {
        // The border belongs to one side only.
        case .box: return distance > -0.5 && distance <= 0.5 ? 1 : 0
        case .bilinear: return max(0, 1 - x)
        case .bicubic:
            if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
            return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
        case .lanczos: return distance >= -3 && distance < 3 ? sinc(distance) * sinc(distance / 3) : 0
        }
    }
}

/// sin πx / πx.
private func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(.pi * x) / (.pi * x) }

/// One axis of a picture of another size: which pixels of the old one make each new pixel, and with what weights.
///
/// Where the picture shrinks, the filter is stretched by the same factor, so that every old pixel has its share in the new
/// picture (antialiasing): a new pixel x is Σ w((i + ½ − c) / s) old(i) / Σ w, with the centre c = (x + ½) · old / new and
/// s = max(1, old / new). This is what Pillow's `resize` does.
struct Resampling {
    /// For each new pixel, the first old one that has a weight.
    let starts: [Int]

    /// How many weights each new pixel has.
    let counts: [Int]

    /// How many it has room for: where its weights begin is `reach` times its number.
    let reach: Int

    /// The weights, those of a pixel with the sum 1.
    let weights: [Float]

    /// The weights in units of 2^−22, rounded.
    let wholeWeights: [Int32]

    init(from old: Int, to new: Int, _ filter: ResamplingFilter) {
        let scale = Double(old) / Double(new)
        let stretch = max(1, scale)
        let support = filter.support * stretch
        let reach = Int(support.rounded(.up)) * 2 + 1
        var (starts, counts): ([Int], [Int]) = ([], [])
        var weights: [Double] = []
        for place in 0..<new {
            let center = (Double(place) + 0.5) * scale
            let first = max(0, Int(center - support + 0.5))
            let count = min(old, Int(center + support + 0.5)) - first
            var own = (0..<count).map { filter.weight((Double(first + $0) - center + 0.5) * (1 / stretch)) }
            let sum = own.reduce(0, +)
            if sum != 0 { own = own.map { $0 / sum } }
            starts.append(first)
            counts.append(count)
            weights += own + [Double](repeating: 0, count: reach - count)
        }
        (self.starts, self.counts, self.reach) = (starts, counts, reach)
        self.weights = weights.map { Float($0) }
        wholeWeights = weights.map { Int32(($0 * Double(1 << 22)).rounded(.toNearestOrAwayFromZero)) }
    }
}
