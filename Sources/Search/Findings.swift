import ChapterSupport
import Messages
import NeuralNetworks
import Reporting

/// What a search has found.
struct Findings {
    let chapter: String
    let space: SearchSpace
    /// All that have ended, in the order in which they did.
    let trials: [Trial]
    /// The figures of the chapter's own values and of the winner's, for several seeds; empty where they were not measured.
    var presets: [(validation: Double, test: Double)] = []
    var winners: [(validation: Double, test: Double)] = []

    /// Best first.
    var ranked: [Trial] { space.ranked(trials) }

    /// The best one of those that came to their end.
    var winner: Trial? { ranked.first { $0.ending == .complete } }

    /// The epochs that were trained, and those that all trials to their ends would have taken.
    var epochs: (trained: Int, whole: Int) {
        (trials.reduce(0) { $0 + $1.epochs }, trials.count * space.epochs)
    }

    func count(_ ending: Trial.Ending) -> Int { trials.count { $0.ending == ending } }

    /// How much better the winner is on test data than the chapter's own values; positive is better. The mean over the seeds.
    var gain: Double {
        let difference = mean(presets.map(\.test)) - mean(winners.map(\.test))
        return space.isSmallerBetter ? difference : -difference
    }

    /// The standard deviation of a test figure over the seeds, pooled over both.
    var spread: Double {
        let (one, other) = (
            standardDeviation(presets.map(\.test)), standardDeviation(winners.map(\.test))
        )
        return ((one * one + other * other) / 2).squareRoot()
    }

    /// Whether the winner's values are the chapter's own.
    var isPreset: Bool { winner?.values == space.presets }
}

// MARK: In words

extension Findings {
    /// How many trials there were, and what they took.
    var summary: Words {
        let (trained, whole) = epochs
        let share = formatPercent(Double(trained) / Double(max(1, whole)), decimals: 0)
        return Words(
            en: "\(trials.count) trials: \(count(.complete)) complete, \(count(.stopped)) stopped early, "
                + "\(count(.failed)) failed; \(trained) epochs, \(share) of what all of them whole would take.",
            zh: "共 \(trials.count) 次试验：\(count(.complete)) 次完成，\(count(.stopped)) 次提前停止，"
                + "\(count(.failed)) 次失败；训练了 \(trained) 轮，是全部训练到底所需的 \(share)。")
    }

    /// The winner's values as options.
    var winningOptions: String {
        guard let winner else { return "" }
        return zip(space.hyperparameters, winner.values).map { "--\($0.option) \($1.text)" }.joined(
            separator: " ")
    }

    /// What the seeds say of the winner.
    var verdict: Words {
        guard winner != nil else {
            return Words(en: "No trial came to its end.", zh: "没有一次试验训练到底。")
        }
        guard !isPreset else {
            return Words(
                en: "No trial did better than the chapter's own values.", zh: "没有一次试验优于本章自己的取值。")
        }
        guard presets.count > 1, winners.count > 1 else {
            return Words(
                en:
                    "With fewer than two seeds each, nothing can be said of the winner: it was chosen among many for one figure.",
                zh: "每组不足两个随机种子，无法评价胜者：它是按一个指标从许多试验中选出来的。")
        }
        let (gain, spread) = (self.gain, self.spread)
        let (by, around) = (
            formatNumber(abs(gain), significantDigits: 3), formatNumber(spread, significantDigits: 3)
        )
        if abs(gain) <= spread {
            return Words(
                en:
                    "On test data the winner and the chapter's own values differ by \(by), no more than one and the same "
                    + "network differs from seed to seed (\(around)): the search has gained nothing that could be told from chance.",
                zh: "在测试集上，胜者与本章自己的取值相差 \(by)，不超过同一个网络换随机种子时的差异（\(around)）：搜索没有带来能与偶然区分的提高。")
        }
        return gain > 0
            ? Words(
                en:
                    "On test data the winner is better than the chapter's own values by \(by); from seed to seed a network "
                    + "differs by \(around).",
                zh: "在测试集上，胜者比本章自己的取值好 \(by)；换随机种子时，同一个网络的差异是 \(around)。")
            : Words(
                en:
                    "On test data the winner is worse than the chapter's own values by \(by) (from seed to seed a network "
                    + "differs by \(around)): it suits the validation data alone.",
                zh: "在测试集上，胜者比本章自己的取值差 \(by)（换随机种子时，同一个网络的差异是 \(around)）：它只适合验证集。")
    }

