import Autograd
import ChapterSupport
import Music
import NeuralNetworks
import TensorCore

/// The book's data leakage: one piece, cut into windows of 30 messages that start one message apart, shuffled, and one in
/// ten held back. Each validation window shares 29 of its messages with training windows.
struct DataLeakage {
    /// The mean accuracy over keys, velocities and times on the validation windows: shuffled as in the book, and when
    /// these are the end of the piece.
    let shuffledAccuracy: Double
    let honestAccuracy: Double
}

/// Trains the book's network with the book's split, and with the end of the piece as validation data.
func measureLeakage(in data: TuneData, _ run: ChapterRun) throws -> DataLeakage {
    let piece = data.training.max { $0.notes.count < $1.notes.count } ?? Tune([])
    let windows = MessageWindows(Array(Message.messages(of: piece).prefix(run.isQuick ? 120 : 600)))
    let starts = windows.starts
    let validationCount = max(1, starts.count / 10)
    var generator = RandomGenerator(seed: run.seed)
    let shuffled = generator.permutation(starts.count)
    func accuracy(training: [Int], validation: [Int], _ name: String) throws -> Double {
        var generator = RandomGenerator(seed: run.seed)
        let network = MessageNetwork(using: &generator)
        try trainMessageNetwork(
            network, on: windows, at: training, epochs: run.isQuick ? 2 : 30, run.training(name),
            using: &generator)
        return network.accuracy(on: windows, at: validation)
    }
    let shuffledAccuracy = try accuracy(
        training: Array(shuffled.dropFirst(validationCount)),
        validation: Array(shuffled.prefix(validationCount)), "windows-shuffled")
    // Between the two parts as many windows are left out as share messages with both.
    let trainingCount = max(1, max(0, starts.count - validationCount) - windows.length)
    let honestAccuracy = try accuracy(
        training: Array(starts.prefix(trainingCount)), validation: Array(starts.suffix(validationCount)),
        "windows-apart")
    return DataLeakage(shuffledAccuracy: shuffledAccuracy, honestAccuracy: honestAccuracy)
}

/// Windows of consecutive messages of one piece, and the message after each.
struct MessageWindows {
    let messages: [Message]
    let length = 30

    init(_ messages: [Message]) { self.messages = messages }

    /// Where a window can start.
    var starts: [Int] { Array(0..<max(0, messages.count - length)) }

    /// The windows at some starts: `[N, 30, 268]`, each message three ones among zeros (one-hot key, velocity, time).
    func inputs(at starts: [Int]) -> NDArray {
        var ones = [Int]()
        for start in starts {
            for message in messages[start..<start + length] {
                ones += [message.pitch, 128 + message.velocity, 256 + message.time]
            }
        }
        let width = Message.width
        let rows = IntArray(ones).oneHot(classCount: width).reshaped([starts.count * length, 3, width])
        return rows.sum(axes: [1]).reshaped([starts.count, length, width])
    }

    /// Key, velocity and time of the message after each window, `[N]` each.
    func targets(at starts: [Int]) -> [IntArray] {
        let next = starts.map { messages[$0 + length] }
        return [next.map(\.pitch), next.map(\.velocity), next.map(\.time)].map { IntArray($0) }
    }
}

/// The book's network: an LSTM of 128 units, and a linear layer for the three parts of the next message.
final class MessageNetwork: Module {
    let lstm: LSTM
    let out: Linear

    init(using generator: inout RandomGenerator) {
        lstm = LSTM(Message.width, 128, batchFirst: true, using: &generator)
        out = Linear(128, Message.width, using: &generator)
    }

    /// The logits of key `[N, 128]`, velocity `[N, 128]` and time `[N, 12]` after windows `[N, T, 268]`.
    func callAsFunction(_ windows: NDArray) -> [Tensor] {
        let output = lstm(Tensor(windows)).output
        return out(output.selected(axis: 1, windows.shape[1] - 1)).split(lengths: Message.counts, axis: 1)
    }

    /// The mean of the three accuracies; 0 of no windows.
    func accuracy(on windows: MessageWindows, at starts: [Int]) -> Double {
        if starts.isEmpty { return 0 }
        let logits = withoutGradient { self(windows.inputs(at: starts)) }
        let accuracies = zip(logits, windows.targets(at: starts)).map { logits, targets in
            NeuralNetworks.accuracy(logits.value.argMax(axis: 1).scalars, targets.scalars)
        }
        return accuracies.reduce(0, +) / 3
    }
}
