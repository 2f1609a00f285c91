import ChapterSupport
import Images
import DigitRecognition
import Messages

extension PictureData {
    /// The pictures of a saved network's training: `--data` with what its subject says, or drawn digits.
    ///
    /// - Throws: as `init(_:)`.
    init(_ run: ChapterRun, subject: PublishedPictures?, ownSide: Int) throws {
        let named = run.wasGiven("dataset") ? PublishedPictures(rawValue: run.choice("dataset")) : nil
        try self.init(
            run, named ?? subject ?? .mnist, ownSide: subject == nil ? ownSide : nil, drawn: (6000, 2000),
            quick: (800, 300))
    }

    /// The pictures that `--data`, `--dataset` and `--train-on` ask for, published or the reader's own; drawn digits without
    /// `--data`.
    ///
    /// - Throws: `FileError` for files that are missing or broken, `UsageError` for options that contradict each other.
    init(_ run: ChapterRun) throws {
        let published = PublishedPictures(rawValue: run.choice("dataset")) ?? .mnist
        guard run.choice("train-on") == "generated", let folder = run.dataFolder else {
            // A data set that was asked for by its name is not replaced by another.
            let takesOwn = !run.wasGiven("dataset")
            try self.init(
                run, published, ownSide: takesOwn ? run.integer("side") : nil, drawn: (6000, 2000),
                quick: (800, 300))
            return
        }
        guard published == .mnist else {
            throw UsageError(
                en: "--train-on generated needs --dataset mnist: only digits can be drawn",
                zh: "--train-on generated 需要 --dataset mnist：能画的只有数字")
        }
        let test = try MNIST.test(in: folder)
        self.init(
            training: GeneratedDigits.images(count: run.isQuick ? 1000 : 60_000, seed: run.seed),
            test: run.isQuick ? test.first(1000) : test, name: "mnist", trainsOnDrawnDigits: true)
    }
}
