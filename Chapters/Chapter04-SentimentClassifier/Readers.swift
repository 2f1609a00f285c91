import Autograd
import Datasets
import Foundation
import NeuralNetworks
import TensorCore
import Text

/// A network together with the reviews in the form in which it reads them. Rows are numbers of reviews.
protocol Reader {
    var network: Module { get }

    /// The logits `[N, 2]` of some reviews.
    func logits(_ rows: [Int]) -> Tensor

    /// Some reviews in batches for an epoch.
    func batches(_ rows: [Int], using generator: inout RandomGenerator) -> [[Int]]
}

/// Reads reviews as bags.
struct BagReader: Reader {
    let bagNetwork: BagNetwork
    private let bags: SparseMatrix
    /// Where a review is in the matrix.
    private let places: [Int: Int]
    private let batchSize: Int

    /// - Parameter rows: the reviews that are read, one for each row of the matrix.
    init(_ network: BagNetwork, _ bags: SparseMatrix, rows: [Int], batchSize: Int = 32) {
        (bagNetwork, self.bags, self.batchSize) = (network, bags, batchSize)
        places = Dictionary(zip(rows, 0...)) { first, _ in first }
    }

    var network: Module { bagNetwork }

    func logits(_ rows: [Int]) -> Tensor { bagNetwork(bags.rows(at: rows.compactMap { places[$0] })) }

    func batches(_ rows: [Int], using generator: inout RandomGenerator) -> [[Int]] {
        shuffledBatches(of: batchSize, count: rows.count, using: &generator).map { $0.map { rows[$0] } }
    }
}

/// A network that reads a review unit by unit.
protocol SequenceNetwork: Module {
    /// The logits `[N, 2]` of reviews given by the ids of their units.
    func callAsFunction(_ reviews: [[Int]]) -> Tensor
}

extension RecurrentClassifier: SequenceNetwork {}

/// Reads reviews as sequences; a batch has reviews of similar length.
struct SequenceReader<Network: SequenceNetwork>: Reader {
    let classifier: Network
    /// The ids of the units, by review.
    let sequences: [[Int]]

    var network: Module { classifier }

    func logits(_ rows: [Int]) -> Tensor { classifier(rows.map { sequences[$0] }) }

    func batches(_ rows: [Int], using generator: inout RandomGenerator) -> [[Int]] {
        tokenBatches(lengths: rows.map { sequences[$0].count }, tokens: 1500, using: &generator)
            .map { $0.map { rows[$0] } }
    }
}

/// What a reader says of some reviews: the mean loss, the accuracy, and for each the probability that it is good.
struct Evaluation {
    let loss: Double
    let accuracy: Double
    let probabilities: [Double]

    var predictions: [Int] { probabilities.map { $0 > 0.5 ? 1 : 0 } }

    init(_ reader: some Reader, _ data: ReviewData, _ rows: [Int]) {
        reader.network.evaluate()
        var logProbabilities: [NDArray] = []
        for start in stride(from: 0, to: rows.count, by: 64) {
            let part = Array(rows[start..<min(start + 64, rows.count)])
            logProbabilities.append(withoutGradient { reader.logits(part) }.value.logSoftmax(axis: 1))
        }
        let all = logProbabilities.flatMap(\.scalars).map(Double.init)
        let labels = data.labels(rows)
        let losses = labels.enumerated().map { -all[2 * $0 + $1] }
        loss = losses.reduce(0, +) / Double(max(1, losses.count))
        let good = rows.indices.map { all[2 * $0 + 1] }
        probabilities = good.map { exp($0) }
        accuracy = NeuralNetworks.accuracy(probabilities.map { $0 > 0.5 ? 1 : 0 }, labels)
    }
}
