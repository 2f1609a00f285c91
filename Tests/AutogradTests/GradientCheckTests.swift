import Autograd
import TensorCore
import Testing

private func normal(_ shape: Shape, seed: UInt64) -> NDArray {
    var generator = RandomGenerator(seed: seed)
    return .normal(shape, using: &generator)
}

/// An operation of one input whose way back is given.
private func operation(_ x: Tensor, _ value: NDArray, _ backward: @escaping (NDArray) -> NDArray) -> Tensor {
    Tensor.operation("wrong", value, inputs: [x]) { [backward($0)] }
}

@Suite struct GradientCheckTests {
    @Test func rightGradientsAgree() {
        let check = checkGradients(at: [normal([3, 4], seed: 1), normal([4], seed: 2)]) {
            ($0[0] * $0[1]).tanh()
        }
        #expect(check.passed, "\(check)")
        #expect(check.worstRelativeError < 1e-4)
        #expect(check.worstRelativeError > 0)
    }

    @Test func aFactorOfTwoIsFound() {
        let check = checkGradients(at: [normal([5], seed: 3)]) {
            let x = $0[0].value
            return operation($0[0], x.square()) { $0 * x }
        }
        #expect(!check.passed)
        #expect(abs(check.worstRelativeError - 0.5) < 1e-3)
        #expect(abs(check.numeric - 2 * check.analytic) < 1e-3 * abs(check.numeric))
        #expect(check.description.contains("differ"))
    }

    @Test func aSmallErrorIsFound() {
        let check = checkGradients(at: [normal([5], seed: 3)]) {
            operation($0[0], 3 * $0[0].value) { $0 * 3.01 }
        }
        #expect(!check.passed)
    }

    @Test func aWrongSignIsFound() {
        let check = checkGradients(at: [normal([2, 3], seed: 4)]) {
            let x = $0[0].value
            return operation($0[0], x.cos()) { $0 * x.sin() }
        }
        #expect(!check.passed)
        #expect(check.worstRelativeError > 1)
    }

    @Test func aForgottenBroadcastSumIsFound() {
        // The bias gets the gradient of the first row only.
        let check = checkGradients(at: [normal([4, 3], seed: 5), normal([3], seed: 6)]) {
            Tensor.operation("wrong", $0[0].value + $0[1].value, inputs: $0) { [$0, $0[0]] }
        }
        #expect(!check.passed)
        #expect(check.input == 1)
    }

    @Test func aWrongAxisIsFound() {
        // The right sums, stretched along the wrong axis of a square matrix.
        let check = checkGradients(at: [normal([3, 3], seed: 7)]) {
            operation($0[0], $0[0].value.sum(axes: [0])) {
                $0.expandedDimensions(axis: 1).broadcast(to: [3, 3])
            }
        }
        #expect(!check.passed)
    }

    @Test func aLostGradientIsFound() {
        let check = checkGradients(at: [normal([3], seed: 8), normal([3], seed: 9)]) {
            $0[0] * $0[1].detached()
        }
        #expect(!check.passed)
        #expect(check.input == 1)
        #expect(check.analytic == 0)
        #expect(!checkGradients(at: [normal([3], seed: 8)]) { $0[0].detached() }.passed)
    }

    @Test func oneWrongElementIsNamed() {
        let check = checkGradients(at: [normal([2, 3], seed: 10)]) {
            var mask = NDArray.ones([2, 3])
            mask[scalar: 1, 2] = 0
            return operation($0[0], $0[0].value * 2) { $0 * 2 * mask }
        }
        #expect(!check.passed)
        #expect(check.element == [1, 2])
        #expect(check.description.contains("element [1, 2] of input 0"))
    }

    @Test func notANumberNeverPasses() {
        let check = checkGradients(at: [normal([3], seed: 11)]) {
            operation($0[0], $0[0].value) { $0 * .nan }
        }
        #expect(!check.passed)
    }

    @Test func aGradientOfZeroAgreesDespiteRounding() {
        // The sum of a softmax is 1 whatever the logits are; what differences show is rounding alone.
        let check = checkGradients(at: [normal([2, 7], seed: 12)]) { $0[0].softmax().sum(axes: [1]) }
        #expect(check.passed, "\(check)")
    }

    @Test func stridedInputsAndEmptyOnes() {
        let x = normal([4, 6], seed: 13)
        let views = [x.transposed(), x.sliced(axis: 1, 0..<6, step: -1), NDArray.zeros([0, 3])]
        let check = checkGradients(at: views) {
            ($0[0].matmul($0[1])).sum() + $0[2].sum()
        }
        #expect(check.passed, "\(check)")
    }
}
