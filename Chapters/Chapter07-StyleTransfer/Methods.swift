import ChapterSupport
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// The ways to a picture in the style of another one, in the order of the table.
enum Method: String, CaseIterable {
    case colors, blend, random, network, patches, fast

    var title: Words {
        switch self {
        case .colors: Words(en: "colours transferred (baseline)", zh: "只迁移颜色（基线）")
        case .blend: Words(en: "half and half (baseline)", zh: "各半混合（基线）")
        case .random: Words(en: "network of random weights", zh: "随机权重的网络")
        case .network: Words(en: "trained network", zh: "训练好的网络")
        case .patches: Words(en: "patches, no network", zh: "图块（不用网络）")
        case .fast: Words(en: "network that paints at once", zh: "一次前向就画好的网络")
        }
    }

    /// Whether it is what results are compared with.
    var isBaseline: Bool { self == .colors || self == .blend }

    /// The methods that `--method` names, after the baselines. A trained network takes part where its weights were given.
    static func wanted(_ run: ChapterRun) -> [Method] {
        let chosen = run.choice("method")
        return allCases.filter { method in
            switch method {
            case .colors, .blend: true
            // The network that paints at once learns by the loss of the patches, and is compared with them.
            case .patches: chosen == "patches" || chosen == "all" || chosen == "fast"
            case .network: chosen == "network" || chosen == "all" && run.text("weights") != nil
            case .random: chosen == "random" || chosen == "all"
            case .fast: chosen == "fast"
            }
        }
    }
}

/// A picture that a method made.
struct Result {
    let method: Method
    let title: Words
    /// `[1, 3, H, W]`.
    let picture: NDArray
    let seconds: Double
    var steps = 0
    /// How it was painted at its full size, and what it looked like on the way, each moment as large as it was
    /// painted; empty where nothing was painted.
    var history: PaintingHistory?
    var frames: [NDArray] = []
    var frameSteps: [Int] = []
}

/// The steps of the patch method.
struct PatchSettings {
    /// Steps at the full size; half as many more at half of it.
    var steps = 80
    var directions = 64
    var learningRate = 0.02
    var contentWeight = 0.8
}

/// Paints by patches, from the content in the style's colours, first at half of the size. Nil where it was interrupted.
func paintPatches(
    content: NDArray, styles: [NDArray], _ settings: PatchSettings, name: String, title: Words?,
    _ run: ChapterRun
) throws -> Result? {
    let colored = content.withColors(of: styles[0])
    return try paintCoarseToFine(
        from: colored, steps: [settings.steps, settings.steps * 3 / 2, settings.steps],
        learningRate: settings.learningRate, name: name,
        title: title, .patches, run
    ) { size in
        PatchObjective(
            styles: styles.map { $0.resized(to: scaled($0.size, like: size, of: content.size)) },
            content: colored.resized(to: size), contentWeight: settings.contentWeight,
            directions: settings.directions)
    }
}

/// Paints by the Gram matrices of a network, coarse to fine. Nil where it was interrupted.
func paintByNetwork(
    _ network: any FeatureNetwork, content: NDArray, styles: [NDArray], steps: Int,
    learningRate: Double = 0.03,
    contentWeight: Double?, name: String, title: Words, _ method: Method, _ run: ChapterRun
) throws -> Result? {
    try paintCoarseToFine(
        from: content.withColors(of: styles[0]), steps: [steps * 5 / 3, steps], learningRate: learningRate,
        name: name, title: title,
        method, run
    ) { size in
        GramObjective(
            network, content: content.resized(to: size),
            styles: styles.map { $0.resized(to: scaled($0.size, like: size, of: content.size)) },
            contentWeight: contentWeight)
    }
}

/// Paints first at half of the size and then at all of it: large strokes are found where they are small.
private func paintCoarseToFine(
    from start: NDArray, steps: [Int], learningRate: Double, name: String, title: Words?, _ method: Method,
    _ run: ChapterRun, _ objective: (Size2D) -> any Objective
) throws -> Result? {
    var generator = RandomGenerator(seed: run.seed)
    var (picture, seconds) = (start, 0.0)
    var frames: [NDArray] = []
    var frameSteps: [Int] = []
    var last: PaintingHistory?
    for (level, count) in steps.enumerated() {
        let factor = 1 << (steps.count - 1 - level)
        let size = start.size.divided(by: factor)
        let painting = Painting(
            from: picture.resized(to: size).clamped(to: 0...1), steps: count, moments: level == 0 ? 4 : 5)
        let watch = Stopwatch()
        let aim = objective(size)
        seconds += watch.seconds
        let history = try paint(
            painting, minimizing: aim, steps: count, learningRate: learningRate,
            run.training("\(name)-\(factor)", title: title), using: &generator)
        guard history.losses.count == count else { return nil }
        seconds += history.seconds
        picture = painting.result
        // Where a size begins is where the one before ended.
        frames += painting.frames.dropFirst(level == 0 ? 0 : 1)
        frameSteps += painting.steps.dropFirst(level == 0 ? 0 : 1).map { $0 + steps[..<level].reduce(0, +) }
        last = history
    }
    return Result(
        method: method, title: title ?? method.title, picture: picture, seconds: seconds,
        steps: steps.reduce(0, +),
        history: last,
        frames: frames, frameSteps: frameSteps)
}

/// The size of a style where the content has `size` instead of `full`.
private func scaled(_ style: Size2D, like size: Size2D, of full: Size2D) -> Size2D {
    let factor = (Double(size.count) / Double(full.count)).squareRoot()
    return Size2D(
        max(16, Int((Double(style.height) * factor).rounded())),
        max(16, Int((Double(style.width) * factor).rounded())))
}
