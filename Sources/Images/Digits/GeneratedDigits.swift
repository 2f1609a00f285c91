import Messages
import TensorCore

/// Synthetic digits, drawn with a pen that moves as a hand does, in the form of MNIST's.
///
/// A digit has several shapes, as people write 1, 2, 4, 7 and 9 in more than one way. A shape is bent by the habits of
/// a `Hand`, drawn with a line of changing width, scaled until its longer side has 20 pixels, and put into 28 × 28
/// pixels with its centre of mass in the middle: what MNIST's makers did with the digits that they scanned.
///
/// A picture depends only on the seed and its number, so a longer set begins with the shorter one.
///
/// ```swift
/// let training = GeneratedDigits.images(count: 100, seed: 1)
/// let seven = GeneratedDigits.pixels(of: 7, using: &generator)  // 28 · 28 bytes
/// ```
public enum GeneratedDigits {
    /// The digits.
    public static let classNames = MNIST.classNames

    /// The height and the width of a picture.
    static let side = 28

    /// Draws pictures of all digits, in random order, each digit about as often: `[count, 1, 28, 28]`.
    ///
    /// Traps where the count is below 0.
    public static func images(count: Int, seed: UInt64) -> LabeledImages {
        guard count >= 0 else { explainFailure("GeneratedDigits", "\(count) pictures") }
        var pixels: [UInt8] = []
        pixels.reserveCapacity(count * side * side)
        var labels: [Int] = []
        for number in 0..<count {
            var generator = RandomGenerator(
                state: .init(seed: seed, stream: digitStream &+ UInt64(number), counter: 0))
            let digit = generator.integer(below: classNames.count)
            labels.append(digit)
            pixels += GeneratedDigits.pixels(of: digit, using: &generator)
        }
        return LabeledImages(
            pixels: pixels, labels: labels, classNames: classNames, height: side, width: side)
    }

    /// Draws one digit, 28 × 28 bytes row by row, 0 the paper and 255 the ink.
    ///
    /// Traps where it is not a digit.
    public static func pixels(of digit: Int, using generator: inout RandomGenerator) -> [UInt8] {
        guard classNames.indices.contains(digit) else {
            explainFailure("GeneratedDigits", "\(digit) is not a digit")
        }
        let hand = Hand(digit: digit, using: &generator)
        let shapes = DigitShape.all[digit]
        let shape = shapes[generator.categorical(shapes.map(\.weight))]
        let softness = generator.uniform(in: 0.9...1.5)
        var canvas = InkCanvas()
        canvas.draw(hand.strokes(of: shape, using: &generator), softness: softness)
        return canvas.centered(
            darkness: 1 - 0.15 * generator.uniform() * generator.uniform(),
            noise: 0.04 * generator.uniform(), using: &generator)
    }

    /// The streams of random numbers begin here, far from those that a program's other parts begin with.
    private static let digitStream: UInt64 = 0xD161_7500_0000_0000
}
