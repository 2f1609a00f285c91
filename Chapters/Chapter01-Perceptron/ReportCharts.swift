import Datasets
import NeuralNetworks
import Reporting

/// The range of the charts of gates: the unit square with a margin.
private let gateRange = -0.5...1.5

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
    _ name: String, bias: Double, weights: [Double], in range: ClosedRange<Double>,
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
    _ name: String, _ perceptron: Perceptron, in range: ClosedRange<Double>, style: Series.Style = .line
) -> Series {
    line(
        name, bias: Double(perceptron.bias), weights: perceptron.weights.map(Double.init), in: range,
        style: style)
}

/// A gate with the decision regions of its perceptron.
func gateChart(_ experiment: SeparableExperiment) -> ScatterChart {
    let perceptron = experiment.training.result
    return ScatterChart(
        title: "\(experiment.name): \(experiment.training.mistakes) mistakes", xLabel: "first input",
        yLabel: "second input", groups: groups(experiment.data),
        regions: DecisionRegions(xRange: gateRange, yRange: gateRange, columns: 200, rows: 200) { x, y in
            perceptron.output([Float(x), Float(y)])
        }, hasEqualAspect: true, xRange: gateRange, yRange: gateRange)
}

/// The clouds with perceptron and that of largest margin.
func cloudsChart(_ experiment: SeparableExperiment) -> ScatterChart {
    let extent = experiment.data.features.flatMap { $0.map { Double(abs($0)) } }.max() ?? 1
    let range = -(extent.rounded(.up))...extent.rounded(.up)
    var lines = [line("perceptron", experiment.training.result, in: range)]
    if let bound = experiment.bound {
        lines.append(
            line(
                "largest margin", bias: bound.direction[0], weights: Array(bound.direction[1...]), in: range,
                style: .dashed))
    }
    return ScatterChart(
        title: "\(experiment.name): \(experiment.training.mistakes) mistakes", xLabel: "x", yLabel: "y",
        groups: groups(experiment.data), lines: lines, hasEqualAspect: true, xRange: range, yRange: range)
}

/// XOR with the decision boundary of each state of the cycle.
func cycleChart(_ cycle: PerceptronCycle) -> ScatterChart {
    let range = -2.5...2.5
    let lines = cycle.states.enumerated().map { index, state in
        line("before row \(cycle.start + index + 1)", state.perceptron, in: range)
    }
    return ScatterChart(
        title: "XOR: the cycle", xLabel: "first input", yLabel: "second input",
        groups: groups(TruthTable.xor.data), lines: lines.filter { !$0.x.isEmpty }, hasEqualAspect: true,
        xRange: range, yRange: range)
}

/// The mistakes so far, pass by pass, for gates that can be learned and for the one that cannot.
func mistakesChart() -> LineChart {
    let passes = 12
    let gates: [TruthTable] = [.and, .or, .nand, .xor]
    return LineChart(
        title: "Mistakes so far", xLabel: "passes", yLabel: "mistakes",
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
            title: epoch == 0 ? "Before training" : "After \(epoch) epochs", xLabel: "first input",
            yLabel: "second input", groups: groups(TruthTable.xor.data),
            regions: DecisionRegions(xRange: gateRange, yRange: gateRange, columns: 60, rows: 60) { x, y in
                Double(network.forward([Float(x), Float(y)]).outputs[0])
            }, hasEqualAspect: true, xRange: gateRange, yRange: gateRange)
    }
}

/// The error over the epochs, one curve for each start; the first ten only, so that they can be told apart.
func errorsChart(_ experiment: ExclusiveOrExperiment) -> LineChart {
    LineChart(
        title: "XOR: the error from ten random starts", xLabel: "epoch", yLabel: "mean of ½ (o − t)²",
        series: experiment.errors.prefix(10).map { errors in
            Series("", x: errors.indices.map { Double($0 + 1) }, y: errors.map(Double.init))
        }, yScale: .logarithmic)
}

/// The test accuracy of each method.
func accuracyChart(_ comparison: Comparison) -> BarChart {
    BarChart(
        title: "Accuracy on the test sets", yLabel: "accuracy",
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
        title: "Learning curves", xLabel: "epoch", yLabel: "error rate",
        series: [
            Series("training sets", x: epochs, y: training), Series("test sets", x: epochs, y: test),
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
    return [("Perceptron", perceptronRegions), ("Hidden layer", networkRegions)].map { name, regions in
        ScatterChart(
            title: name, xLabel: fold.training.featureNames[0], yLabel: fold.training.featureNames[1],
            groups: groups(fold.training), regions: regions, hasEqualAspect: true, xRange: range,
            yRange: range)
    }
}
