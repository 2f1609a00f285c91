import ChapterSupport
import Datasets
import TensorCore

let command = ChapterCommand(
    number: 2, title: "Tensors and the computation graph",
    summary: """
        A tour of arrays, broadcasting and views; the computation graph and automatic differentiation; a straight \
        line through house prices by gradient descent.
        """,
    dataSummary:
        "folder with boston.housing.csv or .data: Boston's house prices, by linear regression",
    defaultEpochs: 1000, quickEpochs: 300,
    options: [
        .number(
            "learning-rate", default: 0.1, range: 0.000_001...100,
            "learning rate of the straight line; from 1 on gradient descent does not converge")
    ])

command.run { run in
    var generator = RandomGenerator(seed: run.seed)
    let prices = Housing.generatedPrices(using: &generator)
    let boston = try run.dataFolder.map { try readBoston(in: $0) }

    let line = fitPriceLine(prices, learningRate: run.number("learning-rate"), steps: run.epochs)
    let rates = fitWithManyRates(prices)
    let regression = boston.map {
        fitBoston($0, steps: run.epochs, shouldStop: { run.shouldStop }, using: &generator)
    }

    let results = Results(tour: Tour(), line: line, rates: rates, boston: boston, regression: regression)
    results.print()
    results.fill(&run.metrics)
    results.fill(&run.report)
    try results.save(run)
}
