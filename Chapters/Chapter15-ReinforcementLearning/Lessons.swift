import ChapterSupport
import Files
import Foundation
import NeuralNetworks
import Reporting
import TensorCore

/// What can be played.
enum Subject: String, CaseIterable {
    /// Slot machines, the cliff, and CartPole.
    case all
    /// Slot machines and the cliff (15.2.1).
    case tables
    case cartpole
    case flappy
    /// The universal agent, and a machine that rewrites itself (15.3).
    case universal
}

/// What a run of the chapter shows.
struct Lessons {
    private(set) var tables: TableLesson?
    private(set) var cartPole: GameLesson<CartPole>?
    private(set) var flappy: GameLesson<FlappyBird>?
    private(set) var comparison: Comparison?
    private(set) var universal: UniversalResults?
    private(set) var rewriting: RewritingResults?

    init(_ run: ChapterRun) throws {
        let subject = Subject(rawValue: run.choice("game")) ?? .all
        if [.all, .tables].contains(subject) { tables = TableLesson(seed: run.seed, isQuick: run.isQuick) }
        if [.all, .cartpole].contains(subject) {
            let course = Course<CartPole>.cartPole(run)
            cartPole = try Self.learn(course, run, seeds: subject == .cartpole && !run.isQuick ? 5 : 1)
            if run.flag("compare") { comparison = try Comparison(course, run) }
        }
        if subject == .flappy {
            let course = Course<FlappyBird>.flappy(run)
            flappy = try Self.learn(course, run, seeds: 1)
            if run.flag("compare") { comparison = try Comparison(course, run) }
        }
        if subject == .universal {
            universal = try UniversalLesson.run(
                seed: run.seed, isQuick: run.isQuick, checkpoint: run.checkpoint,
                shouldStop: { run.shouldStop })
            rewriting = RewritingLesson.run(shouldStop: { run.shouldStop })
        }
    }

    private static func learn<G: Game>(_ course: Course<G>, _ run: ChapterRun, seeds: Int) throws
        -> GameLesson<G>
    {
        let wanted = run.integer("seeds")
        let lesson = try GameLesson(
            course, seed: run.seed, seeds: wanted > 0 ? wanted : seeds, checkpoint: run.checkpoint,
            shouldStop: { run.shouldStop })
        guard let player = lesson.players.first else { return lesson }
        try player.save(to: run.outputPath("model.safetensors"))
        try player.example(seed: run.seed).save(to: run.outputPath("example.safetensors"))
        try player.film(seed: run.seed).writeGIF(to: run.outputPath("play.gif"))
        if run.flag("watch") { try player.show(seed: run.seed, shouldStop: { run.shouldStop }) }
        return lesson
    }

    /// Says in the terminal what was found out.
    func print() {
        if let tables {
            Swift.print(textHeading("A table of values"))
            Swift.print(
                "Along the cliff the table's best moves win \(formatNumber(Double(tables.table.greedyReturn()))); the best there is: "
                    + "\(formatNumber(Double(CliffWorld.bestReturn))).")
        }
        for table in [cartPole?.table, flappy?.table, comparison?.table].compactMap({ $0 }) {
            Swift.print(textHeading("Deep Q-learning") + "\n" + table.text())
        }
        if let universal { Swift.print(textHeading("The universal agent") + "\n" + universal.table.text()) }
        if let rewriting {
            Swift.print(textHeading("A machine that rewrites itself"))
            for table in [rewriting.table, rewriting.trialTable, rewriting.scoreTable] {
                Swift.print(table.text())
            }
        }
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", "generated")
        metrics.set("parameters", 0)
        let lives = universal?.worlds.flatMap(\.lives) ?? []
        metrics.set("train_seconds", lives.reduce(0) { $0 + $1.seconds })
        tables?.fill(&metrics)
        cartPole?.fill(&metrics)
        flappy?.fill(&metrics)
        comparison?.fill(&metrics)
        universal?.fill(&metrics)
        rewriting?.fill(&metrics)
    }

    /// The page of the run, in the order of the chapter.
    func fill(_ report: inout Report, seed: UInt64) {
        tables?.fill(&report)
        cartPole?.fill(&report)
        if let player = cartPole?.players.first { film(player, seed, &report) }
        flappy?.fill(&report)
        if let player = flappy?.players.first { film(player, seed, &report) }
        comparison?.fill(&report)
        universal?.fill(&report)
        rewriting?.fill(&report)
    }

