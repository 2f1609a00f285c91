import ChapterSupport
import Datasets
import Files
import Messages
import NeuralNetworks
import Reporting
import TensorCore

// The same regression on a table of the reader's own, and its use on other rows.

/// More inputs than this make the eigenvalues of the Hessian too long a computation.
private let maximumInputCount = 500

/// Reads the table, and checks that some rows can be held out and the others fitted.
///
/// - Throws: `FileError`.
func readTable(_ path: String, target: String?) throws -> TableTask {
    let task = try TableTask(
        OwnTable(contentsOf: path), target: target, kind: .regression, minimumRowCount: 10)
    let inputs = TableEncoder(fitting: task.rows, columns: task.columns, dropsFirstLevel: true).featureNames
        .count
    let needed = 3 * inputs
    guard task.rows.count >= needed else {
        throw FileError.malformed(
            path: path,
            reason: Words(
                en:
                    "\(task.rows.count) different rows are too few for \(inputs) inputs, at least \(needed) are needed",
                zh: "\(inputs) 个输入只有 \(task.rows.count) 个不同的行，至少需要 \(needed) 行"
            ).text)
    }
    guard inputs <= maximumInputCount else {
        throw FileError.malformed(
            path: path,
            reason: Words(
                en: "\(inputs) inputs are too many, at most \(maximumInputCount)",
                zh: "有 \(inputs) 个输入，最多 \(maximumInputCount) 个"
            ).text)
    }
    return task
}

/// Fits the table's target: splits the rows, fills and encodes them by the training set, and fits as for Boston.
func fitTable(
    _ task: TableTask, steps: Int, shouldStop: () -> Bool, using generator: inout RandomGenerator
) -> BostonRegression {
    let data = task.regression
    let split = Split.random(count: data.count, testFraction: 0.2, using: &generator)
    let raw = data.rows(split.training)
    let encoder = TableEncoder(
        fitting: raw.features, columns: task.columns, standardizes: false, dropsFirstLevel: true)
    var regression = fitRegression(
        training: raw.encoded(by: encoder), test: data.rows(split.test).encoded(by: encoder), steps: steps,
        shouldStop: shouldStop)
    regression.table = TableModel(
        encoder: encoder, fileColumns: task.fileColumns, targetName: task.targetName, classNames: [])
    regression.summary = task.summary
    return regression
}

extension BostonRegression {
    /// The page of a table of the reader's own.
    func fillTable(_ table: TableModel, _ report: inout Report) {
        let target = excerpt(table.targetName)
        report.section(
            en: "Your table: \(target) from \(featureNames.count) inputs",
            zh: "你的表格：用 \(featureNames.count) 个输入预测 \(target)")
        if let summary { report.note(summary) }
        report.paragraph(
            en: """
                The target is predicted as `x w + b`, a weight for each input, by the same descent as before. \
                \(testPrices.count) rows were held out at random; medians, most frequent categories, means and deviations \
                come only from the other \(trainingCount). A category of K words is one-hot: K − 1 columns of 0 and 1; the \
                first word has none, so that no column follows from the others. The loss is \
                \(formatNumber(curvature.conditionNumber, significantDigits: 3)) times as steep in one direction as in \
                another.
                """,
            zh: """
                用 `x w + b` 预测目标，每个输入有一个权重，梯度下降的做法和前面一样。随机留出 \(testPrices.count) 行作测试集；\
                中位数、最多的类别、均值和标准差只取自其余 \(trainingCount) 行。有 K 个取值的类别用独热编码表示成 K − 1 列 0 和 1；\
                第一个取值没有自己的列，这样任何一列都不能由其他列推出。损失在一个方向上的陡峭程度是另一个方向的 \
                \(formatNumber(curvature.conditionNumber, significantDigits: 3)) 倍。
                """)
        report.table(scoreTable)
        report.chart(
            LineChart(
                title: Words(en: "The descent", zh: "梯度下降"), xLabel: Words(en: "step", zh: "步"),
                yLabel: Words(en: "mean squared error", zh: "均方误差"),
                series: [
                    Series("", x: losses.indices.dropFirst().map(Double.init), y: Array(losses.dropFirst()))
                ],
                xScale: .logarithmic, yScale: .logarithmic),
            caption: Words(
                en: "The loss over the training rows with learning rate \(formatNumber(learningRate)).",
                zh: "训练集上的损失，学习率 \(formatNumber(learningRate))。"))
        let largest = featureNames.indices.sorted { abs(descended.weights[$0]) > abs(descended.weights[$1]) }
            .prefix(12)
        report.chart(
            BarChart(
                title: Words(en: "The largest weights", zh: "最大的权重"),
                yLabel: Words(en: "\(target) for one standard deviation", zh: "\(target) / 一个标准差"),
                categories: largest.map { excerpt(featureNames[$0], limit: 24) },
                groups: [
                    .init(
                        Words(en: "gradient descent", zh: "梯度下降"),
                        values: largest.map { descended.weights[$0] }),
                    .init(
                        Words(en: "closed form", zh: "解析解"), values: largest.map { closedForm.weights[$0] }),
                ], showsValues: false),
            caption: Words(
                en:
                    "Weights of the standardized inputs. A weight is a correlation in the table, not a cause.",
                zh: "标准化输入的权重。权重说明的是表中哪些量相关，而不是因果关系。"))
        let ends = [testPrices.min() ?? 0, testPrices.max() ?? 1]
        report.chart(
            ScatterChart(
                title: Words(en: "Predicted and true", zh: "预测值与真实值"),
                xLabel: Words(en: "predicted \(target)", zh: "预测的 \(target)"),
                yLabel: Words(en: "true \(target)", zh: "真实的 \(target)"),
                groups: [.init(Words(en: "test rows", zh: "测试集的行"), x: testPredictions, y: testPrices)],
                lines: [Series(Words(en: "equal", zh: "相等"), x: ends, y: ends, style: .dashed)]))
    }
}

