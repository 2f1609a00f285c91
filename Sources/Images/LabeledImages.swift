import Foundation
import Messages
import TensorCore

/// Pictures of one size, each with the class of what it shows: digits, clothes, animals.
///
/// The pixels stay the bytes that the files hold, a quarter of what floats would take; a batch becomes floats when it
/// is asked for.
///
/// ```swift
/// let images = GeneratedDigits.images(count: 256, seed: 1)
/// for batch in shuffledBatches(of: 64, count: images.count, using: &generator) {
///     let (x, y) = (images.images(at: batch), images.labels(at: batch))  // [64, 1, 28, 28] and [64]
/// }
/// ```
public struct LabeledImages: Equatable, Sendable {
    /// The brightness of every pixel, 0 to 255: `[count, channels, height, width]` in row-major order.
    public let pixels: [UInt8]

    /// The class of each picture, an index into `classNames`.
    public let labels: [Int]

    /// What the classes are called.
    public let classNames: [String]

    /// 1 for shades of grey; 3 for red, green and blue.
    public let channels: Int

    /// How many rows of pixels a picture has.
    public let height: Int

    /// How many columns of pixels a picture has.
    public let width: Int

    /// Traps where pixels, labels and names do not fit each other, or a picture has no pixels.
    public init(
        pixels: [UInt8], labels: [Int], classNames: [String], channels: Int = 1, height: Int, width: Int
    ) {
        guard channels > 0, height > 0, width > 0 else {
            explainFailure("LabeledImages", "pictures of \(channels) × \(height) × \(width) numbers")
        }
        guard pixels.count == labels.count * channels * height * width else {
            explainFailure(
                "LabeledImages",
                "\(pixels.count) pixels for \(labels.count) pictures of \(channels) × \(height) × \(width)")
        }
        guard labels.allSatisfy(classNames.indices.contains) else {
            explainFailure("LabeledImages", "a label is not one of the \(classNames.count) classes")
        }
        self.pixels = pixels
        self.labels = labels
        self.classNames = classNames
        self.channels = channels
        self.height = height
        self.width = width
    }

    /// How many pictures there are.
    public var count: Int { labels.count }

    /// How many numbers a picture is: channels · height · width.
    public var pixelCount: Int { channels * height * width }

    /// How many pictures each class has.
    public var classSizes: [Int] {
        labels.reduce(into: [Int](repeating: 0, count: classNames.count)) { $0[$1] += 1 }
    }

    /// The bytes of one picture, `[channels, height, width]`. Traps where there is no such picture.
    public func pixels(of index: Int) -> ArraySlice<UInt8> {
        requirePicture(index)
        return pixels[index * pixelCount..<(index + 1) * pixelCount]
    }

    /// The given pictures, in the given order. Traps where there is no such picture.
    public func rows(_ indices: some Collection<Int>) -> LabeledImages {
        LabeledImages(
            pixels: bytes(at: indices), labels: indices.map { labels[$0] }, classNames: classNames,
            channels: channels, height: height, width: width)
    }

    /// The pictures at these indices as floats, `[indices.count, channels, height, width]`: a batch for a network.
    ///
    ///         for batch in shuffledBatches(of: 64, count: images.count, using: &generator) {
    ///         let (x, y) = (images.images(at: batch), images.labels(at: batch))
    ///
    /// Traps where there is no such picture.
    public func images(at indices: some Collection<Int>, scale: PixelScale = .unit) -> NDArray {
        let shape: Shape = [indices.count, channels, height, width]
        return scale.transform(NDArray(bytes: Data(bytes(at: indices)), format: .uint8, shape: shape))
    }

    /// All pictures as floats, `[count, channels, height, width]`.
    public func images(scale: PixelScale = .unit) -> NDArray { images(at: 0..<count, scale: scale) }

    /// The labels at these indices, `[indices.count]`. Traps where there is no such picture.
    public func labels(at indices: some Collection<Int>) -> IntArray {
        indices.forEach(requirePicture)
        return IntArray(indices.map { labels[$0] })
    }

    /// All labels, `[count]`.
    public var labelArray: IntArray { IntArray(labels) }

    private func bytes(at indices: some Collection<Int>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(indices.count * pixelCount)
        for index in indices { result += pixels(of: index) }
        return result
    }

    private func requirePicture(_ index: Int) {
        guard labels.indices.contains(index) else {
            explainFailure("LabeledImages", "there is no picture \(index) among \(count)")
        }
    }
}
