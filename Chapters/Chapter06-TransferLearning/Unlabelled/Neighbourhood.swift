import DigitRecognition
import Images
import NeuralNetworks
import TensorCore

/// Which digits an encoder takes for neighbours, beside those that their pixels make neighbours.
struct Neighbourhood {
    /// In each row a digit that is held back, then the digits nearest to it, `[1 + count, 1, 28, 28]`.
    let rows: [NDArray]
    /// How often the nearest digit is of the same class, by features and by pixels.
    let sameClassByFeatures: Double
    let sameClassByPixels: Double

    /// Of at most 500 digits among at most 2,000 others.
    init(_ encoder: DigitEncoder, of heldBack: LabeledImages, among pool: LabeledImages) {
        let (asked, others) = (
            heldBack.rows(0..<min(500, heldBack.count)), pool.rows(0..<min(2000, pool.count))
        )
        let (pictures, known) = (asked.images(), others.images())
        let byFeatures = nearestByCosine(
            encoder.features(of: pictures), among: encoder.features(of: known), count: 7)
        let byPixels = nearestByCosine(asked.matrix, among: others.matrix, count: 1)
        func share(_ nearest: [[Int]]) -> Double {
            accuracy(nearest.map { others.labels[$0[0]] }, asked.labels)
        }
        (sameClassByFeatures, sameClassByPixels) = (share(byFeatures), share(byPixels))
        rows = (0..<min(5, asked.count)).map { row in
            .concatenated([asked.images(at: [row]), others.images(at: byFeatures[row])], axis: 0)
        }
    }
}

/// For each of some rows the nearest among others by the cosine of their angle, which is what the contrastive loss compares.
///
/// - Parameters:
///   - rows: `[M, D]`.
///   - others: `[N, D]`.
/// - Returns: the places of the nearest `count`, nearest first, for each row.
func nearestByCosine(_ rows: NDArray, among others: NDArray, count: Int) -> [[Int]] {
    let lengths = (others.square().sum(axes: [1]) + 1e-12).squareRoot()
    // The length of a row itself does not change the order.
    let products = rows.matmul(others.transposed()) / lengths  // [M, N]
    return (0..<rows.shape[0]).map { row in
        let scores = products[row].scalars
        return Array(scores.indices.sorted { scores[$0] > scores[$1] }.prefix(count))
    }
}

extension LabeledImages {
    /// The pictures as rows of pixels, `[count, pixelCount]`.
    fileprivate var matrix: NDArray { images().reshaped([count, pixelCount]) }
}
