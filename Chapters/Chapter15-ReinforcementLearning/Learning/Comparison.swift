import ChapterSupport
import NeuralNetworks
import Reporting
import TensorCore

/// What was added to deep Q-learning, each alone and all together, over some seeds.
struct Comparison {
    private struct Kind: Sendable {
        let name: String
        let key: String
        let change: @Sendable (inout Recipe) -> Void
    }

    private static let kinds: [Kind] = [
        Kind(name: "plain", key: "plain") { _ in },
        Kind(name: "double", key: "double") { $0.isDouble = true },
        Kind(name: "dueling", key: "dueling") { $0.isDueling = true },
        Kind(name: "three steps ahead", key: "three_steps") { $0.stepsAhead = 3 },
        Kind(name: "prioritized", key: "prioritized") { $0.isPrioritized = true },
        Kind(name: "all of them", key: "all") {
            ($0.isDouble, $0.isDueling, $0.stepsAhead, $0.isPrioritized) = (true, true, 3, true)
        },
    ]

    /// By kind: the mean return of all games while it learned, and of the greedy policy at the end, one a seed.
    private(set) var whileLearning: [[Double]] = []
    private(set) var atTheEnd: [[Double]] = []
    private let game: String
    private let steps: Int

    init<G: Game>(_ course: Course<G>, _ run: ChapterRun) throws {
        game = G.name
        steps = course.steps
        var plain = course.recipe
        (plain.isDouble, plain.isDueling, plain.stepsAhead, plain.isPrioritized) = (false, false, 1, false)
        let seeds = 3
        let bar = ProgressBar("what each adds", total: seeds * Self.kinds.count)
        for kind in Self.kinds {
            var recipe = plain
            kind.change(&recipe)
            var (means, ends) = ([Double](), [Double]())
            for number in 0..<seeds where !run.shouldStop {
                func learn(_ checkpoint: TrainingCheckpoint) throws -> [Double] {
                    let player = try Player<G>(
                        steps: course.steps, recipe: recipe, sight: course.sight,
                        seed: run.seed &+ UInt64(number), checkpoint: checkpoint,
                        shouldStop: { run.shouldStop })
                    let games = player.history.games
                    return [
                        games.reduce(0) { $0 + $1.total } / Double(max(1, games.count)),
                        player.play(count: course.games, longest: course.longest, seed: 1000).meanReturn,
                    ]
                }
                var unfinished: [Double] = []
                let checkpoint = run.checkpoint("compare-\(kind.key)-\(number)")
                let found = try checkpoint.once(where: { $0.count == 2 }) { checkpoint in
                    unfinished = try learn(checkpoint)
                    return run.shouldStop ? nil : unfinished
                }
                let returns = found ?? unfinished
                guard returns.count == 2 else { break }
                means.append(returns[0])
                ends.append(returns[1])
                bar.advance(message: kind.name)
            }
            whileLearning.append(means)
            atTheEnd.append(ends)
        }
        bar.finish()
    }

    var table: Table {
        func cell(_ values: [Double]) -> String {
            "\(formatNumber(mean(values), significantDigits: 3)) ± \(formatNumber(standardDeviation(values), significantDigits: 2))"
        }
        return Table(
            headers: ["what is added", "return while it learns", "at the end"],
            rows: Self.kinds.indices.map {
                [Self.kinds[$0].name, cell(whileLearning[$0]), cell(atTheEnd[$0])]
            },
            caption:
                "\(game), \(formatNumber(Double(steps))) steps; mean and standard deviation over three seeds, of all games while it "
                + "learns, and of the greedy policy after that.")
    }

    func fill(_ metrics: inout Metrics) {
        for (number, kind) in Self.kinds.enumerated() {
            metrics.set("compare_\(kind.key)_learning", mean(whileLearning[number]))
            metrics.set("compare_\(kind.key)_end", mean(atTheEnd[number]))
        }
    }

    func fill(_ report: inout Report) {
        report.section("What each addition adds")
        report.table(table)
        report.chart(
            BarChart(
                title: "Return", yLabel: "mean, and standard deviation over seeds",
                categories: Self.kinds.map(\.name),
                groups: [
                    .init(
                        "while it learns", values: whileLearning.map(mean),
                        errors: whileLearning.map(standardDeviation)),
                    .init("at the end", values: atTheEnd.map(mean), errors: atTheEnd.map(standardDeviation)),
                ]))
    }
}
