import NeuralNetworks
import Pictures
import TensorCore

/// Where a network looked (class activation map): how much each place of the last maps adds to the logit of a class.
///
/// The head takes the mean of each map, so the logit is Σₖ wₖ mean(mapₖ) + b, and that is the mean over the places of
/// Σₖ wₖ mapₖ(place). Zhou and others: "Learning deep features for discriminative localization" (2015).
func activationMap(_ maps: NDArray, _ weights: NDArray) -> NDArray {
    let count = maps.shape[0]
    let places = maps.reshaped([count, maps.elementCount / count])
    return weights.reshaped([1, count]).matmul(places).reshaped(Shape(maps.shape.dropFirst()))
}

/// A photograph darkened where the map is low: what the network looked at stays bright.
func lit(_ picture: Picture, by map: NDArray) -> Picture {
    let numbers = map.scalars
    let (low, high) = (numbers.min() ?? 0, numbers.max() ?? 1)
    let shares = numbers.map { ($0 - low) / max(high - low, 1e-6) }
    let smooth = Picture.resizedPlanes(
        shares, width: map.shape[1], height: map.shape[0], toWidth: picture.width, toHeight: picture.height,
        filter: .bilinear)
    let size = picture.format.rawValue
    let bytes = picture.bytes.enumerated().map { place, byte in
        UInt8((Float(byte) * (0.15 + 0.85 * min(1, max(0, smooth[place / size])))).rounded())
    }
    return Picture(width: picture.width, height: picture.height, format: picture.format, bytes: bytes)
}
