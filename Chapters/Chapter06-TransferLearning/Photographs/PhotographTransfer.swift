import ChapterSupport
import Files
import Foundation
import ImageNetworks
import Messages
import NeuralNetworks
import Pictures
import Reporting
import TensorCore

/// How accurate the networks become, by what is transferred and by the number of training photographs.
struct PhotographTransfer {
    let folder: PhotographFolder
    let kind: ImageNetworkKind
    /// The rate at which a pretrained network is tuned.
    let tuningRate: Double
    /// Numbers of training photographs.
    let counts: [Int]
    /// The accuracies on the validation photographs, by kind of transfer, number of photographs and repetition.
    fileprivate(set) var accuracies: [Transfer: [[Double]]] = [:]
    /// The cross-entropies beside them.
    fileprivate(set) var losses: [Transfer: [[Double]]] = [:]
    /// The accuracy after fine-tuning at `tooHighRate`, once.
    fileprivate(set) var tooHigh: Double?
    fileprivate(set) var untouched: UntouchedHead?
    /// Seconds in which the photographs were read and their features computed.
    fileprivate(set) var featureSeconds: Double?
    fileprivate(set) var trainSeconds = 0.0
    fileprivate(set) var parameterCount = 0
    fileprivate(set) var examples: [Example] = []
    fileprivate(set) var tuned: PhotographNetwork?

    /// A validation photograph, and where the network looked.
    struct Example {
        let picture: Picture
        let lit: Picture
        let words: String
    }

    /// Mean and standard deviation at a number of photographs; nil where there is nothing.
    func spread(_ transfer: Transfer, _ index: Int) -> Spread? { Spread(accuracies[transfer]?[index] ?? []) }

    /// The mean cross-entropy at a number of photographs.
    func loss(_ transfer: Transfer, _ index: Int) -> Double? { Spread(losses[transfer]?[index] ?? [])?.mean }

    /// The area of a piece that a pretrained network is tuned on: what it shows is little larger than in a whole photograph, to
    /// whose sizes the weights are used.
    static let tuningArea: ClosedRange<Float> = 0.5...1
    /// A rate that is too high to tune a pretrained network; the one from scratch.
    static let (tooHighRate, scratchRate) = (0.01, 0.02)
    /// Features have the length √C, so a step changes the logits by C times the head's rate; from scratch, at a high rate, the head
    /// would run away from a body that has not learned anything.
    static let scratchHeadRate = scratchRate / 40
    /// The side of the pictures; from scratch, where nothing is known at that size, half of it, for a quarter of the time.
    static let (side, scratchSide) = (224, 112)
}

/// What one network came to.
private struct Outcome: CachedResult {
    let validation: Evaluation
    let seconds: Double

    var isPossible: Bool { validation.isPossible }
}

