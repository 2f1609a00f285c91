import ChapterSupport
import Datasets
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
    terminal.write(textHeading("Rosenblatt's rule, from zero weights until a pass without mistake") + "\n")
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
            + "it makes at most *(R/γ)²* mistakes (Novikoff, 1962): *R* is the length of the longest row with its "
            + "constant 1 for the bias, *γ* the margin of the best line through them.")
    run.report.table(table)
    run.report.charts(
        experiments.map { $0.key == "blobs" ? cloudsChart($0) : gateChart($0) },
        caption:
            "Where each perceptron came to rest; a row on the line counts as 0. It stops at the first line that "
            + "is right about all rows, while the line of largest margin, whose *γ* stands in the bound, keeps "
            + "away from both classes.")
}

/// The perceptron that never stops.
func report(_ cycle: PerceptronCycle?, to run: ChapterRun, on terminal: Terminal) {
    guard let cycle else { return }
    terminal.write(
        textHeading("XOR with one unit")
            + "\nXOR: after \(cycle.start) rows the weights begin to come back every \(cycle.length) rows, to the last "
            + "bit, with \(cycle.mistakes) mistakes\non the way: it goes in a circle for ever. No line "
            + "separates the rows.\n")
    run.metrics.set("xor_cycle_length", cycle.length)
    run.metrics.set("xor_cycle_start", cycle.start)
    run.metrics.set("xor_cycle_mistakes", cycle.mistakes)
    run.report.section("What one unit cannot learn")
    run.report.paragraph(
        "XOR is 1 where exactly one input is 1. No line has both ones on one side and both zeros on the other: "
            + "the four signed rows *s (1, x)* sum to zero, so no weights can have a positive product with each. "
            + "The rule has nothing in it but the weights and the row that comes next. So once the weights are "
            + "what they were before, to the last bit, they go in a circle for ever. That they must come to it "
            + "is a theorem (Minsky and Papert, 1969).")
    run.report.note(
        "After \(cycle.start) rows the weights begin to come back every \(cycle.length) rows, with "
            + "\(cycle.mistakes) mistakes on the way. The error never reaches 0.")
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
            }, caption: "The circle; after its last row it begins again with the first"))
    run.report.charts(
        [cycleChart(cycle), mistakesChart()],
        caption:
            "The lines that the weights of the circle stand for, and the mistakes so far of all four gates.")
}

/// The hidden layer on XOR.
func report(_ experiment: ExclusiveOrExperiment, to run: ChapterRun, on terminal: Terminal) {
    let table = Table(
        headers: ["hidden units", "parameters", "solved", "share", "epochs (half by)", "fastest", "slowest"],
        rows: experiment.trials.map { trials in
            [
                "\(trials.hiddenCount)", "\(4 * trials.hiddenCount + 1)",
                "\(trials.epochs.count { $0 != nil }) of \(trials.epochs.count)",
                formatPercent(trials.solvedFraction, decimals: 0), "\(trials.medianEpochs)",
                "\(trials.solvedEpochs.first ?? 0)", "\(trials.solvedEpochs.last ?? 0)",
            ]
        })
    terminal.write(textHeading("XOR with a hidden layer, backpropagation by hand, random beginnings") + "\n")
    terminal.write(table.text())
    terminal.write(
        "gradient by hand and felt out by small steps differ by "
            + "\(formatNumber(experiment.gradientDisagreement, significantDigits: 2)) of its length\n")
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
        "Put a layer of sigmoid units in between, and the plane can be folded. Its errors cannot be blamed on a "
            + "hidden unit directly; backpropagation hands them back through the output weights: "
            + "*δ₂ = (o − t) o (1 − o)*, *δ₁ = (W₂ᵀ δ₂) h (1 − h)*. Training ends when all four outputs are within "
            + "0.2 of their targets. With two hidden units, the fewest that can do it, some beginnings get stuck; "
            + "with more there is nearly always a way.")
    run.report.table(table)
    run.report.charts(
        foldingCharts(experiment.drawn),
        caption:
            "The answer of a network of \(ExclusiveOrExperiment.drawnHiddenCount) hidden units as it learns: "
            + "the stronger the colour, the surer; the line is where it says ½.")
    run.report.chart(
        errorsChart(experiment),
        caption:
            "For long hardly anything, then all at once: the units must first part before they can be of use."
    )
}

/// The methods side by side on rows that they have not seen.
func report(
    _ comparison: Comparison, of task: ComparisonTask, _ plan: Comparison.Plan, to run: ChapterRun,
    on terminal: Terminal
) {
    run.metrics.set("data", task.name)
    run.metrics.set("parameters", comparison.parameterCount)
    run.report.section("On rows not seen")
    let rows =
        "\(task.data.count) rows, \(task.data.featureNames.count) inputs, \(task.data.classNames.count) classes"
    terminal.write(textHeading("\(task.title): \(task.summary)") + "\n\(rows)\n")
    guard comparison.methods.allSatisfy({ !$0.test.isEmpty }) else {
        run.report.note("The run was interrupted before the first repetition of the comparison was done.")
        return
    }
    for method in comparison.methods {
        run.metrics.set("\(method.key)_test_accuracy", mean(method.test))
        run.metrics.set("\(method.key)_test_accuracy_deviation", deviation(method.test))
        run.metrics.set("\(method.key)_training_accuracy", mean(method.training))
    }
    let repetitions = comparison.methods[0].test.count
    run.metrics.set("folds", Comparison.folds)
    run.metrics.set("repetitions", repetitions)
    run.metrics.set("hidden_units", plan.hiddenCount)
    let table = Table(
        headers: ["method", "held-out accuracy", "on its own rows"],
        rows: comparison.methods.map {
            ["\($0.name)", percent($0.test), percent($0.training)]
        },
        highlightedRow: comparison.methods.indices.max {
            mean(comparison.methods[$0].test) < mean(comparison.methods[$1].test)
        })
    terminal.write(
        "\(Comparison.folds)-fold cross-validation, \(repetitions) times; mean ± deviation over the times\n\n"
    )
    terminal.write(table.text() + "\n")
    run.report.paragraph(
        "\(task.title): \(task.summary); \(rows). The rows are dealt into \(Comparison.folds) parts; each is held out "
            + "once while the methods learn from the others. All of it is done \(repetitions) times, each time dealt "
            + "anew and from other weights. "
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
        caption: "The network in the first repetition: what it gets wrong of its own rows and of the others.")
    if let fold = comparison.firstFold, fold.training.featureNames.count == 2,
        fold.training.outputCount == 1
    {
        run.report.charts(
            regionCharts(fold),
            caption:
                "What perceptron and network answer in the plane, with the rows of the first fold that they were "
                + "trained on. A line gets three of the four clouds right at best, and the rule does not find it. "
                + "The averaged perceptron may score below one half: a part with more of a cloud leaves fewer of "
                + "it to train on, so that the line leans against the part.")
    }
    run.report.table(confusionTable(comparison, task.data.classNames))
}

/// Mean ± deviation in percent.
private func percent(_ shares: [Double]) -> String {
    "\(formatPercent(mean(shares))) ± \(formatPercent(deviation(shares)))"
}

/// How often the network took which class for which.
private func confusionTable(_ comparison: Comparison, _ classNames: [String]) -> Table {
    Table(
        headers: ["true class"] + classNames.map { "taken for \($0)" },
        rows: classNames.indices.map { label in
            [classNames[label]] + comparison.confusion[label].map { formatNumber(Double($0)) }
        },
        caption: "The network's answers to held-out rows, all repetitions together")
}
