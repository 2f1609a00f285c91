import Foundation
import TensorCore

/// Weather that changes from hour to hour as Washington's does: a seasonal course, a daily course, and
/// deviations from both that fade within days.
struct GeneratedWeather {
    /// The conditions of one hour, in the units of `BikeHour`.
    struct Hour {
        var situation = 1
        var temperature = 0.0
        var feltTemperature = 0.0
        var humidity = 0.0
        var windSpeed = 0.0
    }

    /// The transition probabilities of the situations 1...4, from one hour to the next.
    private static let transitions: [[Float]] = [
        [0.920, 0.071, 0.009, 0.000],
        [0.178, 0.737, 0.085, 0.000],
        [0.073, 0.273, 0.652, 0.002],
        [0.000, 0.000, 1.000, 0.000],
    ]

    private var situation = 1
    private var warmth = 0.0
    private var dampness = 0.0
    private var wind = 0.19

    /// The weather of the next hour; to be called for every hour in turn.
    mutating func next(dayOfYear: Int, hour: Int, using generator: inout RandomGenerator) -> Hour {
        situation = generator.categorical(Self.transitions[situation - 1]) + 1
        // Each deviation keeps most of itself from hour to hour: x ← φ x + noise, with spread σ / √(1 − φ²).
        warmth = 0.987 * warmth + 0.0125 * Double(generator.normal())
        dampness = 0.97 * dampness + 0.025 * Double(generator.normal())
        wind += 0.25 * (0.19 - wind) + 0.075 * Double(generator.normal())

        let yearly = cos(2 * Double.pi * (Double(dayOfYear) - 20) / 365.25)
        let daily = cos(2 * Double.pi * (Double(hour) - 15) / 24)
        let clouding = Double(situation - 1)
        var result = Hour()
        result.situation = situation
        let temperature = 0.51 - 0.23 * yearly + (0.07 - 0.015 * clouding) * daily + warmth - 0.01 * clouding
        // The table's steps: 0.02 of 41 degrees, one per cent of humidity, whole kilometres an hour.
        result.temperature = rounded(temperature, to: 0.02, within: 0.02...1)
        let humidity = 0.58 + 0.12 * clouding - 0.13 * daily + dampness
        result.humidity = rounded(humidity, to: 0.01, within: 0.15...1)
        let kilometres = (min(max(wind, 0), 0.85) * 67).rounded()
        result.windSpeed = kilometres < 6 ? 0 : (kilometres / 67 * 1e4).rounded() / 1e4
        let felt =
            0.05 + 0.86 * result.temperature - 0.08 * result.windSpeed
            + 0.05 * result.temperature * result.humidity
        result.feltTemperature = rounded(felt, to: 0.0001, within: 0...1)
        return result
    }

    private func rounded(_ value: Double, to step: Double, within range: ClosedRange<Double>) -> Double {
        let steps = (1 / step).rounded()
        return min(max((value * steps).rounded() / steps, range.lowerBound), range.upperBound)
    }
}
