import Autograd
import Graphs
import NeuralNetworks
import TensorCore

/// What one training on the karate club found out.
struct ClubHistory {
    /// The updates of a training, and how many lie between two recorded embeddings.
    static let (updates, recordingInterval) = (200, 5)

    /// The loss before each update; ln 2 for a uniform guess.
    var losses: [Double] = []
    /// The embeddings of the members, `[34, 2]`, as training proceeds.
    var embeddings: [NDArray] = []
    /// The predicted side of each member.
    var predictions: [Int] = []

    /// The two members whose side is known: the instructor and the president.
    static let leaders = [0, KarateClub.memberCount - 1]

    /// The share of the other members whose side is predicted correctly.
    var testAccuracy: Double {
        let others = (0..<KarateClub.memberCount).filter { !Self.leaders.contains($0) }
        return accuracy(others.map { predictions[$0] }, others.map { KarateClub.sides[$0] })
    }
}

/// Semi-supervised node classification: the loss sees two labelled members, the graph convolutions all of them.
func trainOnKarateClub(seed: UInt64) -> ClubHistory {
    let graph = GraphInput(adjacency: adjacency(KarateClub.friendships, count: KarateClub.memberCount))
    var generator = RandomGenerator(seed: seed)
    let network = ClubNetwork(members: KarateClub.memberCount, using: &generator)
    let optimizer = Adam(network.parameters, learningRate: 0.02)
    let (leaders, sides) = (IntArray(ClubHistory.leaders), IntArray([0, 1]))
    var history = ClubHistory()
    for update in 0...ClubHistory.updates {
        let (embeddings, logits) = network(graph)  // [34, 2] each
        let loss = crossEntropy(logits.indexSelected(leaders), sides)
        optimizer.zeroGradients()
        loss.backward()
        optimizer.step()

        history.losses.append(Double(loss.scalar))
        history.predictions = logits.value.argMax(axis: 1).scalars
        if update % ClubHistory.recordingInterval == 0 { history.embeddings.append(embeddings.value) }
    }
    return history
}
