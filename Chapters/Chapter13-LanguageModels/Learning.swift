import Autograd
import ChapterSupport
import Files
import Messages
import NeuralNetworks
import PretrainedModels
import TensorCore
import Text

/// Fine-tunes the classifier of `--model` on the tweets of `--learn`, each with what it really is, and writes it beside the old
/// one. What it was trained on, the tweets of `--data` without those of the first split, is rehearsed.
///
/// - Throws: `UsageError` without an encoder, a model or data, `FileError` for one of them, or a line, that is missing or broken;
///   nothing is written then.
func learn(_ run: ChapterRun, _ console: Console) throws {
    guard let folder = run.text("encoder"), let path = run.text("model"), let file = run.text("learn"),
        let data = run.dataFolder
    else {
        throw UsageError(
            en: """
                --learn needs --encoder DIR, --model FILE, the model.safetensors or lora.safetensors of a run of \
                --task tweets --encoder DIR, and --data DIR, the tweets it was trained on
                """,
            zh: """
                --learn 需要 --encoder DIR；--model FILE，即 --task tweets --encoder DIR 运行得到的 model.safetensors 或 \
                lora.safetensors；以及 --data DIR，即训练它的推文
                """)
    }
    let model = try MiniLM(folder: try dataFolder(folder))
    let saved = try SavedClassifier(contentsOf: path, for: model.encoder)
    let corrections = try readCorrections(file)
    let new = LabelledTexts(
        texts: corrections.map { model.ids(of: $0.input) }, classes: try corrections.labels(path: file))
    let tweets = try EncoderTweets(in: data)
    let all = LabelledTexts(texts: tweets.texts.map { model.ids(of: $0) }, classes: tweets.labels)
    let split = TweetSplits.of(all.count, seed: run.seed)[0]
    let (training, test) = (all.at(split.training), all.at(split.test))
    let classifier = saved.classifier
    let learning = CorrectionLearning(count: new.count, oldCount: training.count, seed: run.seed)
    let recipe = EncoderRecipe.onCorrections
    let optimizer = recipe.optimizer(classifier)
    let schedule = recipe.schedule(steps: learning.stepCount)
    var step = 0
    try learning.run(
        model: path, console: console, oldTestCount: test.count,
        scoreOnOld: { accuracy(classifier.predictions(test.texts), test.classes) },
        scoreOnNew: { accuracy(classifier.predictions(new.at($0).texts), new.at($0).classes) },
        step: { chosen, old in
            optimizer.follow(schedule, at: step)
            step += 1
            classifier.train()
            let weight = Float(CorrectionLearning.weightOfNew)
            let loss =
                classifier.loss(new.at(chosen)) * weight + classifier.loss(training.at(old)) * (1 - weight)
            try requireFinite(loss, of: classifier, epoch: 1)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.clipGradients(norm: 1)
            optimizer.step()
        },
        save: { try SavedClassifier(classifier, saved.lowRank).save(to: $0) })
}

extension EncoderRecipe {
    /// A third of the rates of fine-tuning: the last layer is no longer new.
    fileprivate static let onCorrections = EncoderRecipe(
        learningRate: 1e-4 / 3, adapterRate: 2e-3 / 3, headRate: 1e-3 / 3)
}

extension SentenceClassifier {
    fileprivate func loss(_ texts: LabelledTexts) -> Tensor {
        crossEntropy(self(PaddedSequences(texts.texts)), IntArray(texts.classes))
    }
}

extension [Correction] {
    /// 1 for a complaint, 0 for none.
    ///
    /// - Throws: `FileError` for the line of an answer that is neither.
    fileprivate func labels(path: String) throws -> [Int] {
        let words = ["no complaint", "complaint", "不是投诉", "投诉", "0", "1", "no", "yes", "否", "是"]
        return try labels(among: words, path: path).map { $0 % 2 }
    }
}
