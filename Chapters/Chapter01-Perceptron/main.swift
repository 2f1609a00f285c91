import ChapterSupport
import Datasets
import Messages

let command = ChapterCommand(
    number: 1, title: Words(en: "Perceptron", zh: "感知机"),
    summary: Words(
        en: """
            One unit that learns AND, OR and NAND and must fail at XOR; a hidden layer that learns it, with backpropagation \
            written by hand; and both compared by cross-validation.
            """,
        zh: "一个单元学会 AND、OR 和 NAND，却必定学不会 XOR；一个隐藏层学得会，反向传播是手写的；两者用交叉验证比较。"),
    dataSummary: Words(
        en: "your own table, a CSV file with the classes in a column; or the folder of the file of --dataset",
        zh: "你自己的表格（CSV 文件，其中一列是类别）；或 --dataset 的文件所在的文件夹"),
    takesFiles: true, defaultEpochs: 300, quickEpochs: 20,
    options: [
        .choice(
            "dataset", ["iris", "sonar", "banknote"], default: "sonar",
            Words(en: "which published table to read where --data is a folder", zh: "--data 是文件夹时，读哪张公开的表")),
        .target,
        .integer(
            "hidden", default: 12, range: 1...1024,
            Words(en: "hidden units of the network that is compared", zh: "所比较的网络的隐藏单元数")),
        .integer(
            "repetitions", default: 10, quick: 2, range: 1...1000,
            Words(
                en: "how often the cross-validation is repeated, with other folds and other initial weights",
                zh: "交叉验证重复多少次，每次换一种划分和初始权重")),
        .integer(
            "starts", default: 50, quick: 10, range: 1...10_000,
            Words(en: "random starts of each network for XOR", zh: "每个学 XOR 的网络从多少个随机起点开始")),
        .integer(
            "xor-epochs", default: 3000, quick: 1500, range: 1...1_000_000,
            Words(en: "most epochs on XOR", zh: "学 XOR 最多多少个训练轮次")),
        .tableModel, .predict, .learn, .onnx,
    ])

command.run(
    answering: .init("learn", withData: learn), .init("predict", predict), .onnx(onnxGraph)
) { run in
    let task = try ComparisonTask(run)
    let plan = Comparison.Plan(for: task, run)
    task.introduce(plan)
    let watch = Stopwatch()
    let separable = trainOnSeparableRows(seed: run.seed)
    let cycle = trainUntilItRepeats(on: TruthTable.xor.data, maximumPasses: 1000)
    let exclusiveOr = try trainFromManyStarts(
        starts: run.integer("starts"), epochs: run.integer("xor-epochs"), seed: run.seed, run.training("xor"))
    let comparison = try trainComparison(task, plan, seed: run.seed, run.training("comparison"))
    let results = Results(
        task: task, separable: separable, cycle: cycle, exclusiveOr: exclusiveOr, comparison: comparison,
        firstFold: try trainFirstFold(task, plan, seed: run.seed),
        classifier: try task.isGenerated
            ? nil : trainClassifier(task, plan, seed: run.seed, shouldStop: { run.shouldStop }),
        seconds: watch.seconds)
    results.print()
    results.fill(&run.metrics)
    try results.fill(&run.report)
    try results.save(run)
}
