import ChapterSupport
import Datasets
import NeuralNetworks
import Reporting

/// Everything a run of the chapter found out.
struct Results {
    let task: ComparisonTask
    let separable: [SeparableExperiment]
    let cycle: PerceptronCycle?
    let exclusiveOr: ExclusiveOrExperiment
    let comparison: Comparison

    /// The models of the very first fold, for drawing.
    let firstFold: TrainedFold

    /// The network for use on other rows of the table that was compared on; nil for generated rows.
    var classifier: TableClassifier?

    /// The time of all trainings.
    let seconds: Double

    /// Whether a repetition of the comparison was done: not when the run was interrupted before its turn.
    var isCompared: Bool { comparison.repetitions > 0 }

    func print() {
        Swift.print(textHeading("Rosenblatt's rule, from zero weights to a pass without mistakes"))
        Swift.print(separableTable.text(), terminator: "")
        if let cycle {
            Swift.print(
                """
                \(textHeading("XOR with one unit"))
                After \(cycle.start) rows the weights repeat every \(cycle.length) rows, to the last bit, with \
                \(cycle.mistakes) mistakes
                in each cycle: training never ends. The rows are not linearly separable.
                """)
        }
        Swift.print(textHeading("XOR with a hidden layer, backpropagation by hand, random starts"))
        Swift.print(exclusiveOrTable.text(), terminator: "")
        Swift.print(
            "gradient check: by hand and numerically, relative difference "
                + formatNumber(exclusiveOr.gradientDisagreement, significantDigits: 2))
        Swift.print(textHeading("\(task.title): \(task.summary)") + "\n" + task.size)
        guard isCompared else { return }
        Swift.print(
            "\(Comparison.folds)-fold cross-validation, \(comparison.repetitions) times; "
                + "mean ± standard deviation\n")
        Swift.print(accuracyTable.text())
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", task.name)
        metrics.set("parameters", comparison.parameterCount)
        metrics.set("train_seconds", seconds)
        for experiment in separable {
            metrics.set("\(experiment.key)_mistakes", experiment.training.mistakes)
            metrics.set("\(experiment.key)_passes", experiment.training.mistakesPerPass.count)
            if let bound = experiment.bound { metrics.set("\(experiment.key)_bound", bound.mistakes) }
        }
        if let cycle {
            metrics.set("xor_cycle_length", cycle.length)
            metrics.set("xor_cycle_start", cycle.start)
            metrics.set("xor_cycle_mistakes", cycle.mistakes)
        }
        for trials in exclusiveOr.trials where !trials.epochs.isEmpty {
            let isDrawn = trials.hiddenCount == ExclusiveOrExperiment.drawnHiddenCount
            let infix = isDrawn ? "" : "_\(trials.hiddenCount)_units"
            metrics.set("xor\(infix)_solved_fraction", trials.solvedFraction)
            metrics.set("xor\(infix)_median_epochs", trials.medianEpochs)
        }
        metrics.set("xor_hidden_units", ExclusiveOrExperiment.drawnHiddenCount)
        metrics.set("xor_final_error", Double(exclusiveOr.drawn.errors.last ?? 0))
        metrics.set("gradient_disagreement", exclusiveOr.gradientDisagreement)
        guard isCompared else { return }
        for method in comparison.methods {
            metrics.set("\(method.key)_test_accuracy", mean(method.test))
            metrics.set("\(method.key)_test_accuracy_deviation", standardDeviation(method.test))
            metrics.set("\(method.key)_training_accuracy", mean(method.training))
        }
        metrics.set("folds", Comparison.folds)
        metrics.set("repetitions", comparison.repetitions)
        metrics.set("hidden_units", comparison.plan.hiddenCount)
    }

    /// Writes the network of the table, where there is one, else the one that solved XOR; and its outputs.
    func save(_ run: ChapterRun) throws {
        if let classifier {
            try classifier.save(to: run.outputPath("model.safetensors"))
            let rows = Array(task.data.count > 8 ? Array(0..<8) : Array(0..<task.data.count))
            try classifier.network.example(of: task.data.rows(rows).encoded(by: classifier.table.encoder))
                .save(to: run.outputPath("example.safetensors"))
            return
        }
        let network = exclusiveOr.drawn.result
        try network.save(to: run.outputPath("model.safetensors"))
        try network.example(of: TruthTable.xor.data).save(to: run.outputPath("example.safetensors"))
    }
}

// The tables that both the terminal and the page show.

extension Results {
    /// The perceptrons that must stop: their mistakes and the bound.
    var separableTable: Table {
        Table(
            headers: [
                "rows", "mistakes", "bound (R/γ)²", "margin γ", "radius R", "passes", "weights", "bias",
            ],
            rows: separable.map { experiment in
                let result = experiment.training.result
                let weights = result.weights.map { formatNumber(Double($0), significantDigits: 3) }
                func text(_ value: Double?) -> String {
                    value.map { formatNumber($0, significantDigits: 3) } ?? "none"
                }
                return [
                    experiment.name, "\(experiment.training.mistakes)", text(experiment.bound?.mistakes),
                    text(experiment.bound?.margin), text(experiment.bound?.radius),
                    "\(experiment.training.mistakesPerPass.count)", weights.joined(separator: "  "),
                    formatNumber(Double(result.bias), significantDigits: 3),
                ]
            })
    }

    /// How many of the random starts solved XOR.
    var exclusiveOrTable: Table {
        Table(
            headers: [
                "hidden units", "parameters", "solved", "share", "median epochs", "fastest", "slowest",
            ],
            rows: exclusiveOr.trials.map { trials in
                [
                    "\(trials.hiddenCount)", "\(4 * trials.hiddenCount + 1)",
                    "\(trials.epochs.count { $0 != nil }) of \(trials.epochs.count)",
                    formatPercent(trials.solvedFraction, decimals: 0), "\(trials.medianEpochs)",
                    "\(trials.solvedEpochs.first ?? 0)", "\(trials.solvedEpochs.last ?? 0)",
                ]
            })
    }

    /// The accuracy of each method.
    var accuracyTable: Table {
        Table(
            headers: ["method", "test accuracy", "training accuracy"],
            rows: comparison.methods.map { [$0.name, percent($0.test), percent($0.training)] },
            highlightedRow: comparison.methods.indices.max {
                mean(comparison.methods[$0].test) < mean(comparison.methods[$1].test)
            })
    }

    /// Mean ± standard deviation in percent.
    private func percent(_ shares: [Double]) -> String {
        "\(formatPercent(mean(shares))) ± \(formatPercent(standardDeviation(shares)))"
    }
}

extension ComparisonTask {
    /// How large the data is.
    var size: String {
        "\(data.count) rows, \(data.featureNames.count) inputs, \(data.classNames.count) classes"
    }
}
