import Autograd
import ChapterSupport
import NeuralNetworks
import Reporting
import TensorCore

/// The book's small sequences (section 10.1): some zeros, then as many ones, then the end. To know the end one must count.
struct CountingGame {
    /// 0, 1, and the end, which is the beginning too.
    static let end = 2
    /// Lengths of which it learns, and the longest it is tested on.
    static let taught = 10
    static let tested = 40

    /// One kind of network, trained from several starts, and how far each counts.
    struct Player {
        let kind: RecurrentKind
        /// The network of the start that counts farthest.
        let reader: SymbolReader
        let startLoss: Double
        let lastLoss: Double
        /// Whether it foretells every symbol after the first one, for 1 to `tested` zeros.
        let isRight: [Bool]
        /// Of each start: the longest length up to which all are right.
        let longest: [Int]

        /// The middle one of the starts.
        var longestRight: Int { longest.sorted()[longest.count / 2] }
    }

    private(set) var players: [Player] = []
    private(set) var seconds = 0.0

    /// The LSTM's gates and cell over one sequence, by unit and time; nil where it was not trained.
    private(set) var gates: GateDrawing?

    init(_ run: ChapterRun) throws {
        let watch = Stopwatch()
        let steps = run.integer("counting-steps")
        let bar = ProgressBar("counting", total: RecurrentKind.allCases.count)
        for kind in RecurrentKind.allCases where !run.shouldStop {
            var tries: [(reader: SymbolReader, first: Double, last: Double, isRight: [Bool])] = []
            for start in 0..<(run.isQuick ? UInt64(1) : 5) where !run.shouldStop {
                var generator = RandomGenerator(seed: run.seed &+ start)
                // Two units are enough to count, and leave little room for anything else.
                let reader = SymbolReader(kind, symbols: 3, width: 3, hidden: 2, using: &generator)
                let losses = try CountingGame.train(
                    reader, steps: steps, checkpoint: run.checkpoint("counting-\(kind)-\(start)"),
                    shouldStop: { run.shouldStop }, using: &generator)
                let isRight = (1...CountingGame.tested).map { CountingGame.isRight(reader, $0) }
                tries.append((reader, losses.first, losses.last, isRight))
            }
            let longest = tries.map { $0.isRight.firstIndex(of: false) ?? CountingGame.tested }
            guard let best = longest.indices.max(by: { longest[$0] < longest[$1] }) else { break }
            players.append(
                Player(
                    kind: kind, reader: tries[best].reader, startLoss: tries[best].first,
                    lastLoss: tries[best].last, isRight: tries[best].isRight, longest: longest))
            bar.advance(
                message: "\(kind.title) counts to \(longest.map(String.init).joined(separator: ", "))")
        }
        bar.finish()
        if let lstm = players.first(where: { $0.kind == .lstm }) {
            gates = GateDrawing(lstm.reader, CountingGame.sequence(CountingGame.taught + 2))
        }
        seconds = watch.seconds
    }

    /// The beginning, n zeros, n ones, the end.
    static func sequence(_ n: Int) -> [Int] {
        [end] + [Int](repeating: 0, count: n) + [Int](repeating: 1, count: n) + [end]
    }

    /// All lengths in each batch; the learning rate falls from 0.01 to 0 along half a cosine wave.
    private static func train(
        _ reader: SymbolReader, steps: Int, checkpoint: TrainingCheckpoint, shouldStop: () -> Bool,
        using generator: inout RandomGenerator
    ) throws -> Losses {
        let lines = (1...taught).map(sequence)
        let longest = 2 * taught + 1
        let lengths = lines.map { $0.count - 1 }
        let given = IntArray(
            lines.flatMap { $0.dropLast() + [Int](repeating: 0, count: longest - $0.count + 1) },
            shape: [taught, longest])
        let next = IntArray(
            lines.flatMap { $0.dropFirst() + [Int](repeating: -1, count: longest - $0.count + 1) },
            shape: [taught * longest])
        let optimizer = Adam(reader.parameters, learningRate: 0.01)
        let schedule = CosineAnnealing(steps: steps)
        var losses = Losses()
        try checkpoint.resume(&losses, reader, optimizer, using: &generator) {
            (0...steps).contains($0.steps)
        }
        for step in losses.steps..<steps where !shouldStop() {
            optimizer.follow(schedule, at: step)
            optimizer.zeroGradients()
            let logits = reader(given, lengths: lengths).logits
            let loss = crossEntropy(logits.reshaped([taught * longest, 3]), next, ignoredIndex: -1)
            try requireFinite(loss, of: reader, epoch: 1)
            loss.backward()
            optimizer.clipGradients(norm: 1)
            optimizer.step()
            losses.last = Double(loss.scalar)
            if losses.first.isNaN { losses.first = losses.last }
            losses.steps = step + 1
            if losses.steps % 500 == 0 || losses.steps == steps {
                checkpoint.keep(losses, reader, optimizer, generator)
            }
        }
        return losses
    }

    /// How far a training has come.
    private struct Losses: Codable {
        var first = Double.nan
        var last = Double.nan
        var steps = 0
    }

    /// Whether the reader foretells each symbol that follows from the count: all after the first one.
    static func isRight(_ reader: SymbolReader, _ n: Int) -> Bool {
        let line = sequence(n)
        let logits = withoutGradient {
            reader(IntArray(line.dropLast(), shape: [1, line.count - 1])).logits
        }.value
        let foretold = logits[0].argMax(axis: 1).scalars
        return (n + 1..<line.count - 1).allSatisfy { foretold[$0] == line[$0 + 1] }
    }
}

/// Gates and cell of an LSTM while it reads a sequence: `[units][time]`.
struct GateDrawing {
    let symbols: [Int]
    private(set) var cell: [[Double]] = []
    private(set) var forgetGate: [[Double]] = []
    private(set) var inputGate: [[Double]] = []

    init(_ reader: SymbolReader, _ sequence: [Int]) {
        symbols = sequence
        let weights = weights(of: reader.core)
        let start = Tensor(.zeros([1, reader.core.hiddenCount]))
        var (hidden, memory) = (start, start)
        var steps: [LSTMStep] = []
        withoutGradient {
            for symbol in sequence {
                let x = reader.embedding(IntArray([symbol]))
                let step = LSTMStep(weights, x, hidden: hidden, cell: memory)
                (hidden, memory) = (step.hidden, step.cell)
                steps.append(step)
            }
        }
        func drawn(_ part: (LSTMStep) -> Tensor) -> [[Double]] {
            let columns = steps.map { part($0).value.scalars }
            return (0..<reader.core.hiddenCount).map { unit in columns.map { Double($0[unit]) } }
        }
        cell = drawn(\.cell)
        forgetGate = drawn(\.forgetGate)
        inputGate = drawn(\.inputGate)
    }
}
