import ChapterSupport
import Datasets
import NeuralNetworks
import Reporting

/// The perceptrons that must stop: their mistakes beside the bound, and the lines they found.
func report(_ experiments: [SeparableExperiment], to run: ChapterRun, on terminal: Terminal) {
    let table = Table(
        headers: ["rows", "mistakes", "bound (R/γ)²", "margin γ", "radius R", "passes", "weights", "bias"],
        rows: experiments.map { experiment in
            let result = experiment.training.result
            let weights = result.weights.map { formatNumber(Double($0), significantDigits: 3) }
            return [
                experiment.name, "\(experiment.training.mistakes)",
                experiment.bound.map { formatNumber($0.mistakes, significantDigits: 3) } ?? "none",
                experiment.bound.map { formatNumber($0.margin, significantDigits: 3) } ?? "none",
                experiment.bound.map { formatNumber($0.radius, significantDigits: 3) } ?? "none",
                "\(experiment.training.mistakesPerPass.count)", weights.joined(separator: "  "),
                formatNumber(Double(result.bias), significantDigits: 3),
            ]
        })
    terminal.write(textHeading("Rosenblatt's rule, from zero weights to a pass without mistakes") + "\n")
    terminal.write(table.text())
    for experiment in experiments {
        run.metrics.set("\(experiment.key)_mistakes", experiment.training.mistakes)
        run.metrics.set("\(experiment.key)_passes", experiment.training.mistakesPerPass.count)
        if let bound = experiment.bound { run.metrics.set("\(experiment.key)_bound", bound.mistakes) }
    }
    run.report.section("What one unit can learn")
    run.report.paragraph(
        "A perceptron answers 1 where *w · x + b* is above 0. At a mistake, and only then, it adds the row to its "
            + "weights or takes it away: *w ← w + (t − y) x*, *b ← b + (t − y)*. Where a line separates the rows, "
            + "it makes at most *(R/γ)²* mistakes (Novikoff, 1962). *R* is the length of the longest row, with its "
            + "constant 1 for the bias; *γ* is the largest margin that a line can have.")
    run.report.table(table)
    run.report.charts(
        experiments.map { $0.key == "blobs" ? cloudsChart($0) : gateChart($0) },
        caption:
            "The line each perceptron stopped at; a row on the line is answered with 0. Training stops at the first "
            + "line that gets all rows right. The line of largest margin, whose *γ* stands in the bound, keeps "
            + "its distance from both classes.")
}

/// The perceptron that never stops.
func report(_ cycle: PerceptronCycle?, to run: ChapterRun, on terminal: Terminal) {
    guard let cycle else { return }
    terminal.write(
        textHeading("XOR with one unit")
            + "\nAfter \(cycle.start) rows the weights repeat every \(cycle.length) rows, to the last bit, with "
            + "\(cycle.mistakes) mistakes\nin each round: training goes in a circle for ever. No line separates "
            + "the rows.\n")
    run.metrics.set("xor_cycle_length", cycle.length)
    run.metrics.set("xor_cycle_start", cycle.start)
    run.metrics.set("xor_cycle_mistakes", cycle.mistakes)
    run.report.section("What one unit cannot learn")
    run.report.paragraph(
        "XOR is 1 where exactly one input is 1. No line has both ones on one side and both zeros on the other: "
            + "the four signed rows *s (1, x)* sum to zero, so no weights can have a positive product with each. "
            + "A step of the rule depends only on the weights and the next row. So once the weights and the row are "
            + "what they were before, to the last bit, training goes in a circle for ever. That this must happen "
            + "is a theorem (Minsky and Papert, 1969).")
    run.report.note(
        "After \(cycle.start) rows the weights repeat every \(cycle.length) rows, with \(cycle.mistakes) "
            + "mistakes in each round. The error never reaches 0.")
    run.report.table(
        Table(
            headers: ["before row", "inputs", "target", "w₁", "w₂", "b", "answer"],
            rows: cycle.states.enumerated().map { place, state in
                let data = TruthTable.xor.data
                let inputs = data.features[state.row]
                let numbers = state.perceptron.weights + [state.perceptron.bias]
                return [
                    "\(cycle.start + place + 1)",
                    inputs.map { formatNumber(Double($0)) }.joined(separator: " "),
                ]
                    + ["\(data.labels[state.row])"] + numbers.map { formatNumber(Double($0)) }
                    + ["\(state.perceptron.output(inputs))" + (state.isMistake ? ", a mistake" : "")]
            }, caption: "One round; after the last row it begins again with the first."))
    run.report.charts(
        [cycleChart(cycle), mistakesChart()],
        caption:
            "The lines that belong to the weights of one round, and the mistakes of all four gates so far.")
}

