import Foundation
import TensorCore

extension RandomGenerator {
    /// A count with the given mean and more spread than a Poisson count has:
    /// variance mean + mean² / dispersion (the negative binomial distribution, a Poisson count whose rate is
    /// itself drawn from a gamma distribution).
    mutating func negativeBinomial(mean: Double, dispersion: Double) -> Int {
        poisson(mean * gamma(shape: dispersion) / dispersion)
    }

    /// A draw from the gamma distribution of scale 1 and a shape of at least 1 (Marsaglia and Tsang, 2000).
    mutating func gamma(shape: Double) -> Double {
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = Double(normal())
            let base = 1 + c * x
            guard base > 0 else { continue }
            let cube = base * base * base
            let u = 1 - Double(uniform())
            if log(u) < 0.5 * x * x + d * (1 - cube + log(cube)) { return d * cube }
        }
    }

    /// A Poisson count: by multiplying uniform draws where the mean is small (Knuth), by the normal
    /// approximation where it is large.
    mutating func poisson(_ mean: Double) -> Int {
        guard mean > 0 else { return 0 }
        guard mean < 30 else {
            return max(0, Int((mean + mean.squareRoot() * Double(normal())).rounded()))
        }
        let limit = exp(-mean)
        var count = 0
        var product = 1 - Double(uniform())
        while product > limit {
            count += 1
            product *= 1 - Double(uniform())
        }
        return count
    }
}
