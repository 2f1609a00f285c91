import NeuralNetworks
import Reporting
import TensorCore

/// Why a game ends.
enum Ending: String, Codable {
    /// Nothing can be won any more.
    case over
    /// Time ran out, which says nothing about how it stood: what would have followed still has a value.
    case outOfTime
}

/// A game as a learner sees it: numbers or a picture, an action, a reward.
protocol Game: Codable, Sendable {
    /// As the command line calls it.
    static var name: String { get }
    /// What can be done.
    static var actions: [String] { get }
    /// How many numbers tell all about the game.
    static var featureCount: Int { get }
    /// How likely each action is for one who tries by chance.
    static var chances: [Float] { get }
    /// What `score` counts.
    static var scoreName: String { get }
    /// Seconds from a step to the next, for those who watch.
    static var secondsPerStep: Double { get }

    /// A game from a random start.
    init(using generator: inout RandomGenerator)

    /// The numbers, about −1...1 each.
    var features: [Float] { get }
    /// Nil while it goes on.
    var ending: Ending? { get }
    /// How far it got.
    var score: Int { get }
    /// What a person's rule of thumb would do.
    var ruleAction: Int { get }
    /// What there is to see.
    var picture: Picture { get }
    /// The same for a learner: `side` × `side` bytes.
    static var side: Int { get }
    var smallPicture: [UInt8] { get }

    /// Whether play can have come to this: one that is read from a file may say anything.
    var isPossible: Bool { get }

    /// Takes an action; returns its reward. A game that has ended stays as it is.
    mutating func play(_ action: Int) -> Float
}

extension Game {
    /// An action by chance.
    static func randomAction(using generator: inout RandomGenerator) -> Int { generator.categorical(chances) }
}

/// What came of many games.
struct Outcomes {
    /// The sum of rewards of each game.
    var returns: [Double] = []
    /// How far each got.
    var scores: [Double] = []

    var meanReturn: Double { mean(returns) }
    var meanScore: Double { mean(scores) }
}

/// Plays games side by side, each for at most `longest` steps; `choose` is given those that go on, with
/// their numbers.
func playGames<G: Game>(
    _ type: G.Type, count: Int, longest: Int, seed: UInt64,
    choosing choose: ([(number: Int, game: G)]) -> [Int]
) -> Outcomes {
    var generator = RandomGenerator(seed: seed)
    var games = (0..<count).map { _ in G(using: &generator) }
    var returns = [Double](repeating: 0, count: count)
    for _ in 0..<longest {
        let going = games.indices.filter { games[$0].ending == nil }
        if going.isEmpty { break }
        for (index, action) in zip(going, choose(going.map { ($0, games[$0]) })) {
            returns[index] += Double(games[index].play(action))
        }
    }
    return Outcomes(returns: returns, scores: games.map { Double($0.score) })
}
