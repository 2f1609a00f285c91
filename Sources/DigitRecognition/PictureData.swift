import ChapterSupport
import Files
import Images
import Reporting

/// The published data sets that a chapter can read.
public enum PublishedPictures: String, CaseIterable {
    /// Written digits.
    case mnist
    /// Clothes, in MNIST's format.
    case fashion
    /// Colour photographs of ten classes.
    case cifar10

    /// The training set and the test set.
    ///
    /// - Throws: `FileError` where a file is missing or broken.
    public func read(from folder: String) throws -> (training: LabeledImages, test: LabeledImages) {
        switch self {
        case .mnist: (try MNIST.training(in: folder), try MNIST.test(in: folder))
        case .fashion: (try FashionMNIST.training(in: folder), try FashionMNIST.test(in: folder))
        case .cifar10: (try CIFAR10.training(in: folder), try CIFAR10.test(in: folder))
        }
    }
}

/// The labelled pictures of a run: those of `--data`, or drawn digits.
public struct PictureData {
    /// The training set.
    public let training: LabeledImages

    /// The test set.
    public let test: LabeledImages

    /// What the metrics call it: "generated" or the name of the data set.
    public let name: String

    /// Whether the training set is drawn although the test set is not.
    public let trainsOnDrawnDigits: Bool

    /// The sizes of the training set and the test set.
    public typealias Sizes = (training: Int, test: Int)

    /// These pictures. Training set and test set must have pictures of one size.
    public init(
        training: LabeledImages, test: LabeledImages, name: String, trainsOnDrawnDigits: Bool = false
    ) {
        self.training = training
        self.test = test
        self.name = name
        self.trainsOnDrawnDigits = trainsOnDrawnDigits
    }

    /// The published pictures of `--data`, or drawn digits without it.
    ///
    /// - Parameters:
    ///   - drawn: how many digits are drawn.
    ///   - quick: the same under `--quick`, which takes no more of the published pictures either.
    ///   - least: how many test pictures are needed.
    /// - Throws: `FileError` for files that are missing or broken, or have too few pictures.
    public init(
        _ run: ChapterRun, _ published: PublishedPictures = .mnist, drawn: Sizes, quick: Sizes,
        atLeast least: Int = 1
    ) throws {
        guard let folder = run.dataFolder else {
            let sizes = run.isQuick ? quick : drawn
            self.init(
                training: GeneratedDigits.images(count: sizes.training, seed: run.seed),
                test: GeneratedDigits.images(count: sizes.test, seed: PictureData.testSeed(run)),
                name: "generated")
            return
        }
        let (training, test) = try published.read(from: folder)
        guard test.count >= least else {
            throw FileError.malformed(
                path: folder, reason: "test pictures: \(test.count); at least \(least) are needed")
        }
        self.init(
            training: run.isQuick ? training.first(quick.training) : training,
            test: run.isQuick ? test.first(quick.test) : test, name: published.rawValue)
    }

    /// Drawn test digits must be none of the training digits.
    private static func testSeed(_ run: ChapterRun) -> UInt64 { run.seed &+ 1_000_003 }

    /// Both sets in two lines: how many pictures, of which size, in how many classes.
    public var introduction: String {
        """
        \(formatNumber(Double(training.count))) training pictures \
        (\(trainsOnDrawnDigits ? "generated" : name)), \(formatNumber(Double(test.count))) test pictures (\(name)),
        \(training.channels) × \(training.height) × \(training.width) pixels, \(training.classNames.count) classes.
        """
    }

    /// The accuracy of always predicting the class that is most frequent in the training set.
    public var majorityAccuracy: Double {
        let sizes = training.classSizes
        let majority = sizes.firstIndex(of: sizes.max() ?? 0)
        return Double(test.labels.count { $0 == majority }) / Double(max(1, test.count))
    }
}

extension LabeledImages {
    /// The first `count` pictures; all where there are fewer.
    public func first(_ count: Int) -> LabeledImages { rows(0..<min(count, self.count)) }
}
