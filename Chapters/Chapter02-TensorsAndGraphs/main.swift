import Autograd
import ChapterSupport
import Datasets
import Reporting
import TensorCore

/// The whole chapter: options → data → train → evaluate → report.
func runChapter(_ run: ChapterRun) throws {
    // Data: made here, and real where a folder is given.
    var generator = RandomGenerator(seed: run.seed)
    let prices = Housing.generatedPrices(using: &generator)
    let boston = try run.dataFolder.map { try readBoston(in: $0) }

    // Arrays, and the graph behind a number (section 2.2).
    let tour = Tour()
    tour.tell()

    // Train: a straight line by gradient descent (section 2.3), and what the learning rate does to it.
    let line = try PriceLine(
        prices, learningRate: run.number("learning-rate"), steps: run.epochs, checkpoint: run.checkpoint,
        until: { run.shouldStop })
    line.tell()
    let rates = try LearningRates(prices)
    rates.tell()
    let regression = try boston.map {
        try BostonRegression(
            $0, steps: run.epochs, checkpoint: run.checkpoint("boston"), until: { run.shouldStop },
            using: &generator)
    }
    regression?.tell()

    // Evaluate and report.
    try saveModel(line, regression, boston, run)
    setMetrics(line, rates, tour, regression, in: run)
    tour.report(in: &run.report)
    line.report(in: &run.report)
    rates.report(in: &run.report)
    regression?.report(in: &run.report)
}

command.run(runChapter)
