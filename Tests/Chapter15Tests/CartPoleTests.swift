import Foundation
import TensorCore
import TestSupport
import Testing

@testable import Chapter15

/// Games of Tests/Fixtures/cartpole.json, made by make_cartpole_fixtures.py.
private struct Fixture: Decodable {
    struct Game: Decodable {
        var policy: String
        var start: [Double]
        var actions: [Int]
        var states: [[Double]]
        var end: String
    }

    var games: [Game]
}

extension CartPole.State {
    fileprivate init(_ numbers: [Double]) {
        self.init(
            position: numbers[0], velocity: numbers[1], angle: numbers[2], angularVelocity: numbers[3])
    }

    fileprivate var numbers: [Double] { [position, velocity, angle, angularVelocity] }
}

@Suite struct CartPoleTests {
    @Test func movesAsThePublishedGame() throws {
        let file = packageRoot.appendingPathComponent("Tests/Fixtures/cartpole.json")
        let games = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file)).games
        #expect(games.count == 5)
        for game in games {
            var played = CartPole(from: CartPole.State(game.start))
            for (action, expected) in zip(game.actions, game.states) {
                #expect(played.ending == nil)
                played.step(try #require(CartPole.Action(rawValue: action)))
                for (ours, theirs) in zip(played.state.numbers, expected) {
                    #expect(abs(ours - theirs) < 1e-6, "\(game.policy), step \(played.steps)")
                }
            }
            #expect(played.ending == (game.end == "fallen" ? .over : .outOfTime))
        }
    }

    @Test func aFinishedGameStaysAsItIs() {
        var game = CartPole(from: CartPole.State(angle: 1))
        game.step(.left)
        let last = game
        game.step(.right)
        #expect(game.ending == .over && game.steps == 1 && game.state == last.state)
    }

    @Test func theBaselineBeatsTheRandomPolicy() {
        var generator = RandomGenerator(seed: 1)
        let random = playGames(CartPole.self, count: 100, maxSteps: 500, seed: 1) {
            $0.map { _ in CartPole.randomAction(using: &generator) }
        }
        let baseline = playGames(CartPole.self, count: 100, maxSteps: 500, seed: 1) {
            $0.map(\.game.baselineAction)
        }
        #expect(random.meanReturn > 15 && random.meanReturn < 30)
        #expect(baseline.meanReturn > 5 * random.meanReturn)
    }
}
