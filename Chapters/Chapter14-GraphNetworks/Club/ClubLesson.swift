import Autograd
import Datasets
import NeuralNetworks
import Reporting
import TensorCore

/// Tells members of the karate club by their number alone: two graph convolutions to a place in the plane, and a line through
/// it (Kipf and Welling, 2017, appendix).
final class ClubNetwork: Module {
    let conv1: GraphConvolution
    let conv2: GraphConvolution
    let decide: Linear

    init(members: Int, using generator: inout RandomGenerator) {
        conv1 = GraphConvolution(members, 8, using: &generator)
        conv2 = GraphConvolution(8, 2, using: &generator)
        decide = Linear(2, 2, using: &generator)
    }

    /// Places `[members, 2]` in −1...1 and logits `[members, 2]`.
    func callAsFunction(_ graph: GraphInput) -> (places: Tensor, logits: Tensor) {
        let hidden = conv1(graph.features, over: graph.adjacency).tanh()
        let places = conv2(hidden, over: graph.adjacency).tanh()
        return (places, decide(places))
    }
}

/// Zachary's club: only the two who quarrelled are labelled; where do the others go?
struct ClubLesson {
    /// How often it learns from the two, and every how many times a picture is taken.
    static let (updates, pictureEvery) = (200, 5)

    /// The share of members, without the two, whose side is told right, one for each seed.
    private(set) var accuracies: [Double] = []
    /// The loss before anything is learned: ln 2 for who does not know.
    private(set) var startLoss = Double.nan
    /// The places of the members, `[34, 2]`, as the first network learns.
    private(set) var course: [NDArray] = []

    init(seeds: [UInt64], shouldStop: () -> Bool = { false }) {
        let graph = GraphInput(
            adjacency: adjacency(KarateClub.friendships, count: KarateClub.memberCount))
        let leaders = [0, KarateClub.memberCount - 1]
        for (run, seed) in seeds.enumerated() where !shouldStop() {
            var generator = RandomGenerator(seed: seed)
            let network = ClubNetwork(members: KarateClub.memberCount, using: &generator)
            let optimizer = Adam(network.parameters, learningRate: 0.02)
            var said: [Int] = []
            for update in 0...ClubLesson.updates {
                optimizer.zeroGradients()
                let (places, logits) = network(graph)
                let loss = crossEntropy(logits.indexSelected(IntArray(leaders)), IntArray([0, 1]))
                if startLoss.isNaN { startLoss = Double(loss.scalar) }
                if run == 0, update % ClubLesson.pictureEvery == 0 { course.append(places.value) }
                said = logits.value.argMax(axis: 1).scalars
                loss.backward()
                optimizer.step()
            }
            let others = (0..<KarateClub.memberCount).filter { !leaders.contains($0) }
            accuracies.append(
                Double(others.count { said[$0] == KarateClub.sides[$0] }) / Double(others.count))
        }
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("club_accuracy_mean", mean(accuracies))
        metrics.set("club_start_loss", startLoss)
    }

    func fill(_ report: inout Report) {
        report.section("The karate club")
        report.paragraph(
            """
            Thirty-four members of a karate club, and who is friends with whom outside it. Then instructor and president \
            quarrelled and the club split. The network is told the sides of these two alone, and of the others nothing but \
            their friends; it tells \(formatPercent(mean(accuracies))) of the 32 others' sides right (mean of \
            \(accuracies.count) seeds).
            """)
        if !course.isEmpty {
            report.animation(
                Animation(course.map(picture), secondsPerFrame: 0.12, pauseSeconds: 2),
                description: "members as dots that move apart into two groups",
                caption: """
                    Where the network puts each member, while it learns. Rings: the two whose side it is told; colours: the \
                    side that each took in the end; lines: friendships.
                    """)
        }
    }

    private func picture(_ places: NDArray) -> Picture {
        let side = 360.0
        var canvas = Canvas(width: Int(side), height: Int(side))
        let numbers = places.scalars
        func place(_ member: Int) -> (x: Double, y: Double) {
            (
                side / 2 * (1 + 0.92 * Double(numbers[2 * member])),
                side / 2 * (1 - 0.92 * Double(numbers[2 * member + 1]))
            )
        }
        for (a, b) in KarateClub.friendships {
            canvas.line(from: place(a), to: place(b), thickness: 1, PixelColor(gray: 215))
        }
        let colors = [
            PixelColor(red: 0x0A, green: 0x5A, blue: 0x9C), PixelColor(red: 0xB8, green: 0x50, blue: 0x0C),
        ]
        for member in 0..<KarateClub.memberCount {
            let (x, y) = place(member)
            if member == 0 || member == KarateClub.memberCount - 1 {
                canvas.dot(x, y, radius: 11, .black)
                canvas.dot(x, y, radius: 9, .white)
            }
            canvas.dot(x, y, radius: 6, colors[KarateClub.sides[member]])
        }
        return canvas.picture
    }
}
