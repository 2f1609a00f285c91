import Autograd
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
