import ChapterSupport
import Datasets
import Files
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// The network that classifies the rows of a table, with all that it takes to use it on other rows.
struct TableClassifier {
    let network: TwoLayerNetwork
    let table: TableModel

    /// The class of a row, `[columns]`, and the network's probability of it.
    ///
    /// With one output o that is o or 1 − o; of several outputs, the largest over their sum. The squared error is
    /// smallest where an output is the probability of its class, so outputs can be read as such.
    func answer(_ row: [Float]) -> (className: String, probability: Double) {
        let inputs = table.encoder.encode(row)
        let outputs = network.forward(inputs).outputs.map(Double.init)
        let label = network.predictedClass(inputs)
        let probability =
            outputs.count == 1
            ? (label == 1 ? outputs[0] : 1 - outputs[0])
            : outputs[label] / max(outputs.reduce(0, +), .leastNonzeroMagnitude)
        return (table.classNames[label], probability)
    }
}

/// Trains the network once more on all rows of the table, for use on rows to come.
func trainClassifier(
    _ task: ComparisonTask, _ plan: Comparison.Plan, seed: UInt64, shouldStop: () -> Bool = { false }
) throws -> TableClassifier {
    var generator = RandomGenerator(seed: seed)
    let encoder = task.encoder(fitting: task.data)
    let data = task.data.encoded(by: encoder)
    var network = TwoLayerNetwork(
        inputCount: data.featureNames.count, hiddenCount: plan.hiddenCount, outputCount: data.outputCount,
        range: plan.settings.range, using: &generator)
    try train(
        &network, inputs: data.features, targets: data.targets, epochs: plan.epochs, plan.settings,
        using: &generator
    ) { _, _ in !shouldStop() }
    return TableClassifier(
        network: network,
        table: TableModel(
            encoder: encoder, fileColumns: task.own?.fileColumns ?? data.featureNames + ["class"],
            targetName: task.own?.targetName ?? "class", classNames: data.classNames))
}

extension TableClassifier {
    /// Writes weights and biases under PyTorch's names, and the table's description as a note.
    func save(to path: String) throws { try network.save(to: path, notes: ["table": table.note]) }

    /// Reads what a run of the chapter saved; a file without a table is the network that solved XOR.
    ///
    /// - Throws: `FileError` where it is missing, broken or not of this chapter.
    init(contentsOf path: String) throws {
        let file = try Safetensors(contentsOf: path)
        func refuse(en: String, zh: String) -> FileError {
            .malformed(path: path, reason: Words(en: en, zh: zh).text)
        }
        guard file.metadata["note.chapter"] == "1" else {
            throw refuse(en: "not a model of Chapter 1", zh: "不是第 1 章的模型")
        }
        func layer(_ name: String, inputCount: Int) throws -> Layer {
            guard let weights = file.arrays["\(name).weight"], let biases = file.arrays["\(name).bias"],
                weights.rank == 2, biases.rank == 1, weights.shape[0] == biases.shape[0],
                weights.shape[1] == inputCount, inputCount > 0
            else {
                throw refuse(
                    en: "its layer \(name) is missing or has another shape", zh: "层 \(name) 不存在，或形状不同")
            }
            return Layer(inputCount: inputCount, weights: weights.scalars, biases: biases.scalars)
        }
        if let note = file.metadata["note.table"] {
            table = try TableModel(note: note, path: path)
        } else {
            let names = ["first input", "second input"]
            table = TableModel(
                encoder: TableEncoder(
                    names: names, standardizer: Standardizer(means: [0, 0], deviations: [1, 1])),
                fileColumns: names + ["output"], targetName: "output", classNames: ["0", "1"])
        }
        let hidden = try layer("hidden", inputCount: table.encoder.featureNames.count)
        let output = try layer("output", inputCount: hidden.biases.count)
        let classes = table.classNames.count
        guard classes > 1, output.biases.count == (classes == 2 ? 1 : classes) else {
            throw refuse(
                en: "\(output.biases.count) outputs for \(classes) classes",
                zh: "\(output.biases.count) 个输出对应 \(classes) 个类别")
        }
        network = TwoLayerNetwork(hidden: hidden, output: output)
    }
}

/// Answers `--predict`: the class of each row and its probability, "virginica 97.3%". Where the file has the classes, the
/// accuracy follows on standard error.
func predict(_ arguments: ParsedArguments, _ console: Console) throws {
    let classifier = try TableClassifier(contentsOf: modelFile(arguments, for: "predict"))
    var (right, known) = (0, 0)
    try predictRows(arguments, console, classifier.table) { row, truth in
        let (className, probability) = classifier.answer(row)
        if let truth {
            known += 1
            if truth == className { right += 1 }
        }
        return "\(oneLine(className)) \(formatPercent(probability))"
    }
    if known > 0 {
        let share = formatPercent(Double(right) / Double(known))
        console.error(
            Words(
                en: "\(right) of \(known) rows are what the file says: \(share)",
                zh: "\(known) 行中有 \(right) 行与文件所写相同：\(share)"
            ).text)
    }
}
