import ChapterSupport
import Foundation
import TensorCore

/// A tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl 2011).
///
/// The trials so far are parted into the best fifth and the others. For each hyperparameter two densities are estimated, l(x)
/// of the good and g(x) of the others: a mixture of one Gaussian at each trial, cut off at the ends, and an even one. Of some
/// values drawn from l the one with the largest l(x) / g(x) is tried next, where good trials are likely and others are not.
/// This is the expected improvement, up to a function that grows with it.
///
/// Each hyperparameter is treated by itself, on its way from 0 to 1.
struct ParzenEstimator: Proposer {
    let seed: UInt64
    /// So many trials are random, before there is anything to learn from.
    var startCount = 10
    /// The share of trials that count as good.
    var goodShare = 0.2
    /// How many values are drawn from l.
    var candidateCount = 24

    func values(ofTrial number: Int, after trials: [Trial], in space: SearchSpace) -> [HyperparameterValue] {
        let random = RandomSearch(seed: seed)
        let ranked = space.ranked(trials)
        guard ranked.count >= startCount else { return random.values(ofTrial: number, after: [], in: space) }
        var generator = random.generator(ofTrial: number)
        let goodCount = max(2, Int((goodShare * Double(ranked.count)).rounded(.up)))
        return space.hyperparameters.enumerated().map { index, hyperparameter in
            func density(_ trials: some Collection<Trial>) -> any Density {
                if case .choices(let words) = hyperparameter.values {
                    return ChoiceDensity(
                        trials.compactMap { trial in words.firstIndex { $0 == trial.values[index].text } },
                        choices: words.count)
                }
                return PlaceDensity(trials.compactMap { hyperparameter.place(of: $0.values[index]) })
            }
            let (good, others) = (density(ranked.prefix(goodCount)), density(ranked.dropFirst(goodCount)))
            let places = (0..<candidateCount).map { _ in good.draw(using: &generator) }
            let ratios = places.map { good.value(at: $0) / others.value(at: $0) }
            let best = ratios.indices.max { ratios[$0] < ratios[$1] } ?? 0
            return hyperparameter.value(at: places[best])
        }
    }
}

/// A density on the way from 0 to 1.
protocol Density {
    func value(at place: Double) -> Double
    func draw(using generator: inout RandomGenerator) -> Double
}

/// The mean of an even density and of a Gaussian at each place. A Gaussian is as wide as the way to the further of its
/// neighbours, so that it is narrow where there are many.
struct PlaceDensity: Density {
    let places: [Double]
    let widths: [Double]

    init(_ places: [Double]) {
        let sorted = places.sorted()
        self.places = sorted
        let least = 1 / Double(min(100, sorted.count + 2))
        widths = sorted.indices.map { index in
            let before = sorted[index] - (index > 0 ? sorted[index - 1] : 0)
            let after = (index + 1 < sorted.count ? sorted[index + 1] : 1) - sorted[index]
            return min(1, max(least, before, after))
        }
    }

    func value(at place: Double) -> Double {
        let gaussians = zip(places, widths).map { middle, width in
            let z = (place - middle) / width
            // Cut off at both ends, it still adds up to 1.
            let inside = area((1 - middle) / width) - area(-middle / width)
            return exp(-z * z / 2) / (width * (2 * Double.pi).squareRoot()) / inside
        }
        return gaussians.reduce(1, +) / Double(places.count + 1)
    }

    func draw(using generator: inout RandomGenerator) -> Double {
        let chosen = generator.integer(below: places.count + 1)
        guard chosen < places.count else { return generator.place() }
        while true {
            let place = places[chosen] + widths[chosen] * Double(generator.normal())
            if (0..<1).contains(place) { return place }
        }
    }

    /// The area under the standard Gaussian up to z.
    private func area(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }
}

/// How often each choice was among the trials, one more for each.
struct ChoiceDensity: Density {
    let weights: [Double]

    init(_ chosen: [Int], choices count: Int) {
        var weights = [Double](repeating: 1, count: count)
        for choice in chosen { weights[choice] += 1 }
        let sum = weights.reduce(0, +)
        self.weights = weights.map { $0 / sum }
    }

    func value(at place: Double) -> Double {
        weights[min(weights.count - 1, Int(place * Double(weights.count)))] * Double(weights.count)
    }

    func draw(using generator: inout RandomGenerator) -> Double {
        var rest = generator.place()
        for (choice, weight) in weights.enumerated() {
            if rest < weight { return (Double(choice) + 0.5) / Double(weights.count) }
            rest -= weight
        }
        return (Double(weights.count) - 0.5) / Double(weights.count)
    }
}
