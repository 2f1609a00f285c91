import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// Why a game ends.
enum Ending: String, Codable {
    /// It is won or lost: a terminal state, after which there is no reward.
    case over
    /// Truncated at the time limit, which is not a terminal state: the rewards that would have followed still count.
    case outOfTime
}

/// A game as an environment: a state as numbers or a picture, actions, rewards.
protocol Game: Codable, Sendable {
    /// Its name on the command line and in the metrics.
    static var name: String { get }
    /// The names of the actions.
    static var actions: [String] { get }
    /// How many numbers describe the state.
    static var featureCount: Int { get }
    /// The probabilities of the random policy, by which the agent explores.
    static var explorationProbabilities: [Float] { get }
    /// The unit of `score` in the metrics, and for people.
    static var scoreName: String { get }
    static var scoreWords: Words { get }
    /// Seconds from one step to the next when it is shown.
    static var secondsPerStep: Double { get }

    /// A game from a random start.
    init(using generator: inout RandomGenerator)

    /// The state as numbers, about −1...1 each.
    var features: [Float] { get }
    /// Nil while it continues.
    var ending: Ending? { get }
    /// How far it got.
    var score: Int { get }
    /// The action of the baseline policy, a rule written by hand.
    var baselineAction: Int { get }
    /// The state as a picture for people.
    var picture: Picture { get }
    /// The side of the picture for a network.
    static var side: Int { get }
    /// The state as a picture for a network: `side` × `side` bytes.
    var smallPicture: [UInt8] { get }

    /// Whether playing can lead to this state; a checkpoint may say anything.
    var isPossible: Bool { get }

    /// Takes an action and returns its reward. After the end nothing changes.
    mutating func play(_ action: Int) -> Float
}

extension Game {
    /// An action of the random policy.
    static func randomAction(using generator: inout RandomGenerator) -> Int {
        generator.categorical(explorationProbabilities)
    }
}

/// The results of many games.
struct Outcomes {
    /// The return of each game: the sum of its rewards, undiscounted.
    var returns: [Double] = []
    /// The score of each.
    var scores: [Double] = []

    var meanReturn: Double { mean(returns) }
    var meanScore: Double { mean(scores) }
}

/// Plays games side by side, each for at most `maxSteps` steps.
///
/// - Parameter choose: the policy: the actions for the games that are not over, each with its number.
func playGames<G: Game>(
    _ type: G.Type, count: Int, maxSteps: Int, seed: UInt64,
    choosing choose: ([(number: Int, game: G)]) -> [Int]
) -> Outcomes {
    var generator = RandomGenerator(seed: seed)
    var games = (0..<count).map { _ in G(using: &generator) }
    var returns = [Double](repeating: 0, count: count)
    for _ in 0..<maxSteps {
        let running = games.indices.filter { games[$0].ending == nil }
        if running.isEmpty { break }
        for (index, action) in zip(running, choose(running.map { ($0, games[$0]) })) {
            returns[index] += Double(games[index].play(action))
        }
    }
    return Outcomes(returns: returns, scores: games.map { Double($0.score) })
}
