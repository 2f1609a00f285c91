import Messages
import TensorCore

/// How a byte of brightness, 0 to 255, becomes the number that a network sees: (byte / 255 − mean) / deviation, with a
/// mean and a deviation for all channels or for each.
///
/// ```swift
/// let images = GeneratedDigits.images(count: 64, seed: 1)
/// let x = images.images(scale: .signed)  // from -1 to 1
/// let brightness = PixelScale.signed.inverse(x)  // from 0 to 1
/// ```
public struct PixelScale: Equatable, Sendable {
    /// What is taken away, in units of the brightest, one number for all channels or one for each.
    public let means: [Float]

    /// What is divided by then.
    public let deviations: [Float]

    /// 0 to 1.
    public static let unit = PixelScale(means: [0], deviations: [1])

    /// −1 to 1, the range of tanh: what a generator draws.
    public static let signed = PixelScale(means: [0.5], deviations: [0.5])

    /// Mean 0 and deviation 1 over MNIST's 60,000 training pictures.
    public static let mnist = PixelScale(means: [0.1307], deviations: [0.3081])

    /// Mean 0 and deviation 1 in each channel over CIFAR-10's 50,000 training pictures.
    public static let cifar10 = PixelScale(
        means: [0.4914, 0.4822, 0.4465], deviations: [0.2470, 0.2435, 0.2616])

    /// Traps where there are not as many means as deviations, or a deviation is not above 0.
    public init(means: [Float], deviations: [Float]) {
        guard means.count == deviations.count, !means.isEmpty, deviations.allSatisfy({ $0 > 0 }) else {
            explainFailure("PixelScale", "means \(means) and deviations \(deviations)")
        }
        self.means = means
        self.deviations = deviations
    }

    /// The scale that gives each channel of these pictures mean 0 and deviation 1; a channel of one brightness keeps
    /// its deviation. Traps where there are no pictures.
    public init(fitting images: LabeledImages) {
        guard images.count > 0 else { explainFailure("PixelScale", "no pictures to fit") }
        let plane = images.height * images.width
        var (means, deviations): ([Float], [Float]) = ([], [])
        for channel in 0..<images.channels {
            // Whole numbers: exact however many pixels there are.
            var (sum, squares) = (0, 0)
            for start in stride(from: channel * plane, to: images.pixels.count, by: images.pixelCount) {
                for pixel in images.pixels[start..<start + plane] {
                    sum += Int(pixel)
                    squares += Int(pixel) * Int(pixel)
                }
            }
            let count = Double(images.count * plane)
            let mean = Double(sum) / count
            let variance = max(0, Double(squares) / count - mean * mean)
            means.append(Float(mean / 255))
            deviations.append(variance > 0 ? Float(variance.squareRoot() / 255) : 1)
        }
        self.init(means: means, deviations: deviations)
    }

    /// Bytes as floats, 0 to 255, to what a network sees; `[N, C, H, W]`.
    func transform(_ bytes: NDArray) -> NDArray {
        let shares = bytes / 255
        return self == .unit ? shares : (shares - column(means, bytes)) / column(deviations, bytes)
    }

    /// What a network sees or draws, `[N, C, H, W]`, to brightness from 0 to 1.
    ///
    /// Traps where the scale has more than one channel, and not as many as the pictures.
    public func inverse(_ images: NDArray) -> NDArray {
        self == .unit ? images : images * column(deviations, images) + column(means, images)
    }

    /// One number for each channel, `[C, 1, 1]`.
    private func column(_ values: [Float], _ images: NDArray) -> NDArray {
        guard images.rank == 4, values.count == 1 || values.count == images.shape[1] else {
            explainFailure("PixelScale", "\(values.count) channels for the shape \(images.shape)")
        }
        return NDArray(values, shape: [values.count, 1, 1])
    }
}
