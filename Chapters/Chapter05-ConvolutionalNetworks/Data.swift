import ChapterSupport
import Images
import DigitRecognition

extension PictureData {
    /// The pictures that `--data`, `--dataset` and `--train-on` ask for; drawn digits without `--data`.
    ///
    /// - Throws: `FileError` for files that are missing or broken, `UsageError` for options that contradict each other.
    init(_ run: ChapterRun) throws {
        let published = PublishedPictures(rawValue: run.choice("dataset")) ?? .mnist
        guard run.choice("train-on") == "generated", let folder = run.dataFolder else {
            try self.init(run, published, drawn: (6000, 2000), quick: (800, 300))
            return
        }
        guard published == .mnist else {
            throw UsageError("--train-on generated needs --dataset mnist: only digits can be drawn")
        }
        let test = try MNIST.test(in: folder)
        self.init(
            training: GeneratedDigits.images(count: run.isQuick ? 1000 : 60_000, seed: run.seed),
            test: run.isQuick ? test.first(1000) : test, name: "mnist", trainsOnDrawnDigits: true)
    }
}
