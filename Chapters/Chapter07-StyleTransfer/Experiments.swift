import ChapterSupport
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// What a run does with its pictures.
struct Experiments {
    let data: PictureData
    let run: ChapterRun
    let network: RandomNetwork
    /// The network of `--weights`.
    private let trained: (any FeatureNetwork)?

    /// - Throws: `FileError` for weights that are missing or broken, `UsageError` where they are needed or of no use.
    init(_ data: PictureData, _ run: ChapterRun) throws {
        (self.data, self.run) = (data, run)
        var generator = RandomGenerator(seed: run.seed)
        network = RandomNetwork(using: &generator)
        let (method, path) = (run.choice("method"), run.text("weights"))
        if method == Method.network.rawValue, path == nil {
            throw UsageError(
                en:
                    "--method network needs --weights FILE, of VGG16, VGG19 or MobileNetV2 as torchvision publishes them",
                zh: "--method network 需要 --weights 文件：torchvision 公布的 VGG16、VGG19 或 MobileNetV2 的权重")
        }
        if path != nil, method != "all", method != Method.network.rawValue {
            throw UsageError(
                en: "--weights is for --method network or all; --method \(method) uses none",
                zh: "--weights 用于 --method network 或 all；--method \(method) 不用权重文件")
        }
        trained = try path.map(trainedNetwork)
    }

    /// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint or weights that are broken.
    func results() throws -> Results {
        let isOnlyTexture = run.flag("texture")
        let judging = Judging(content: data.content, styles: data.styles, seed: run.seed)
        var judged: [JudgedResult] = []
        if !isOnlyTexture {
            for method in Method.wanted(run) where !run.shouldStop {
                guard let result = try paint(by: method).map(inOwnColors) else { continue }
                judged.append(JudgedResult(result: result, scores: judging.scores(of: result.picture)))
            }
        }
        let isWhole = run.choice("method") == "all" && !isOnlyTexture
        let best = judged.last { !$0.result.method.isBaseline }?.result.picture
        return Results(
            data: data, judged: judged, layoutFloor: judging.layoutFloor, network: network,
            grams: best.map {
                GramFigures(network, content: data.content, style: data.styles[0], result: $0)
            },
            optimizers: isWhole && !run.shouldStop
                ? try OptimizerComparison(
                    network, data, steps: run.isQuick ? 3 : 60, contentWeight: contentWeight, run) : nil,
            texture: (isWhole || isOnlyTexture) && !run.shouldStop ? try texture() : nil,
            asInBook: run.flag("as-in-book") && !run.shouldStop
                ? try AsInBook(data, steps: run.isQuick ? 1 : 20, run) : nil,
            mixtures: isWhole && !run.shouldStop ? try Mixtures.painted(data, run) : nil,
            gallery: isWhole && data.name == "generated" && !run.shouldStop ? try Gallery(run) : nil,
            isQuick: run.isQuick)
    }

    private var contentWeight: Double? {
        run.number("content-weight") < 0 ? nil : run.number("content-weight")
    }

    /// The result of a method; nil where it was interrupted.
    private func paint(by method: Method) throws -> Result? {
        let (content, styles) = (data.content, data.styles)
        let watch = Stopwatch()
        switch method {
        case .colors:
            let picture = content.withColors(of: styles[0])
            return Result(method: method, title: method.title, picture: picture, seconds: watch.seconds)
        case .blend:
            let picture = 0.5 * (content + styles[0].resized(to: content.size)).clamped(to: 0...2)
            return Result(method: method, title: method.title, picture: picture, seconds: watch.seconds)
        case .random:
            return try paintByNetwork(
                network, content: content, styles: styles, steps: run.epochs, contentWeight: contentWeight,
                name: "random", title: method.title, method, run)
        case .network:
            guard let trained else { return nil }
            return try paintByNetwork(
                trained, content: content, styles: styles, steps: run.epochs, contentWeight: contentWeight,
                name: "network", title: trained.title, method, run)
        case .fast:
            return try trainAndPaint(data, contentWeight: contentWeight, run)
        case .patches:
            var settings = PatchSettings(steps: run.epochs)
            if let contentWeight { settings.contentWeight = contentWeight }
            return try paintPatches(
                content: content, styles: styles, settings, name: "patches", title: method.title, run)
        }
    }

    /// With `--keep-colours`, the result with the colours of the content.
    private func inOwnColors(_ result: Result) -> Result {
        guard run.flag("keep-colours"), !result.method.isBaseline else { return result }
        return Result(
            method: result.method, title: result.title,
            picture: data.content.withLuminance(of: result.picture),
            seconds: result.seconds, steps: result.steps, history: result.history,
            frames: result.frames.map { data.content.resized(to: $0.size).withLuminance(of: $0) },
            frameSteps: result.frameSteps)
    }

    /// A texture like the style; where that is drawn and its pattern not asked for, like bricks, whose period can be checked.
    private func texture() throws -> TextureSynthesis? {
        var exemplar = data.styles[0]
        if data.name == "generated", !run.wasGiven("pattern") {
            var generator = RandomGenerator(seed: run.seed &+ 5)
            exemplar = Pattern.bricks.drawing(using: &generator).array(side: run.integer("size"))
        }
        return try TextureSynthesis(of: exemplar, steps: run.epochs, name: "texture", run)
    }
}
