import Autograd
import ChapterSupport
import Files
import Messages
import NeuralNetworks
import PretrainedModels
import TensorCore

/// A published language model fine-tuned by LoRA on the reader's own sentences.
struct AdaptedResult {
    let adapter: LlamaAdapter
    let history: ModelHistory
    let sentenceCount: Int
    let heldOutCount: Int
    /// Of all weights, the share that is trained.
    let trainableFraction: Double
    let parameterCount: Int
    /// −ln P of a token before and after, on the sentences that were learned and on those held out.
    let trainingLosses: (before: Double, after: Double)
    let heldOutLosses: (before: Double, after: Double)
    /// What the model is asked, and what it writes before and after.
    let question: String
    let answers: (before: String, after: String)
    /// Whether the model without adapters gives the same logits as before training, to the bit.
    let isBaseUnchanged: Bool
}

/// The loss of the model with adapters on an example: the mean over its targets.
func loss(_ model: Llama, _ adapter: LlamaAdapter, _ example: OwnSentences.Example) -> Tensor {
    crossEntropy(model.logits(example.inputs, adapter).indexSelected(example.places), example.targets)
}

/// −ln P of a target, mean over all targets of these examples.
func meanLoss(_ model: Llama, _ adapter: LlamaAdapter, _ examples: [OwnSentences.Example]) -> Double {
    var (total, count) = (0.0, 0)
    for example in examples {
        let targets = example.targets.elementCount
        total += Double(withoutGradient { loss(model, adapter, example) }.scalar) * Double(targets)
        count += targets
    }
    return total / Double(max(1, count))
}

/// Trains the adapters of the model of `--model` on the sentences of `--text`.
///
/// - Throws: `UsageError` without a model or sentences, `FileError` for one that is missing or broken, `TrainingDiverged`.
func adaptToSentences(_ run: ChapterRun) throws -> AdaptedResult {
    let (model, sentences) = try modelAndSentences(run)
    var generator = RandomGenerator(seed: run.seed)
    let lowRank = LowRank(run)
    let adapter = LlamaAdapter(
        for: model, rank: lowRank.rank, alpha: lowRank.alpha, using: &generator)
    let (question, isQuestion) = sentences.firstQuestion
    func answer(_ model: Llama) -> String { answerGreedily(question, isQuestion: isQuestion, model) }
    let probe = sentences.training[0].inputs
    func logits() -> NDArray {
        var session = model.session()
        return session.logits(after: probe)
    }
    let before = (
        logits(), answer(model), meanLoss(model, adapter, sentences.training),
        meanLoss(model, adapter, sentences.heldOut)
    )
    let history = try train(adapter, of: model, on: sentences, run, using: &generator)
    let trained = adapter.parameterCount.total
    return AdaptedResult(
        adapter: adapter, history: history, sentenceCount: sentences.training.count,
        heldOutCount: sentences.heldOut.count,
        trainableFraction: Double(trained) / Double(trained + model.parameterCount),
        parameterCount: model.parameterCount,
        trainingLosses: (before.2, meanLoss(model, adapter, sentences.training)),
        heldOutLosses: (before.3, meanLoss(model, adapter, sentences.heldOut)), question: question,
        answers: (before.1, answer(model.adapted(by: adapter))), isBaseUnchanged: logits() == before.0)
}

/// The model and the sentences of the options.
func modelAndSentences(_ run: ChapterRun) throws -> (Llama, OwnSentences) {
    guard let text = run.text("text") else {
        throw UsageError(
            en: "--task adapt needs --text FILE with your own sentences, one a line",
            zh: "--task adapt 需要 --text FILE，即你自己的句子，每行一句")
    }
    let model = try Llama(contentsOf: try publishedModelPath(run.text("model"), for: "task adapt"))
    return (model, try OwnSentences(contentsOf: text, for: model))
}

/// The loop: an epoch goes through all sentences once, one at a time.
private func train(
    _ adapter: LlamaAdapter, of model: Llama, on sentences: OwnSentences, _ run: ChapterRun,
    using generator: inout RandomGenerator
) throws -> ModelHistory {
    let training = run.training("adapter", title: Words(en: "adapters", zh: "适配器"))
    let recipe = Recipe(
        learningRate: 2e-3, stepsPerEpoch: sentences.training.count, warmUp: sentences.training.count,
        weightDecay: 0)
    let optimizer = recipe.optimizer(adapter)
    let epochs = run.wasGiven("epochs") ? run.epochs : min(run.epochs, 5)
    let schedule = recipe.schedule(epochs: epochs)
    var history = ModelHistory()
    for epoch in try training.epochs(epochs, &history, adapter, optimizer, using: &generator) {
        let order = generator.permutation(sentences.training.count)
        for (step, index) in training.batches(order.enumerated()) {
            optimizer.follow(schedule, at: epoch * order.count + step)
            let example = sentences.training[index]
            let loss = loss(model, adapter, example)
            try training.record(loss, weight: example.targets.elementCount)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.clipGradients(norm: 1)
            optimizer.step()
        }
        guard training.endEpoch(&history) else { break }
        history.secondsUntil.append(history.seconds)
        let figure = meanLoss(model, adapter, sentences.heldOut)
        history.validation.append(figure)
        let shown = digits(figure)
        training.keep(history, generator, Words(en: "held out \(shown)", zh: "留出 \(shown)"))
    }
    return history
}

/// What a model answers to a question, or how it writes on, always with the likeliest token.
private func answerGreedily(_ text: String, isQuestion: Bool, _ model: Llama) -> String {
    let ids: [Int]
    if isQuestion, let template = model.chatTemplate {
        ids = template.ids(of: [.init(role: "user", content: text)], model.tokenizer)
    } else {
        ids = (model.endIDs.min().map { [$0] } ?? []) + model.tokenizer.ids(of: text, allowsSpecial: false)
    }
    guard !ids.isEmpty else { return "" }
    var session = model.session()
    return model.tokenizer.text(of: session.continued(ids, longest: 40), includesSpecial: false)
}
