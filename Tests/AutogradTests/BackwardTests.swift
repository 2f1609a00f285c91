import TensorCore
import Testing

@testable import Autograd

@Suite struct BackwardTests {
    private let x = Tensor(NDArray([1, 2, 3]), requiresGradient: true)

    @Test func handWorked() {
        let y = Tensor(NDArray([4, 5, 6]), requiresGradient: true)
        // Σ (x y + x²): the gradients are y + 2x and x.
        (x * y + x.square()).sum().backward()
        #expect(x.grad == NDArray([6, 9, 12]))
        #expect(y.grad == NDArray([1, 2, 3]))
    }

    @Test func gradientsOfTwoCallsAddUp() {
        (x * 2).sum().backward()
        (x * 3).sum().backward()
        #expect(x.grad == NDArray([5, 5, 5]))
    }

    @Test func aKeptGraphGoesBackwardTwice() {
        let loss = (x * x).sum()
        loss.backward(keepingGraph: true)
        #expect(x.grad == NDArray([2, 4, 6]))
        loss.backward()
        #expect(x.grad == NDArray([4, 8, 12]))
    }

    @Test func anUpstreamWeighsTheElements() {
        (x * x).backward(NDArray([1, 0, -1]))
        #expect(x.grad == NDArray([2, 0, -6]))
    }

    @Test func aLeafByItself() {
        let leaf = Tensor(NDArray(5), requiresGradient: true)
        leaf.backward()
        #expect(leaf.grad?.scalar == 1)
    }

    @Test func nothingIsRecordedWithoutGradient() {
        let y = withoutGradient { x * 2 }
        #expect(!y.requiresGradient)
        #expect(y.isLeaf)
        #expect(y.value == NDArray([2, 4, 6]))
        #expect((x * 2).requiresGradient)
        struct Stop: Error {}
        #expect(throws: Stop.self) { try withoutGradient { throw Stop() } }
        #expect((x * 2).requiresGradient)
    }

    @Test func noGradientFlowsThroughDetached() {
        (x * x.detached()).sum().backward()
        #expect(x.grad == NDArray([1, 2, 3]))
    }

    @Test func dataGetsNoGradient() {
        let data = Tensor(NDArray([7, 8, 9]))
        (x * data).sum().backward()
        #expect(data.grad == nil)
        #expect(x.grad == NDArray([7, 8, 9]))
    }

    @Test func aFrozenLeafGetsNone() {
        let frozen = Tensor(NDArray([1, 1, 1]), requiresGradient: true)
        frozen.requiresGradient = false
        (x * frozen).sum().backward()
        #expect(frozen.grad == nil)
        frozen.requiresGradient = true
        (x * frozen).sum().backward()
        #expect(frozen.grad == NDArray([1, 2, 3]))
    }

    @Test func theMiddleOfTheGraphKeepsItsGradientWhenAsked() {
        let (kept, other) = (x * 2, x * 3)
        kept.retainsGradient = true
        (kept * other).sum().backward()
        #expect(kept.grad == NDArray([3, 6, 9]))
        #expect(other.grad == nil)
    }

    @Test func aGradientIsNobodyElsesMemory() {
        let upstream = NDArray([1, 1, 1])
        let y = Tensor(NDArray([0, 0, 0]), requiresGradient: true)
        (x + y).backward(upstream)
        x.grad?.add(NDArray([5, 5, 5]), scaledBy: 1)
        #expect(y.grad == NDArray([1, 1, 1]))
        #expect(upstream == NDArray([1, 1, 1]))
    }

    @Test func theValueOfALeafCanBeWrittenWhileTheGraphLives() {
        let loss = (x * x).sum()
        x.value *= 10
        loss.backward()
        // The graph remembers the values it was computed from.
        #expect(x.grad == NDArray([2, 4, 6]))
    }

    @Test func anInputThatGetsNothingStillLetsTheRestThrough() {
        let cut = Tensor.operation("cut", x.value, inputs: [x]) { _ in [nil] }
        (cut + x * 2).sum().backward()
        #expect(x.grad == NDArray([2, 2, 2]))
    }

