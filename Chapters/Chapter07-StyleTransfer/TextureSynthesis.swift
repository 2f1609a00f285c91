import ChapterSupport
import Foundation
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// A texture made from noise: all patches as in an exemplar, and no content at all.
struct TextureSynthesis {
    let exemplar, noise, result: NDArray
    let seconds: Double
    /// The texture distance to the exemplar, divided by that of the noise.
    let distanceRatio: Double
    /// After how many rows the exemplar and the result repeat themselves; nil where they do not.
    let exemplarPeriod, period: Int?
    let frames: [NDArray]

    /// Makes a texture like `exemplar`; nil where it was interrupted.
    init?(of exemplar: NDArray, steps: Int, name: String, _ run: ChapterRun) throws {
        var generator = RandomGenerator(seed: run.seed &+ 11)
        let noise = NDArray.uniform(exemplar.shape, using: &generator)
        var (picture, seconds) = (noise, 0.0)
        var frames: [NDArray] = []
        // From an eighth of the size on: the layout of large things is found where they are small.
        for factor in [8, 4, 2, 1] {
            let size = exemplar.size.divided(by: factor)
            let painting = Painting(
                from: picture.resized(to: size).clamped(to: 0...1), steps: steps, moments: 3)
            let objective = PatchObjective(
                styles: [exemplar.resized(to: size)], content: nil, contentWeight: 0, isTile: true)
            let history = try paint(
                painting, minimizing: objective, steps: steps,
                learningRate: factor == 1 ? 0.02 : factor == 2 ? 0.04 : 0.06,
                run.training("\(name)-\(factor)", title: nil), using: &generator)
            guard history.losses.count == steps else { return nil }
            seconds += history.seconds
            picture = painting.result
            frames += painting.frames.map { $0.resized(to: exemplar.size).clamped(to: 0...1) }
        }
        (self.exemplar, self.noise, result) = (exemplar, noise, picture)
        (self.seconds, self.frames) = (seconds, frames)
        let seed = run.seed ^ 0x7465_7874
        distanceRatio =
            textureDistance(picture, [exemplar], seed: seed)
            / max(1e-9, textureDistance(noise, [exemplar], seed: seed))
        exemplarPeriod = verticalPeriod(of: exemplar)
        period = verticalPeriod(of: picture)
    }
}

/// After how many rows a picture is most like itself: the first high peak of the autocorrelation of the lightness x of its
/// rows, in strips of an eighth of its width,
///
///     r(k) = Σ x[i + k] x[i] / Σ x[i]²
///
/// Nil where there is none above 0.1: a picture without a period.
func verticalPeriod(of picture: NDArray) -> Int? {
    let light = picture.luminance.reshaped([picture.size.height, picture.size.width])
    let height = picture.size.height
    let strips = light.resized(to: Size2D(height, 8))
    let x = strips - strips.mean(axes: [0], keepingDimensions: true)
    func correlated(_ shift: Int) -> Double {
        let (above, below) = (x.sliced(axis: 0, 0..<height - shift), x.sliced(axis: 0, shift..<height))
        let lengths = Double(above.square().sum().scalar) * Double(below.square().sum().scalar)
        return Double((above * below).sum().scalar) / max(1e-12, lengths.squareRoot())
    }
    let values = (0...max(3, height / 3)).map(correlated)
    // Behind the fall from 1 at shift 0: near rows are alike in every picture.
    guard let fall = values.indices.dropLast().first(where: { values[$0 + 1] > values[$0] }) else {
        return nil
    }
    let rest = values.indices.filter { $0 > fall && $0 + 1 < values.count }
    let peaks = rest.filter {
        values[$0] > 0.1 && values[$0] >= values[$0 - 1] && values[$0] >= values[$0 + 1]
    }
    guard let highest = peaks.map({ values[$0] }).max() else { return nil }
    // Twice the period is a peak too; the first that is nearly as high counts.
    return peaks.first { values[$0] > 0.7 * highest }
}