/// The hidden layer on XOR.
func report(_ experiment: ExclusiveOrExperiment, to run: ChapterRun, on terminal: Terminal) {
    let table = Table(
        headers: ["hidden units", "parameters", "solved", "share", "median epochs", "fastest", "slowest"],
        rows: experiment.trials.map { trials in
            [
                "\(trials.hiddenCount)", "\(4 * trials.hiddenCount + 1)",
                "\(trials.epochs.count { $0 != nil }) of \(trials.epochs.count)",
                formatPercent(trials.solvedFraction, decimals: 0), "\(trials.medianEpochs)",
                "\(trials.solvedEpochs.first ?? 0)", "\(trials.solvedEpochs.last ?? 0)",
            ]
        })
    terminal.write(textHeading("XOR with a hidden layer, backpropagation by hand, random starts") + "\n")
    terminal.write(table.text())
    terminal.write(
        "gradient check: by hand and by differences, relative distance "
            + "\(formatNumber(experiment.gradientDisagreement, significantDigits: 2))\n")
    for trials in experiment.trials where !trials.epochs.isEmpty {
        let infix =
            trials.hiddenCount == ExclusiveOrExperiment.drawnHiddenCount ? "" : "_\(trials.hiddenCount)_units"
        run.metrics.set("xor\(infix)_solved_fraction", trials.solvedFraction)
        run.metrics.set("xor\(infix)_median_epochs", trials.medianEpochs)
    }
    run.metrics.set("xor_hidden_units", ExclusiveOrExperiment.drawnHiddenCount)
    run.metrics.set("xor_final_error", Double(experiment.drawn.errors.last ?? 0))
    run.metrics.set("gradient_disagreement", experiment.gradientDisagreement)
    run.report.section("A hidden layer learns XOR")
    run.report.paragraph(
        "With a layer of sigmoid units in between, the boundary can bend. Nobody says what a hidden unit should "
            + "have answered; backpropagation passes the errors back to it through the output weights: "
            + "*δ₂ = (o − t) o (1 − o)*, *δ₁ = (W₂ᵀ δ₂) h (1 − h)*. Training ends when all four outputs are within "
            + "0.2 of their targets. With two hidden units, the fewest that can do it, some random starts get "
            + "stuck; with more units nearly all of them succeed. The table counts the starts that solved XOR, "
            + "and their epochs. The gradient by hand is checked against differences, "
            + "*(E(w + ε) − E(w − ε)) / 2ε*: their relative distance is "
            + "\(formatNumber(experiment.gradientDisagreement, significantDigits: 2)).")
    run.report.table(table)
    run.report.charts(
        foldingCharts(experiment.drawn),
        caption:
            "The answer of a network of \(ExclusiveOrExperiment.drawnHiddenCount) hidden units as it learns: "
            + "the stronger the colour, the surer it is; on the line the output is ½.")
    run.report.chart(
        errorsChart(experiment),
        caption:
            "For a long time hardly anything happens, then the error falls quickly: the hidden units must first "
            + "become different from each other."
    )
}

