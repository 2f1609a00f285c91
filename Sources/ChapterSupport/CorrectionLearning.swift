import Files
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// A model learns from a reader's corrections, and nothing old is lost: not the file, and as little as can be of what it knew.
///
/// A step takes some corrections and, for rehearsal, some examples of the training set: a network that sees only what is new
/// forgets what it knew (catastrophic forgetting). What the step does, forward, loss, backward, is the chapter's. A fifth of ten
/// corrections or more is held out, because the accuracy on what was learned says little.
///
/// ```swift
/// let learning = CorrectionLearning(count: corrections.count, oldCount: data.training.count, seed: run.seed)
/// try learning.run(
///     model: path, console: console,
///     oldTestCount: data.test.count, scoreOnOld: { accuracy(of: network, on: data.test) }, scoreOnNew: { accuracy(of: network, on: new.rows($0)) },
///     step: { new, old in try step(new, old) }, save: { try save($0) })
/// ```
public struct CorrectionLearning {
    /// The corrections to learn from, and those to test with, by their numbers.
    public let learned: [Int]
    /// Empty where there are fewer than ten corrections.
    public let heldOut: [Int]

    private let oldCount: Int
    private let seed: UInt64

    /// How many corrections, and how many old examples, a step takes.
    private static let (newPerStep, oldPerStep) = (16, 48)

    /// The weight of the corrections in the loss of a step, however few they are; the old examples have the rest.
    public static let weightOfNew = 0.3

    /// What is learned from so many corrections, with so many old examples for rehearsal.
    public init(count: Int, oldCount: Int, seed: UInt64) {
        (self.oldCount, self.seed) = (oldCount, seed)
        var generator = RandomGenerator(seed: seed)
        let order = generator.permutation(count)
        let held = count < 10 ? 0 : count / 5
        heldOut = order.prefix(held).sorted()
        learned = order.dropFirst(held).sorted()
    }

    /// How many steps are taken: a hundred at least, in which the network also finds its way back to what it knew; of many
    /// corrections as many as learn each three times.
    public var stepCount: Int { passes * batchCount }

    private var batchCount: Int { (learned.count + Self.newPerStep - 1) / Self.newPerStep }

    /// How often each correction is learned.
    var passes: Int { max(3, (100 + batchCount - 1) / max(1, batchCount)) }

    /// Learns, says how good the model was before and is after, and writes it beside the old one, which stays as it is.
    ///
    /// - Parameters:
    ///   - model: the file of the old model.
    ///   - score: what the scores are called.
    ///   - format: how a score is written.
    ///   - oldTestCount: how many old examples the model is tested on.
    ///   - oldExamples: what they are called.
    ///   - scoreOnOld: the score on them.
    ///   - scoreOnNew: the score on some corrections.
    ///   - step: an update of the weights by some corrections and some old examples, by their numbers.
    ///   - save: writes the model.
    /// - Throws: what `step` and `save` throw; then nothing is written, or nothing else.
    public func run(
        model: String, console: Console, score: Words = Words(en: "accuracy", zh: "准确率"),
        format: (Double) -> String = { formatPercent($0) }, oldTestCount: Int,
        oldExamples: Words = Words(en: "test examples", zh: "个测试样本"), scoreOnOld: () -> Double,
        scoreOnNew: ([Int]) -> Double, step: (_ new: [Int], _ old: [Int]) throws -> Void,
        save: (String) throws -> Void
    ) throws {
        func scores() -> [Double] {
            [scoreOnOld(), scoreOnNew(learned)] + (heldOut.isEmpty ? [] : [scoreOnNew(heldOut)])
        }
        let before = scores()
        var generator = RandomGenerator(seed: seed &+ 1)
        for _ in 0..<passes {
            let order = generator.permutation(learned.count).map { learned[$0] }
            for start in stride(from: 0, to: order.count, by: Self.newPerStep) {
                let new = Array(order[start..<min(start + Self.newPerStep, order.count)])
                let old = (0..<(oldCount > 0 ? Self.oldPerStep : 0)).map { _ in
                    generator.integer(below: oldCount)
                }
                try step(new, old)
            }
        }
        let after = scores()
        let path = learnedModelPath(beside: model)
        try save(path)
        let old = formatNumber(Double(oldTestCount))
        let names = [
            Words(en: "old: \(old) \(oldExamples.en)", zh: "旧数据：\(old) \(oldExamples.zh)"),
            Words(en: "new: \(learned.count) learned", zh: "新数据：学过的 \(learned.count) 个"),
            Words(en: "new: \(heldOut.count) held out", zh: "新数据：留出的 \(heldOut.count) 个"),
        ]
        let table = Table(
            headers: [score.text, Words(en: "before", zh: "之前").text, Words(en: "after", zh: "之后").text],
            rows: zip(names, zip(before, after)).map { [$0.text, format($1.0), format($1.1)] })
        console.output(table.text())
        console.output(
            Words(
                en: "new model: \(path) (\(model) is as it was)", zh: "新模型：\(path)（\(model) 保持不变）"
            ).text)
    }
}
