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

/// A network on its way to XOR, kept as it was after every epoch.
struct ExclusiveOrTraining {
    /// The network before the first epoch and after each.
    private(set) var history: [TwoLayerNetwork]

    /// The mean error of each epoch.
    private(set) var errors: [Float] = []

    /// Whether all four rows came within the tolerance.
    let isSolved: Bool

    /// Trains a network with random weights of this seed on the four rows of XOR, one at a time.
    init(hiddenCount: Int, epochs: Int, seed: UInt64, shouldStop: () -> Bool) throws {
        var generator = RandomGenerator(seed: seed)
        let data = TruthTable.xor.data
        // Wider than for many inputs: two units that start alike take long to become different.
        let recipe = TrainingRecipe(rate: 2, range: 1, tolerance: 0.2)
        var network = TwoLayerNetwork(
            inputCount: 2, hiddenCount: hiddenCount, outputCount: 1, range: recipe.range, using: &generator)
        var history = [network]
        var errors: [Float] = []
        let solvedAfter = try train(
            &network, inputs: data.features, targets: data.targets, epochs: epochs, recipe: recipe,
            using: &generator
        ) { network, result in
            history.append(network)
            errors.append(result.meanError)
            return !shouldStop()
        }
        self.history = history
        self.errors = errors
        isSolved = solvedAfter != nil
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
    private(set) var trials: [ExclusiveOrTrials] = []

    /// The errors of every start with as many units as the network that is drawn.
    private(set) var errors: [[Float]] = []

    /// The first training with the drawn number of units that solved it, else the first of all.
    private(set) var drawn: ExclusiveOrTraining

    /// How far the gradient by hand is from the one by differences, at the worst of the four rows, before training.
    let gradientDisagreement: Double

    /// What is known after some of the starts.
    private struct Progress: Codable {
        /// By number of hidden units, the epochs of each start.
        var solved: [Int: [Int?]] = [:]
        var errors: [[Float]] = []
        /// The start of the network that is drawn, and whether it solved it.
        var drawnSeed: UInt64?
        var isDrawnSolved = false

        /// Whether so many starts of so many epochs can have come to this.
        func isPossible(starts: Int, epochs: Int) -> Bool {
            solved.values.allSatisfy { trials in
                trials.count <= starts && trials.allSatisfy { (0...epochs).contains($0 ?? 0) }
            } && errors.count == solved[ExclusiveOrExperiment.drawnHiddenCount]?.count ?? 0
                && errors.allSatisfy { $0.count <= epochs }
        }
    }

    /// Trains from `starts` seeds for each number of hidden units.
    init(
        starts: Int, epochs: Int, seed: UInt64, checkpoint: TrainingCheckpoint = .none,
        shouldStop: () -> Bool
    ) throws {
        var seeds = RandomGenerator(seed: seed)
        var progress = Progress()
        try checkpoint.resume(&progress, nil, [:], using: &seeds) {
            $0.isPossible(starts: starts, epochs: epochs)
        }
        for hiddenCount in [2, 3, Self.drawnHiddenCount, 8] {
            var solved = progress.solved[hiddenCount] ?? []
            while solved.count < starts, !shouldStop() {
                let start = seeds.next()
                let training = try ExclusiveOrTraining(
                    hiddenCount: hiddenCount, epochs: epochs, seed: start, shouldStop: shouldStop)
                // What an interruption cut short says nothing about its start.
                guard !shouldStop() else { break }
                solved.append(training.isSolved ? training.epochs : nil)
                progress.solved[hiddenCount] = solved
                if hiddenCount == Self.drawnHiddenCount {
                    progress.errors.append(training.errors)
                    if progress.drawnSeed == nil || training.isSolved && !progress.isDrawnSolved {
                        (progress.drawnSeed, progress.isDrawnSolved) = (start, training.isSolved)
                    }
                }
                if checkpoint.isDue || solved.count == starts { checkpoint.keep(progress, nil, [:], seeds) }
            }
            trials.append(ExclusiveOrTrials(hiddenCount: hiddenCount, epochs: solved))
        }
        errors = progress.errors
        // Once more, now with all that it passed through.
        let kept = try ExclusiveOrTraining(
            hiddenCount: Self.drawnHiddenCount, epochs: progress.drawnSeed == nil ? 1 : epochs,
            seed: progress.drawnSeed ?? seed, shouldStop: { false })
        drawn = kept
        let data = TruthTable.xor.data
        gradientDisagreement =
            zip(data.features, data.targets).map { inputs, targets in
                Chapter1.gradientDisagreement(kept.history[0], inputs: inputs, targets: targets)
            }.max() ?? 0
    }
}