    @Test func broadcastGradientsHaveTheShapeOfTheirInput() {
        let bias = Tensor(NDArray([1, 2]), requiresGradient: true)
        let scale = Tensor(NDArray(3), requiresGradient: true)
        let column = Tensor(NDArray([1, 2, 3], shape: [3, 1]), requiresGradient: true)
        ((column + bias) * scale).sum().backward()
        #expect(bias.grad == NDArray([9, 9]))
        #expect(column.grad == NDArray([6, 6, 6], shape: [3, 1]))
        #expect(scale.grad == NDArray(21))
    }

    @Test func equalElementsShareTheGradient() {
        let (a, b) = (
            Tensor(NDArray([2]), requiresGradient: true), Tensor(NDArray([2]), requiresGradient: true)
        )
        Tensor.maximum(a, b).backward()
        #expect(a.grad?.scalar == 0.5)
        #expect(b.grad?.scalar == 0.5)
        let c = Tensor(NDArray([1, 4, 4, 0]), requiresGradient: true)
        c.max().backward()
        #expect(c.grad == NDArray([0, 0.5, 0.5, 0]))
    }

    @Test func quotientsOfLargeAndSmallNumbers() {
        let x = Tensor(NDArray([0x1p80, 0x1p-80]), requiresGradient: true)
        let y = Tensor(NDArray([0x1p80, 0x1p-80]), requiresGradient: true)
        (x / y).sum().backward()
        #expect(x.grad == NDArray([0x1p-80, 0x1p80]))
        #expect(y.grad == NDArray([-0x1p-80, -0x1p80]))
    }

    @Test func whatDoesNotVaryHasNoGradient() {
        let x = Tensor(NDArray(rows: [[2, 2, 2], [1, 2, 3]]), requiresGradient: true)
        x.standardDeviation(axes: [1]).sum().backward()
        #expect(x.grad == NDArray(rows: [[0, 0, 0], [-0.5, 0, 0.5]]))
    }
}

@Suite struct BackwardFailureTests {
    @Test func aFreedGraphSaysSo() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let x = Tensor(NDArray([1, 2]), requiresGradient: true)
            let loss = (x * x).sum()
            loss.backward()
            loss.backward()
        }
        expect(result, says: ["backward", "\"sum\"", "freed", "keepingGraph"])
    }

    @Test func aFreedPartOfAGraphSaysSo() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let x = Tensor(NDArray([1, 2]), requiresGradient: true)
            let shared = x.exp()
            shared.sum().backward()
            (shared * 2).sum().backward()
        }
        expect(result, says: ["backward", "\"exp\"", "freed"])
    }

    @Test func onlyAScalarNeedsNoUpstream() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            Tensor(NDArray([1, 2]), requiresGradient: true).backward()
        }
        expect(result, says: ["backward", "[2]", "sum()"])
    }

    @Test func anUpstreamOfAnotherShapeIsRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            Tensor(NDArray([1, 2]), requiresGradient: true).backward(NDArray([1, 2, 3]))
        }
        expect(result, says: ["backward", "[2]", "[3]"])
    }

    @Test func dataHasNoWayBack() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            Tensor(NDArray(1)).exp().backward()
        }
        expect(result, says: ["backward", "requiresGradient: true"])
    }

    @Test func aGradientOfTheWrongShapeIsRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let x = Tensor(NDArray([1, 2]), requiresGradient: true)
            Tensor.operation("careless", x.value.sum(), inputs: [x]) { [$0] }.backward()
        }
        expect(result, says: ["\"careless\"", "[]", "[2]"])
    }

    @Test func gradientsForSomeOfTheInputsAreRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let x = Tensor(NDArray([1, 2]), requiresGradient: true)
            let y = Tensor(NDArray([1, 2]), requiresGradient: true)
            Tensor.operation("forgetful", x.value + y.value, inputs: [x, y]) { [$0] }.sum().backward()
        }
        expect(result, says: ["\"forgetful\"", "1 gradient", "2 inputs"])
    }

    private func expect(_ result: ExitTest.Result?, says words: [String]) {
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        for word in words { #expect(message.contains(word), "\(word) in: \(message)") }
    }
}
