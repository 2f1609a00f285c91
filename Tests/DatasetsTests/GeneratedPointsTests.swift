import TensorCore
import Testing

@testable import Datasets

@Suite struct GeneratedPointsTests {
    @Test func blobsKeepTheirMargin() {
        var generator = RandomGenerator(seed: 11)
        let points = GeneratedPoints.twoBlobs(count: 501, separation: 3, margin: 0.5, using: &generator)
        #expect(points.labels.count { $0 == 1 } == 250)
        let unit = Float(0.5).squareRoot()
        let distances = zip(points.features, points.labels).map { point, label in
            (label == 1 ? 1 : -1) * unit * (point[0] + point[1])
        }
        #expect(distances.allSatisfy { $0 >= 0.5 })
        #expect((distances.min() ?? 9) < 0.7)
        #expect(points.labels.prefix(250).contains(0) && points.labels.prefix(250).contains(1))
        var again = RandomGenerator(seed: 11)
        #expect(
            GeneratedPoints.twoBlobs(count: 501, separation: 3, margin: 0.5, using: &again) == points)
    }

    @Test func blobsWithoutMarginOverlap() {
        var generator = RandomGenerator(seed: 12)
        let points = GeneratedPoints.twoBlobs(count: 2000, separation: 2, using: &generator)
        let wrong = zip(points.features, points.labels).count { ($0[0] + $0[1] > 0) != ($1 == 1) }
        // The share beyond one deviation is 0.159.
        #expect((250...390).contains(wrong))
    }

    @Test func xorPointsLieInTheirQuadrants() {
        var generator = RandomGenerator(seed: 13)
        let points = GeneratedPoints.xor(count: 400, noise: 0.1, using: &generator)
        #expect(points.labels.count { $0 == 1 } == 200)
        #expect(zip(points.features, points.labels).allSatisfy { ($0[0] * $0[1] < 0) == ($1 == 1) })
        #expect(points.features.count { $0[0] > 0 } == 200)
    }

    @Test func truthTables() {
        let pairs = TruthTable.inputs.map { ($0[0] == 1, $0[1] == 1) }
        #expect(TruthTable.and.outputs == pairs.map { $0 && $1 ? 1 : 0 })
        #expect(TruthTable.or.outputs == pairs.map { $0 || $1 ? 1 : 0 })
        #expect(TruthTable.nand.outputs == pairs.map { $0 && $1 ? 0 : 1 })
        #expect(TruthTable.xor.outputs == pairs.map { $0 != $1 ? 1 : 0 })
        #expect(TruthTable.xor.data.features == [[0, 0], [0, 1], [1, 0], [1, 1]])
    }
}
