import Messages
import TensorCore

/// Points in the plane for the perceptron of chapter 1, half of each class, in random order.
///
/// ```swift
/// let points = GeneratedPoints.twoBlobs(count: 200, margin: 0.5, using: &generator)
/// let (x, y) = (points.featureArray, points.labelArray)  // [200, 2] and [200]
/// ```
public enum GeneratedPoints {
    /// Two round clouds of deviation 1, their centres `separation` apart on the diagonal; class 1 lies above.
    ///
    /// With a `margin`, every point is at least that far on its own side of the line x + y = 0, so that the
    /// classes can be separated and the perceptron must converge; without one the clouds may overlap.
    ///
    /// Traps where `count` is negative, or `margin` is negative or more than half of `separation`.
    public static func twoBlobs(
        count: Int, separation: Float = 4, margin: Float? = nil, using generator: inout RandomGenerator
    ) -> ClassificationData {
        guard count >= 0 else { explainFailure("GeneratedPoints.twoBlobs", "\(count) points") }
        if let margin, !(margin >= 0 && margin <= separation / 2) {
            explainFailure("GeneratedPoints.twoBlobs", "margin \(margin) is not within 0...\(separation / 2)")
        }
        let unit = Float(0.5).squareRoot()
        let labels = generator.permutation(count).map { $0 % 2 }
        let features = labels.map { label -> [Float] in
            let side: Float = label == 1 ? 1 : -1
            while true {
                let x = side * unit * separation / 2 + generator.normal()
                let y = side * unit * separation / 2 + generator.normal()
                if let margin, side * unit * (x + y) < margin { continue }
                return [x, y]
            }
        }
        return ClassificationData(
            features: features, labels: labels,
            classNames: [Words(en: "below", zh: "下方").text, Words(en: "above", zh: "上方").text],
            featureNames: ["x", "y"])
    }

    /// Four clouds around (±1, ±1); class 1 where the signs differ, as in XOR.
    ///
    /// `noise` is the deviation of a cloud. Traps where `count` or `noise` is negative.
    public static func xor(
        count: Int, noise: Float = 0.25, using generator: inout RandomGenerator
    ) -> ClassificationData {
        guard count >= 0, noise >= 0 else {
            explainFailure("GeneratedPoints.xor", "\(count) points with noise \(noise)")
        }
        let corners = generator.permutation(count).map { $0 % 4 }
        let features = corners.map { corner -> [Float] in
            let right: Float = corner % 2 == 0 ? -1 : 1
            let up: Float = corner / 2 == 0 ? -1 : 1
            return [right + noise * generator.normal(), up + noise * generator.normal()]
        }
        return ClassificationData(
            features: features, labels: corners.map { $0 == 1 || $0 == 2 ? 1 : 0 },
            classNames: [
                Words(en: "same sign", zh: "同号").text, Words(en: "different signs", zh: "异号").text,
            ], featureNames: ["x", "y"])
    }
}
