import Foundation
import TensorCore

/// Data augmentation: pictures changed a little at random, in ways that leave what they show the same. A digit may be rotated,
/// scaled and shifted; a photograph of an animal or a vehicle may be shifted and mirrored, which would spoil a digit.
public struct BatchAugmentation: Sendable {
    /// The largest rotation, in radians.
    public var rotation: Float
    /// The largest relative change of size.
    public var scaling: Float
    /// The largest shift each way, in pixels.
    public var shift: Float
    /// Whether half of the pictures are mirrored, left for right.
    public var mirrors: Bool
    /// The largest slant to the right or left, in pixels sideways for each pixel down.
    public var slant: Float

    /// Changes up to these limits; by default those for digits.
    public init(
        rotation: Float = 0.17, scaling: Float = 0.1, shift: Float = 1.5, mirrors: Bool = false,
        slant: Float = 0
    ) {
        (self.rotation, self.scaling, self.shift) = (rotation, scaling, shift)
        (self.mirrors, self.slant) = (mirrors, slant)
    }

    /// The usual recipe for photographs of 32 × 32 pixels.
    public static let photographs = BatchAugmentation(rotation: 0, scaling: 0, shift: 4, mirrors: true)

    /// What suits these pictures: the reader's own may be of signs or letters, which a mirror spoils.
    public static func suiting(_ subject: PublishedPictures?) -> BatchAugmentation {
        subject == .cifar10 ? photographs : BatchAugmentation()
    }

    /// Each picture of a batch `[N, C, H, W]` transformed in its own way, with bilinear interpolation; outside the frame
    /// everything is 0.
    public func callAsFunction(_ batch: NDArray, using generator: inout RandomGenerator) -> NDArray {
        let (channels, height, width) = (batch.shape[1], batch.shape[2], batch.shape[3])
        let source = batch.scalars
        var result = [Float](repeating: 0, count: source.count)
        let (middleX, middleY) = (Float(width - 1) / 2, Float(height - 1) / 2)
        for picture in 0..<batch.shape[0] {
            let angle = generator.uniform(in: -rotation...rotation)
            let factor = 1 / (1 + generator.uniform(in: -scaling...scaling))
            let (stepX, stepY) = (factor * cos(angle), factor * sin(angle))
            let moveX = generator.uniform(in: -shift...shift)
            let moveY = generator.uniform(in: -shift...shift)
            let isMirrored = mirrors && generator.uniform() < 0.5
            let lean = slant > 0 ? generator.uniform(in: -slant...slant) : 0
            for channel in 0..<channels {
                let start = (picture * channels + channel) * height * width
                for y in 0..<height {
                    // Where the first pixel of the row comes from; each next one is a step further.
                    let (offX, offY) = (-middleX - moveX, Float(y) - middleY - moveY)
                    var fromX = middleX + stepX * offX - (stepY - lean) * offY
                    var fromY = middleY + stepY * offX + stepX * offY
                    for number in 0..<width {
                        let x = isMirrored ? width - 1 - number : number
                        let (left, top) = (fromX.rounded(.down), fromY.rounded(.down))
                        let (column, row) = (Int(left), Int(top))
                        if column >= -1, column < width, row >= -1, row < height {
                            let (fractionX, fractionY) = (fromX - left, fromY - top)
                            var upper: Float = 0
                            var lower: Float = 0
                            let index = start + row * width + column
                            if row >= 0 {
                                if column >= 0 { upper = (1 - fractionX) * source[index] }
                                if column + 1 < width { upper += fractionX * source[index + 1] }
                            }
                            if row + 1 < height {
                                if column >= 0 { lower = (1 - fractionX) * source[index + width] }
                                if column + 1 < width { lower += fractionX * source[index + width + 1] }
                            }
                            result[start + y * width + x] = upper + fractionY * (lower - upper)
                        }
                        fromX += stepX
                        fromY += stepY
                    }
                }
            }
        }
        return NDArray(result, shape: batch.shape)
    }
}
