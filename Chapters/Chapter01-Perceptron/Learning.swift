import ChapterSupport
import Datasets
import Files
import Messages
import NeuralNetworks
import TensorCore

/// Fine-tunes the network of `--model` on the rows of `--learn`, each with its right class, and writes it beside the old one.
///
/// - Throws: `UsageError` without a model or the table of its training, `FileError` for a model or a line that is missing or
///   broken; nothing is written then.
func learn(_ run: ChapterRun, _ console: Console) throws {
    guard let path = run.text("model"), let file = run.text("learn") else {
        throw UsageError(
            en: "--learn needs --model FILE, the model.safetensors of a run of this chapter",
            zh: "--learn 需要 --model FILE，即本章某次运行得到的 model.safetensors")
    }
    let saved = try TableClassifier(contentsOf: path)
    let (table, classNames) = (saved.table, saved.table.classNames)
    let corrections = try readCorrections(file)
    let labels = try corrections.labels(among: classNames, path: file)
    let new = try corrections.map { correction in
        do {
            return table.encoder.encode(try table.row(of: correction.input))
        } catch let error as TableLineError {
            throw FileError.malformed(path: file, line: correction.line, reason: error.reason.text)
        }
    }
    guard run.dataFile != nil || run.dataFolder != nil else {
        throw UsageError(
            en: """
                --learn needs --data with what the model was trained on: a network that sees only what is new forgets what it \
                knew
                """,
            zh: "--learn 需要 --data，即训练这个模型的数据：只看新数据的网络会忘掉原来会的")
    }
    let task = try ComparisonTask(run)
    let data = task.data
    let columns = task.own?.columns ?? data.featureNames.map { FeatureColumn(name: $0) }
    guard data.classNames == classNames, columns == table.encoder.columns else {
        let reason = Words(en: "another table than that of the model", zh: "不是模型的那张表")
        throw FileError.malformed(path: run.dataFile ?? run.dataFolder ?? "", reason: reason.text)
    }
    let old = data.encoded(by: table.encoder)
    let newTargets = ClassificationData(
        features: new, labels: labels, classNames: classNames, featureNames: old.featureNames
    ).targets
    let oldTargets = old.targets
    var network = saved.network
    var generator = RandomGenerator(seed: run.seed)
    func accuracy(_ rows: [[Float]], _ labels: [Int]) -> Double {
        NeuralNetworks.accuracy(rows.map { network.predictedClass($0) }, labels)
    }
    let learning = CorrectionLearning(count: new.count, oldCount: old.count, seed: run.seed)
    try learning.run(
        model: path, console: console, oldTestCount: old.count,
        oldExamples: Words(en: "rows of the table", zh: "行"),
        scoreOnOld: { accuracy(old.features, old.labels) },
        scoreOnNew: { chosen in accuracy(chosen.map { new[$0] }, chosen.map { labels[$0] }) },
        step: { chosen, rehearsed in
            // A few corrections as often as gives them their weight.
            let weight = CorrectionLearning.weightOfNew
            let times = Double(rehearsed.count) * weight / (1 - weight) / Double(chosen.count)
            let repeated = (0..<max(1, Int(times.rounded()))).flatMap { _ in chosen }
            try train(
                &network, inputs: repeated.map { new[$0] } + rehearsed.map { old.features[$0] },
                targets: repeated.map { newTargets[$0] } + rehearsed.map { oldTargets[$0] }, epochs: 1,
                Hyperparameters(learningRate: 0.5), using: &generator)
        },
        save: { try TableClassifier(network: network, table: table).save(to: $0) })
}
