import ChapterSupport
import Datasets
import Reporting

/// The published files that the chapter reads.
enum Dataset: String, CaseIterable {
    case mnist
    case fashion
    case cifar10

    /// The pictures to train on and those to test with.
    ///
    /// - Throws: `FileError`, where a file is missing or broken.
    func read(from folder: String) throws -> (training: LabeledImages, test: LabeledImages) {
        switch self {
        case .mnist: (try MNIST.training(in: folder), try MNIST.test(in: folder))
        case .fashion: (try FashionMNIST.training(in: folder), try FashionMNIST.test(in: folder))
        case .cifar10: (try CIFAR10.training(in: folder), try CIFAR10.test(in: folder))
        }
    }
}

/// What a run learns from and what it is tested on.
struct PictureData {
    let training: LabeledImages
    let test: LabeledImages

    /// What the metrics call it: "generated" or the data set's name.
    let name: String

    /// Whether drawn digits are learned from and published ones asked about.
    let crossesOver: Bool

    /// The pictures of `--data`, else drawn digits.
    ///
    /// - Throws: `FileError` for files that are missing or broken, `UsageError` for options that do not go together.
    init(_ run: ChapterRun) throws {
        let fromGenerated = run.choice("train-on") == "generated"
        guard let folder = run.dataFolder else {
            self.init(
                training: GeneratedDigits.images(count: run.isQuick ? 800 : 6000, seed: run.seed),
                test: GeneratedDigits.images(count: run.isQuick ? 300 : 2000, seed: run.seed &+ 1_000_003),
                name: "generated")
            return
        }
        let dataset = Dataset(rawValue: run.choice("dataset")) ?? .mnist
        if fromGenerated {
            guard dataset == .mnist else {
                throw UsageError("--train-on generated goes with --dataset mnist: only digits are drawn")
            }
            let test = try MNIST.test(in: folder)
            self.init(
                training: GeneratedDigits.images(count: run.isQuick ? 1000 : 60_000, seed: run.seed),
                test: run.isQuick ? test.rows(0..<min(1000, test.count)) : test, name: "mnist",
                crossesOver: true)
            return
        }
        let (training, test) = try dataset.read(from: folder)
        self.init(
            training: run.isQuick ? training.rows(0..<min(800, training.count)) : training,
            test: run.isQuick ? test.rows(0..<min(300, test.count)) : test, name: dataset.rawValue)
    }

    /// These pictures. Training and test must have one size.
    init(training: LabeledImages, test: LabeledImages, name: String, crossesOver: Bool = false) {
        self.training = training
        self.test = test
        self.name = name
        self.crossesOver = crossesOver
    }

    /// What lies before the reader, in two lines.
    var introduction: String {
        let source = crossesOver ? "drawn digits" : "pictures (\(name))"
        return """
            \(formatNumber(Double(training.count))) \(source) to train on, \(formatNumber(Double(test.count))) \
            \(crossesOver ? "of \(name) " : "")to test with,
            \(training.channels) × \(training.height) × \(training.width) pixels, \(training.classNames.count) classes.
            """
    }

    /// The share of the test pictures that are of the class which is most frequent in training.
    var majorityAccuracy: Double {
        let sizes = training.classSizes
        let majority = sizes.firstIndex(of: sizes.max() ?? 0)
        return Double(test.labels.count { $0 == majority }) / Double(max(1, test.count))
    }
}
