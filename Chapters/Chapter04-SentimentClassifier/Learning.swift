import Autograd
import ChapterSupport
import Files
import Messages
import NeuralNetworks
import TensorCore

/// Fine-tunes the network of `--model` on the reviews of `--learn`, each with what it really is, and writes it beside the old one.
///
/// - Throws: `UsageError` without a model, `FileError` for a model or a line that is missing or broken; nothing is written then.
func learn(_ run: ChapterRun, _ console: Console) throws {
    guard let path = run.text("model"), let file = run.text("learn") else {
        throw UsageError(
            en: "--learn needs --model FILE, the model.safetensors of a run of this chapter",
            zh: "--learn 需要 --model FILE，即本章某次运行的 model.safetensors")
    }
    let classifier = try Classifier.read(from: path)
    let corrections = try readCorrections(file)
    let labels = try corrections.labels(path: file)
    let new = corrections.map { classifier.units($0.input) }
    let data = try classifier.data(run)
    guard let fold = data.folds.first else { return }
    let (training, test) = (fold.beforeTest, Array(fold.test.prefix(2000)))
    let optimizer = Adam(classifier.network.parameters, learningRate: classifier.fineTuningRate)
    let learning = CorrectionLearning(count: corrections.count, oldCount: training.count, seed: run.seed)
    let schedule = CosineAnnealing(steps: learning.stepCount)
    var step = 0
    try learning.run(
        model: path, console: console, oldTestCount: test.count,
        scoreOnOld: { classifier.accuracy(on: test.map { data.units[$0] }, data.labels(test)) },
        scoreOnNew: { chosen in
            classifier.accuracy(on: chosen.map { new[$0] }, chosen.map { labels[$0] })
        },
        step: { chosen, old in
            classifier.network.train()
            let rows = old.map { training[$0] }
            let onNew = crossEntropy(
                classifier.logits(chosen.map { new[$0] }), IntArray(chosen.map { labels[$0] }))
            let onOld = crossEntropy(
                classifier.logits(rows.map { data.units[$0] }), IntArray(data.labels(rows)))
            let weight = Float(CorrectionLearning.weightOfNew)
            let loss = onNew * weight + onOld * (1 - weight)
            try requireFinite(loss, of: classifier.network, epoch: 1)
            optimizer.follow(schedule, at: step)
            step += 1
            optimizer.zeroGradients()
            loss.backward()
            optimizer.clipGradients(norm: 1)
            optimizer.step()
        },
        save: { try classifier.save(to: $0, epoch: run.epochs, data: data.name) })
}

extension Classifier {
    /// The share of texts that are classified right.
    fileprivate func accuracy(on texts: [[String]], _ labels: [Int]) -> Double {
        network.evaluate()
        let found = stride(from: 0, to: texts.count, by: 100).flatMap { start in
            withoutGradient { logits(Array(texts[start..<min(start + 100, texts.count)])) }.value
                .argMax(axis: 1).scalars
        }
        return NeuralNetworks.accuracy(found, labels)
    }

    /// A third of the rate of the training.
    fileprivate var fineTuningRate: Double {
        if case .linear = kind { linearLearningRate / 3 } else { 1e-3 }
    }

    /// The reviews that the network was trained on, as far as the options say.
    ///
    /// - Throws: `FileError` where they are of another language, `UsageError` where the options leave them out.
    fileprivate func data(_ run: ChapterRun) throws -> ReviewData {
        let data = try ReviewData(run)
        if let name = dataName, name != data.name {
            throw UsageError(
                en:
                    "the model was trained on \(excerpt(name)), but the options give \(excerpt(data.name)) (--data, --dataset)",
                zh: "模型是用 \(excerpt(name)) 训练的，而选项给出的是 \(excerpt(data.name))（--data、--dataset）")
        }
        guard data.isChinese == readsCharacters else {
            throw UsageError(
                en:
                    "the model reads \(readsCharacters ? "characters" : "words"), the reviews of the options are other ones",
                zh: "模型按\(readsCharacters ? "字" : "词")读取，与选项给出的评论不符")
        }
        return data
    }
}

extension [Correction] {
    /// 1 for good, 0 for bad.
    ///
    /// - Throws: `FileError` for the line of an answer that is neither.
    fileprivate func labels(path: String) throws -> [Int] {
        let words = ["bad", "good", "差评", "好评", "0", "1", "差", "好"]
        return try labels(among: words, path: path).map { $0 % 2 }
    }
}
