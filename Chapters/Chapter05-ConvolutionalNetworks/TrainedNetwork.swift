import Images
import DigitRecognition
import NeuralNetworks
import TensorCore

/// A trained network, the history of its training, and its predictions on the test set.
struct TrainedNetwork {
    let kind: NetworkKind
    let network: any Layer
    let history: ClassifierHistory

    /// The predicted class of each test picture.
    let predictions: [Int]

    /// The share of the test pictures that are classified correctly.
    let accuracy: Double

    init(
        _ kind: NetworkKind, _ network: any Layer, _ history: ClassifierHistory, testedOn test: LabeledImages
    ) {
        self.kind = kind
        self.network = network
        self.history = history
        predictions = NeuralNetworks.predictions(of: network, test.images())
        accuracy = NeuralNetworks.accuracy(predictions, test.labels)
    }
}
