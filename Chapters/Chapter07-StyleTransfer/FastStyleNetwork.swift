import Autograd
import Messages
import NeuralNetworks
import TensorCore

/// A network that paints any picture in one style, in one pass.
///
/// To optimize a picture takes a minute for each; here the network's weights are optimized once, and then a picture takes a
/// fraction of a second. It makes the picture smaller twice by convolutions with a stride of 2, works on it there, where a
/// kernel sees four times as far, and makes it larger again: each pixel as four, then a convolution. Borders are mirrored,
/// and each channel is normalized in each picture by itself, so that pale photographs are painted like strong ones.
/// Johnson, Alahi, Fei-Fei: "Perceptual losses for real-time style transfer and super-resolution" (2016).
///
/// The first thing that happens to a photograph is that it gets the painting's colours (`withColors`); the network adds the
/// strokes.
final class FastStyleNetwork: Module, Layer {
    /// Channels of the first layer.
    let width: Int
    let begin, down1, down2, up2, up1: FastLayer
    let blocks: [FastBlock]
    let end: Conv2d
    /// The mean and the covariance of the style's colours, one below the other, `[4, 3]`.
    let colors: Buffer

    init(
        width: Int = 8, blocks count: Int = 4, colors: ColorStatistics, using generator: inout RandomGenerator
    ) {
        self.width = width
        begin = FastLayer(6, width, kernel: 5, using: &generator)
        down1 = FastLayer(width, 2 * width, stride: 2, using: &generator)
        down2 = FastLayer(2 * width, 4 * width, stride: 2, using: &generator)
        blocks = (0..<count).map { _ in FastBlock(4 * width, using: &generator) }
        up2 = FastLayer(4 * width, 2 * width, using: &generator)
        up1 = FastLayer(2 * width, width, using: &generator)
        end = Conv2d(width, 3, kernel: 5, using: &generator)
        self.colors = Buffer(colors.array)
        super.init()
        // At first nothing is painted.
        end.weight.value *= 0.1
        end.bias?.value *= 0
    }

    /// Paints pictures that have the style's colours already.
    ///
    /// - Parameter input: red, green and blue, and three channels of noise, `[N, 6, H, W]`; H and W are multiples of 4, at least
    ///   32 to be learned from, 20 to be painted.
    /// - Returns: `[N, 3, H, W]`.
    func forward(_ input: Tensor) -> Tensor {
        let small = down2(down1(begin(input).relu()).relu()).relu()
        let painted = blocks.reduce(small) { $1($0) }
        let half = up2(painted.upsampled(by: 2)).relu()
        let full = up1(half.upsampled(by: 2)).relu()
        return input.sliced(axis: 1, 0..<3) + end(full.reflected(2))
    }

    /// Paints a photograph `[1, 3, H, W]` of any size from 20 × 20 pixels on.
    func paint(_ photograph: NDArray) -> NDArray {
        let (height, width) = (photograph.size.height, photograph.size.width)
        // To multiples of 4, and back.
        let (below, beside) = ((4 - height % 4) % 4, (4 - width % 4) % 4)
        let border = ReflectionPadding2D(top: 0, bottom: below, left: 0, right: beside)
        let colored = border(photograph.withColors(of: ColorStatistics(rows: colors.value)))
        var generator = RandomGenerator(seed: 1)
        let painted = withoutGradient { self(Tensor(withNoise(colored, using: &generator))) }.value.clamped(
            to: 0...1)
        return painted.sliced(axis: 2, 0..<height).sliced(axis: 3, 0..<width)
    }
}

/// A picture `[1, 3, H, W]` with three channels of noise behind its own.
///
/// Where a photograph is flat there is nothing to tell one pixel from the next, and a network would paint all of them alike.
/// From noise it can make strokes.
func withNoise(_ picture: NDArray, using generator: inout RandomGenerator) -> NDArray {
    NDArray.concatenated([picture, .normal(picture.shape, using: &generator)], axis: 1)
}

/// A convolution with mirrored borders that leaves the size as it is, or divides it by the stride, and a normalization.
final class FastLayer: Module, Layer {
    let conv: Conv2d
    let norm: InstanceNorm2d

    init(_ from: Int, _ to: Int, kernel: Int = 3, stride: Int = 1, using generator: inout RandomGenerator) {
        conv = Conv2d(
            from, to, kernel: Size2D(kernel), stride: Size2D(stride), bias: false, using: &generator)
        norm = InstanceNorm2d(to, affine: true)
    }

    func forward(_ input: Tensor) -> Tensor { norm(conv(input.reflected(conv.weight.shape[2] / 2))) }
}

/// Two layers whose result is added to their input.
final class FastBlock: Module, Layer {
    let first, second: FastLayer

    init(_ channels: Int, using generator: inout RandomGenerator) {
        first = FastLayer(channels, channels, using: &generator)
        second = FastLayer(channels, channels, using: &generator)
    }

    func forward(_ input: Tensor) -> Tensor { input + second(first(input).relu()) }
}

extension Tensor {
    fileprivate func reflected(_ border: Int) -> Tensor { ReflectionPad2d(Size2D(border))(self) }

    fileprivate func upsampled(by scale: Int) -> Tensor { Upsample(Size2D(scale))(self) }
}

extension ColorStatistics {
    /// Mean and covariance, one below the other, `[4, 3]`.
    var array: NDArray { NDArray((mean + covariance.rows.joined()).map(Float.init), shape: [4, 3]) }

    /// The statistics that `array` gave.
    init(rows array: NDArray) {
        let numbers = array.scalars.map(Double.init)
        mean = Array(numbers[..<3])
        covariance = Matrix3 { numbers[3 + 3 * $0 + $1] }
    }

    /// Whether a picture can have them: a covariance is symmetric, and no direction has a variance of 0 or less.
    var isPossible: Bool {
        let rows = covariance.rows
        let (a, b, c, d, e, f) = (rows[0][0], rows[0][1], rows[0][2], rows[1][1], rows[1][2], rows[2][2])
        func areEqual(_ i: Int, _ j: Int) -> Bool {
            let largest = max(abs(rows[i][i]), abs(rows[j][j]))
            return abs(rows[i][j] - rows[j][i]) <= 1e-3 * largest
        }
        let isSymmetric = areEqual(1, 0) && areEqual(2, 0) && areEqual(2, 1)
        // Sylvester: all leading minors are positive.
        let determinant = a * (d * f - e * e) - b * (b * f - c * e) + c * (b * e - c * d)
        return isSymmetric && a > 0 && a * d - b * b > 0 && determinant > 0
    }
}
