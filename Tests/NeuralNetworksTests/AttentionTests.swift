import Autograd
import Foundation
import NeuralNetworks
import TensorCore
import Testing

/// Normal numbers: the same for the same seed.
private func normal(_ shape: Shape, _ seed: UInt64) -> NDArray {
    var generator = RandomGenerator(seed: seed)
    return .normal(shape, using: &generator)
}

@Suite("Scaled dot-product attention")
struct AttentionTests {
    @Test("a case by hand: scores ln 3 and 0 give weights 3/4 and 1/4")
    func byHand() {
        let (output, weights) = scaledDotProductAttention(
            Tensor(NDArray(rows: [[1, 0]])), Tensor(NDArray(rows: [[log(3), 5], [0, 7]])),
            Tensor(NDArray(rows: [[4, 0, 8], [8, 4, 0]])), scale: 1)
        #expect(weights.isClose(to: NDArray(rows: [[0.75, 0.25]])))
        #expect(output.value.isClose(to: NDArray(rows: [[5, 1, 6]])))
    }

    @Test("a query that may look at nothing gets zeros and passes no gradient")
    func nothingToLookAt() {
        let leaves = [normal([3, 2], 1), normal([4, 2], 2), normal([4, 5], 3)].map {
            Tensor($0, requiresGradient: true)
        }
        let mask = NDArray(rows: [[1, 1, 0, 1], [0, 0, 0, 0], [0, 0, 1, 0]])
        let (output, weights) = scaledDotProductAttention(leaves[0], leaves[1], leaves[2], mask: mask)
        #expect(weights[1] == .zeros([4]))
        #expect(output.value[1] == .zeros([5]))
        #expect(weights[2] == NDArray([0, 0, 1, 0]))
        output.backward(normal([3, 5], 4))
        #expect(leaves[0].grad?[1] == .zeros([2]))
        for leaf in leaves { #expect(leaf.grad?.scalars.allSatisfy(\.isFinite) == true) }
    }

    /// The formula, out of single operations.
    private func naive(_ x: [Tensor], mask: NDArray?) -> Tensor {
        var scores = x[0].matmul(x[1].transposed()) / Float(x[0].shape[x[0].rank - 1]).squareRoot()
        if let mask { scores = .select(mask, scores, Tensor(NDArray(-.infinity))) }
        return scores.softmax().matmul(x[2])
    }

    @Test(
        "agrees with the formula out of single operations",
        arguments: [
            ([1, 1], [1, 1], [1, 1]), ([15, 16], [17, 16], [17, 31]),
            ([2, 3, 33, 8], [2, 3, 33, 8], [3, 33, 5]),
            ([4, 50, 3], [1, 50, 3], [4, 50, 64]), ([70, 20], [70, 20], [70, 33]),
        ])
    func againstSingleOperations(_ query: [Int], _ key: [Int], _ value: [Int]) {
        let inputs = [normal(Shape(query), 5), normal(Shape(key), 6), normal(Shape(value), 7)]
        let causal = query[query.count - 2] == key[key.count - 2]
        var cases: [(NDArray?, Bool)] = [(nil, false)]
        if causal { cases += [(.causalMask(query[query.count - 2]), false), (nil, true)] }
        for (mask, isCausal) in cases {
            let (a, b) = (
                inputs.map { Tensor($0, requiresGradient: true) },
                inputs.map { Tensor($0.transposed().contiguous().transposed(), requiresGradient: true) }
            )
            let expected = naive(a, mask: isCausal ? .causalMask(query[query.count - 2]) : mask)
            let found = scaledDotProductAttention(b[0], b[1], b[2], mask: mask, isCausal: isCausal).output
            #expect(found.value.isClose(to: expected.value, relativeTolerance: 1e-4, absoluteTolerance: 1e-5))
            let upstream = normal(expected.shape, 8)
            expected.backward(upstream)
            found.backward(upstream)
            for (x, y) in zip(a, b) {
                let (x, y) = (x.grad ?? NDArray(.nan), y.grad ?? NDArray(.nan))
                #expect(y.isClose(to: x, relativeTolerance: 1e-3, absoluteTolerance: 1e-4))
            }
        }
    }

    @Test("gradients agree with differences: a mask, causal, dropout")
    func gradients() {
        let inputs = [normal([2, 3, 4], 9), normal([2, 5, 4], 10), normal([5, 2], 11)]
        let mask = NDArray(rows: [[1, 0, 1, 1, 0], [0, 0, 0, 0, 0], [1, 1, 1, 1, 1]])
        let masked = checkGradients(at: inputs) {
            scaledDotProductAttention($0[0], $0[1], $0[2], mask: mask).output
        }
        #expect(masked.passed, "\(masked)")
        let causal = checkGradients(at: inputs) {
            scaledDotProductAttention($0[0], $0[1], $0[2], isCausal: true, scale: 0.3).output
        }
        #expect(causal.passed, "\(causal)")
        let dropped = checkGradients(at: inputs) {
            var generator = RandomGenerator(seed: 12)
            return scaledDotProductAttention($0[0], $0[1], $0[2], dropout: 0.4, using: &generator).output
        }
        #expect(dropped.passed, "\(dropped)")
    }

    @Test("dropout drops as many weights as it should and keeps the expected output")
    func dropout() {
        var generator = RandomGenerator(seed: 13)
        let count = 200
        let x = Tensor(.zeros([count, 1]))
        let ones = Tensor(.ones([count, 1]))
        let (output, weights) = scaledDotProductAttention(x, x, ones, dropout: 0.3, using: &generator)
        #expect(weights.isClose(to: NDArray(filledWith: 1 / Float(count), shape: [count, count])))
        #expect((output.value.mean().scalar - 1).magnitude < 0.02)
        #expect(output.value.standardDeviation().scalar > 0.02)
    }

    @Test("the bits do not depend on the threads", arguments: [1, 40])
    func threads(_ batch: Int) {
        let length = batch == 1 ? 240 : 60  // a single matrix is shared only where it is large
        let inputs = [
            normal([batch, length, 32], 14), normal([batch, length + 10, 32], 15),
            normal([batch, length + 10, 17], 16),
        ]
        func bits() -> [UInt32] {
            var generator = RandomGenerator(seed: 17)
            let leaves = inputs.map { Tensor($0, requiresGradient: true) }
            let output = scaledDotProductAttention(
                leaves[0], leaves[1], leaves[2], isCausal: true, dropout: 0.1, using: &generator
            ).output
            output.sum().backward()
            return (output.value.scalars + leaves.flatMap { $0.grad?.scalars ?? [] }).map(\.bitPattern)
        }
        let one = Parallel.withThreads(1, bits)
        #expect(one.count == batch * length * 17 + inputs.reduce(0) { $0 + $1.elementCount })
        for count in 2...3 {
            let (several, sharedJobs) = Parallel.withExactly(count, bits)
            let isSame = several == one
            #expect(isSame && sharedJobs > 0, "\(count) threads")
        }
    }

    @Test("wrong shapes are explained")
    func wrongShapes() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let x = Tensor(.zeros([2, 3]))
            _ = scaledDotProductAttention(x, Tensor(.zeros([4, 5])), x)
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        for word in ["attention: ", "[2, 3]", "[4, 5]", "[..., S, d]", "AttentionTests.swift"] {
            #expect(message.contains(word), "\(word) in: \(message)")
        }
    }

    @Test("a mask of the wrong shape is explained")
    func wrongMask() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let x = Tensor(.zeros([2, 3]))
            _ = scaledDotProductAttention(x, x, x, mask: .ones([3, 2]))
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        for word in ["mask", "[3, 2]", "[2, 2]"] {
            #expect(message.contains(word), "\(word) in: \(message)")
        }
    }
}
