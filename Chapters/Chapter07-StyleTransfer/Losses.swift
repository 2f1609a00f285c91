import Autograd
import TensorCore

// What is minimized, each a single number (section 7.2). The features F of a layer are `[1, C, H, W]`.

/// The Gram matrix G = F Fᵀ / (H W) of the features, `[C, C]`: how strongly each two channels answer at the same places.
/// Where in the picture that is, it no longer says. Gatys, Ecker, Bethge: "Image style transfer using convolutional neural
/// networks" (2016).
func gram(_ features: Tensor) -> Tensor {
    let (channels, height, width) = (features.shape[1], features.shape[2], features.shape[3])
    let rows = features.reshaped([channels, height * width])
    return rows.matmul(rows.transposed()) / Float(height * width)
}

/// ‖G − Ĝ‖² / ‖Ĝ‖² for the Gram matrix Ĝ of the style.
///
/// The size of features differs from layer to layer by orders of magnitude; divided by that of the style itself, no layer drowns
/// out the others, and 1 means that nothing of the style is there.
func styleLoss(_ features: Tensor, _ style: NDArray) -> Tensor {
    let energy = max(1e-12, style.square().sum().scalar)
    return (gram(features) - Tensor(style)).square().sum() / energy
}

/// The mean of (F − F̂)², divided by the variance of the content's features F̂.
func contentLoss(_ features: Tensor, _ content: NDArray) -> Tensor {
    let spread = max(1e-12, content.variance(axes: nil, correction: 0).scalar)
    return (features - Tensor(content)).square().mean() / spread
}

/// The mean difference of neighbouring pixels, along rows and along columns: small where a picture is smooth.
func totalVariation(_ picture: Tensor) -> Tensor {
    let (height, width) = (picture.shape[2], picture.shape[3])
    let across = picture.sliced(axis: 3, 1..<width) - picture.sliced(axis: 3, 0..<width - 1)
    let down = picture.sliced(axis: 2, 1..<height) - picture.sliced(axis: 2, 0..<height - 1)
    return across.magnitude().mean() + down.magnitude().mean()
}
