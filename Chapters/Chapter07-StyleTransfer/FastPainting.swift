import ChapterSupport
import Files
import Foundation
import Messages
import NeuralNetworks
import Pictures
import Reporting
import TensorCore

extension FastStyleNetwork {
    /// Writes the network.
    ///
    /// - Throws: `FileError.unwritable`.
    func save(to path: String, style: String, epoch: Int) throws {
        try Checkpoint(
            model: self, epoch: epoch,
            notes: ["chapter": "7", "width": "\(width)", "blocks": "\(blocks.count)", "style": style]
        ).save(to: path)
    }

    /// The network of a file that a run with `--method fast` wrote.
    ///
    /// - Throws: `FileError` where there is none, or it is another network.
    static func read(from path: String) throws -> FastStyleNetwork {
        let checkpoint = try Checkpoint(contentsOf: path)
        func number(_ note: String, _ range: ClosedRange<Int>) throws -> Int {
            guard let number = checkpoint.notes[note].flatMap({ Int($0) }), range.contains(number) else {
                throw FileError.malformed(
                    path: path,
                    reason: Words(
                        en:
                            "no fast.safetensors of Chapter 7: its note \"\(note)\" is missing or out of range",
                        zh: "不是第 7 章的 fast.safetensors：备注 \"\(note)\" 缺失或超出范围"
                    ).text)
            }
            return number
        }
        // Before a network of these sizes is made: are there as many numbers in the file?
        let (width, blocks) = (try number("width", 1...256), try number("blocks", 0...32))
        let expected = 225 * width + (180 + 288 * blocks) * width * width
        let found = checkpoint.model.reduce(0) { $0 + $1.value.elementCount }
        guard found >= expected else {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en:
                        "\(found) numbers are too few for a network of \(width) channels and \(blocks) blocks",
                    zh: "\(found) 个数不足以构成 \(width) 个通道、\(blocks) 个块的网络"
                ).text)
        }
        var generator = RandomGenerator(seed: 0)
        let network = FastStyleNetwork(
            width: width, blocks: blocks, colors: ColorStatistics(.zeros([1, 3, 2, 2])), using: &generator)
        try checkpoint.restore(network, path: path)
        guard checkpoint.isFinite else {
            throw FileError.malformed(
                path: path, reason: Words(en: "it holds numbers that are not finite", zh: "含有非有限的数").text)
        }
        guard ColorStatistics(rows: network.colors.value).isPossible else {
            throw FileError.malformed(
                path: path,
                reason: Words(en: "its colours are those of no picture", zh: "其颜色统计不可能来自任何图片").text)
        }
        return network
    }
}

/// Paints the photograph of `--content` with the network of `--model`; nothing of a run is written, only the picture.
///
/// - Throws: `UsageError` without a photograph, `FileError` for a file that is missing or broken.
func paintAtOnce(_ arguments: ParsedArguments, _ console: Console) throws {
    guard let content = arguments.path("content") else {
        throw UsageError(
            en: "--model needs --content FILE, the photograph to paint, PNG or JPEG",
            zh: "--model 需要 --content FILE，即要画的照片（PNG 或 JPEG）")
    }
    let network = try FastStyleNetwork.read(from: arguments.path("model") ?? "")
    var picture = try Picture(contentsOf: content)
    guard min(picture.width, picture.height) >= 20 else {
        throw FileError.malformed(
            path: content,
            reason: Words(
                en: "\(picture.width) × \(picture.height) pixels; at least 20 each way can be painted",
                zh: "\(picture.width) × \(picture.height) 像素；每边至少 20 像素才能画"
            ).text)
    }
    if arguments.wasGiven("size") {
        let size = Size2D(picture.height, picture.width).withArea(ofSide: arguments.integer("size"))
        picture = picture.resized(width: max(20, size.width), height: max(20, size.height))
    }
    guard picture.width * picture.height <= 1 << 23 else {
        throw FileError.malformed(
            path: content,
            reason: Words(
                en:
                    "\(picture.width) × \(picture.height) pixels are too many; --size 1024 makes it smaller first",
                zh: "\(picture.width) × \(picture.height) 像素过多；可先用 --size 1024 缩小"
            ).text)
    }
    let watch = Stopwatch()
    let painted = network.paint(NDArray(picture))
    let seconds = formatNumber(watch.seconds, significantDigits: 2)
    guard painted.isFinite else {
        throw FileError.malformed(
            path: arguments.path("model") ?? "",
            reason: Words(en: "what it paints are no finite numbers", zh: "它画出的不是有限的数").text)
    }
    let path = arguments.text("painted")
    try painted.picture.writePNG(to: path)
    console.output(
        Words(
            en: "\(path): \(picture.width) × \(picture.height) pixels, painted in \(seconds) s",
            zh: "\(path)：\(picture.width) × \(picture.height) 像素，用时 \(seconds) 秒"
        ).text)
}

/// Trains a network for the style of the run, writes it as `fast.safetensors`, and lets it paint the content, which it has
/// not seen. Nil where it was interrupted.
///
/// - Throws: `TrainingDiverged`, and `FileError` for photographs or a checkpoint that are broken.
func trainAndPaint(_ data: PictureData, contentWeight: Double?, _ run: ChapterRun) throws -> Result? {
    var generator = RandomGenerator(seed: run.seed &+ 11)
    let colors = ColorStatistics(data.styles[0])
    let network = FastStyleNetwork(colors: colors, using: &generator)
    var settings = FastSettings(steps: run.integer("fast-steps"))
    if let contentWeight { settings.contentWeight = contentWeight }
    let examples = try FastExamples(
        run.text("photographs"), side: run.integer("size"), count: run.isQuick ? 4 : 256,
        colors: colors, using: &generator)
    let history = try trainFast(
        network, on: examples, styles: data.styles, settings, run.training("fast", title: Method.fast.title),
        using: &generator)
    guard history.losses.count == settings.steps else { return nil }
    try network.save(to: run.outputPath("fast.safetensors"), style: data.styleNames, epoch: settings.steps)
    let watch = Stopwatch()
    let picture = network.paint(data.content)
    let seconds = watch.seconds
    let large = data.content.resized(to: Size2D(256))
    let times = (0..<5).map { _ in
        let watch = Stopwatch()
        _ = network.paint(large)
        return watch.seconds
    }.sorted()
    run.metrics.set("fast_train_seconds", history.seconds)
    run.metrics.set("fast_parameters", network.parameterCount.total)
    run.metrics.set("fast_seconds_256", times[2])
    return Result(method: .fast, title: Method.fast.title, picture: picture, seconds: seconds)
}
