import Datasets
import Messages
import NeuralNetworks
import Reporting

/// The range of the charts of gates: the unit square with a margin.
private let gateRange = -0.5...1.5

private let firstInput = Words(en: "first input", zh: "第一个输入")
private let secondInput = Words(en: "second input", zh: "第二个输入")

/// The rows of each class as groups of a scatter chart.
private func groups(_ data: ClassificationData, names: [String]? = nil) -> [ScatterChart.Group] {
    data.classNames.indices.map { label in
        let rows = data.features.indices.filter { data.labels[$0] == label }
        return ScatterChart.Group(
            names?[label] ?? data.classNames[label], x: rows.map { Double(data.features[$0][0]) },
            y: rows.map { Double(data.features[$0][1]) })
    }
}

/// The decision boundary b + w₁ x + w₂ y = 0 across a square, a little beyond its borders; empty where the weights are 0.
private func line(
    _ name: Words, bias: Double, weights: [Double], in range: ClosedRange<Double>,
    style: Series.Style = .line
) -> Series {
    let ends = [range.lowerBound, range.upperBound]
    if weights[1] != 0, abs(weights[1]) >= abs(weights[0]) {
        return Series(name, x: ends, y: ends.map { -(bias + weights[0] * $0) / weights[1] }, style: style)
    }
    guard weights[0] != 0 else { return Series(name, x: [], y: [], style: style) }
    return Series(name, x: ends.map { -(bias + weights[1] * $0) / weights[0] }, y: ends, style: style)
}

private func line(
    _ name: Words, _ perceptron: Perceptron, in range: ClosedRange<Double>, style: Series.Style = .line
) -> Series {
    line(
        name, bias: Double(perceptron.bias), weights: perceptron.weights.map(Double.init), in: range,
        style: style)
}

extension SeparableExperiment {
    fileprivate var title: Words {
        Words(en: "\(name): \(training.mistakes) mistakes", zh: "\(name)：\(training.mistakes) 次错误")
    }
}

/// A gate with the decision regions of its perceptron.
func gateChart(_ experiment: SeparableExperiment) -> ScatterChart {
    let perceptron = experiment.training.result
    return ScatterChart(
        title: experiment.title, xLabel: firstInput, yLabel: secondInput, groups: groups(experiment.data),
        regions: DecisionRegions(xRange: gateRange, yRange: gateRange, columns: 200, rows: 200) { x, y in
            perceptron.output([Float(x), Float(y)])
        }, hasEqualAspect: true, xRange: gateRange, yRange: gateRange)
}

/// The clouds with perceptron and that of largest margin.
func cloudsChart(_ experiment: SeparableExperiment) -> ScatterChart {
    let extent = experiment.data.features.flatMap { $0.map { Double(abs($0)) } }.max() ?? 1
    let range = -(extent.rounded(.up))...extent.rounded(.up)
    var lines = [line(Words(en: "perceptron", zh: "感知机"), experiment.training.result, in: range)]
    if let bound = experiment.bound {
        lines.append(
            line(
                Words(en: "largest margin", zh: "最大间隔"), bias: bound.direction[0],
                weights: Array(bound.direction[1...]), in: range, style: .dashed))
    }
    return ScatterChart(
        title: experiment.title, xLabel: "x", yLabel: "y",
        groups: groups(experiment.data), lines: lines, hasEqualAspect: true, xRange: range, yRange: range)
}

/// XOR with the decision boundary of each state of the cycle.
func cycleChart(_ cycle: PerceptronCycle) -> ScatterChart {
    let range = -2.5...2.5
    let lines = cycle.states.enumerated().map { index, state in
        let row = cycle.start + index + 1
        return line(Words(en: "before row \(row)", zh: "第 \(row) 行之前"), state.perceptron, in: range)
    }
    return ScatterChart(
        title: Words(en: "XOR: the cycle", zh: "XOR：循环"), xLabel: firstInput, yLabel: secondInput,
        groups: groups(TruthTable.xor.data), lines: lines.filter { !$0.x.isEmpty }, hasEqualAspect: true,
        xRange: range, yRange: range)
}