    private func film<G: Game>(_ player: Player<G>, _ seed: UInt64, _ report: inout Report) {
        report.animation(
            player.film(seed: seed), description: "a game of \(G.name)",
            caption: "The first seed's greedy policy plays. The same film is `play.gif`.")
    }
}

extension Course where G == CartPole {
    static func cartPole(_ run: ChapterRun) -> Course {
        Course(
            recipe: Recipe().changed(by: run), sight: run.flag("pixels") ? .pixels : .features,
            steps: 1000 * run.epochs, longest: CartPole.longestGame)
    }
}

extension Course where G == FlappyBird {
    /// A game of the best never ends, so that those that judge end after 10,000 frames, some 275 pipes; of pictures, which
    /// take longer to look at, a few of 3,000.
    static func flappy(_ run: ChapterRun) -> Course {
        var recipe = Recipe()
        recipe.memory = 100_000
        recipe.exploration = (1, 0, run.isQuick ? 2000 : 100_000)
        recipe.learning = (run.isQuick ? 500 : 2000, 4, 1)
        recipe.learningRate = 5e-4
        recipe.ratesFall = true
        recipe.targetEvery = 500
        recipe.isDouble = true
        recipe.stepsAhead = 3
        let isPixels = run.flag("pixels")
        if isPixels {
            recipe.memory = run.isQuick ? 5000 : 40_000
            recipe.batchSize = 32
            recipe.learningRate = 2.5e-4
        }
        let epochs = run.wasGiven("epochs") || run.isQuick ? run.epochs : isPixels ? 300 : 600
        return Course(
            recipe: recipe.changed(by: run), sight: isPixels ? .pixels : .features, steps: 1000 * epochs,
            games: run.isQuick || isPixels ? 20 : 100, longest: run.isQuick ? 300 : isPixels ? 3000 : 10_000)
    }
}

extension Recipe {
    /// With what the command line asks for.
    func changed(by run: ChapterRun) -> Recipe {
        var recipe = run.flag("as-in-book") ? asInBook : self
        if run.flag("double") { recipe.isDouble = true }
        if run.flag("dueling") { recipe.isDueling = true }
        if run.flag("prioritized") { recipe.isPrioritized = true }
        if run.wasGiven("steps-ahead") { recipe.stepsAhead = run.integer("steps-ahead") }
        return recipe
    }
}

extension Player {
    /// Writes the network, whole or not at all.
    ///
    /// - Throws: `FileError`.
    func save(to path: String) throws {
        try Checkpoint(
            model: learner.network, step: history.steps,
            notes: [
                "chapter": "15", "game": G.name, "sight": sight.rawValue,
                "dueling": learner.recipe.isDueling ? "yes" : "no",
            ]
        ).save(to: path)
    }

    /// The values of the actions in the first four states of a game.
    func example(seed: UInt64) -> ModelExample {
        var generator = RandomGenerator(seed: seed)
        var game = G(using: &generator)
        var view = View(game, sight)
        var states = [view.state]
        while states.count < 4 {
            _ = game.play(action(view))
            view.see(game)
            states.append(view.state)
        }
        return ModelExample(of: learner.network, .concatenated(states, axis: 0))
    }

    /// The greedy policy in its first 400 steps.
    func film(seed: UInt64) -> Animation {
        var generator = RandomGenerator(seed: seed)
        let game = G(using: &generator)
        var view = View(game, sight)
        var isFirst = true
        return Playing.film(game, frames: 400) { game in
            if !isFirst { view.see(game) }
            isFirst = false
            return action(view)
        }
    }

    /// The greedy policy in the terminal.
    func show(seed: UInt64, shouldStop: () -> Bool) throws {
        var generator = RandomGenerator(seed: seed)
        let game = G(using: &generator)
        var view = View(game, sight)
        var isFirst = true
        try Playing.show(game, title: "the network plays \(G.name)", shouldStop: shouldStop) { game, _ in
            if !isFirst { view.see(game) }
            isFirst = false
            return action(view)
        }
    }
}
