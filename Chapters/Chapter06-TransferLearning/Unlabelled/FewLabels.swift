import Autograd
import ChapterSupport
import DigitRecognition
import Files
import Images
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// How accurately digits are read after training on few labels, by what the network begins with.
struct FewLabels {
    let data: PictureData
    /// Numbers of labelled digits, as many of each class.
    let counts: [Int]
    let temperature: Double
    /// How many pictures the encoders learned from.
    let unlabelledCount: Int
    /// How many digits of the training part are held back: settings are chosen by them.
    let heldBackCount: Int

    /// The results by beginning, number of labels and repetition.
    fileprivate(set) var outcomes: [Beginning: [[FewLabelsOutcome]]]
    fileprivate(set) var seconds = 0.0

    // Of the first repetition:

    /// The history of the pretraining without labels.
    fileprivate(set) var contrastive = LossHistory()
    fileprivate(set) var lessonBefore: ContrastiveLesson?
    fileprivate(set) var lessonAfter: ContrastiveLesson?
    /// Some digits `[N, 1, 28, 28]`, and two views of each `[2N, 1, 28, 28]`.
    fileprivate(set) var shown: (originals: NDArray, views: NDArray)?
    fileprivate(set) var neighbours: Neighbourhood?
    /// The reader that was fine-tuned on the most labels from the encoder that saw none.
    fileprivate(set) var reader: DigitReader?
    fileprivate(set) var parameterCount = 0

    /// Mean and standard deviation of the accuracy on the test digits; nil where there is none.
    func spread(_ beginning: Beginning, _ index: Int) -> Spread? {
        Spread(outcomes[beginning]?[index].map(\.test) ?? [])
    }

    /// The same on the digits that are held back.
    func heldBackSpread(_ beginning: Beginning, _ index: Int) -> Spread? {
        Spread(outcomes[beginning]?[index].map(\.heldBack) ?? [])
    }

    /// By how much a beginning is better than training from scratch on the same labels, repetition by repetition.
    func gain(_ beginning: Beginning, _ index: Int) -> Spread? {
        let (mine, scratch) = (outcomes[beginning]?[index] ?? [], outcomes[.scratch]?[index] ?? [])
        return Spread(zip(mine, scratch).map { $0.test - $1.test })
    }

    /// The batch that the first loss is computed of.
    var firstBatchCount: Int { min(pretrainingBatch, unlabelledCount) }

    /// How a digit is changed for a view of it. It is never mirrored: the mirror image of a 2 is no 2.
    static let view = BatchAugmentation(rotation: 0.4, scaling: 0.3, shift: 3.5, slant: 0.4)
    /// The rates of training whole, from scratch and from a pretrained encoder; the decay of a linear layer on frozen features.
    static let (scratchRate, tuningRate, headDecay) = (2e-3, 3e-4, 0.01)
}

/// The accuracy of a reader on test digits and on those that are held back.
struct FewLabelsOutcome: CachedResult {
    let test: Double
    let heldBack: Double
    let seconds: Double

    var isPossible: Bool { (0...1).contains(test) && (0...1).contains(heldBack) && seconds >= 0 }
}

/// The digits of a repetition: what is held back, and what encoders and readers learn from.
private struct Portions {
    let heldBack: LabeledImages
    /// The digits that encoders see; labelled ones are among them.
    let pool: LabeledImages

    init(_ digits: LabeledImages, heldBack: Int, pool: Int, using generator: inout RandomGenerator) {
        let order = generator.permutation(digits.count)
        self.heldBack = digits.rows(Array(order.prefix(heldBack)))
        self.pool = digits.rows(Array(order.dropFirst(heldBack).prefix(pool)))
    }
}

/// Pretrains encoders, then trains readers on few labels, from each beginning.
///
/// - Throws: `FileError` for data that is missing or too small, or a checkpoint that is broken; `TrainingDiverged`.
func compareFewLabels(_ run: ChapterRun) throws -> FewLabels {
    let data = try PictureData(run, drawn: (10_000, 2000), quick: (900, 300))
    print(data.introduction + "\n")
    let heldBackCount = run.isQuick ? 200 : 2000
    let available = data.training.count - heldBackCount
    let unlabelledCount = min(run.integer("unlabelled"), available)
    // A tenth of an encoder's pictures, or more, have no label.
    let counts = (run.isQuick ? [10, 50] : [10, 100, 1000]).filter { $0 * 10 <= unlabelledCount * 9 }
    guard available >= 100 else {
        let reason = Words(
            en: "training pictures: \(data.training.count); at least \(heldBackCount + 100) are needed",
            zh: "有 \(data.training.count) 张训练图；至少需要 \(heldBackCount + 100) 张")
        throw FileError.malformed(path: run.dataFolder ?? "", reason: reason.text)
    }
    var result = FewLabels(
        data: data, counts: counts, temperature: run.number("temperature"),
        unlabelledCount: unlabelledCount, heldBackCount: heldBackCount,
        outcomes: Dictionary(
            uniqueKeysWithValues: Beginning.allCases.map { ($0, counts.map { _ in [] }) }))
    for repetition in 0..<run.integer("repetitions") where !run.shouldStop {
        try result.repeatOnce(repetition, run)
    }
    return result
}

