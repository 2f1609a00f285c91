import Autograd
import ChapterSupport
import Datasets
import Music
import NeuralNetworks
import TensorCore

/// As in the book: one piece, cut into windows of 30 messages a message apart, shuffled, and one in ten held back. Each held
/// window shares 29 of its messages with windows that are learned. Beside it the honest way: the end of the piece is held back.
struct LeakingWindows {
    /// The mean share of keys, velocities and times foretold in held windows: shuffled as in the book, and of the end.
    let shuffledAccuracy: Double
    let honestAccuracy: Double
    let messages: Int

    private static let length = 30

    init(_ data: TuneData, _ run: ChapterRun) throws {
        let piece = data.training.max { $0.notes.count < $1.notes.count } ?? Tune([])
        let messages = Array(Message.messages(of: piece).prefix(run.isQuick ? 120 : 600))
        self.messages = messages.count
        let windows = messages.count > Self.length ? Array(0..<messages.count - Self.length) : []
        let held = max(1, windows.count / 10)
        var generator = RandomGenerator(seed: run.seed)
        let shuffled = generator.permutation(windows.count)
        func accuracy(_ learned: [Int], _ asked: [Int], _ name: String) throws -> Double {
            var generator = RandomGenerator(seed: run.seed)
            let network = MessageNetwork(using: &generator)
            try network.learn(
                messages, learned, length: Self.length, epochs: run.isQuick ? 2 : 30,
                checkpoint: run.checkpoint(name), shouldStop: { run.shouldStop }, using: &generator)
            return network.accuracy(messages, asked, length: Self.length)
        }
        shuffledAccuracy = try accuracy(
            Array(shuffled.dropFirst(held)), Array(shuffled.prefix(held)), "windows-shuffled")
        // The last windows, and between them and the learned ones as many as share messages with both.
        let first = max(0, windows.count - held)
        honestAccuracy = try accuracy(
            Array(windows.prefix(max(1, first - Self.length))), Array(windows.suffix(held)), "windows-apart")
    }
}

/// The book's network: messages as ones among zeros, an LSTM of 128 units, and the three parts of the next message.
private final class MessageNetwork: Module {
    let lstm: LSTM
    let out: Linear

    init(using generator: inout RandomGenerator) {
        let width = Message.counts.reduce(0, +)
        lstm = LSTM(width, 128, batchFirst: true, using: &generator)
        out = Linear(128, width, using: &generator)
    }

    /// Logits of the three parts of the message after each window, `[N, 268]`.
    private func callAsFunction(_ messages: [Message], _ windows: [Int], length: Int) -> Tensor {
        var ones = [Int]()
        for window in windows {
            for message in messages[window..<window + length] {
                ones += [message.pitch, 128 + message.velocity, 256 + message.time]
            }
        }
        let width = Message.counts.reduce(0, +)
        let rows = IntArray(ones).oneHot(classCount: width).reshaped([windows.count * length, 3, width])
        let input = rows.sum(axes: [1]).reshaped([windows.count, length, width])
        let output = lstm(Tensor(input)).output
        return out(output.selected(axis: 1, length - 1))
    }

    private func parts(_ logits: Tensor) -> [Tensor] { logits.split(lengths: Message.counts, axis: 1) }

    private func targets(_ messages: [Message], _ windows: [Int], length: Int) -> [[Int]] {
        let next = windows.map { messages[$0 + length] }
        return [next.map(\.pitch), next.map(\.velocity), next.map(\.time)]
    }

    func learn(
        _ messages: [Message], _ windows: [Int], length: Int, epochs: Int, checkpoint: TrainingCheckpoint,
        shouldStop: () -> Bool, using generator: inout RandomGenerator
    ) throws {
        let optimizer = Adam(parameters, learningRate: 1e-3)
        var done = 0
        try checkpoint.resume(&done, self, optimizer, using: &generator) { (0...epochs).contains($0) }
        for epoch in done..<epochs {
            for places in shuffledBatches(of: 30, count: windows.count, using: &generator) where !shouldStop()
            {
                let batch = places.map { windows[$0] }
                optimizer.zeroGradients()
                let losses = zip(
                    parts(self(messages, batch, length: length)), targets(messages, batch, length: length)
                ).map { crossEntropy($0, IntArray($1)) }
                let loss = losses[0] + losses[1] + losses[2]
                try requireFinite(loss, of: self, epoch: epoch + 1)
                loss.backward()
                optimizer.step()
            }
            if shouldStop() { break }
            checkpoint.keep(epoch + 1, self, optimizer, generator)
        }
    }

    func accuracy(_ messages: [Message], _ windows: [Int], length: Int) -> Double {
        guard !windows.isEmpty else { return 0 }
        let logits = withoutGradient { parts(self(messages, windows, length: length)) }
        let shares = zip(logits, targets(messages, windows, length: length)).map { logits, target in
            let foretold = logits.value.argMax(axis: 1).scalars
            return Double(zip(foretold, target).count { $0 == $1 }) / Double(target.count)
        }
        return shares.reduce(0, +) / 3
    }
}