/// Trains networks on photographs with each kind of transfer; without a file of weights, from scratch only.
func transferToPhotographs(_ kind: ImageNetworkKind, weights: String?, _ path: String, _ run: ChapterRun)
    throws
    -> PhotographTransfer
{
    var generator = RandomGenerator(seed: run.seed)
    let side = PhotographTransfer.side
    var network: (any ImageNetwork)?
    if let weights { network = try kind.load(weights) }
    let clock = Stopwatch()
    let folder = try PhotographFolder(path, side: side, using: &generator)
    print(folder.introduction + passedOverText(folder.passedOver) + "\n")
    let total = folder.training.count
    let counts = run.isQuick ? [total] : [20, 60, total].filter { $0 <= total }.uniqued
    var result = PhotographTransfer(
        folder: folder, kind: kind, tuningRate: run.number("learning-rate"), counts: counts)
    let wanted = Transfer.allCases.filter { ["all", $0.word].contains(run.choice("transfer")) }
    for transfer in wanted where transfer == .scratch || network != nil {
        result.accuracies[transfer] = counts.map { _ in [] }
        result.losses[transfer] = counts.map { _ in [] }
    }
    result.parameterCount =
        PhotographNetwork(
            kind.make(using: &generator), classCount: folder.classNames.count, using: &generator
        ).parameterCount.total

    var plain: (training: NDArray, mirrored: NDArray, validation: NDArray)?
    if let network, let weights {
        let extractor = FeatureExtractor(network.body)
        // Each pass over the photographs takes a second or more: what is stopped does not begin the next.
        let maps = extractor.maps(of: folder.validation, side: side)
        if run.shouldStop { return result }
        let training = extractor.features(of: folder.training, side: side)
        result.featureSeconds = clock.seconds
        if run.shouldStop { return result }
        result.untouched = UntouchedHead(network, maps, folder, try ClassNames(beside: weights))
        let validation = NDArray.concatenated(maps.map(FeatureExtractor.features(ofMaps:)), axis: 0)
        let mirrored = extractor.features(of: folder.validation, side: side, mirrored: true)
        if run.shouldStop { return result }
        plain = (
            training, extractor.features(of: folder.training, side: side, mirrored: true),
            (validation + mirrored) * 0.5
        )
        if run.shouldStop { return result }
        result.showExamples(maps, training)
    }
    let repetitions = run.integer("repetitions")
    let bar = ProgressBar(
        Words(en: "networks", zh: "网络"), total: counts.count * repetitions * (result.accuracies.count))
    for (index, count) in counts.enumerated() {
        for repetition in 0..<repetitions {
            // Every kind of transfer gets the same photographs.
            var generator = RandomGenerator(seed: run.seed &+ UInt64(repetition) &* 1009)
            let chosen = count == total ? folder.training : folder.some(count, using: &generator)
            for transfer in Transfer.allCases where result.accuracies[transfer] != nil && !run.shouldStop {
                let isFirst = count == total && repetition == 0
                let training = run.training("photographs-\(index)-\(repetition)-\(transfer)")
                func learn(_ training: Training) throws -> Outcome? {
                    try result.learn(
                        transfer, weights, chosen, plain.map { ($0.training, $0.mirrored, $0.validation) },
                        run,
                        keeping: isFirst, training, generator)
                }
                // One network is kept, of the others only the outcome.
                guard
                    let outcome = try isFirst && transfer == .fineTuned
                        ? learn(training) : training.cached(learn)
                else { break }
                result.accuracies[transfer]?[index].append(outcome.validation.accuracy)
                result.losses[transfer]?[index].append(outcome.validation.loss)
                result.trainSeconds += outcome.seconds
                let share = formatPercent(outcome.validation.accuracy)
                bar.advance(
                    message: Words(
                        en: "\(count) photographs, \(transfer.title): \(share)",
                        zh: "\(count) 张照片，\(transfer.title)：\(share)"))
            }
        }
    }
    bar.finish()
    if result.accuracies[.fineTuned] != nil, !run.isQuick, !run.shouldStop {
        let outcome = try run.training("photographs-too-high").cached { training in
            try result.learn(
                .fineTuned, weights, folder.training, nil, run, rate: PhotographTransfer.tooHighRate,
                training,
                RandomGenerator(seed: run.seed))
        }
        result.tooHigh = outcome?.validation.accuracy
        result.trainSeconds += outcome?.seconds ?? 0
    }
    return result
}

