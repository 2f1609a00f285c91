import Autograd
import ChapterSupport
import DigitRecognition
import Files
import Foundation
import Images
import Messages
import NeuralNetworks
import Pictures
import TensorCore

/// Fine-tunes the network of `--model` on the pictures of `--learn`, each with its right class, and writes it beside the old one.
///
/// - Throws: `UsageError` without a model, `FileError` for a model, a picture or a line that is missing or broken, or data of
///   other classes than the model's; nothing is written then.
func learn(_ run: ChapterRun, _ console: Console) throws {
    guard let path = run.text("model"), let file = run.text("learn") else {
        throw UsageError(
            en:
                "--learn needs --model FILE, the model.safetensors or best.safetensors of a run of this chapter",
            zh: "--learn 需要 --model FILE，即本章某次运行得到的 model.safetensors 或 best.safetensors")
    }
    let saved = try SavedNetwork(contentsOf: path)
    let corrections = try readCorrections(file)
    let labels = try corrections.labels(among: saved.classNames, path: file)
    let inputs = try corrections.map { correction in
        // A path is seen from where the program runs, or from where the file lies.
        let beside = URL(fileURLWithPath: file).deletingLastPathComponent()
            .appendingPathComponent(correction.input).path
        let isHere = FileManager.default.fileExists(atPath: correction.input)
        guard let input = saved.input(try Picture(contentsOf: isHere ? correction.input : beside)) else {
            let reason = Words(
                en: "nothing is drawn in \(correction.input)", zh: "\(correction.input) 中什么也没有画")
            throw FileError.malformed(path: file, line: correction.line, reason: reason.text)
        }
        return input
    }
    let data = try saved.data(run)
    let (new, test) = (NDArray.concatenated(inputs, axis: 0), data.test.first(2000))
    let network = saved.network
    let optimizer = Adam(network.parameters, learningRate: 3e-4)
    let augmentation = BatchAugmentation.suiting(saved.subject)
    var generator = RandomGenerator(seed: run.seed)
    let learning = CorrectionLearning(
        count: corrections.count, oldCount: data.training.count, seed: run.seed)
    let schedule = CosineAnnealing(steps: learning.stepCount)
    var step = 0
    try learning.run(
        model: path, console: console, oldTestCount: test.count,
        scoreOnOld: { accuracy(of: network, on: test) },
        scoreOnNew: { chosen in
            accuracy(predictions(of: network, new.rows(at: chosen)), chosen.map { labels[$0] })
        },
        step: { chosen, old in
            // Batch norm keeps its statistics: those of a few corrections would spoil them.
            network.evaluate()
            var pictures = NDArray.concatenated(
                [new.rows(at: chosen), data.training.images(at: old)], axis: 0)
            if saved.kind.isAugmented { pictures = augmentation(pictures, using: &generator) }
            let logits = network(Tensor(pictures))  // the corrections first
            let onNew = crossEntropy(logits[0..<chosen.count], IntArray(chosen.map { labels[$0] }))
            let onOld = crossEntropy(
                logits[chosen.count..<chosen.count + old.count], data.training.labels(at: old))
            let weight = Float(CorrectionLearning.weightOfNew)
            let loss = onNew * weight + onOld * (1 - weight)
            try requireFinite(loss, of: network, epoch: 1)
            optimizer.follow(schedule, at: step)
            step += 1
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        },
        save: { try saved.save(to: $0) })
}

extension SavedNetwork {
    /// The data that the network was trained on, as far as the options say.
    ///
    /// - Throws: `UsageError` where `--data` is missing, `FileError` where the classes are others.
    fileprivate func data(_ run: ChapterRun) throws -> PictureData {
        if run.dataFolder == nil, let name = dataName, name != "generated" {
            throw UsageError(
                en: """
                    --learn needs --data with what the model was trained on (\(excerpt(name))): a network that sees only what \
                    is new forgets what it knew
                    """,
                zh: "--learn 需要 --data，即训练这个模型的数据（\(excerpt(name))）：只看新东西的网络会忘掉原来知道的")
        }
        let data = try PictureData(run, subject: subject, ownSide: side)
        let images = data.training
        guard images.width == side, images.channels == channels, classNames == Self.names(of: images) else {
            let theirs = "\(images.channels) × \(images.width) × \(images.width)"
            let reason = Words(
                en: """
                    \(images.classNames.count) classes of \(theirs) pixels, the model has \(classNames.count) of \
                    \(channels) × \(side) × \(side)
                    """,
                zh: """
                    有 \(images.classNames.count) 个类别，\(theirs) 像素；而模型有 \(classNames.count) 个类别，\
                    \(channels) × \(side) × \(side) 像素
                    """)
            throw FileError.malformed(
                path: run.dataFolder ?? Words(en: "the generated digits", zh: "程序画的数字").text,
                reason: reason.text)
        }
        return data
    }
}
