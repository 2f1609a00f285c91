import ChapterSupport
import Datasets
import DigitRecognition
import NeuralNetworks
import Reporting
import TensorCore

/// Heads compared on all digits: one number, or the probabilities of the digits made into those of the sums; weights
/// shared between the towers or not.
struct HeadComparison {
    /// One machine and what came of it.
    struct Entry {
        /// The key of its metric.
        let name: String
        let title: String
        /// Whether a recognizer's weights were taken over.
        let isTransferred: Bool
        let exact: Double
        let parameters: Int
        let startLoss: Double
        /// How many of the test digits the left reader reads right; nil where the machine reads no digits.
        let digitAccuracy: Double?
    }

    private(set) var entries: [Entry] = []

    /// Of the machines without a digit's label, the one with shared weights: it learned digits from sums alone.
    var readsWithoutLabels: Double? { entries.first { $0.name == "shared_reader_scratch" }?.digitAccuracy }

    /// The best of all.
    var best: Entry? { entries.max { $0.exact < $1.exact } }

    private(set) var bestMachine: (any AddingMachine)?

    private(set) var seconds = 0.0

    init(_ recognizer: Recognizer, _ digits: DigitSets, _ run: ChapterRun) throws {
        var generator = RandomGenerator(seed: run.seed &+ 77)
        let test = Pairs(of: digits.test, using: &generator)
        let network = recognizer.network
        let bar = ProgressBar("heads", total: 6)
        func add(
            _ name: String, _ title: String, isTransferred: Bool,
            _ make: (inout RandomGenerator) -> any AddingMachine
        ) throws {
            guard !run.shouldStop else { return }
            var generator = RandomGenerator(seed: run.seed)
            let machine = make(&generator)
            let history = try train(
                machine, on: digits.training, optimizer: Adam(machine.trained, learningRate: 1e-3),
                epochs: run.epochs, annealing: true, checkpoint: run.checkpoint("head-\(name)"),
                shouldStop: { run.shouldStop }, using: &generator)
            guard !run.shouldStop else { return }
            seconds += history.seconds
            let exact = test.exactShare(machine)
            if exact > best?.exact ?? -1 { bestMachine = machine }
            let reader = (machine as? ReadingAddingMachine)?.readers[0]
            entries.append(
                Entry(
                    name: name, title: title, isTransferred: isTransferred, exact: exact,
                    parameters: machine.parameterCount.total, startLoss: history.startLoss,
                    digitAccuracy: reader.map { accuracy(of: $0, on: digits.test) }))
            bar.advance(message: "\(title): \(formatPercent(exact, decimals: 2))")
        }
        for isTransferred in [false, true] {
            let suffix = isTransferred ? "tuned" : "scratch"
            let transfer: Transfer = isTransferred ? .tuned : .scratch
            try add("number_\(suffix)", "one number, two towers", isTransferred: isTransferred) {
                BookAddingMachine(transfer, from: network, using: &$0)
            }
            try add("reader_\(suffix)", "probabilities, two readers", isTransferred: isTransferred) {
                ReadingAddingMachine(
                    from: isTransferred ? network : nil, sharesWeights: false, using: &$0)
            }
            try add("shared_reader_\(suffix)", "probabilities, one reader", isTransferred: isTransferred) {
                ReadingAddingMachine(from: isTransferred ? network : nil, sharesWeights: true, using: &$0)
            }
        }
        bar.finish()
    }
}
