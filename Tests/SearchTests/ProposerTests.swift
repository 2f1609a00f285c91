import ChapterSupport
import Foundation
import TensorCore
import Testing

@testable import Search

/// How values are proposed, and when a trial is stopped.
struct ProposerTests {
    /// A trial that came to its end.
    private func trial(_ number: Int, _ values: [HyperparameterValue], _ figure: Double) -> Trial {
        Trial(
            number: number, values: values, curve: Array(repeating: figure, count: exampleSpace.epochs),
            ending: .complete, figure: figure, testFigure: figure)
    }

    /// The best figure that a proposer finds on a function of which everything is known: it is 0 at dropout 0.45, rate 10⁻²,
    /// width 3 and tanh.
    private func best(_ proposer: any Proposer, trials count: Int) -> Double {
        var trials: [Trial] = []
        for number in 1...count {
            let values = proposer.values(ofTrial: number, after: trials, in: exampleSpace)
            guard case .number(let dropout) = values[0], case .number(let rate) = values[1],
                case .whole(let width) = values[2]
            else { return .nan }
            let (along, across) = ((dropout - 0.45) / 0.6, (log10(rate) + 2) / 3)
            let kind = values[3] == .word("tanh") ? 0 : 0.3
            let figure = along * along + across * across + 0.1 * Double(abs(width - 3)) + kind
            trials.append(trial(number, values, figure))
        }
        return trials.compactMap(\.figure).min() ?? .nan
    }

    @Test func parzenFindsMoreThanChance() {
        let pairs = (0..<21).map { seed in
            (best(RandomSearch(seed: seed), trials: 60), best(ParzenEstimator(seed: seed), trials: 60))
        }
        let (random, parzen) = (pairs.map(\.0).sorted()[10], pairs.map(\.1).sorted()[10])
        #expect(parzen < random / 2, "\(parzen), by chance \(random)")
        #expect(pairs.count { $0.1 < $0.0 } >= 16)
    }

    @Test func aTrialsValuesAreItsOwn() {
        let random = RandomSearch(seed: 5)
        let alone = random.values(ofTrial: 7, after: [], in: exampleSpace)
        let after = random.values(ofTrial: 7, after: [trial(1, exampleSpace.presets, 1)], in: exampleSpace)
        #expect(alone == after)
        let all = (1...50).map { random.values(ofTrial: $0, after: [], in: exampleSpace) }
        #expect(Set(all).count == 50)
    }

    @Test func densitiesAddUpToOne() {
        let densities: [any Density] = [
            PlaceDensity([]), PlaceDensity([0.5]), PlaceDensity([0, 0.02, 0.97]),
            ChoiceDensity([0, 0, 2], choices: 3),
        ]
        for density in densities {
            let sum = (0..<9000).reduce(0) { $0 + density.value(at: (Double($1) + 0.5) / 9000) } / 9000
            #expect(abs(sum - 1) < 1e-6, "\(sum)")
            // What is drawn is distributed as it says.
            var generator = RandomGenerator(seed: 3)
            let drawn = (0..<6000).map { _ in Int(3 * density.draw(using: &generator)) }
            for third in 0..<3 {
                let share = Double(drawn.count { $0 == third }) / 6000
                var area = 0.0
                for step in 0..<3000 {
                    area += density.value(at: (Double(3000 * third + step) + 0.5) / 9000) / 9000
                }
                #expect(abs(share - area) < 0.03)
            }
        }
        // Each choice counts once more than it was chosen.
        #expect(ChoiceDensity([0, 0, 2], choices: 3).weights == [0.5, Double(1) / 6, Double(1) / 3])
    }

    @Test func theBestThirdGoesOn() {
        var halving = SuccessiveHalving(epochs: 27)
        #expect(halving.rungs == [3, 9] && SuccessiveHalving(epochs: 40).rungs == [4, 13])
        #expect(SuccessiveHalving(epochs: 6).rungs == [2] && SuccessiveHalving(epochs: 2).rungs == [])
        func stops(_ figure: Double) -> Bool {
            halving.stops([9, 9, figure], known: 2, in: exampleSpace)
        }
        // The first two have nobody to be compared with.
        #expect(!stops(5) && !stops(6))
        // The third must be the best of three, those from the fourth to the sixth among the best two.
        #expect(stops(5.5) && !stops(4) && !stops(4.5) && stops(4.6))
        // A figure that is not a number stops.
        #expect(stops(.nan))
        func go(_ curve: [Double], known: Int) -> Bool {
            !halving.stops(curve, known: known, in: exampleSpace)
        }
        // Before a rung and between two nobody is asked, and the best epoch counts.
        #expect(go([9], known: 0) && go([9, 99], known: 1) && go([4, 9, 99], known: 2))
        #expect(go([4, 9, 99, 99], known: 3) && go([4, 9, 99, 99, 99, 99, 99, 99, 99], known: 8))
    }

    @Test func largerCanBeBetter() {
        var (space, halving) = (exampleSpace, SuccessiveHalving(epochs: 3))
        space.isSmallerBetter = false
        let stops = [0.5, 0.6, 0.55, 0.9].map { halving.stops([$0], known: 0, in: space) }
        #expect(halving.rungs == [1] && stops == [false, false, true, false])
    }
}
