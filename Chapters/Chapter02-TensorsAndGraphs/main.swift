import ChapterSupport
import Datasets
import Messages
import TensorCore

let command = ChapterCommand(
    number: 2, title: Words(en: "Tensors and the computation graph", zh: "张量与计算图"),
    summary: Words(
        en: """
            A tour of arrays, broadcasting and views; the computation graph and automatic differentiation; a straight \
            line through house prices by gradient descent.
            """,
        zh: "认识数组、广播和视图；计算图与自动微分；用梯度下降法为房价拟合一条直线。"),
    dataSummary: Words(
        en: "folder with boston.housing.csv or .data: Boston's house prices, by linear regression",
        zh: "boston.housing.csv 或 boston.housing.data 所在的文件夹：用线性回归预测波士顿房价"),
    defaultEpochs: 1000, quickEpochs: 300,
    options: [
        .number(
            "learning-rate", default: 0.1, range: 0.000_001...100,
            Words(
                en: "learning rate of the straight line; from 1 on gradient descent does not converge",
                zh: "拟合直线的学习率；从 1 起梯度下降不再收敛"))
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
