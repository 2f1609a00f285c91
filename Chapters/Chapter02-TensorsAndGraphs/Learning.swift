import Autograd
import ChapterSupport
import Datasets
import Files
import Foundation
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// Fine-tunes the linear model of `--model` on the rows of `--learn`, each with its right number, and writes it beside the old one.
///
/// - Throws: `UsageError` without a model or the table of its training, `FileError` for a model or a line that is missing or
///   broken; nothing is written then.
func learn(_ run: ChapterRun, _ console: Console) throws {
    guard let path = run.text("model"), let file = run.text("learn") else {
        throw UsageError(
            en: "--learn needs --model FILE, the model.safetensors of a run of this chapter",
            zh: "--learn 需要 --model FILE，即本章某次运行的 model.safetensors")
    }
    let predictor = try LinearPredictor(contentsOf: path)
    let corrections = try readCorrections(file)
    let rows = try corrections.map { correction in
        do {
            return try predictor.table.row(of: correction.input)
        } catch let error as TableLineError {
            throw FileError.malformed(path: file, line: correction.line, reason: error.reason.text)
        }
    }
    let answers = try corrections.map { correction -> Float in
        guard let number = Float(correction.answer), number.isFinite else {
            throw FileError.malformed(
                path: file, line: correction.line,
                reason: Words(
                    en: "'\(excerpt(correction.answer))' is no number",
                    zh: "'\(excerpt(correction.answer))' 不是数"
                ).text)
        }
        return number
    }
    let data = try predictor.data(run)
    let (new, old) = (predictor.inputs(rows), predictor.inputs(data.features))  // [N, D]
    let weights = Tensor(predictor.weights, requiresGradient: true)  // [D, 1]
    let bias = Tensor(predictor.bias, requiresGradient: true)  // [1]
    func error(_ inputs: NDArray, _ targets: [Float]) -> Double {
        let predictions = withoutGradient { Tensor(inputs).matmul(weights) + bias }.value
        return rootMeanSquaredError(predictions.scalars.map(Double.init), targets.map(Double.init))
    }
    let spread = Standardizer(fitting: NDArray(data.targets)).deviations[0]
    let optimizer = Adam([weights, bias], learningRate: 0.01 * Double(spread))
    let learning = CorrectionLearning(count: new.shape[0], oldCount: old.shape[0], seed: run.seed)
    let schedule = CosineAnnealing(steps: learning.stepCount)
    var step = 0
    try learning.run(
        model: path, console: console, score: Words(en: "root mean squared error", zh: "均方根误差"),
        format: { formatNumber($0, significantDigits: 3) }, oldTestCount: data.count,
        oldExamples: Words(en: "rows of the table", zh: "行"),
        scoreOnOld: { error(old, data.targets) },
        scoreOnNew: { chosen in error(new.rows(at: chosen), chosen.map { answers[$0] }) },
        step: { chosen, rehearsed in
            func loss(_ inputs: NDArray, _ targets: [Float]) -> Tensor {
                let prediction = Tensor(inputs).matmul(weights) + bias  // [N, 1]
                return meanSquaredError(prediction, Tensor(NDArray(targets, shape: [targets.count, 1])))
            }
            let onNew = loss(new.rows(at: chosen), chosen.map { answers[$0] })
            let onOld = loss(old.rows(at: rehearsed), rehearsed.map { data.targets[$0] })
            let weight = Float(CorrectionLearning.weightOfNew)
            optimizer.follow(schedule, at: step)
            step += 1
            optimizer.zeroGradients()
            (onNew * weight + onOld * (1 - weight)).backward()
            optimizer.step()
        },
        save: { try predictor.save(weights: weights.value, bias: bias.value, of: path, to: $0) })
}

extension LinearPredictor {
    /// The rows that the model was fitted to, those of `--data`.
    ///
    /// - Throws: `UsageError` without them, `FileError` where they are another table's.
    fileprivate func data(_ run: ChapterRun) throws -> RegressionData {
        guard run.dataFile != nil || run.dataFolder != nil else {
            throw UsageError(
                en:
                    "--learn needs --data with what the model was fitted to: a model that sees only what is new forgets what it knew",
                zh: "--learn 需要 --data，即模型当初拟合的数据：只看新数据的模型会忘掉旧的")
        }
        let (boston, own) = try readPrices(run)
        let columns = own?.columns ?? Housing.featureNames.map { FeatureColumn(name: $0) }
        guard let data = own?.regression ?? boston, columns == table.encoder.columns else {
            throw FileError.malformed(
                path: run.dataFile ?? run.dataFolder ?? "",
                reason: Words(en: "another table than that of the model", zh: "与模型的表格不同").text)
        }
        return data
    }
}
