import Autograd
import ChapterSupport
import Files
import Foundation
import Messages
import NeuralNetworks
import Pictures
import TensorCore

/// What a fast network learns on: photographs in the style's colours.
///
/// They are shown whole. A piece of one, such as a piece of sky, has other colours than the painting, and the loss would ask for
/// all of the painting's in it.
struct FastExamples {
    /// `[1, 3, H, W]`, both sides multiples of 4.
    let pictures: [NDArray]

    /// Drawn scenes, or the pictures of a folder, at most a thousand.
    ///
    /// - Parameters:
    ///   - side: each picture gets about as many pixels as a square of this side.
    ///   - count: how many scenes are drawn where there is no folder.
    /// - Throws: `FileError` for a folder without pictures, or a picture that is broken.
    init(
        _ folder: String?, side: Int, count: Int, colors: ColorStatistics,
        using generator: inout RandomGenerator
    ) throws {
        func rounded(_ length: Int) -> Int { max(32, (length + 2) / 4 * 4) }
        if let folder {
            pictures = try FastExamples.paths(in: folder).prefix(1000).map {
                let picture = try Picture(contentsOf: $0)
                let size = Size2D(picture.height, picture.width).withArea(ofSide: side)
                return NDArray(picture.resized(width: rounded(size.width), height: rounded(size.height)))
                    .withColors(of: colors)
            }
        } else {
            var drawn: [NDArray] = []
            for index in 0..<count {
                let scene = Scene.allCases[index % Scene.allCases.count]
                drawn.append(
                    scene.drawing(using: &generator).array(side: rounded(side)).withColors(of: colors))
            }
            pictures = drawn
        }
    }

    private static func paths(in folder: String) throws -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { name in
                [".jpg", ".jpeg", ".png"].contains { name.lowercased().hasSuffix($0) }
            }
        } catch {
            throw FileManager.default.fileExists(atPath: folder)
                ? FileError.unreadable(
                    path: folder, reason: Words(en: "no folder that can be listed", zh: "不是可列出的文件夹").text)
                : FileError.missing(path: folder)
        }
        guard !names.isEmpty else {
            throw FileError.malformed(
                path: folder,
                reason: Words(en: "no picture in it (.jpg, .jpeg, .png)", zh: "其中没有图片（.jpg、.jpeg、.png）").text)
        }
        return names.sorted().map { "\(folder)/\($0)" }
    }

    /// One of the pictures, in half of the cases its mirror image.
    func picture(using generator: inout RandomGenerator) -> NDArray {
        let picture = pictures[generator.integer(below: pictures.count)]
        return generator.integer(below: 2) == 0 ? picture : mirrored(picture)
    }
}

/// How a fast network is trained; the weights of style and content are those of `PatchSettings`.
struct FastSettings {
    var steps = 4000
    /// At first; it falls along half a cosine wave.
    var learningRate = 2e-3
    var contentWeight = 0.5
    /// How many directions a step looks along at each size.
    var directions = 48
}

/// Trains a network for one style: at each step a photograph is painted, and its patches, at all of the size, at a half and at a
/// quarter of it, are compared with those of the style; what it shows must stay.
///
/// It is the loss by which `paintPatches` changes pixels. Here its gradient goes on, through the pixels into the weights.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func trainFast(
    _ network: FastStyleNetwork, on examples: FastExamples, styles: [NDArray], _ settings: FastSettings,
    _ training: Training, using generator: inout RandomGenerator
) throws -> LossHistory {
    let optimizer = Adam(network.parameters, learningRate: settings.learningRate)
    let schedule = CosineAnnealing(steps: settings.steps, minimum: 0.02 * settings.learningRate)
    // The styles at all sizes, the smallest last.
    let levels = [1, 2, 4].map { factor in styles.map { $0.resized(to: $0.size.divided(by: factor)) } }
    var history = LossHistory()
    let unit = Words(en: "step", zh: "步")
    for step in try training.epochs(
        settings.steps, &history, network, optimizer, using: &generator, unit: unit)
    {
        optimizer.follow(schedule, at: step)
        let picture = examples.picture(using: &generator)
        var painted = network(Tensor(withNoise(picture, using: &generator)))
        var loss =
            Float(settings.contentWeight * Double(levels.count)) * (painted - Tensor(picture)).square().mean()
        for (level, styles) in levels.enumerated() {
            if level > 0 { painted = painted.averagePooled2D(2) }
            let objective = PatchObjective(
                styles: styles, content: nil, contentWeight: 0, directions: settings.directions)
            loss = loss + objective.loss(of: painted, using: &generator).total
        }
        try training.record(loss)
        optimizer.zeroGradients()
        loss.backward()
        optimizer.step()
        guard training.endEpoch(&history) else { break }
        training.keep(history, generator)
    }
    return history
}
