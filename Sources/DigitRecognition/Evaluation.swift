import Autograd
import Datasets
import NeuralNetworks
import TensorCore

/// What a network says of pictures `[N, C, H, W]` in use: the logits `[N, classes]`, a thousand pictures at a time.
public func logits(of network: any Layer, _ pictures: NDArray) -> NDArray {
    network.evaluate()
    let parts = stride(from: 0, to: pictures.shape[0], by: 1000).map { start in
        withoutGradient {
            network(Tensor(pictures[start..<min(start + 1000, pictures.shape[0])])).value
        }
    }
    return .concatenated(parts, axis: 0)
}

/// The class a network gives each picture.
public func predictions(of network: any Layer, _ pictures: NDArray) -> [Int] {
    pictures.shape[0] == 0 ? [] : logits(of: network, pictures).argMax(axis: 1).scalars
}

/// The share of pictures that a network reads right.
public func accuracy(of network: any Layer, on images: LabeledImages) -> Double {
    share(of: predictions(of: network, images.images()), equalTo: images.labels)
}

/// The share of answers that are right.
public func share(of answers: some Collection<Int>, equalTo labels: some Collection<Int>) -> Double {
    Double(zip(answers, labels).count { $0 == $1 }) / Double(max(1, labels.count))
}
