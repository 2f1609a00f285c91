import Autograd
import TensorCore
import Testing

@Suite struct AnomalyTests {
    /// What a computation is found to have made, watched.
    private func anomaly(_ body: () -> Void) -> Anomaly? {
        let recorder = AnomalyRecorder()
        AnomalyRecorder.$current.withValue(recorder, operation: body)
        return recorder.first
    }

    @Test func theFirstOperationIsNamedNotThoseThatFollow() throws {
        let weight = Tensor(NDArray([0, 1]), requiresGradient: true)
        let found = anomaly { _ = (weight * 2).log().exp().sum().log() }
        let first = try #require(found)
        #expect(first.operation == "log" && first.kind == .forward)
        #expect(first.shapes == [[2]])
        #expect(first.parameter == ObjectIdentifier(weight) && !first.isOwnParameter)
    }

    @Test func theWayBackIsWatchedToo() throws {
        let weight = Tensor(NDArray([0, 4]), requiresGradient: true)
        // √0 is a number, its slope is none.
        let first = try #require(anomaly { weight.squareRoot().sum().backward() })
        #expect(first.operation == "squareRoot" && first.kind == .backward && first.isOwnParameter)
    }

    @Test func whatWasBrokenBeforeIsTold() throws {
        let weight = Tensor(NDArray([.nan, 1]), requiresGradient: true)
        let broken = try #require(anomaly { _ = weight * 2 })
        #expect(
            broken.kind == .given && broken.isOwnParameter && broken.parameter == ObjectIdentifier(weight))
        let data = try #require(anomaly { _ = Tensor(NDArray([.infinity])) * 2 })
        #expect(data.kind == .given && !data.isOwnParameter)
    }

    @Test func numbersAreNoAnomalyAndNobodyIsWatchedOutside() {
        let weight = Tensor(NDArray([1, 2]), requiresGradient: true)
        #expect(anomaly { (weight * weight).log().sum().backward() } == nil)
        _ = (weight * 0).log()
        #expect(AnomalyRecorder.current == nil)
    }

    @Test func whatDidNoHarmIsForgotten() {
        let recorder = AnomalyRecorder()
        AnomalyRecorder.$current.withValue(recorder) {
            _ = Tensor(NDArray([0])).log()
            #expect(recorder.first != nil)
            recorder.forget()
            #expect(recorder.first == nil)
        }
    }
}
