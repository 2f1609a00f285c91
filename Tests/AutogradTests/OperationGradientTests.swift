import Autograd
import TensorCore
import Testing

/// Every operation against differences of itself. A kink has no derivative, so operations that have kinks are
/// checked at numbers that keep their distance from them.
@Suite struct OperationGradientTests {
    @Test func smoothOperationsAtThePointsOfTheFixtures() throws {
        let kinked: Set = [
            "maximum", "minimum", "magnitude", "clamped", "relu", "max", "min", "topK", "sorted",
            "maxPooled2D",
        ]
        for given in try OperationCase.readAll() where !kinked.contains(given.operation) {
            // The step grows with the element; softmax of logits near 100 is not smooth on that scale.
            if given.inputs.contains(where: { $0.values.contains { abs($0) > 50 } }) { continue }
            guard let operation = OperationCase.operations[given.operation] else { continue }
            var failure: Error?
            let check = checkGradients(at: given.inputs.map(\.array), step: 0.01) { inputs in
                do {
                    return try operation(inputs, given)
                } catch {
                    failure = error
                    return inputs[0]
                }
            }
            if let failure { throw failure }
            #expect(check.passed, "\(given): \(check)")
        }
    }

    /// The numbers ±0.25, ±0.75, ±1.25, …: half a unit apart, in an order that looks random.
    private func spaced(_ shape: Shape, by offset: Float = 0, seed: UInt64) -> NDArray {
        var generator = RandomGenerator(seed: seed)
        let count = shape.elementCount
        let places = generator.permutation(count)
        return NDArray(places.map { (Float($0) - Float(count / 2)) / 2 + 0.25 + offset }, shape: shape)
    }

    @Test func extremesOfPairs() {
        for (a, b) in [([3, 4], [4]), ([4], [3, 1]), ([2, 1, 3], [2, 1])] as [(Shape, Shape)] {
            let inputs = [spaced(a, seed: 1), spaced(b, by: 0.2, seed: 2)]
            for function in [Tensor.maximum, Tensor.minimum] {
                let check = checkGradients(at: inputs, step: 0.01) { function($0[0], $0[1]) }
                #expect(check.passed, "\(check)")
            }
        }
    }

    @Test func functionsWithAKink() {
        let x = spaced([3, 7], seed: 3)
        let functions: [(Tensor) -> Tensor] = [
            { $0.magnitude() }, { $0.clamped(to: -1...2) }, { $0.relu() }, { $0.relu(slope: 0.2) },
        ]
        for (index, function) in functions.enumerated() {
            let check = checkGradients(at: [x.transposed()], step: 0.01) { function($0[0]) }
            #expect(check.passed, "\(index): \(check)")
        }
    }

    @Test func chosenElements() {
        let x = spaced([3, 2, 5], seed: 4)
        let functions: [(Tensor) -> Tensor] = [
            { $0.max() }, { $0.min() }, { $0.max(axes: [0]) }, { $0.min(axes: [1, -1]) },
            { $0.max(axes: [-1], keepingDimensions: true) }, { $0.topK(3).values }, { $0.sorted().values },
            { $0.sorted(descending: true).values },
        ]
        for (index, function) in functions.enumerated() {
            let check = checkGradients(at: [x], step: 0.01) { function($0[0]) }
            #expect(check.passed, "\(index): \(check)")
        }
    }

    @Test func aSmallNetwork() {
        var generator = RandomGenerator(seed: 5)
        let inputs: [NDArray] = [
            .normal([7, 3], using: &generator), .normal([5, 3], using: &generator),
            .normal([5], using: &generator), .normal([2, 5], using: &generator),
        ]
        let check = checkGradients(at: inputs) { inputs in
            let hidden = (inputs[0].matmul(inputs[1].transposed()) + inputs[2]).tanh()
            let logits = hidden.matmul(inputs[3].transposed())
            let labels = IntArray([0, 1, 1, 0, 1, 0, 0], shape: [7, 1])
            return -logits.logSoftmax().gathered(labels, axis: 1).mean()
        }
        #expect(check.passed, "\(check)")
    }

    @Test func noGradientFlowsThroughMasksAndIndices() {
        let x = Tensor(NDArray([1, 2, 3]), requiresGradient: true)
        let mask = x.value.isGreater(than: NDArray(1.5))
        Tensor.select(mask, x, x * 10).sum().backward()
        #expect(x.grad == NDArray([10, 1, 1]))
    }

    @Test func aRowOfMinusInfinityGivesLogSumExpNoGradient() {
        let x = Tensor(NDArray(rows: [[-.infinity, -.infinity], [0, 0]]), requiresGradient: true)
        x.logSumExp(axis: 1).sum().backward()
        #expect(x.grad == NDArray(rows: [[0, 0], [0.5, 0.5]]))
    }
}
