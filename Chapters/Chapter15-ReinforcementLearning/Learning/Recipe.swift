/// How deep Q-learning is done (section 15.2): the book's parts, and what was added to them since.
struct Recipe {
    /// How far later rewards count: γ.
    var discount: Float = 0.99
    var learningRate = 1e-3
    /// Whether the learning rate falls in a straight line to a fiftieth.
    var ratesFall = false
    /// Steps of experience in an update.
    var batchSize = 64
    /// An action is taken by chance with the first probability in the beginning, and ever less until with the second.
    var exploration = (from: 1.0, to: 0.04, steps: 8000)
    /// The step from which on it learns, how often, and how many updates each time.
    var learning = (from: 1000, every: 4, updates: 2)
    /// How many steps are remembered.
    var memory = 50_000
    /// How often the target network becomes the same as the other; 0 for no target network.
    var targetEvery = 250
    /// How long gradients of all parameters together may be.
    var longestGradient = 10.0
    /// The Huber loss; else the square of the error.
    var usesHuber = true
    /// One network chooses the next action, the other values it. Van Hasselt, Guez, Silver (2016).
    var isDouble = false
    /// Value and advantages apart. Wang and others (2016).
    var isDueling = false
    /// How many rewards are added before the value of what follows. Sutton (1988).
    var stepsAhead = 1
    /// Steps with large errors are remembered more often. Schaul and others (2016).
    var isPrioritized = false

    /// As in the book: no target network, the square of the error, and a learning rate of 1e-6.
    var asInBook: Recipe {
        var recipe = self
        recipe.targetEvery = 0
        recipe.usesHuber = false
        recipe.learningRate = 1e-6
        recipe.longestGradient = .greatestFiniteMagnitude
        return recipe
    }

    /// The probability of an action by chance at a step.
    func chance(at step: Int) -> Double {
        let share = min(1, Double(step) / Double(max(1, exploration.steps)))
        return exploration.from + share * (exploration.to - exploration.from)
    }
}
