import ChapterSupport
import Datasets
import Messages
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
        Swift.print(
            textHeading(
                Words(
                    en: "Rosenblatt's rule, from zero weights to a pass without mistakes",
                    zh: "Rosenblatt 的规则，从零权重到一遍不犯错")))
        Swift.print(separableTable.text(), terminator: "")
        if let cycle {
            Swift.print(textHeading(Words(en: "XOR with one unit", zh: "用一个单元学 XOR")))
            Swift.print(
                Words(
                    en: """
                        After \(cycle.start) rows the weights repeat every \(cycle.length) rows, to the last bit, with \
                        \(cycle.mistakes) mistakes
                        in each cycle: training never ends. The rows are not linearly separable.
                        """,
                    zh: """
                        \(cycle.start) 行之后，权重每 \(cycle.length) 行重复一次，一位不差；
                        每次循环犯错 \(cycle.mistakes) 次：训练永不结束。这些行不是线性可分的。
                        """))
        }
        Swift.print(
            textHeading(
                Words(
                    en: "XOR with a hidden layer, backpropagation by hand, random starts",
                    zh: "用一个隐藏层学 XOR，手写反向传播，随机起点")))
        Swift.print(exclusiveOrTable.text(), terminator: "")
        let disagreement = formatNumber(exclusiveOr.gradientDisagreement, significantDigits: 2)
        Swift.print(
            Words(
                en: "gradient check: by hand and numerically, relative difference \(disagreement)",
                zh: "梯度检验：手写的与数值的，相对差异 \(disagreement)"))
        let heading = Words(
            en: "\(task.title): \(task.summary)", zh: "\(task.title)：\(task.summary)")
        Swift.print(textHeading(heading) + "\n" + task.size.text)
        guard isCompared else { return }
        Swift.print(
            Words(
                en: """
                    \(Comparison.folds)-fold cross-validation, \(comparison.repetitions) times; mean ± standard deviation

                    """,
                zh: """
                    \(Comparison.folds) 折交叉验证，\(comparison.repetitions) 次；平均值 ± 标准差

                    """))
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
                Words(en: "rows", zh: "行"), Words(en: "mistakes", zh: "错误"),
                Words(en: "bound (R/γ)²", zh: "上界 (R/γ)²"), Words(en: "margin γ", zh: "间隔 γ"),
                Words(en: "radius R", zh: "半径 R"), Words(en: "passes", zh: "遍数"),
                Words(en: "weights", zh: "权重"), Words(en: "bias", zh: "偏置"),
            ],
            rows: separable.map { experiment in
                let result = experiment.training.result
                let weights = result.weights.map { formatNumber(Double($0), significantDigits: 3) }
                func text(_ value: Double?) -> String {
                    value.map { formatNumber($0, significantDigits: 3) } ?? Words(en: "none", zh: "无").text
                }
                return [
                    experiment.name.text, "\(experiment.training.mistakes)", text(experiment.bound?.mistakes),
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
                Words(en: "hidden units", zh: "隐藏单元"), Words(en: "parameters", zh: "参数"),
                Words(en: "solved", zh: "解决"), Words(en: "share", zh: "比例"),
                Words(en: "median epochs", zh: "轮次中位数"), Words(en: "fastest", zh: "最快"),
                Words(en: "slowest", zh: "最慢"),
            ],
            rows: exclusiveOr.trials.map { trials in
                let (solved, starts) = (trials.epochs.count { $0 != nil }, trials.epochs.count)
                return [
                    "\(trials.hiddenCount)", "\(4 * trials.hiddenCount + 1)",
                    Words(en: "\(solved) of \(starts)", zh: "\(solved) / \(starts)").text,
                    formatPercent(trials.solvedFraction, decimals: 0), "\(trials.medianEpochs)",
                    "\(trials.solvedEpochs.first ?? 0)", "\(trials.solvedEpochs.last ?? 0)",
                ]
            })
    }

    /// The accuracy of each method.
    var accuracyTable: Table {
        Table(
            headers: [
                Words(en: "method", zh: "方法"), Words(en: "test accuracy", zh: "测试准确率"),
                Words(en: "training accuracy", zh: "训练准确率"),
            ],
            rows: comparison.methods.map { [$0.name.text, percent($0.test), percent($0.training)] },
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
    var size: Words {
        let (inputs, classes) = (data.featureNames.count, data.classNames.count)
        return Words(
            en: "\(data.count) rows, \(inputs) inputs, \(classes) classes",
            zh: "\(data.count) 行，\(inputs) 个输入，\(classes) 个类别")
    }
}