extension FewLabels {
    /// One repetition: both pretrainings, then readers from every beginning on every number of labels.
    fileprivate mutating func repeatOnce(_ repetition: Int, _ run: ChapterRun) throws {
        let seed = run.seed &+ UInt64(repetition) &* 1009
        var generator = RandomGenerator(seed: seed)
        let portions = Portions(
            data.training, heldBack: heldBackCount, pool: unlabelledCount, using: &generator)
        let unlabelled = try learnWithoutLabels(portions, repetition, run, using: &generator)
        let related = try learnEvenAndOdd(portions, repetition, run, using: &generator)
        guard !run.shouldStop else { return }
        if repetition == 0 {
            neighbours = Neighbourhood(unlabelled, of: portions.heldBack, among: portions.pool)
        }
        let bar = ProgressBar(Words(en: "few labels", zh: "少量标签"), total: counts.count)
        for (index, count) in counts.enumerated() {
            let perClass = count / data.training.classNames.count
            let labelled = portions.pool.rows(firstOfEachClass(portions.pool.labels, perClass))
            for beginning in Beginning.allCases where !run.shouldStop {
                let encoder: DigitEncoder? =
                    switch beginning.source {
                    case .random: nil
                    case .related: related
                    case .unlabelled: unlabelled
                    }
                let isKept =
                    repetition == 0 && beginning == .unlabelledFineTuned && index == counts.count - 1
                // Every beginning has the same order of the same digits.
                let start = RandomGenerator(seed: seed &+ 500)
                func learn(_ training: Training) throws -> FewLabelsOutcome? {
                    try self.learn(
                        beginning, encoder, labelled, portions.heldBack, isKept: isKept, run, training, start)
                }
                let training = run.training("labels-\(repetition)-\(index)-\(beginning)")
                // One reader is kept, of the others only the outcome.
                guard let outcome = try isKept ? learn(training) : training.cached(learn) else { break }
                outcomes[beginning]?[index].append(outcome)
                seconds += outcome.seconds
            }
            bar.advance(message: Words(en: "\(count) labels", zh: "\(count) 个标签"))
        }
        bar.finish()
    }

    /// The encoder that sees two views of each digit and no label.
    private mutating func learnWithoutLabels(
        _ portions: Portions, _ repetition: Int, _ run: ChapterRun, using generator: inout RandomGenerator
    ) throws -> DigitEncoder {
        let network = PretextNetwork(projectingTo: 64, using: &generator)
        let shownCount = 8
        var drawing = RandomGenerator(seed: run.seed &+ 11)
        // The first of each class, for the page; a and b are the first two.
        let originals = portions.pool.rows(firstOfEachClass(portions.pool.labels, 1)).first(shownCount)
            .images()
        let views = twoViews(of: originals, using: &drawing)
        let half = originals.shape[0]
        let four = views.rows(at: [0, 1, half, half + 1])
        let (isFirst, temperature) = (repetition == 0, Float(temperature))
        if isFirst {
            shown = (originals, views)
            parameterCount = network.parameterCount.total
            lessonBefore = ContrastiveLesson(network, views: four, temperature: temperature)
        }
        let history = try pretrain(
            network, on: portions.pool.images(), FewLabels.view, epochs: run.epochs,
            run.training("unlabelled-\(repetition)", title: Words(en: "without labels", zh: "无标签")),
            using: &generator
        ) { first, second, _ in contrastiveLoss(first, second, temperature: temperature) }
        seconds += history.seconds
        if isFirst {
            contrastive = history
            lessonAfter = ContrastiveLesson(network, views: four, temperature: temperature)
        }
        return network.encoder
    }

    /// The encoder that sees the same views, and of each digit whether it is even.
    private mutating func learnEvenAndOdd(
        _ portions: Portions, _ repetition: Int, _ run: ChapterRun, using generator: inout RandomGenerator
    ) throws -> DigitEncoder {
        let network = PretextNetwork(classes: 2, using: &generator)
        let history = try pretrain(
            network, on: portions.pool.images(), FewLabels.view, epochs: run.epochs,
            run.training("related-\(repetition)", title: Words(en: "even or odd", zh: "奇偶标签")),
            using: &generator
        ) { first, second, batch in
            let parities = IntArray(batch.map { portions.pool.labels[$0] % 2 })
            return (crossEntropy(first, parities) + crossEntropy(second, parities)) * 0.5
        }
        seconds += history.seconds
        return network.encoder
    }

    /// Trains one reader on the labelled digits; nil where it was interrupted.
    private mutating func learn(
        _ beginning: Beginning, _ encoder: DigitEncoder?, _ labelled: LabeledImages,
        _ heldBack: LabeledImages, isKept: Bool, _ run: ChapterRun, _ training: Training,
        _ start: RandomGenerator
    ) throws -> FewLabelsOutcome? {
        var generator = start
        let reader = DigitReader(from: encoder, classes: labelled.classNames.count, using: &generator)
        let watch = Stopwatch()
        // The head first, or its random errors would damage what is transferred.
        if let encoder {
            trainScaledHead(
                reader.head, on: encoder.features(of: labelled.images()), labelled.labels,
                decay: Self.headDecay)
        }
        if !beginning.isFrozen {
            _ = try train(
                reader, on: labelled, beginning.isAugmented ? Self.view : nil,
                rate: encoder == nil ? Self.scratchRate : Self.tuningRate, steps: run.isQuick ? 40 : 150,
                training, using: &generator)
        }
        let seconds = watch.seconds
        if training.shouldStop { return nil }
        if isKept { self.reader = reader }
        return FewLabelsOutcome(
            test: accuracy(of: reader, on: data.test), heldBack: accuracy(of: reader, on: heldBack),
            seconds: seconds)
    }
}

/// The places of the first `count` of each class, in their order.
func firstOfEachClass(_ labels: [Int], _ count: Int) -> [Int] {
    var taken: [Int: Int] = [:]
    return labels.indices.filter { place in
        taken[labels[place], default: 0] += 1
        return taken[labels[place], default: 0] <= count
    }
}
