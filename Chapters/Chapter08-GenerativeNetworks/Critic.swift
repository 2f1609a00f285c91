import Autograd
import Datasets
import DigitRecognition
import NeuralNetworks
import TensorCore

/// What a recognizer that never saw them says of painted pictures, and how far they lie from real ones.
struct Critic {
    /// What was found out about some pictures.
    struct Verdict {
        /// The mean probability that the recognizer gives the digit it reads.
        let confidence: Double
        /// The share of pictures read with a probability above 0.9.
        let confidentShare: Double
        /// How often each digit is read, as a share.
        let digitShares: [Double]
        /// The Fréchet distance to real test pictures in the recognizer's features.
        let frechet: Double
        /// The share of pictures read as the digit that was asked for; nil where none was.
        let obedience: Double?

        /// How many of the ten digits are read in at least one picture of a hundred.
        var coverage: Int { digitShares.count { $0 >= 0.01 } }
    }

    private let recognizer: BookNetwork
    private let real: FeatureCloud

    /// The same of real training pictures, where the scale ends.
    let ofReal: Verdict

    /// A critic that compares with these pictures.
    init(_ recognizer: BookNetwork, real: LabeledImages) {
        self.recognizer = recognizer
        let pictures = real.images()
        self.real = FeatureCloud(Critic.features(recognizer, pictures))
        // Every other one against the rest: what is left between two samples of the same.
        func cloud(_ from: Int) -> FeatureCloud {
            FeatureCloud(
                Critic.features(
                    recognizer, pictures.rows(at: Array(stride(from: from, to: real.count, by: 2)))))
        }
        ofReal = Critic.verdict(
            recognizer, pictures, asked: real.labels, frechet: cloud(0).distance(to: cloud(1)))
    }

    /// Judges pictures `[N, 1, 28, 28]` from 0 to 1; `asked` are the digits that they should show.
    func verdict(_ pictures: NDArray, asked: [Int]? = nil) -> Verdict {
        let cloud = FeatureCloud(Critic.features(recognizer, pictures))
        return Critic.verdict(recognizer, pictures, asked: asked, frechet: real.distance(to: cloud))
    }

    private static func verdict(
        _ recognizer: BookNetwork, _ pictures: NDArray, asked: [Int]?, frechet: Double
    ) -> Verdict {
        let probabilities = logits(of: recognizer, pictures).softmax(axis: 1)
        let (best, read) = (probabilities.max(axes: [1]).scalars, probabilities.argMax(axis: 1).scalars)
        let count = Double(max(1, best.count))
        return Verdict(
            confidence: best.reduce(0) { $0 + Double($1) } / count,
            confidentShare: Double(best.count { $0 > 0.9 }) / count,
            digitShares: (0..<10).map { digit in Double(read.count { $0 == digit }) / count },
            frechet: frechet, obedience: asked.map { accuracy(read, $0) })
    }

    /// The units before the recognizer's decision, `[N, 512]`.
    private static func features(_ recognizer: BookNetwork, _ pictures: NDArray) -> NDArray {
        recognizer.evaluate()
        let parts = stride(from: 0, to: pictures.shape[0], by: 1000).map { start in
            withoutGradient {
                recognizer.hidden(
                    recognizer.features(
                        Tensor(pictures[start..<min(start + 1000, pictures.shape[0])]))
                ).value
            }
        }
        return .concatenated(parts, axis: 0)
    }
}
