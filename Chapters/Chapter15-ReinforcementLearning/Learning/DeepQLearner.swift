import Autograd
import NeuralNetworks
import TensorCore

/// A network of values that learns from remembered steps (sections 15.2.2 to 15.2.4).
///
///     y = r + γ · max Q′(s′, a)          the target, from a network that is held still
///     loss = Huber(Q(s, a) − y)
///
/// Mnih and others: "Human-level control through deep reinforcement learning" (2015).
final class DeepQLearner {
    let recipe: Recipe
    let network: any Layer
    private let target: any Layer
    private(set) var updates = 0

    /// Both networks and the optimizer, to be kept in one checkpoint.
    let networks: Networks
    let optimizer: Adam

    /// The network that learns and the one that is held still.
    final class Networks: Module {
        let network: any Layer
        let target: any Layer

        init(_ network: any Layer, _ target: any Layer) { (self.network, self.target) = (network, target) }
    }

    /// A learner of a network; `twin` is another of the same kind, to be the target.
    init(_ network: any Layer, twin: any Layer, recipe: Recipe) {
        (self.network, target, self.recipe) = (network, twin, recipe)
        networks = Networks(network, twin)
        optimizer = Adam(network.parameters, learningRate: recipe.learningRate)
        copyToTarget()
    }

    /// Makes the target the same as the network.
    func copyToTarget() {
        for (mine, theirs) in zip(target.parameters, network.parameters) { mine.value = theirs.value }
    }

    /// The learning rate of the next update, as a share of the recipe's.
    func setRate(_ share: Double) {
        for group in optimizer.parameterGroups { group.learningRate = share * recipe.learningRate }
    }

    /// The values of each action, `[N, actions]`.
    func values(_ states: NDArray) -> NDArray { withoutGradient { network(Tensor(states)) }.value }

    /// What the values of the remembered actions should be, `[N]`.
    func targets(_ batch: Batch) -> NDArray {
        withoutGradient {
            let still = recipe.targetEvery > 0 ? target : network
            let values = still(Tensor(batch.nextStates)).value
            let best: NDArray
            if recipe.isDouble {
                let chosen = network(Tensor(batch.nextStates)).value.argMax(axis: 1)
                best = values.gathered(chosen.reshaped([chosen.elementCount, 1]), axis: 1).reshaped([
                    chosen.elementCount
                ])
            } else {
                best = values.max(axes: [1])
            }
            return batch.rewards + batch.discounts * best
        }
    }

    /// One update; returns the loss and each step's error. `epoch` is for messages.
    ///
    /// - Throws: `TrainingDiverged` when the loss is no number any more.
    func learn(_ batch: Batch, epoch: Int = 1) throws -> (loss: Float, errors: [Float]) {
        let count = batch.places.count
        let wanted = Tensor(targets(batch))
        optimizer.zeroGradients()
        let said = network(Tensor(batch.states)).gathered(batch.actions.reshaped([count, 1]), axis: 1)
            .reshaped([count])
        let losses =
            recipe.usesHuber
            ? huber(said, wanted, reduction: .none) : meanSquaredError(said, wanted, reduction: .none)
        let loss = (losses * Tensor(batch.weights)).mean()
        try requireFinite(loss, of: networks, epoch: epoch)
        loss.backward()
        if recipe.longestGradient < .greatestFiniteMagnitude {
            optimizer.clipGradients(norm: recipe.longestGradient)
        }
        optimizer.step()
        updates += 1
        return (loss.scalar, (said.value - wanted.value).scalars)
    }
}
