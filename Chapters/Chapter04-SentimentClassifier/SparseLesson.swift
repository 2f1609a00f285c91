import Autograd
import ChapterSupport
import NeuralNetworks
import TensorCore

/// The same steps of a linear network with sparse and with dense gradients: what they cost, and what they change.
struct SparseLesson {
    /// The columns of the vocabulary, and how many of them a batch of 32 reviews touches on average.
    let columns: Int
    let touched: Double
    /// Seconds of a training step.
    let sparseSeconds, denseSeconds: Double
    /// Over the rows of no batch: how far the sparse table moved.
    let movedElsewhere: Float

    /// - Parameter steps: how many.
    init?(_ data: ReviewData, seed: UInt64, steps: Int = 20) {
        guard let fold = data.folds.first else { return nil }
        let rows = Array(fold.training.prefix(32 * steps))
        let features = Features(data, trainedOn: fold.training, orders: data.isChinese ? 1...3 : 1...2)
        let bags = features.matrix(data, rows)
        let batches = stride(from: 0, to: rows.count, by: 32).map { Array($0..<min($0 + 32, rows.count)) }
        func trained(sparse: Bool) -> (table: NDArray, seconds: Double) {
            var generator = RandomGenerator(seed: seed)
            let network = BagNetwork(
                columns: features.weights.grams.count, hidden: nil, sparseGradients: sparse, using: &generator
            )
            let optimizer = Adam(network.parameters, learningRate: linearLearningRate)
            let watch = Stopwatch()
            for batch in batches {
                let labels = data.labels.rows(at: batch.map { rows[$0] })
                let loss = crossEntropy(network(bags.rows(at: batch)), labels)
                optimizer.zeroGradients()
                loss.backward()
                optimizer.step()
            }
            return (network.bag.weight.value, watch.seconds / Double(batches.count))
        }
        let (sparse, dense) = (trained(sparse: true), trained(sparse: false))
        (sparseSeconds, denseSeconds) = (sparse.seconds, dense.seconds)
        let used = batches.map { Set(bags.rows(at: $0).withoutEmptyColumns().columns.scalars) }
        columns = features.weights.grams.count
        touched = mean(used.map { Double($0.count) })
        let ever = used.reduce(Set()) { $0.union($1) }
        let never = (0..<columns).filter { !ever.contains($0) }
        let rest = sparse.table.rows(at: never)
        movedElsewhere = never.isEmpty ? 0 : largestDifference(rest, .zeros(rest.shape))
    }
}
