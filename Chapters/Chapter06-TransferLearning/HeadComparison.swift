import ChapterSupport
import Datasets
import DigitRecognition
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// Heads of adders compared on all digits: regression of the sum or classification of the digits; weights shared between
/// both pictures or not; from scratch or fine-tuned.
struct HeadComparison {
    /// A trained adder.
    struct Entry {
        /// The key of its metric.
        let name: String
        let title: Words
        let transfer: Transfer
        let adder: any Adder
        let accuracy: Double
        /// The accuracy of its left classifier on single test digits; nil where the adder classifies no digits.
        let digitAccuracy: Double?
    }

    fileprivate(set) var entries: [Entry] = []

    fileprivate(set) var seconds = 0.0

    /// The digit accuracy of the shared classifier from scratch, which learned digits from sums only.
    var digitAccuracyFromSums: Double? {
        entries.first { $0.name == "shared_classifier_scratch" }?.digitAccuracy
    }

    /// The most accurate adder; the first of equals.
    var best: Entry? {
        entries.reduce(nil as Entry?) { best, entry in
            entry.accuracy > best?.accuracy ?? -1 ? entry : best
        }
    }
}

/// Trains an adder with each head on all training digits by Adam.
func compareHeads(_ recognizer: Recognizer, _ data: PictureData, _ run: ChapterRun) throws -> HeadComparison {
    let test = testPairs(data, run)
    var comparison = HeadComparison()
    func add(
        _ head: String, _ title: Words, _ transfer: Transfer,
        _ make: (inout RandomGenerator) -> any Adder
    ) throws {
        guard !run.shouldStop else { return }
        let name = "\(head)_\(transfer.rawValue)"
        var generator = RandomGenerator(seed: run.seed)
        let adder = make(&generator)
        let history = try train(
            adder, on: data.training, Adam(adder.trainable, learningRate: 1e-3), epochs: run.epochs,
            annealing: true,
            run.training(
                "head-\(name)",
                title: Words(
                    en: "\(title.en), \(transfer.title.en)", zh: "\(title.zh)，\(transfer.title.zh)")),
            using: &generator)
        guard !run.shouldStop else { return }
        let classifier = (adder as? ClassificationAdder)?.readers[0]
        comparison.seconds += history.seconds
        comparison.entries.append(
            HeadComparison.Entry(
                name: name, title: title, transfer: transfer, adder: adder,
                accuracy: test.accuracy(of: adder),
                digitAccuracy: classifier.map { accuracy(of: $0, on: data.test) }))
    }
    for transfer in [Transfer.scratch, .fineTuned] {
        let pretrained = transfer == .scratch ? nil : recognizer.network
        try add("regression", Words(en: "regression, two towers", zh: "回归，两座塔"), transfer) {
            RegressionAdder(transfer, from: recognizer.network, using: &$0)
        }
        try add(
            "classifier", Words(en: "classification, two classifiers", zh: "分类，两个分类器"), transfer
        ) {
            ClassificationAdder(from: pretrained, sharesWeights: false, using: &$0)
        }
        try add(
            "shared_classifier", Words(en: "classification, shared weights", zh: "分类，权重共享"), transfer
        ) {
            ClassificationAdder(from: pretrained, sharesWeights: true, using: &$0)
        }
    }
    return comparison
}
