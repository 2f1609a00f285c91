import ChapterSupport
import Reporting

/// How a game is learned, and how the greedy policy is evaluated.
struct TrainingSetup<G: Game> {
    var hyperparameters: Hyperparameters
    var observations = ObservationKind.features
    /// Steps of training.
    var steps: Int
    /// Games of an evaluation, and the most steps of each.
    var games = 100
    var maxSteps: Int
}

extension TrainingSetup where G == CartPole {
    static func cartPole(_ run: ChapterRun) -> TrainingSetup {
        TrainingSetup(
            hyperparameters: Hyperparameters().changed(by: run),
            observations: run.flag("pixels") ? .pixels : .features, steps: 1000 * run.epochs,
            maxSteps: CartPole.longestGame)
    }
}

extension TrainingSetup where G == FlappyBird {
    /// A perfect policy never ends a game, so games of an evaluation are cut after 10,000 frames, some 275 pipes; those from
    /// pixels, which take longer, are fewer and are cut after 3,000.
    static func flappy(_ run: ChapterRun) -> TrainingSetup {
        var hyperparameters = Hyperparameters()
        hyperparameters.replayCapacity = 100_000
        hyperparameters.exploration = (1, 0, run.isQuick ? 2000 : 100_000)
        hyperparameters.learning = (run.isQuick ? 500 : 2000, 4, 1)
        hyperparameters.learningRate = 5e-4
        hyperparameters.decaysLearningRate = true
        hyperparameters.targetInterval = 500
        hyperparameters.isDouble = true
        hyperparameters.nSteps = 3
        let isPixels = run.flag("pixels")
        if isPixels {
            hyperparameters.replayCapacity = run.isQuick ? 5000 : 40_000
            hyperparameters.batchSize = 32
            hyperparameters.learningRate = 2.5e-4
        }
        let epochs = run.wasGiven("epochs") || run.isQuick ? run.epochs : isPixels ? 300 : 600
        return TrainingSetup(
            hyperparameters: hyperparameters.changed(by: run),
            observations: isPixels ? .pixels : .features, steps: 1000 * epochs,
            games: run.isQuick || isPixels ? 20 : 100, maxSteps: run.isQuick ? 300 : isPixels ? 3000 : 10_000)
    }
}

extension Hyperparameters {
    /// As the command line asks for.
    func changed(by run: ChapterRun) -> Hyperparameters {
        var hyperparameters = run.flag("as-in-book") ? asInBook : self
        if run.flag("double") { hyperparameters.isDouble = true }
        if run.flag("dueling") { hyperparameters.isDueling = true }
        if run.flag("prioritized") { hyperparameters.isPrioritized = true }
        if run.wasGiven("n-step") { hyperparameters.nSteps = run.integer("n-step") }
        return hyperparameters
    }
}
