import Autograd
import Files
import NeuralNetworks
import Reporting
import Synchronization
import TensorCore
import Testing

@testable import ChapterSupport

/// What a training prints or draws.
private final class Screen: Sendable {
    private let texts = Mutex<[String]>([])

    func append(_ text: String) { texts.withLock { $0.append(text) } }
    var all: [String] { texts.withLock { $0 } }

    func terminal(isTerminal: Bool) -> Terminal {
        Terminal(isTerminal: isTerminal, width: { 80 }, write: { self.append($0) }, now: { 0 })
    }
}

/// The training object by itself, with losses that the test chooses.
@Suite struct TrainingTests {
    private struct Fixture {
        let network: Linear
        let optimizer: SGD
        var generator = RandomGenerator(seed: 1)
        var history = LossHistory()

        init() {
            network = Linear(1, 1, using: &generator)
            optimizer = SGD(network.parameters, learningRate: 0.1)
        }

        mutating func epochs(_ count: Int, of training: Training, unit: String = "epoch") throws
            -> Training.Epochs
        {
            try training.epochs(count, &history, network, optimizer, using: &generator, unit: unit)
        }
    }

    private func loss(_ value: Float) -> Tensor { Tensor(NDArray(value)) }

    @Test func theLossOfAnEpochIsTheMeanWeightedByTheBatches() throws {
        var fixture = Fixture()
        let training = Training()
        for epoch in try fixture.epochs(2, of: training) {
            try training.record(loss(1), weight: 3)
            try training.record(loss(Float(5 + epoch)), weight: 1)
            let counts = training.endEpoch(&fixture.history)
            #expect(counts)
        }
        #expect(fixture.history.losses == [2, 2.25])
        #expect(fixture.history.startLoss == 1)
        #expect(fixture.history.seconds > 0)
    }

    @Test func lossesOfOtherNamesAreKeptApart() throws {
        var fixture = Fixture()
        let training = Training()
        for _ in try fixture.epochs(2, of: training) {
            try training.record(loss(1))
            try training.record(loss(6), as: "other")
            try training.record(loss(8), as: "other")
            _ = training.endEpoch(&fixture.history)
            #expect(training.mean("other") == 7 && training.first("other") == 6)
            #expect(training.mean("missing").isNaN && training.first("missing").isNaN)
        }
        #expect(fixture.history.losses == [1, 1])
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func aLossThatIsNotFiniteEndsTheTraining(value: Float) throws {
        var fixture = Fixture()
        let training = Training()
        let error = #expect(throws: TrainingDiverged.self) {
            for epoch in try fixture.epochs(5, of: training) {
                try training.record(loss(epoch == 2 ? value : 1))
                _ = training.endEpoch(&fixture.history)
            }
        }
        #expect(error?.description.contains("the loss of epoch 3 is \(value)") == true)
        #expect(fixture.history.losses.count == 2)
    }

    @Test func anEpochThatIsInterruptedDoesNotCount() throws {
        var fixture = Fixture()
        var batches = 0
        let training = Training(stop: { batches == 5 })
        var epochs: [Int] = []
        for epoch in try fixture.epochs(10, of: training) {
            epochs.append(epoch)
            for _ in 0..<4 where !training.shouldStop {
                try training.record(loss(Float(batches)))
                batches += 1
            }
            guard training.endEpoch(&fixture.history) else { break }
        }
        #expect(epochs == [0, 1] && batches == 5)
        #expect(fixture.history.losses == [1.5])
    }

    @Test func interruptedInTheFirstEpochTheStartLossIsKnown() throws {
        var fixture = Fixture()
        var isInterrupted = false
        let training = Training(stop: { isInterrupted })
        for _ in try fixture.epochs(10, of: training) {
            try training.record(loss(3))
            isInterrupted = true
            let counts = training.endEpoch(&fixture.history)
            #expect(!counts)
        }
        #expect(fixture.history.losses.isEmpty && fixture.history.startLoss == 3)
        #expect(fixture.history.seconds == 0)
    }

    @Test func afterAnInterruptionThereIsNoEpoch() throws {
        var fixture = Fixture()
        for _ in try fixture.epochs(10, of: Training(stop: { true })) { Issue.record("an epoch") }
    }

    /// What a training of so many epochs prints, elsewhere than on a terminal.
    private func lines(
        epochs: Int, title: String? = "network", unit: String = "epoch", message: String? = nil
    )
        throws -> [String]
    {
        let screen = Screen()
        let training = Training(
            nil, title: title, terminal: screen.terminal(isTerminal: false), isInterrupted: { false })
        var fixture = Fixture()
        for _ in try fixture.epochs(epochs, of: training, unit: unit) {
            try training.record(loss(0.25))
            guard training.endEpoch(&fixture.history) else { break }
            training.keep(fixture.history, fixture.generator, message)
        }
        return screen.all
    }

    @Test func aboutTenEpochsGetALine() throws {
        let all = try lines(epochs: 103)
        #expect(all.count == 11)
        #expect(all.first == "network, epoch 10: loss 0.25\n")
        #expect(all.last == "network, epoch 103: loss 0.25\n")
        #expect(try lines(epochs: 3).count == 3)
        #expect(
            try lines(epochs: 1, unit: "step", message: "test 97 %")
                == ["network, step 1: loss 0.25, test 97 %\n"])
        #expect(try lines(epochs: 20, title: nil).isEmpty)
    }

    @Test func theBarGoesWithItsLoop() throws {
        let screen = Screen()
        let training = Training(
            nil, title: "network", terminal: screen.terminal(isTerminal: true), isInterrupted: { false })
        var fixture = Fixture()
        for epoch in try fixture.epochs(1000, of: training) {
            if epoch == 3 { break }
            try training.record(loss(0.25))
            guard training.endEpoch(&fixture.history) else { break }
            training.keep(fixture.history, fixture.generator)
        }
        #expect(screen.all.contains { $0.contains("network") })
        #expect(screen.all.last == "\r\u{1B}[2K")
    }
}
