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
        en: """
            your own table, a CSV file with a column of numbers to predict; or the folder of boston.housing.csv or \
            .data: by linear regression
            """,
        zh: "你自己的表格（CSV 文件，其中一列是要预测的数）；或 boston.housing.csv 或 .data 所在的文件夹：用线性回归预测"),
    takesFiles: true, defaultEpochs: 1000, quickEpochs: 300,
    options: [
        .number(
            "learning-rate", default: 0.1, range: 0.000_001...100,
            Words(
                en: "learning rate of the straight line; from 1 on gradient descent does not converge",
                zh: "拟合直线的学习率；从 1 起梯度下降不再收敛")),
        .target, .tableModel, .predict, .learn, .onnx,
    ])

command.run(
    answering: .init("learn", withData: learn), .init("predict", predict), .onnx(onnxGraph)
) { run in
    var generator = RandomGenerator(seed: run.seed)
    let prices = Housing.generatedPrices(using: &generator)
    let (boston, table) = try readPrices(run)
    if let table { print(table.summary.text + "\n") }

    let line = fitPriceLine(prices, learningRate: run.number("learning-rate"), steps: run.epochs)
    let rates = fitWithManyRates(prices)
    let stops = { run.shouldStop }
    let regression =
        boston.map { fitBoston($0, steps: run.epochs, shouldStop: stops, using: &generator) }
        ?? table.map { fitTable($0, steps: run.epochs, shouldStop: stops, using: &generator) }

    let results = Results(
        tour: Tour(), line: line, rates: rates, boston: boston, table: table, regression: regression,
        dataName: run.dataFile)
    results.print()
    results.fill(&run.metrics)
    try results.fill(&run.report)
    try results.save(run)
}