/// A linear model that a run of the chapter saved, with the table that it was fitted to.
struct LinearPredictor {
    let table: TableModel
    let standardizer: Standardizer
    private let coefficients: BostonRegression.Coefficients
    /// What its arrays are called in the file: "table", "boston" or "line".
    let name: String

    /// Whether it is the line through the months, whose inputs are not standardized.
    var isLine: Bool { name == "line" }

    /// Reads the model of the table, of Boston, or else the line through the months.
    ///
    /// - Throws: `FileError` where the file is missing, broken or not of this chapter.
    init(contentsOf path: String) throws {
        let file = try Safetensors(contentsOf: path)
        func refuse(_ reason: Words) -> FileError { .malformed(path: path, reason: reason.text) }
        guard file.metadata["note.chapter"] == "2" else {
            throw refuse(Words(en: "not a model of Chapter 2", zh: "不是第 2 章的模型"))
        }
        name = ["table", "boston", "line"].first { file.arrays["\($0).weight"] != nil } ?? "line"
        guard let weights = file.arrays["\(name).weight"], let bias = file.arrays["\(name).bias"],
            bias.elementCount == 1
        else { throw refuse(Words(en: "it has no weights", zh: "其中没有权重")) }
        let count = weights.elementCount
        let means = file.arrays["\(name).means"]?.scalars ?? [Float](repeating: 0, count: count)
        let deviations = file.arrays["\(name).deviations"]?.scalars ?? [Float](repeating: 1, count: count)
        if let note = file.metadata["note.table"] {
            table = try TableModel(note: note, path: path)
        } else {
            let names = name == "boston" ? Housing.featureNames : ["month"]
            guard names.count == count else {
                throw refuse(
                    Words(
                        en: "\(count) weights for \(names.count) inputs",
                        zh: "\(names.count) 个输入有 \(count) 个权重"))
            }
            let target = name == "boston" ? Housing.targetName : "price"
            let known = Standardizer(
                means: [Float](repeating: 0, count: count), deviations: [Float](repeating: 1, count: count))
            table = TableModel(
                encoder: TableEncoder(names: names, standardizer: known), fileColumns: names + [target],
                targetName: target, classNames: [])
        }
        guard means.count == count, deviations.count == count, table.encoder.featureNames.count == count,
            deviations.allSatisfy({ $0 > 0 && $0.isFinite })
        else { throw refuse(Words(en: "its arrays do not fit each other", zh: "其中的数组互不匹配")) }
        standardizer = Standardizer(means: means, deviations: deviations)
        coefficients = BostonRegression.Coefficients(
            weights: weights.scalars.map(Double.init), bias: Double(bias.scalars[0]))
    }

    /// Its weights, `[D, 1]`, and its bias, `[1]`, for standardized inputs.
    var weights: NDArray {
        NDArray(coefficients.weights.map { Float($0) }, shape: [coefficients.weights.count, 1])
    }
    var bias: NDArray { NDArray([Float(coefficients.bias)]) }

    /// Rows, `[columns]` each, as standardized inputs, `[N, D]`.
    func inputs(_ rows: [[Float]]) -> NDArray {
        let inputs = rows.flatMap { table.encoder.encode($0) }
        return standardizer.transform(
            NDArray(inputs, shape: [rows.count, table.encoder.featureNames.count]))
    }

    /// Writes the file of the model again, with other weights `[D, 1]` and another bias `[1]`.
    ///
    /// - Throws: `FileError`.
    func save(weights: NDArray, bias: NDArray, of path: String, to newPath: String) throws {
        let file = try Safetensors(contentsOf: path)
        var arrays = file.arrays
        arrays["\(name).weight"] = weights.reshaped([1, weights.elementCount])
        arrays["\(name).bias"] = bias
        try Safetensors(arrays: arrays, metadata: file.metadata).write(to: newPath)
    }

    /// The prediction for a row, `[columns]`.
    func answer(_ row: [Float]) -> Double {
        let inputs = table.encoder.encode(row)
        return coefficients.predict(
            standardizer.transform(NDArray(inputs, shape: [1, inputs.count])))[0]
    }
}

/// Answers `--predict`: the target's name and the number, "MEDV 24.31". Where the file has the target, the error follows on
/// standard error.
func predict(_ arguments: ParsedArguments, _ console: Console) throws {
    let model = try LinearPredictor(contentsOf: modelFile(arguments, for: "predict"))
    var (predictions, truths): ([Double], [Double]) = ([], [])
    try predictRows(arguments, console, model.table) { row, truth in
        let prediction = model.answer(row)
        if let truth = truth.flatMap(Double.init) {
            predictions.append(prediction)
            truths.append(truth)
        }
        return "\(oneLine(model.table.targetName)) \(formatNumber(prediction))"
    }
    if !truths.isEmpty {
        let error = formatNumber(rootMeanSquaredError(predictions, truths))
        console.error(
            Words(
                en: "\(truths.count) rows with the right number: root mean squared error \(error)",
                zh: "\(truths.count) 行有正确答案：均方根误差 \(error)"
            ).text)
    }
}
