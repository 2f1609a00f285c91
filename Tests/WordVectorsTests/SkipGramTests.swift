import Foundation
import TensorCore
import Testing
import WordVectors

/// The gradients of a window against finite differences of its loss in double precision.
@Suite struct SkipGramTests {
    /// −Σ [y log σ(s) + (1 − y) log σ(−s)], as nested loops.
    private func loss(_ v: [[Double]], _ u: [[Double]], _ y: [Double], isMean: Bool) -> Double {
        let mean = v[0].indices.map { column in v.reduce(0) { $0 + $1[column] } / Double(v.count) }
        var loss = 0.0
        for input in isMean ? [mean] : v {
            for (output, label) in zip(u, y) {
                let score = zip(input, output).reduce(0.0) { $0 + $1.0 * $1.1 }
                let right = 1 / (1 + exp(-score))
                loss -= label * log(right) + (1 - label) * log(1 - right)
            }
        }
        return loss
    }

    private func rows(_ array: NDArray) -> [[Double]] {
        (0..<array.shape[0]).map { array.selected($0).scalars.map(Double.init) }
    }

    /// Central differences with respect to one of the two matrices.
    private func differences(
        _ v: NDArray, _ u: NDArray, _ y: [Double], isMean: Bool, ofInputs: Bool
    ) -> NDArray {
        let (v, u, step) = (rows(v), rows(u), 1e-5)
        let changed = ofInputs ? v : u
        let elements = changed.indices.flatMap { row in
            changed[row].indices.map { column -> Float in
                func value(_ change: Double) -> Double {
                    var moved = changed
                    moved[row][column] += change
                    return loss(ofInputs ? moved : v, ofInputs ? u : moved, y, isMean: isMean)
                }
                return Float((value(step) - value(-step)) / (2 * step))
            }
        }
        return NDArray(elements, shape: [changed.count, changed[0].count])
    }

    private func window(_ labels: [Float]) -> (v: NDArray, u: NDArray, y: NDArray) {
        var generator = RandomGenerator(seed: 5)
        return (
            .normal([3, 4], using: &generator), .normal([labels.count, 4], using: &generator), NDArray(labels)
        )
    }

    /// With negative samples, and on a path through a tree.
    @Test(arguments: [[1, 0, 0, 0, 0], [0, 1, 1, 0], [1]] as [[Float]])
    func skipGram(labels: [Float]) {
        let (v, u, y) = window(labels)
        let found = skipGramGradients(inputs: v, outputs: u, labels: y)
        let truth = labels.map(Double.init)
        #expect(abs(found.loss - loss(rows(v), rows(u), truth, isMean: false)) < 1e-4)
        let inputs = differences(v, u, truth, isMean: false, ofInputs: true)
        let outputs = differences(v, u, truth, isMean: false, ofInputs: false)
        #expect(largestDifference(found.inputs, inputs) < 1e-4)
        #expect(largestDifference(found.outputs, outputs) < 1e-4)
        // σ(s) in the place of σ(s) − y, and the two tables mixed up.
        let wrong = v.matmul(u.transposed()).sigmoid()
        #expect(largestDifference(wrong.matmul(u), inputs) > 0.1)
        #expect(largestDifference(found.outputs, inputs) > 0.1)
    }

    @Test(arguments: [[1, 0, 0, 0, 0], [0, 1, 1, 0], [1]] as [[Float]])
    func continuousBagOfWords(labels: [Float]) {
        let (v, u, y) = window(labels)
        let found = continuousBagOfWordsGradients(inputs: v, outputs: u, labels: y)
        let truth = labels.map(Double.init)
        #expect(abs(found.loss - loss(rows(v), rows(u), truth, isMean: true)) < 1e-4)
        let inputs = differences(v, u, truth, isMean: true, ofInputs: true)
        #expect(largestDifference(found.inputs, inputs) < 1e-4)
        #expect(
            largestDifference(found.outputs, differences(v, u, truth, isMean: true, ofInputs: false)) < 1e-4)
        // Word2vec's own code does not divide by the number of inputs.
        #expect(largestDifference(found.inputs * 3, inputs) > 0.05)
    }

    /// Before training U is 0: σ(0) = ½, so each pair costs ln 2 and only U has a gradient.
    @Test func atTheStart() {
        let v = NDArray(rows: [[1, 2]])
        let found = skipGramGradients(inputs: v, outputs: .zeros([2, 2]), labels: NDArray([1, 0]))
        #expect(abs(found.loss - 2 * log(2)) < 1e-6)
        #expect(found.inputs == NDArray(rows: [[0, 0]]))
        #expect(found.outputs == NDArray(rows: [[-0.5, -1], [0.5, 1]]))
    }
}