/// The mistakes so far, pass by pass, for gates that can be learned and for the one that cannot.
func mistakesChart() -> LineChart {
    let passes = 12
    let gates: [TruthTable] = [.and, .or, .nand, .xor]
    return LineChart(
        title: Words(en: "Mistakes so far", zh: "至今的错误"), xLabel: Words(en: "passes", zh: "遍数"),
        yLabel: Words(en: "mistakes", zh: "错误"),
        series: gates.map { gate in
            var perceptron = Perceptron(inputCount: 2)
            var mistakes = [0.0]
            for pass in 0..<passes {
                mistakes.append(mistakes[pass] + Double(perceptron.learnPass(gate.data)))
            }
            return Series(gate.name, y: mistakes, style: .lineAndPoints)
        })
}

/// The output of the XOR network in the plane, at four moments of its training.
func foldingCharts(_ training: ExclusiveOrTraining) -> [ScatterChart] {
    let epochs = training.epochs
    let moments = [0, epochs / 2, epochs * 3 / 4, epochs]
    return moments.map { epoch in
        let network = training.history[epoch]
        return ScatterChart(
            title: epoch == 0
                ? Words(en: "Before training", zh: "训练之前")
                : Words(en: "After \(epoch) epochs", zh: "\(epoch) 个轮次之后"),
            xLabel: firstInput, yLabel: secondInput, groups: groups(TruthTable.xor.data),
            regions: DecisionRegions(xRange: gateRange, yRange: gateRange, columns: 60, rows: 60) { x, y in
                Double(network.forward([Float(x), Float(y)]).outputs[0])
            }, hasEqualAspect: true, xRange: gateRange, yRange: gateRange)
    }
}

/// The error over the epochs, one curve for each start; the first ten only, so that they can be told apart.
func errorsChart(_ experiment: ExclusiveOrExperiment) -> LineChart {
    LineChart(
        title: Words(en: "XOR: the error from ten random starts", zh: "XOR：十个随机起点的误差"),
        xLabel: Words(en: "epoch", zh: "训练轮次"),
        yLabel: Words(en: "mean of ½ (o − t)²", zh: "½ (o − t)² 的平均"),
        series: experiment.errors.prefix(10).map { errors in
            Series("", x: errors.indices.map { Double($0 + 1) }, y: errors.map(Double.init))
        }, yScale: .logarithmic)
}

/// The test accuracy of each method.
func accuracyChart(_ comparison: Comparison) -> BarChart {
    BarChart(
        title: Words(en: "Accuracy on the test sets", zh: "测试集上的准确率"),
        yLabel: Words(en: "accuracy", zh: "准确率"),
        categories: comparison.methods.map(\.name),
        groups: [
            BarChart.Group(
                "", values: comparison.methods.map { mean($0.test) },
                errors: comparison.methods.map { standardDeviation($0.test) })
        ], yRange: 0...1)
}

/// The learning curves of the network.
func learningChart(_ comparison: Comparison) -> LineChart {
    let (training, test) = (comparison.trainingCurve, comparison.testCurve)
    let epochs = training.indices.map { Double($0 + 1) }
    return LineChart(
        title: Words(en: "Learning curves", zh: "学习曲线"), xLabel: Words(en: "epoch", zh: "训练轮次"),
        yLabel: Words(en: "error rate", zh: "错误率"),
        series: [
            Series(Words(en: "training sets", zh: "训练集"), x: epochs, y: training),
            Series(Words(en: "test sets", zh: "测试集"), x: epochs, y: test),
        ])
}

/// The decision regions of perceptron and network in the plane of two inputs.
func regionCharts(_ fold: TrainedFold) -> [ScatterChart] {
    let extent = fold.training.features.flatMap { $0.map { Double(abs($0)) } }.max() ?? 1
    let range = -extent...extent
    let (last, network) = (fold.perceptron, fold.network)
    let perceptronRegions = DecisionRegions(xRange: range, yRange: range, columns: 200, rows: 200) { x, y in
        last.predictedClass([Float(x), Float(y)])
    }
    let networkRegions = DecisionRegions(xRange: range, yRange: range) { x, y in
        Double(network.forward([Float(x), Float(y)]).outputs[0])
    }
    return [
        (Words(en: "Perceptron", zh: "感知机"), perceptronRegions),
        (Words(en: "Hidden layer", zh: "隐藏层"), networkRegions),
    ].map { name, regions in
        ScatterChart(
            title: name, xLabel: fold.training.featureNames[0], yLabel: fold.training.featureNames[1],
            groups: groups(fold.training), regions: regions, hasEqualAspect: true, xRange: range,
            yRange: range)
    }
}
