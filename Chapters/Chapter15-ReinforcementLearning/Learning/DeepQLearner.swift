import Autograd
import NeuralNetworks
import TensorCore

/// A deep Q-network with its target network, and how it learns from transitions (sections 15.2.2 to 15.2.4).
///
///     y = r + γ · max Q′(s′, a)          the target, from the target network; y = r where the game is over
///     loss = Huber(Q(s, a) − y)
///
/// Mnih and others: "Human-level control through deep reinforcement learning" (2015).
final class DeepQLearner {
    let hyperparameters: Hyperparameters
    let network: any Layer
    private let target: any Layer

    /// Both networks as one module, and the optimizer, for a checkpoint.
    let networks: Networks
    let optimizer: Adam

    /// The network that learns and its target network.
    final class Networks: Module {
        let network: any Layer
        let target: any Layer

        init(_ network: any Layer, _ target: any Layer) { (self.network, self.target) = (network, target) }
    }

    /// A learner of a network; `target` is another of the same architecture.
    init(_ network: any Layer, target: any Layer, _ hyperparameters: Hyperparameters) {
        (self.network, self.target, self.hyperparameters) = (network, target, hyperparameters)
        networks = Networks(network, target)
        optimizer = Adam(network.parameters, learningRate: hyperparameters.learningRate)
        updateTarget()
    }

    /// Copies the network's parameters to the target network.
    func updateTarget() {
        for (mine, theirs) in zip(target.parameters, network.parameters) { mine.value = theirs.value }
    }

    /// Sets the learning rate of the next updates.
    func setLearningRate(_ rate: Double) {
        for group in optimizer.parameterGroups { group.learningRate = rate }
    }

    /// The value of each action, `[N, actions]`.
    func values(_ states: NDArray) -> NDArray { withoutGradient { network(Tensor(states)) }.value }

    /// The targets y of a batch by the Bellman equation, `[N]`; no gradient goes through them.
    func targets(_ batch: TransitionBatch) -> NDArray {
        withoutGradient {
            let target = hyperparameters.targetInterval > 0 ? self.target : network
            let values = target(Tensor(batch.nextStates)).value
            let best: NDArray
            if hyperparameters.isDouble {
                let count = batch.indices.count
                let chosen = network(Tensor(batch.nextStates)).value.argMax(axis: 1)
                best = values.gathered(chosen.reshaped([count, 1]), axis: 1).reshaped([count])
            } else {
                best = values.max(axes: [1])
            }
            return batch.rewards + batch.discounts * best
        }
    }

    /// One update on a batch; returns the loss and the temporal-difference error Q(s, a) − y of each transition.
    ///
    /// - Parameter epoch: for messages.
    /// - Throws: `TrainingDiverged` when the loss is NaN or infinite.
    func learn(_ batch: TransitionBatch, epoch: Int = 1) throws -> (loss: Float, errors: [Float]) {
        let count = batch.indices.count
        let targets = Tensor(targets(batch))
        let values = network(Tensor(batch.states))
            .gathered(batch.actions.reshaped([count, 1]), axis: 1).reshaped([count])
        let losses =
            hyperparameters.usesHuberLoss
            ? huber(values, targets, reduction: .none) : meanSquaredError(values, targets, reduction: .none)
        let loss = (losses * Tensor(batch.weights)).mean()
        try requireFinite(loss, of: networks, epoch: epoch)
        optimizer.zeroGradients()
        loss.backward()
        if hyperparameters.maxGradientNorm < .greatestFiniteMagnitude {
            optimizer.clipGradients(norm: hyperparameters.maxGradientNorm)
        }
        optimizer.step()
        return (loss.scalar, (values.value - targets.value).scalars)
    }
}
