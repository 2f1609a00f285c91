import NeuralNetworks

/// The mean of some numbers and their standard deviation (over n − 1).
struct Spread {
    let mean: Double
    let deviation: Double

    /// Of these numbers; nil if there are none.
    init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        mean = NeuralNetworks.mean(values)
        deviation = standardDeviation(values)
    }
}
