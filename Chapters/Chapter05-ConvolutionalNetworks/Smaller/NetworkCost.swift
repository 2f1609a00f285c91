import Autograd
import ChapterSupport
import Files
import Foundation
import Images
import NeuralNetworks
import TensorCore

/// What a network costs and what it can do.
struct NetworkCost {
    /// The bytes of its file.
    let bytes: Int
    /// The multiplications by weights other than 0, for one picture.
    let operations: Int
    /// The time for one picture of a hundred, on one thread.
    let milliseconds: Double
    /// The share of the test pictures that it classifies correctly.
    let accuracy: Double
}

/// The multiplications of a chain of layers for one picture `[1, C, H, W]`: each weight other than 0 at each position of the layer's
/// output.
func operationCount(of network: Sequential, _ picture: NDArray) -> Int {
    network.evaluate()
    var (count, input) = (0, Tensor(picture))
    for layer in network.layers {
        let output = withoutGradient { layer(input) }
        let positions = output.shape.dropFirst(2).reduce(1, *)
        if let convolution = layer as? Conv2d {
            count += nonzeroCount(convolution.weight.value) * positions
        } else if let linear = layer as? Linear {
            count += nonzeroCount(linear.weight.value)
        }
        input = output
    }
    return count
}

/// How many elements are not 0.
func nonzeroCount(_ array: NDArray) -> Int { array.scalars.count { $0 != 0 } }

/// The milliseconds a picture, on one thread: the least of several passes over a hundred pictures, which other programs on the
/// machine disturb least.
func millisecondsPerPicture(_ images: LabeledImages, _ passes: Int, answers: (NDArray) -> NDArray) -> Double {
    let few = images.first(100)
    let pictures = few.images()
    let seconds = Parallel.withThreads(1) {
        (0..<passes).map { _ in
            let watch = Stopwatch()
            _ = answers(pictures)
            return watch.seconds
        }
    }
    return (seconds.min() ?? .nan) * 1000 / Double(max(1, few.count))
}

/// The bytes of a file that was written.
///
/// - Throws: `FileError.unreadable` where it is gone.
func fileSize(_ path: String) throws -> Int {
    guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber else {
        throw FileError.missing(path: path)
    }
    return size.intValue
}