/// The methods side by side on rows that they have not seen.
func report(
    _ comparison: Comparison, of task: ComparisonTask, _ plan: Comparison.Plan, to run: ChapterRun,
    on terminal: Terminal
) {
    run.metrics.set("data", task.name)
    run.metrics.set("parameters", comparison.parameterCount)
    run.report.section("On held-out rows")
    let rows =
        "\(task.data.count) rows, \(task.data.featureNames.count) inputs, \(task.data.classNames.count) classes"
    terminal.write(textHeading("\(task.title): \(task.summary)") + "\n\(rows)\n")
    guard comparison.methods.allSatisfy({ !$0.test.isEmpty }) else {
        run.report.note("The run was interrupted before the first repetition of the comparison was done.")
        return
    }
    for method in comparison.methods {
        run.metrics.set("\(method.key)_test_accuracy", mean(method.test))
        run.metrics.set("\(method.key)_test_accuracy_deviation", standardDeviation(method.test))
        run.metrics.set("\(method.key)_training_accuracy", mean(method.training))
    }
    let repetitions = comparison.methods[0].test.count
    run.metrics.set("folds", Comparison.folds)
    run.metrics.set("repetitions", repetitions)
    run.metrics.set("hidden_units", plan.hiddenCount)
    let table = Table(
        headers: ["method", "held-out accuracy", "training accuracy"],
        rows: comparison.methods.map {
            ["\($0.name)", percent($0.test), percent($0.training)]
        },
        highlightedRow: comparison.methods.indices.max {
            mean(comparison.methods[$0].test) < mean(comparison.methods[$1].test)
        })
    terminal.write(
        "\(Comparison.folds)-fold cross-validation, \(repetitions) times; mean ± deviation\n\n"
    )
    terminal.write(table.text() + "\n")
    run.report.paragraph(
        "\(task.title): \(task.summary); \(rows). The rows are dealt into \(Comparison.folds) parts; each is held out "
            + "once while the methods learn from the others. This is repeated \(repetitions) times, with a new "
            + "dealing and new first weights. "
            + (task.isStandardized
                ? "Each column is brought to mean 0 and deviation 1, as measured on the training rows. "
                : "The columns are used as they come. ")
            + "The network has \(plan.hiddenCount) hidden units and \(comparison.parameterCount) parameters, and "
            + "is trained for at most \(plan.epochs) epochs with rate 2 and tolerance 0.2, as Gorman and Sejnowski "
            + "did in 1988.")
    run.report.table(table)
    run.report.chart(
        accuracyChart(comparison),
        caption:
            "Held-out accuracy, mean over \(repetitions) repetitions; the error bars are their deviation.")
    run.report.chart(
        learningChart(comparison),
        caption:
            "The network in the first repetition: its errors on the rows it was trained on and on held-out rows."
    )
    if let fold = comparison.firstFold, fold.training.featureNames.count == 2,
        fold.training.outputCount == 1
    {
        run.report.charts(
            regionCharts(fold),
            caption:
                "What perceptron and network answer in the plane, with the training rows of the first fold. A line "
                + "gets three of the four clouds right at best, and the rule does not find one that does. The "
                + "averaged perceptron may score below one half: where a cloud has more rows in the held-out part, "
                + "it has fewer to train on, so the line leans the wrong way.")
    }
    run.report.table(confusionTable(comparison, task.data.classNames))
}

/// Mean ± deviation in percent.
private func percent(_ shares: [Double]) -> String {
    "\(formatPercent(mean(shares))) ± \(formatPercent(standardDeviation(shares)))"
}

/// How often the network answered which class for which.
private func confusionTable(_ comparison: Comparison, _ classNames: [String]) -> Table {
    Table(
        headers: ["true class"] + classNames.map { "answered \($0)" },
        rows: classNames.indices.map { label in
            [classNames[label]] + comparison.confusion[label].map { formatNumber(Double($0)) }
        },
        caption: "The network's answers to held-out rows, all repetitions together.")
}
