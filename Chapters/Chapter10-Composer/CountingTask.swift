import Autograd
import TensorCore

/// The book's small sequences (section 10.1): n zeros, n ones, the end. Only a model that counts can predict the end.
enum CountingTask {
    /// The symbols are 0, 1, and this one, which stands at the end and at the beginning.
    static let end = 2
    static let symbolCount = 3
    /// The most zeros in training, and in the test.
    static let longestTrained = 10
    static let longestTested = 40

    /// The beginning, n zeros, n ones, the end.
    static func sequence(_ n: Int) -> [Int] {
        [end] + [Int](repeating: 0, count: n) + [Int](repeating: 1, count: n) + [end]
    }

    /// The training data: every length once.
    static var batch: SequenceBatch { SequenceBatch((1...longestTrained).map(sequence)) }

    /// Whether a model predicts every symbol that follows from the count: all after the first one.
    static func isCorrect(_ model: RecurrentLanguageModel, _ n: Int) -> Bool {
        let sequence = sequence(n)
        let inputs = IntArray(sequence.dropLast(), shape: [1, sequence.count - 1])
        let logits = withoutGradient { model(inputs).logits }.value
        let predictions = logits[0].argMax(axis: 1).scalars
        return (n + 1..<sequence.count - 1).allSatisfy { predictions[$0] == sequence[$0 + 1] }
    }
}

/// One kind of network, trained from several seeds, and how far each counts.
struct Counter {
    let kind: RecurrentKind
    /// The network of the seed that counts farthest, and its training.
    let model: RecurrentLanguageModel
    let history: CountingHistory
    /// Whether it is correct on 1 to `longestTested` zeros.
    let isCorrect: [Bool]
    /// Of each seed: the longest length up to which every prediction is correct.
    let longest: [Int]

    /// The farthest of the networks of one kind; nil where there is none.
    init?(_ kind: RecurrentKind, _ trained: [(model: RecurrentLanguageModel, history: CountingHistory)]) {
        let isCorrect = trained.map { network in
            (1...CountingTask.longestTested).map { CountingTask.isCorrect(network.model, $0) }
        }
        let longest = isCorrect.map { $0.firstIndex(of: false) ?? CountingTask.longestTested }
        guard let best = longest.indices.max(by: { longest[$0] < longest[$1] }) else { return nil }
        (self.kind, self.isCorrect, self.longest) = (kind, isCorrect[best], longest)
        (model, history) = trained[best]
    }

    /// The median over the seeds.
    var medianLongest: Int { longest.sorted()[longest.count / 2] }
}

/// The counters of all kinds.
struct Counters {
    let all: [Counter]
    let seconds: Double

    /// The LSTM's gates over one sequence; nil where no LSTM was trained.
    var gates: GateActivations? {
        all.first { $0.kind == .lstm }.map {
            GateActivations($0.model, CountingTask.sequence(CountingTask.longestTrained + 2))
        }
    }
}
