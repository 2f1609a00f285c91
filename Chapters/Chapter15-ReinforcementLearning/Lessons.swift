import ChapterSupport
import Reporting

/// The parts of the chapter.
enum Part: String, CaseIterable {
    /// The bandits, the cliff, and CartPole.
    case all
    /// Bandits, and the Q-table of the cliff (15.2.1).
    case tables
    /// Deep Q-learning (15.2.2 to 15.2.4).
    case cartpole
    case flappy
    /// The universal agent, and a machine that rewrites itself (15.3).
    case universal
}

/// What a run of the chapter shows: the lessons of its part, in the order of the chapter.
struct Lessons {
    private(set) var bandits: BanditResults?
    private(set) var cliff: CliffResults?
    private(set) var cartPole: GameResults<CartPole>?
    private(set) var flappy: GameResults<FlappyBird>?
    private(set) var comparison: ComparisonResults?
    private(set) var universal: UniversalResults?
    private(set) var rewriting: RewritingResults?

    /// Runs them.
    ///
    /// - Throws: `FileError`, `TrainingDiverged`.
    init(_ run: ChapterRun) throws {
        let part = Part(rawValue: run.choice("game")) ?? .all
        if [.all, .tables].contains(part) {
            bandits = playBandits(run.isQuick ? 50 : 500, seed: run.seed)
            cliff = trainOnCliff(seed: run.seed)
        }
        if [.all, .cartpole].contains(part) {
            let setup = TrainingSetup<CartPole>.cartPole(run)
            cartPole = try Self.train(setup, run, seeds: part == .cartpole && !run.isQuick ? 5 : 1)
            if run.flag("compare") { comparison = try ComparisonLesson.run(setup, run) }
        }
        if part == .flappy {
            let setup = TrainingSetup<FlappyBird>.flappy(run)
            flappy = try Self.train(setup, run, seeds: 1)
            if run.flag("compare") { comparison = try ComparisonLesson.run(setup, run) }
        }
        if part == .universal {
            universal = try UniversalLesson.run(
                seed: run.seed, isQuick: run.isQuick, training: { run.training($0) },
                shouldStop: { run.shouldStop })
            rewriting = RewritingLesson.run(shouldStop: { run.shouldStop })
        }
    }

    private static func train<G: Game>(_ setup: TrainingSetup<G>, _ run: ChapterRun, seeds: Int) throws
        -> GameResults<G>
    {
        let given = run.integer("seeds")
        let results = try GameLesson.run(
            setup, seed: run.seed, seeds: given > 0 ? given : seeds, training: { run.training($0) },
            shouldStop: { run.shouldStop })
        if run.flag("watch") {
            try results.agents.first?.show(seed: run.seed, shouldStop: { run.shouldStop })
        }
        return results
    }

    /// Prints the results in the terminal.
    func print() {
        cliff?.print()
        cartPole?.print()
        flappy?.print()
        comparison?.print()
        universal?.print()
        rewriting?.print()
    }

    /// Sets the numbers of the run.
    func fill(_ metrics: inout Metrics) {
        metrics.set("data", "generated")
        metrics.set("parameters", 0)
        metrics.set("train_seconds", universal?.seconds ?? 0)
        bandits?.fill(&metrics)
        cliff?.fill(&metrics)
        cartPole?.fill(&metrics)
        flappy?.fill(&metrics)
        comparison?.fill(&metrics)
        universal?.fill(&metrics)
        rewriting?.fill(&metrics)
    }

    /// Fills the page of the run, in the order of the chapter.
    ///
    /// - Throws: `PlayedNetwork.Refusal`.
    func fill(_ report: inout Report, seed: UInt64) throws {
        bandits?.fill(&report)
        cliff?.fill(&report)
        cartPole?.fill(&report, seed: seed)
        try cartPole?.fillWatch(&report, seed: seed)
        flappy?.fill(&report, seed: seed)
        comparison?.fill(&report)
        universal?.fill(&report)
        rewriting?.fill(&report)
    }

    /// Saves the agent of the first seed.
    func save(_ run: ChapterRun) throws {
        try cartPole?.agents.first?.save(run)
        try flappy?.agents.first?.save(run)
    }
}
