import Foundation
import TensorCore
import TestSupport
import Testing

@testable import Autograd

/// Graphs as deep and as wide as they come, and that their memory returns.
@Suite(.serialized) struct GraphLifetimeTests {
    @Test func aMillionChainedOperationsGoBackwardAndAreFreed() {
        let start = threadProcessorSeconds()
        let x = Tensor(NDArray(1), requiresGradient: true)
        weak var first: Tensor?
        weak var middle: Tensor?
        do {
            var y = x
            for step in 0..<1_000_000 {
                y = step % 2 == 0 ? y + 1 : -y
                if step == 0 { first = y }
                if step == 500_000 { middle = y }
            }
            #expect(middle != nil)
            y.backward()
            // Already freed, while the result is still here.
            #expect(first == nil)
            #expect(middle == nil)
            #expect(y.shape == [])
        }
        #expect(x.grad?.scalar == 1)  // (−1)^500000
        #expect(threadProcessorSeconds() - start < 60)  // some seconds
    }

    @Test func aChainThatNeverGoesBackwardIsFreed() {
        let x = Tensor(NDArray(1), requiresGradient: true)
        weak var first: Tensor?
        do {
            var y = x
            for step in 0..<500_000 {
                y = y * 1.0001
                if step == 0 { first = y }
            }
            #expect(first != nil)
        }
        #expect(first == nil)
        #expect(x.grad == nil)
    }

    @Test func aChainOfSharedNodesThatNeverGoesBackwardIsFreed() {
        // Each node has the two before it as inputs.
        let x = Tensor(NDArray(1), requiresGradient: true)
        weak var first: Tensor?
        do {
            var (a, b) = (x, x * 0.5)
            first = b
            for _ in 0..<200_000 { (a, b) = (b, (a + b) * 0.5) }
            #expect(b.scalar > 0)
        }
        #expect(first == nil)
    }

    @Test func aKeptGraphIsFreedWithItsResult() {
        let x = Tensor(NDArray(1), requiresGradient: true)
        weak var first: Tensor?
        do {
            var y = x
            for step in 0..<100_000 {
                y = y + 1
                if step == 0 { first = y }
            }
            y.backward(keepingGraph: true)
            #expect(first != nil)
        }
        #expect(first == nil)
        #expect(x.grad?.scalar == 1)
    }

    @Test func aLeafThatIsUsedAHundredThousandTimes() {
        let x = Tensor(NDArray([1, 2]), requiresGradient: true)
        Tensor.stacked((0..<100_000).map { _ in x * 1 }).sum().backward()
        #expect(x.grad == NDArray([100_000, 100_000]))

        x.grad = nil
        var sum = x
        for _ in 1..<100_000 { sum = sum + x }
        sum.sum().backward()
        #expect(x.grad == NDArray([100_000, 100_000]))
    }

    @Test func everyPathOfALadderOfDiamondsCounts() {
        // y ← y + y sixty times: 2^60 paths, each node visited once.
        let x = Tensor(NDArray(1), requiresGradient: true)
        weak var middle: Tensor?
        do {
            var y = x
            for step in 0..<60 {
                let (left, right) = (y * 0.5, y * 1.5)
                y = left + right
                if step == 30 { middle = left }
            }
            y.backward()
        }
        #expect(x.grad?.scalar == 0x1p60)
        #expect(middle == nil)
    }

    @Test func aNodeWithConsumersAtDifferentDepths() {
        // The gradient of `early` must wait for the long way round.
        let x = Tensor(NDArray(2), requiresGradient: true)
        let early = x * 3
        var late = early
        for _ in 0..<10 { late = late * 1 }
        (early * late).backward()  // (3x)²
        #expect(x.grad?.scalar == 36)
    }

    @Test func aResultThatIsStillUsedKeepsItsInputs() {
        let x = Tensor(NDArray(2), requiresGradient: true)
        let shared = x * 3
        do {
            let dropped = shared * 5
            #expect(dropped.scalar == 30)
        }
        shared.square().backward()
        #expect(x.grad?.scalar == 36)
    }

    @Test func nothingOfATrainingStepStaysBehind() {
        let weights = Tensor(NDArray([1, 2, 3]), requiresGradient: true)
        weak var hidden: Tensor?
        weak var loss: Tensor?
        do {
            let made = (weights * 2).tanh()
            let total = made.square().mean()
            (hidden, loss) = (made, total)
            total.backward()
        }
        #expect(hidden == nil)
        #expect(loss == nil)
        #expect(weights.grad != nil)
    }
}