    /// Both on validation and test data, over the seeds.
    var seedTable: Table {
        func cell(_ numbers: [Double]) -> String {
            numbers.isEmpty
                ? "–"
                : "\(formatNumber(mean(numbers))) ± \(formatNumber(standardDeviation(numbers), significantDigits: 2))"
        }
        func row(_ name: Words, _ figures: [(validation: Double, test: Double)]) -> [String] {
            [name.text, cell(figures.map(\.validation)), cell(figures.map(\.test)), "\(figures.count)"]
        }
        return Table(
            headers: ["", space.figure, space.testFigure, Words(en: "seeds", zh: "种子数").text],
            rows: [
                row(Words(en: "the chapter's own values", zh: "本章自己的取值"), presets),
                row(Words(en: "the winner", zh: "胜者"), winners),
            ])
    }

    /// The ten best trials.
    var bestTable: Table {
        Table(
            headers: [Words(en: "trial", zh: "试验").text] + space.hyperparameters.map(\.option)
                + [Words(en: "epochs", zh: "轮数").text, space.figure],
            rows: ranked.prefix(10).map { trial in
                ["\(trial.number)"] + trial.values.map(Self.shown)
                    + ["\(trial.epochs)", formatNumber(space.score(trial))]
            }, highlightedRow: ranked.isEmpty ? nil : 0)
    }

    /// A value as a person reads it.
    static func shown(_ value: HyperparameterValue) -> String {
        if case .number(let number) = value { formatNumber(number, significantDigits: 3) } else { value.text }
    }
}

// MARK: As charts

extension Findings {
    /// The best figure so far, over time.
    var progress: LineChart {
        var best: Double?
        var points: [(x: Double, y: Double)] = []
        let complete = trials.filter { $0.ending == .complete }.sorted { $0.endedAt < $1.endedAt }
        for trial in complete {
            let figure = space.score(trial)
            best = best.map { space.isBetter(figure, than: $0) ? figure : $0 } ?? figure
            points.append((trial.endedAt, best ?? figure))
        }
        return LineChart(
            title: Words(en: "The best so far", zh: "到目前为止的最好结果"), xLabel: Words(en: "seconds", zh: "秒"),
            yLabel: space.figure,
            series: [
                Series(
                    Words(en: "each complete trial", zh: "每次完成的试验"), x: complete.map(\.endedAt),
                    y: complete.map(space.score), style: .points),
                Series(
                    Words(en: "the best so far", zh: "到目前为止最好的"), x: points.map(\.x), y: points.map(\.y),
                    style: .steps),
            ])
    }

    /// Every trial as a line across its hyperparameters.
    var coordinates: ParallelCoordinates {
        ParallelCoordinates(
            title: Words(en: "What was tried", zh: "试过的取值"),
            dimensions: space.hyperparameters.map {
                .init(
                    $0.option, low: Self.shown($0.value(at: 0)), high: Self.shown($0.value(at: 1.0.nextDown)))
            },
            lines: ranked.map { trial in
                .init(
                    "\(trial.number): \(formatNumber(space.score(trial)))",
                    places: zip(space.hyperparameters, trial.values).map { $0.place(of: $1) ?? .nan })
            })
    }

    var importances: BarChart {
        BarChart(
            title: Words(en: "What matters", zh: "什么重要"),
            yLabel: Words(en: "share explained (ω²)", zh: "解释的比例（ω²）"),
            categories: space.hyperparameters.map(\.option),
            values: space.hyperparameters.indices.map { importance(of: $0, trials, in: space) })
    }
}
