import NeuralNetworks
import TensorCore

/// A picture that is being painted: its pixels are the only parameters, and what it looked like on the way is remembered, so
/// that a run that was stopped still knows it.
final class Painting: Module {
    /// The pixels, `[1, 3, H, W]`.
    let picture: Parameter
    /// What it looked like at each moment, `[moments, 3, H, W]`.
    let moments: Buffer
    /// After how many steps each moment was.
    let steps: [Int]

    /// A picture that begins as `start` and is painted in `count` steps.
    init(from start: NDArray, steps count: Int, moments wanted: Int = 6) {
        picture = Parameter(start.contiguous())
        let last = max(1, min(count, wanted - 1))
        // Much happens at first and little later.
        steps = (0...last).map { Int((Double(count) * Double($0 * $0) / Double(last * last)).rounded()) }
        moments = Buffer(.zeros([steps.count, 3, start.size.height, start.size.width]))
        super.init()
        note(after: 0)
    }

    /// Remembers the picture, if this is one of the moments.
    func note(after step: Int) {
        for (moment, at) in steps.enumerated() where at == step {
            moments.value.replace(axis: 0, moment..<moment + 1, with: picture.value.clamped(to: 0...1))
        }
    }

    /// Cuts the pixels to what can be shown, as a part of the step.
    func clamp() { picture.value = picture.value.clamped(to: 0...1) }

    /// The picture as it is now, `[1, 3, H, W]`, from 0 to 1.
    var result: NDArray { picture.value.clamped(to: 0...1) }

    /// The moments, from the first on.
    var frames: [NDArray] {
        steps.indices.map { moments.value.sliced(axis: 0, $0..<$0 + 1) }
    }
}
