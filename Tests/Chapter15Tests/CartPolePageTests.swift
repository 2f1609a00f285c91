import ChapterSupport
import Foundation
import PageNetworks
import Reporting
import TensorCore
import TestSupport
import Testing

@testable import Chapter15

/// The agent of the page against that of the run.
struct CartPolePageTests {
    private func agent(isDueling: Bool, _ kind: ObservationKind = .features) -> DQNAgent<CartPole> {
        var generator = RandomGenerator(seed: 15)
        var hyperparameters = Hyperparameters()
        hyperparameters.isDueling = isDueling
        return DQNAgent(hyperparameters, observing: kind, using: &generator)
    }

    @Test func hostValuesStatesAsTheAgentDoes() throws {
        for isDueling in [false, true] {
            let exact = try #require(try playedAgent(agent(isDueling: isDueling), seed: 1, mayRound: false))
            #expect(exact.largestDifference < 1e-5)
            let rounded = try #require(try playedAgent(agent(isDueling: isDueling), seed: 1))
            #expect(rounded.isHalf && rounded.largestDifference > exact.largestDifference)
        }
        #expect(try playedAgent(agent(isDueling: false, .pixels), seed: 1) == nil)
        // The game in the page is one of the greedy policy: each state follows from the one before.
        let game = playedGame(agent(isDueling: false), seed: 1)
        #expect(game.shape[0] > 5 && game.shape[0] <= CartPole.longestGame + 1)
        for step in 1..<game.shape[0] {
            let (before, now) = (game[step - 1].scalars, game[step].scalars)
            #expect(abs(before[0] + 0.02 * before[1] - now[0]) < 1e-5)
        }
    }

    @Test(.enabled(if: Browser.installed != nil, Comment(rawValue: Browser.missing)))
    func pageValuesStatesAsTheHostDoes() throws {
        let browser = try #require(Browser.installed)
        let folder = try TemporaryFolder()
        let agent = agent(isDueling: true)
        let file = try #require(try playedAgent(agent, seed: 1))
        var report = Report(title: "CartPole")
        report.play(agentWatch(file))
        try report.write(to: folder.file("page.html"))
        let visit = try browser.open(folder.file("page.html"), script: Self.script)
        #expect(visit.console == [])

        let game = playedGame(agent, seed: 1)
        let states = [
            game[0].scalars, game[3].scalars, visit.numbers("asked"),
        ]
        #expect(visit.numbers("third") == states[1])
        // A slider changes one number of the state, in its unit.
        #expect(abs(states[2][2] - 10 / 180 * .pi) < 1e-5 && states[2][0] == states[1][0])
        var host = try PageNetwork(Array(file.file))
        for (name, state) in zip(["first", "later", "leaning"], states) {
            host.set("x", state)
            host.run()
            let values = NDArray(try #require(host.numbers(of: "values")))
            #expect(largestDifference(NDArray(visit.numbers(name)), values) < 1e-4)
            let ofAgent = agent.learner.values(NDArray(state, shape: [1, 4]))[0]
            #expect(largestDifference(values, ofAgent, relativeTo: 1) < PlayedNetwork.roundingLimit)
        }
        #expect(visit.numbers("first") != visit.numbers("later"))
        #expect(visit.numbers("later") != visit.numbers("leaning"))
    }

    private static let script = #"""
        const figure = figures[0], find = figure.find, first = figure.state.values;
        find("frame").value = 3;
        send(find("frame"), "input");
        const later = figure.state.values, third = figure.state.state;
        find("angle").value = 10;
        send(find("angle"), "input");
        return {first, later, third, leaning: figure.state.values, asked: figure.state.state};
        """#
}
