import ChapterSupport
import DigitRecognition
import NeuralNetworks
import TensorCore

/// The history of a training that is tested after each epoch.
struct ClassifierHistory: TrainingHistory {
    /// About ln 10 where ten classes are equally likely.
    var startLoss = Double.nan
    var losses: [Double] = []
    var seconds = 0.0

    /// The accuracy on the test set after each epoch.
    var testAccuracies: [Double] = []

    /// The kernels before training and after each epoch; only of the book's network.
    private(set) var kernels: [Kernels] = []

    /// The kernels of two convolutions, `[out, in, height, width]` each.
    struct Kernels: Codable {
        let first: NDArray
        let second: NDArray

        fileprivate var shapes: [Shape] { [first.shape, second.shape] }
    }

    /// The history of a network that is still untrained.
    init(of network: any Layer) { recordKernels(of: network) }

    /// Records the present kernels of the book's network.
    mutating func recordKernels(of network: any Layer) {
        guard let book = network as? BookNetwork else { return }
        kernels.append(Kernels(first: book.conv1.weight.value, second: book.conv2.weight.value))
    }

    func isPossible(from start: ClassifierHistory) -> Bool {
        testAccuracies.count == losses.count
            && kernels.count == (losses.count + 1) * start.kernels.count
            && kernels.allSatisfy { $0.shapes == start.kernels.first?.shapes }
    }

    /// The duration of an epoch, without the test.
    var secondsPerEpoch: Double { seconds / Double(max(1, losses.count)) }
}
