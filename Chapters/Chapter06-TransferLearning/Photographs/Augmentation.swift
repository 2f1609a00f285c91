import Foundation
import Pictures
import TensorCore

/// How a photograph is changed each time that it is shown in training, as the book does it: a piece of it, of random size and
/// shape, enlarged to the network's size; and every second time its mirror image. What it shows stays the same.
///
/// torchvision: `RandomResizedCrop` and `RandomHorizontalFlip`.
struct Augmentation {
    /// The side of the result.
    let side: Int
    /// The smallest and the largest share of the photograph's area.
    var area: ClosedRange<Float> = 0.25...1

    /// A piece of a photograph.
    func callAsFunction(_ picture: Picture, using generator: inout RandomGenerator) -> Picture {
        let pixels = Float(picture.width * picture.height)
        let share = generator.uniform(in: area)
        // Width by height, from 3 : 4 to 4 : 3.
        let ratio = exp(generator.uniform(in: log(Float(0.75))...log(Float(4) / 3)))
        let width = min(picture.width, max(1, Int((pixels * share * ratio).squareRoot().rounded())))
        let height = min(picture.height, max(1, Int((pixels * share / ratio).squareRoot().rounded())))
        let left = generator.integer(below: picture.width - width + 1)
        let top = generator.integer(below: picture.height - height + 1)
        let piece = picture.cropped(left: left, top: top, width: width, height: height)
            .resized(width: side, height: side, filter: .bilinear)
        return generator.bernoulli(0.5) ? piece.mirrored : piece
    }
}

extension Picture {
    /// The picture as a mirror shows it: left and right exchanged.
    var mirrored: Picture {
        let size = format.rawValue
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for row in 0..<height {
            for column in (0..<width).reversed() {
                let place = (row * width + column) * size
                result += bytes[place..<place + size]
            }
        }
        return Picture(width: width, height: height, format: format, bytes: result)
    }
}
