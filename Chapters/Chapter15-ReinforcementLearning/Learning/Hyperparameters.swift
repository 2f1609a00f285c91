/// The hyperparameters of deep Q-learning (section 15.2): the book's, and those of the extensions since.
struct Hyperparameters {
    /// The discount factor γ.
    var discount: Float = 0.99
    var learningRate = 1e-3
    /// Whether the learning rate falls linearly to a fiftieth.
    var decaysLearningRate = false
    /// Transitions in a mini-batch.
    var batchSize = 64
    /// ε-greedy exploration: ε falls linearly from `start` to `end` over the first `steps`, then stays.
    var exploration = (start: 1.0, end: 0.04, steps: 8000)
    /// The step after which learning begins, the steps from one learning to the next, and the updates each time.
    var learning = (after: 1000, interval: 4, updates: 2)
    /// The steps that the replay memory holds.
    var replayCapacity = 50_000
    /// The steps between two copies of the network to the target network; 0 for no target network.
    var targetInterval = 250
    /// The norm to which the gradient of all parameters together is clipped.
    var maxGradientNorm = 10.0
    /// The Huber loss, else the squared error.
    var usesHuberLoss = true
    /// Double Q-learning: one network chooses the next action, the other values it. Van Hasselt, Guez, Silver (2016).
    var isDouble = false
    /// Dueling network: the value of the state and the advantages of the actions apart. Wang and others (2016).
    var isDueling = false
    /// n-step returns: the rewards summed before the value of the state that follows. Sutton (1988).
    var nSteps = 1
    /// Prioritized replay: transitions with large errors are sampled more often. Schaul and others (2016).
    var isPrioritized = false

    /// As in the book: no target network, the squared error, and a learning rate of 1e-6.
    var asInBook: Hyperparameters {
        var hyperparameters = self
        hyperparameters.targetInterval = 0
        hyperparameters.usesHuberLoss = false
        hyperparameters.learningRate = 1e-6
        hyperparameters.maxGradientNorm = .greatestFiniteMagnitude
        return hyperparameters
    }

    /// ε, the probability of a random action at a step.
    func epsilon(at step: Int) -> Double {
        let share = min(1, Double(step) / Double(max(1, exploration.steps)))
        return exploration.start + share * (exploration.end - exploration.start)
    }

    /// The updates at a step.
    func updates(at step: Int) -> Int {
        step > learning.after && step % learning.interval == 0 ? learning.updates : 0
    }

    /// The learning rate after a step of `steps`.
    func learningRate(after step: Int, of steps: Int) -> Double {
        decaysLearningRate ? max(0.02, 1 - Double(step) / Double(steps)) * learningRate : learningRate
    }

    /// Whether the target network is updated after a step.
    func updatesTarget(after step: Int) -> Bool { targetInterval > 0 && step % targetInterval == 0 }
}