extension PhotographTransfer {
    /// Trains one network on the chosen photographs; nil where it was interrupted.
    fileprivate mutating func learn(
        _ transfer: Transfer, _ weights: String?, _ chosen: [Photograph],
        _ features: (training: NDArray, mirrored: NDArray, validation: NDArray)?, _ run: ChapterRun,
        rate: Double? = nil, keeping: Bool = false, _ training: Training, _ start: RandomGenerator
    ) throws -> Outcome? {
        var generator = start
        let classCount = folder.classNames.count
        let labels = chosen.map(\.label)
        let watch = Stopwatch()
        func newNetwork() throws -> PhotographNetwork {
            let base =
                try transfer == .scratch
                ? kind.make(using: &generator)
                : weights.map { try kind.load($0) } ?? kind.make(using: &generator)
            return PhotographNetwork(base, classCount: classCount, using: &generator)
        }
        let side = transfer == .scratch ? PhotographTransfer.scratchSide : PhotographTransfer.side
        func learnHead(
            _ head: Linear, _ features: (training: NDArray, mirrored: NDArray, validation: NDArray)
        ) {
            let rows = rowsOfTraining(chosen)
            let both = [features.training.rows(at: rows), features.mirrored.rows(at: rows)]
            trainHead(
                head, on: .concatenated(both, axis: 0), labels + labels,
                decay: chosenDecay(both, labels, using: &generator))
        }
        if transfer == .frozen, let features {
            let head = Linear(features.training.shape[1], classCount, using: &generator)
            learnHead(head, features)
            return Outcome(
                validation: Evaluation(of: head, features.validation, folder.validation.map(\.label)),
                seconds: watch.seconds)
        }
        let network = try newNetwork()
        // The head first, or its random errors would damage what is transferred.
        if transfer == .fineTuned, let features { learnHead(network.head, features) }
        // From scratch five times as often: there is more to learn, and half the side costs a quarter.
        let epochs = transfer == .scratch ? run.epochs : max(1, run.epochs / 5)
        let history = try train(
            network, on: chosen,
            Augmentation(side: side, area: transfer == .scratch ? 0.25...1 : Self.tuningArea),
            rate: transfer == .scratch ? PhotographTransfer.scratchRate : rate ?? tuningRate,
            headRate: transfer == .scratch ? PhotographTransfer.scratchHeadRate : nil, epochs: epochs,
            keepsStatistics: transfer == .fineTuned, training, using: &generator)
        if training.shouldStop { return nil }
        let validation = Evaluation(of: network, on: folder.validation, side: side)
        if keeping && transfer == .fineTuned { tuned = network }
        return Outcome(validation: validation, seconds: history.seconds)
    }

    /// Where the chosen photographs are among all for training.
    private func rowsOfTraining(_ chosen: [Photograph]) -> [Int] {
        let places = Dictionary(uniqueKeysWithValues: folder.training.enumerated().map { ($1.path, $0) })
        return chosen.compactMap { places[$0.path] }
    }

    /// Keeps some validation photographs with what a frozen network's head looked at: first those that it gets wrong.
    fileprivate mutating func showExamples(
        _ maps: [NDArray], _ features: NDArray
    ) {
        var generator = RandomGenerator(seed: 1)
        let head = Linear(features.shape[1], folder.classNames.count, using: &generator)
        let labels = folder.training.map(\.label)
        trainHead(head, on: features, labels, decay: chosenDecay([features], labels, using: &generator))
        let validation = NDArray.concatenated(maps.map(FeatureExtractor.features(ofMaps:)), axis: 0)
        let found = predictions(of: head, validation)
        let wrong = folder.validation.indices.filter { found[$0] != folder.validation[$0].label }.prefix(4)
        let ofEachClass = max(1, (8 - wrong.count) / folder.classNames.count)
        let right = folder.classNames.indices.flatMap { label in
            folder.validation.indices.filter { index in
                folder.validation[index].label == label && found[index] == label
            }.prefix(ofEachClass)
        }.prefix(8 - wrong.count)
        examples = (right + wrong).map { index in
            let picture = ImageNet.prepared(folder.validation[index].picture, side: PhotographTransfer.side)
            let answer = folder.classNames[found[index]]
            let truth = folder.classNames[folder.validation[index].label]
            return Example(
                picture: picture,
                lit: lit(
                    picture,
                    by: activationMap(maps[index], head.weight.value[found[index]..<found[index] + 1])),
                words: answer == truth
                    ? answer : Words(en: "\(answer), but it is \(truth)", zh: "\(answer)，其实是 \(truth)").text)
        }
    }
}

extension [Int] {
    /// The same numbers, each once.
    fileprivate var uniqued: [Int] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}
