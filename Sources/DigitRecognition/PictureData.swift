import ChapterSupport
import Datasets
import Files
import Images
import Messages
import Pictures
import Reporting
import TensorCore

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

/// The labelled pictures of a run: those of `--data`, published or the reader's own, or drawn digits.
public struct PictureData {
    /// The training set.
    public let training: LabeledImages

    /// The test set.
    public let test: LabeledImages

    /// What the metrics call it: "generated" or the name of the data set.
    public let name: String

    /// Whether the training set is drawn although the test set is not.
    public let trainsOnDrawnDigits: Bool

    /// Which published data they are, or look like; nil for the reader's own pictures.
    public let subject: PublishedPictures?

    /// How often an epoch goes through the training set: once; through the reader's own pictures, if they are few, as often as makes
    /// it as long as one on drawn digits. With a handful of steps an epoch nothing is learned.
    public let passes: Int

    /// What was understood of the reader's own pictures, in a line.
    private let understood: String?

    /// The reader's own files that were passed over, a line each.
    private let passedOver: [String]

    /// The sizes of the training set and the test set.
    public typealias Sizes = (training: Int, test: Int)

    /// These pictures. Training set and test set must have pictures of one size.
    public init(
        training: LabeledImages, test: LabeledImages, name: String, trainsOnDrawnDigits: Bool = false,
        subject: PublishedPictures? = .mnist
    ) {
        self.init(
            training, test, name, trainsOnDrawnDigits, subject, passes: 1, understood: nil, passedOver: [])
    }

    private init(
        _ training: LabeledImages, _ test: LabeledImages, _ name: String, _ trainsOnDrawnDigits: Bool,
        _ subject: PublishedPictures?, passes: Int, understood: String?, passedOver: [String]
    ) {
        (self.subject, self.passes) = (subject, passes)
        (self.understood, self.passedOver) = (understood, passedOver)
        self.training = training
        self.test = test
        self.name = name
        self.trainsOnDrawnDigits = trainsOnDrawnDigits
    }

    /// The published pictures of `--data` or, where there are none of these, the reader's own, a folder a class; drawn digits
    /// without it.
    ///
    /// - Parameters:
    ///   - ownSide: the side to which the reader's own pictures are brought; nil where none are taken.
    ///   - drawn: how many digits are drawn.
    ///   - quick: the same under `--quick`, which takes no more of the published pictures either.
    ///   - least: how many test pictures are needed.
    /// - Throws: `FileError` for files that are missing or broken, or have too few pictures.
    public init(
        _ run: ChapterRun, _ published: PublishedPictures = .mnist, ownSide: Int? = nil, drawn: Sizes,
        quick: Sizes, atLeast least: Int = 1
    ) throws {
        guard let folder = run.dataFolder else {
            let sizes = run.isQuick ? quick : drawn
            self.init(
                training: GeneratedDigits.images(count: sizes.training, seed: run.seed),
                test: GeneratedDigits.images(count: sizes.test, seed: PictureData.testSeed(run)),
                name: "generated")
            return
        }
        let training: LabeledImages
        let test: LabeledImages
        var own: PictureFolder?
        do {
            (training, test) = try published.read(from: folder)
        } catch FileError.missing(let path) {
            guard let ownSide else { throw FileError.missing(path: path) }
            guard PictureFolder.isOne(folder) else {
                let what = Words(
                    en: "\(path), or folders of pictures in \(folder), one for each class",
                    zh: "\(path)，或 \(folder) 中存放图片的文件夹（每个类别一个）")
                throw FileError.missing(path: what.text)
            }
            var generator = RandomGenerator(seed: run.seed)
            let pictures = try PictureFolder(folder, using: &generator) { $0.middleSquare(side: ownSide) }
            (training, test) = pictures.images(side: ownSide, using: &generator)
            own = pictures
        }
        guard test.count >= least else {
            let reason = Words(
                en: "test pictures: \(test.count); at least \(least) are needed",
                zh: "有 \(test.count) 张测试图；至少需要 \(least) 张")
            throw FileError.malformed(path: folder, reason: reason.text)
        }
        self.init(
            run.isQuick ? training.first(quick.training) : training,
            run.isQuick ? test.first(quick.test) : test, own?.name ?? published.rawValue, false,
            own == nil ? published : nil,
            passes: own == nil
                ? 1 : max(1, (run.isQuick ? quick : drawn).training / max(1, training.count)),
            understood: own?.introduction, passedOver: own?.passedOver ?? [])
    }

    /// Drawn test digits must be none of the training digits.
    private static func testSeed(_ run: ChapterRun) -> UInt64 { run.seed &+ 1_000_003 }

    /// Both sets in two lines: how many pictures, of which size, in how many classes. Of the reader's own pictures, what was
    /// understood.
    public var introduction: String {
        if understood != nil { return "\(ownIntroduction)\(passedOverText(passedOver))" }
        let counts = [training.count, test.count].map { formatNumber(Double($0)) }
        let source = trainsOnDrawnDigits ? "generated" : name
        let size = "\(training.channels) × \(training.height) × \(training.width)"
        return Words(
            en: """
                \(counts[0]) training pictures (\(source)), \(counts[1]) test pictures (\(name)),
                \(size) pixels, \(training.classNames.count) classes.
                """,
            zh: """
                \(counts[0]) 张训练图（\(source)），\(counts[1]) 张测试图（\(name)），
                \(size) 像素，\(training.classNames.count) 个类别。
                """
        ).text
    }

    private var ownIntroduction: String {
        let side = "\(training.width) × \(training.height)"
        let middle = Words(
            en: "The middle of each is brought to \(side) pixels.", zh: "取每张图的中间部分，缩放到 \(side) 像素。")
        let several = Words(en: " An epoch goes through them \(passes) times.", zh: "一轮把它们走 \(passes) 遍。")
        return "\(understood ?? "")\n\(middle)" + (passes > 1 ? several.text : "")
    }

    /// The same on a page, with a note for each of the first files that were passed over.
    public func introduce(_ report: inout Report) {
        report.paragraph(understood == nil ? introduction : ownIntroduction)
        for line in passedOver.prefix(10) { report.note(en: "Passed over: \(line)", zh: "跳过：\(line)") }
        let more = passedOver.count - 10
        if more > 0 { report.note(en: "And \(more) more.", zh: "还有另外 \(more) 个。") }
    }

    /// The mini-batches of an epoch, indices of training pictures in a new random order.
    public func epochBatches(of size: Int, using generator: inout RandomGenerator) -> [[Int]] {
        (0..<passes).flatMap { _ in shuffledBatches(of: size, count: training.count, using: &generator) }
    }

    /// How many mini-batches an epoch has.
    public func epochBatchCount(of size: Int) -> Int { passes * ((training.count + size - 1) / size) }

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
