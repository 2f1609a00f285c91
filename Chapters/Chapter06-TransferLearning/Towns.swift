import Foundation
import TensorCore

/// Synthetic towns, seen from above by day and by night, and what their households spend.
///
/// A town has a hidden wealth. It determines how many roofs are metal and how many thatch, and whether the road is paved;
/// the number of houses is independent of it. By night, houses with metal roofs are lit, and a paved road has lamps. So
/// light mixes wealth and size, while the picture by day shows them separately.
struct Towns {
    /// The side of a picture, in pixels.
    static let side = 24

    /// By day, red, green and blue from 0 to 1: `[N, 3, 24, 24]`.
    let day: NDArray

    /// By night, brightness from 0 to 1: `[N, 1, 24, 24]`.
    let night: NDArray

    /// What a household spends, normalized over all possible towns to mean 0 and variance 1: `[N]`. Only a survey finds it
    /// out.
    let spending: [Float]

    var count: Int { spending.count }

    /// The mean brightness of each night picture.
    var light: [Float] { night.mean(axes: [1, 2, 3]).scalars }

    /// The towns with these indices.
    func rows(_ range: Range<Int>) -> Towns {
        Towns(day: day[range], night: night[range], spending: Array(spending[range]))
    }

    private init(day: NDArray, night: NDArray, spending: [Float]) {
        (self.day, self.night, self.spending) = (day, night, spending)
    }

    /// Random towns.
    init(count: Int, seed: UInt64) {
        var day: [Float] = []
        var night: [Float] = []
        var spending: [Float] = []
        for number in 0..<count {
            var generator = RandomGenerator(seed: seed &* 1_000_003 &+ UInt64(number))
            let town = Town(using: &generator)
            day += town.day.scalars
            night += town.night.scalars
            spending.append(town.spending)
        }
        let side = Towns.side
        self.init(
            day: NDArray(day, shape: [count, 3, side, side]),
            night: NDArray(night, shape: [count, 1, side, side]), spending: spending)
    }
}

/// One town while it is drawn.
private struct Town {
    private(set) var day: NDArray
    private(set) var night: NDArray
    let spending: Float

    init(using generator: inout RandomGenerator) {
        let side = Towns.side
        let wealth = generator.normal()
        spending = (wealth + 0.3 * generator.normal()) / Float(1.09).squareRoot()
        func likely(_ slope: Float) -> Float { 1 / (1 + exp(-slope * wealth)) }

        // Fields, greener or drier, with noise.
        let (green, dry) = (generator.uniform(in: 0.35...0.6), generator.uniform(in: 0.1...0.45))
        let grain = NDArray.normal([3, side, side], using: &generator) * 0.04
        day = NDArray([dry, green, 0.5 * dry], shape: [3, 1, 1]) + grain
        night = .zeros([1, side, side])

        let isPaved = generator.uniform() < likely(1.5)
        let (road, isHorizontal) = (4 + generator.integer(below: side - 8), generator.uniform() < 0.5)
        let surface: [Float] = isPaved ? [0.45, 0.45, 0.48] : [0.6, 0.5, 0.35]
        for place in 0..<side {
            let (y, x) = isHorizontal ? (road, place) : (place, road)
            paint(y..<y + 2, x..<x + 2, surface)
            if isPaved, place % 4 == 1 { shine(y, x, 0.5) }
        }
        for _ in 0..<6 + generator.integer(below: 12) {
            let (y, x) = (generator.integer(below: side - 3), generator.integer(below: side - 3))
            let isMetal = generator.uniform() < likely(2)
            let tone = generator.uniform(in: -0.08...0.08)
            let roof: [Float] = isMetal ? [0.8, 0.82, 0.86] : [0.5, 0.36, 0.2]
            paint(
                y..<y + 2 + generator.integer(below: 2), x..<x + 2 + generator.integer(below: 2),
                roof.map { $0 + tone })
            if isMetal { shine(y, x, generator.uniform()) }
        }
        day = day.clamped(to: 0...1)
        night = night.clamped(to: 0...1)
    }

    private mutating func paint(_ rows: Range<Int>, _ columns: Range<Int>, _ color: [Float]) {
        for y in rows.clamped(to: 0..<Towns.side) {
            for x in columns.clamped(to: 0..<Towns.side) {
                for channel in 0..<3 { day[scalar: channel, y, x] = color[channel] }
            }
        }
    }

    /// A lamp and its glow.
    private mutating func shine(_ row: Int, _ column: Int, _ strength: Float) {
        for y in max(0, row - 2)..<min(Towns.side, row + 3) {
            for x in max(0, column - 2)..<min(Towns.side, column + 3) {
                let distance = Float((y - row) * (y - row) + (x - column) * (x - column))
                night[scalar: 0, y, x] += strength * exp(-distance / 2)
            }
        }
    }
}
