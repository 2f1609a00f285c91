import Images
import NeuralNetworks

/// The share of pictures that a network classifies correctly.
public func accuracy(of network: any Layer, on images: LabeledImages) -> Double {
    accuracy(predictions(of: network, images.images()), images.labels)
}
