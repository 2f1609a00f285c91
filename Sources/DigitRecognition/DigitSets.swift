import ChapterSupport
import Datasets
import Reporting

/// Digits to learn from and digits to be tested with: MNIST's of `--data`, else drawn ones.
public struct DigitSets {
    /// What is learned from.
    public let training: LabeledImages

    /// What is asked about.
    public let test: LabeledImages

    /// What the metrics call them: "mnist" or "generated".
    public let name: String

    /// These digits.
    public init(training: LabeledImages, test: LabeledImages, name: String) {
        self.training = training
        self.test = test
        self.name = name
    }

    /// The digits of a run.
    ///
    /// - Parameters:
    ///   - drawn: how many are drawn to learn from where there is no `--data`, and how many to be tested with.
    ///   - quick: the same under `--quick`, of the published digits too.
    /// - Throws: `FileError` for files that are missing or broken.
    public init(_ run: ChapterRun, drawn: (training: Int, test: Int), quick: (training: Int, test: Int))
        throws
    {
        let wanted = run.isQuick ? quick : drawn
        guard let folder = run.dataFolder else {
            self.init(
                training: GeneratedDigits.images(count: wanted.training, seed: run.seed),
                test: GeneratedDigits.images(count: wanted.test, seed: run.seed &+ 1_000_003),
                name: "generated")
            return
        }
        let (training, test) = (try MNIST.training(in: folder), try MNIST.test(in: folder))
        self.init(
            training: run.isQuick ? training.rows(0..<min(quick.training, training.count)) : training,
            test: run.isQuick ? test.rows(0..<min(quick.test, test.count)) : test, name: "mnist")
    }

    /// What lies before the reader, in a line.
    public var introduction: String {
        "\(formatNumber(Double(training.count))) digits (\(name)) to learn from, "
            + "\(formatNumber(Double(test.count))) to be tested with, \(test.height) × \(test.width) pixels."
    }
}
