import Autograd
import Files
import Messages
import Pictures
import TensorCore

/// What networks trained on ImageNet expect of their pictures.
///
/// Russakovsky et al.: "ImageNet large scale visual recognition challenge" (2015).
public enum ImageNet {
    /// The mean of red, green and blue over the training pictures, 1 being full.
    public static let mean: [Float] = [0.485, 0.456, 0.406]
    /// Their standard deviation.
    public static let deviation: [Float] = [0.229, 0.224, 0.225]

    /// Pictures `[N, 3, H, W]` with numbers from 0 to 1 as the networks of this module take them: less the mean, divided by
    /// the deviation.
    ///
    /// The published weights of torchvision all want this. The original VGG took blue, green and red from 0 to 255 less a
    /// mean; weights in its manner are converted once, by folding that into their first convolution.
    public static func normalized(_ pictures: NDArray) -> NDArray {
        (pictures - perChannel(mean)) / perChannel(deviation)
    }

    /// The same with a gradient to the pictures.
    public static func normalized(_ pictures: Tensor) -> Tensor {
        (pictures - Tensor(perChannel(mean))) / Tensor(perChannel(deviation))
    }

    private static func perChannel(_ numbers: [Float]) -> NDArray { NDArray(numbers).reshaped([1, 3, 1, 1]) }
}

extension ImageNet {
    /// A picture as torchvision prepares it: its shorter side 256 pixels long (bilinear), of which the middle 224 × 224.
    ///
    /// - Parameter side: another number of pixels than 224; the shorter side is then 8/7 of it.
    public static func prepared(_ picture: Picture, side: Int = 224) -> Picture {
        picture.rgb().resized(shorterSide: side * 8 / 7, filter: .bilinear).centerCrop(
            width: side, height: side)
    }

    /// Pictures of one size as a network takes them, `[N, 3, H, W]`: from 0 to 1, then `normalized`.
    ///
    /// Traps when there is none, or they are not in colour or not of one size.
    public static func input(_ pictures: [Picture]) -> NDArray {
        guard let first = pictures.first else {
            explainFailure("ImageNet.input", "no picture", hint: "a batch has at least one")
        }
        let numbers = NDArray(
            pictures.flatMap(\.planes), shape: [pictures.count, 3, first.height, first.width])
        return normalized(numbers)
    }

    /// The names of the 1,000 classes from a text file, one a line, in the order of the logits.
    ///
    /// - Throws: `FileError`, also where there are not 1,000 lines.
    public static func classNames(contentsOf path: String) throws -> [String] {
        var lines = try readTextFile(path).split(omittingEmptySubsequences: false) { $0.isNewline }.map(
            String.init)
        if lines.last == "" { lines.removeLast() }
        guard lines.count == 1000 else {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "\(lines.count) lines, ImageNet has 1000 classes",
                    zh: "有 \(lines.count) 行，ImageNet 有 1000 个类别"
                ).text)
        }
        return lines
    }
}
