import ChapterSupport
import Messages
import Reporting

let command = ChapterCommand(
    number: 3, title: Words(en: "Bike sharing", zh: "共享单车"),
    summary: Words(
        en: "How many bikes will be rented in the next hour? A first network predicts it.",
        zh: "下一个小时会有多少辆单车被租用？第一个神经网络来预测。"),
    dataSummary: Words(
        en: """
            folder with the published hour.csv, or your own table, a CSV file with a column of dates or times; without it the \
            chapter generates its own hours
            """,
        zh: "公开数据 hour.csv 所在的文件夹，或你自己的表格（CSV 文件，有一列日期或时间）；不给时使用程序生成的数据"),
    takesFiles: true, defaultEpochs: 200, quickEpochs: 5,
    options: [
        .flag(
            "as-in-book",
            Words(
                en: """
                    also train with mean and standard deviation taken over training and test set together, as \
                    the book does
                    """,
                zh: "再训练一次，像书中那样用训练集和测试集一起计算均值和标准差")
        ),
        .integer(
            "hidden", default: 10, range: 1...4096,
            Words(en: "sigmoid units of the book's network", zh: "书中网络的 sigmoid 隐藏单元数")),
        .number(
            "learning-rate", default: 0.3, range: 1e-6...10,
            Words(en: "learning rate of the book's networks", zh: "书中网络的学习率")),
        .target,
        .choice(
            "mistake", ["none"] + Mistake.allCases.map(\.rawValue) + ["all"], default: "none",
            Words(
                en: "train with a mistake that everyone makes, beside the same without it",
                zh: "带着一个常见错误训练，与没有错误的训练对比")),
        .text(
            "model", placeholder: "FILE",
            Words(
                en: "the model.safetensors of a run, for --predict and --onnx",
                zh: "某次运行的 model.safetensors，供 --predict 和 --onnx 使用")),
        .onnx,
        .text(
            "predict", placeholder: "HOURS",
            Words(
                en: """
                    the bikes of the hours in a file with columns as in hour.csv, of one hour \
                    "2012-12-24 17:00,weather 1...4,temp,atemp,hum,windspeed", or with - of each line of the input; with the \
                    model of your own table, of its rows
                    """,
                zh: "预测文件中各小时（列名与 hour.csv 相同）、一个小时（\"2012-12-24 17:00,天气 1…4,temp,atemp,hum,windspeed\"）"
                    + "的用车数；- 表示逐行读取输入；若模型来自你自己的表格，则预测该表格的行")),
    ] + CarefulSettings.options, trial: CarefulSettings.trial)

command.run(answering: .onnx(onnxGraph), .init("predict", predict)) { run in
    if let table = try TimeTable(run) {
        guard !run.flag("trial") else {
            throw UsageError(
                en: "--trial trains on the published or the generated hours, not on a table of your own",
                zh: "--trial 用公开的或生成的数据训练，不用你自己的表格")
        }
        print(table.task.summary.text + "\n")
        let results = try trainOnTable(table, run)
        results.print()
        results.fill(&run.metrics)
        results.fill(&run.report)
        try results.save(run)
        return
    }
    let data = try BikeData(run)
    print(textHeading(Words(en: "Training", zh: "训练")) + "\n" + data.introduction.text + "\n")

    if run.flag("trial") {
        let trial = try trainTrial(data, run)
        trial.fill(&run.metrics)
        trial.fill(&run.report)
        return
    }
    if run.choice("mistake") != "none" {
        let results = try makeMistakes(data, run)
        results.print()
        results.fill(&run.metrics)
        results.fill(&run.report)
        return
    }

    let rowNumberFit = fitRowNumbers(
        Array(data.counts.prefix(100)), steps: run.isQuick ? 2000 : 20000, seed: run.seed,
        shouldStop: { run.shouldStop })
    let handAndLayers = trainByHandAndByLayers(
        data, steps: 100, hidden: run.integer("hidden"), learningRate: run.number("learning-rate"),
        seed: run.seed)
    let book = try trainBookNetwork(data, run)
    let asInBook = run.flag("as-in-book") ? try trainAsInBook(data, run) : nil
    let careful = try trainCarefulNetwork(data, run)
    let classes = try trainTwoClasses(data, run)

    let results = Results(
        data: data, rowNumberFit: rowNumberFit, handAndLayers: handAndLayers, book: book, asInBook: asInBook,
        careful: careful, neurons: Neurons(book.model, data), classes: classes)
    results.print()
    results.fill(&run.metrics)
    try results.fill(&run.report)
    try results.save(run)
}
