import NeuralNetworks
import TensorCore
import Text

/// The hidden units of the book's network, taken apart: for which words each fires, and for which class it speaks.
struct Neurons {
    struct Unit {
        /// The output's weight for good minus that for bad: positive where the unit speaks for good.
        let vote: Double
        /// The words that push it up most, with their weights in the first layer.
        let words: [(word: String, weight: Double)]
    }

    let units: [Unit]

    /// - Parameter minimum: in how many training reviews a word must be, so that it is no chance.
    init(_ network: BagNetwork, _ grams: NGrams, minimum: Int = 5) {
        let table = network.bag.weight.value
        let frequent = (0..<grams.count).filter { grams.documentFrequencies[$0] >= minimum }
        guard let out = network.out?.weight.value else {
            units = []
            return
        }
        units = (0..<out.shape[1]).map { unit in
            let weights = table.selected(axis: 1, unit).scalars
            let top = frequent.sorted { (weights[$1], $0) < (weights[$0], $1) }.prefix(8)
            return Unit(
                vote: Double(out[scalar: 1, unit] - out[scalar: 0, unit]),
                words: top.map { (grams.name($0), Double(weights[$0])) })
        }.sorted { $0.vote > $1.vote }
    }
}
