import ChapterSupport
import Datasets
import TensorCore

/// How many random starts of a network with this many hidden units end with XOR solved.
struct ExclusiveOrTrials {
    let hiddenCount: Int

    /// The epochs until all four rows were right, nil for a start that got stuck.
    let epochs: [Int?]

    /// The share of the starts that solved it.
    var solvedFraction: Double {
        Double(epochs.count { $0 != nil }) / Double(max(1, epochs.count))
    }

    /// The epochs of those that solved it, in order.
    var solvedEpochs: [Int] { epochs.compactMap { $0 }.sorted() }

    /// The epoch by which half of those that solved it had done so; 0 where none did.
    var medianEpochs: Int { solvedEpochs.isEmpty ? 0 : solvedEpochs[solvedEpochs.count / 2] }
}

/// A training on XOR, with the network as it was after every epoch.
struct ExclusiveOrTraining {
    /// The network before the first epoch and after each.
    private(set) var history: [TwoLayerNetwork]

    /// The mean error of each epoch.
    private(set) var errors: [Float] = []

    /// Whether all four outputs came within the tolerance.
    var isSolved = false

    init(start: TwoLayerNetwork) { history = [start] }

    mutating func append(_ network: TwoLayerNetwork, error: Float) {
        history.append(network)
        errors.append(error)
    }

    /// The epochs trained.
    var epochs: Int { errors.count }

    /// The network at the end.
    var result: TwoLayerNetwork { history[history.count - 1] }
}

/// All that the chapter tries on XOR with a hidden layer.
struct ExclusiveOrExperiment {
    /// The number of hidden units of the network that is drawn.
    static let drawnHiddenCount = 4

    /// The trials by number of hidden units.
    let trials: [ExclusiveOrTrials]

    /// The errors of every start with as many units as the network that is drawn.
    let errors: [[Float]]

    /// The first training with the drawn number of units that solved it, else the first of all.
    let drawn: ExclusiveOrTraining

    /// The relative difference of the gradient by hand from the numerical one, at the worst of the four rows, before
    /// training.
    var gradientDisagreement: Double {
        let data = TruthTable.xor.data
        return zip(data.features, data.targets).map { inputs, targets in
            Chapter1.gradientDisagreement(drawn.history[0], inputs: inputs, targets: targets)
        }.max() ?? .infinity
    }
}

/// What is known after some of the starts.
private struct ExclusiveOrProgress: ResumableState {
    /// The number of starts, and of epochs for each.
    let starts: Int
    let epochs: Int
    /// By number of hidden units, the epochs of each start.
    var solved: [Int: [Int?]] = [:]
    var errors: [[Float]] = []
    /// The start of the network that is drawn, and whether it solved it.
    var drawnSeed: UInt64?
    var isDrawnSolved = false

    func isPossible(from start: ExclusiveOrProgress) -> Bool {
        (starts, epochs) == (start.starts, start.epochs)
            && solved.values.allSatisfy { trials in
                trials.count <= starts && trials.allSatisfy { (0...epochs).contains($0 ?? 0) }
            } && errors.count == solved[ExclusiveOrExperiment.drawnHiddenCount]?.count ?? 0
            && errors.allSatisfy { $0.count <= epochs }
    }
}

/// Trains networks of 2, 3, 4 and 8 hidden units on XOR, each from several random starts.
func trainFromManyStarts(
    starts: Int, epochs: Int, seed: UInt64, _ training: Training
) throws -> ExclusiveOrExperiment {
    var seeds = RandomGenerator(seed: seed)
    var progress = ExclusiveOrProgress(starts: starts, epochs: epochs)
    try training.resume(&progress, using: &seeds)
    var trials: [ExclusiveOrTrials] = []
    for hiddenCount in [2, 3, ExclusiveOrExperiment.drawnHiddenCount, 8] {
        var solved = progress.solved[hiddenCount] ?? []
        while solved.count < starts, !training.shouldStop {
            let start = seeds.next()
            let trial = try trainOnExclusiveOr(
                hiddenCount: hiddenCount, epochs: epochs, seed: start, shouldStop: { training.shouldStop })
            // A trial that was interrupted says nothing about its start.
            if training.shouldStop { break }
            solved.append(trial.isSolved ? trial.epochs : nil)
            progress.solved[hiddenCount] = solved
            if hiddenCount == ExclusiveOrExperiment.drawnHiddenCount {
                progress.errors.append(trial.errors)
                if progress.drawnSeed == nil || trial.isSolved && !progress.isDrawnSolved {
                    (progress.drawnSeed, progress.isDrawnSolved) = (start, trial.isSolved)
                }
            }
            training.keep(state: progress, seeds)
        }
        trials.append(ExclusiveOrTrials(hiddenCount: hiddenCount, epochs: solved))
    }
    // Once more, now with the network after every epoch.
    let drawn = try trainOnExclusiveOr(
        hiddenCount: ExclusiveOrExperiment.drawnHiddenCount, epochs: progress.drawnSeed == nil ? 1 : epochs,
        seed: progress.drawnSeed ?? seed, shouldStop: { false })
    return ExclusiveOrExperiment(trials: trials, errors: progress.errors, drawn: drawn)
}
