import Autograd
import ChapterSupport
import Datasets
import Foundation
import Music
import NeuralNetworks
import Reporting
import TensorCore
import Text

/// The composers: each network trained on whole tunes, scored on tunes it never saw, beside the n-grams.
struct Composers {
    /// One network and how its training went.
    struct Entry {
        let kind: RecurrentKind
        let reader: SymbolReader
        let startLoss: Double
        /// The mean loss of an event in each epoch, and on the validation tunes after it.
        let losses: [Double]
        let validation: [Double]
        let seconds: Double
        let eventsPerSecond: Double
        /// On the test tunes: the mean of −ln P of an event, and the share of events foretold.
        let score: (negativeLogLikelihood: Double, accuracy: Double)
    }

    private(set) var entries: [Entry] = []
    let grams: [(name: String, score: (negativeLogLikelihood: Double, accuracy: Double))]

    /// The network with the least loss on the validation tunes.
    var best: Entry? { entries.min { ($0.validation.last ?? .infinity) < ($1.validation.last ?? .infinity) } }

    /// The trigram's negative log-likelihood.
    var trigram: Double { grams[2].score.negativeLogLikelihood }

    /// What the best network composed.
    private(set) var song = Tune([])

    init(_ data: TuneData, _ run: ChapterRun) throws {
        let training = data.training.map(BeatEncoding.events)
        let test = data.test.map(BeatEncoding.events)
        grams = ["unigram", "bigram", "trigram"].enumerated().map { place, name in
            (name, NGrams(training, order: place + 1, symbols: BeatEncoding.count).score(test))
        }
        let kinds = RecurrentKind(rawValue: run.choice("network")).map { [$0] } ?? RecurrentKind.allCases
        for kind in kinds where !run.shouldStop {
            if let entry = try Composers.train(kind, data, test, run) { entries.append(entry) }
        }
        guard let best else { return }
        var generator = RandomGenerator(seed: run.seed &+ 5)
        song = compose(
            with: best.reader, events: run.isQuick ? 200 : 700, temperature: run.number("temperature"),
            topP: run.number("top-p"), using: &generator)
    }

    /// How the training of a network has gone so far.
    private struct History: Codable {
        var losses: [Double] = []
        var validation: [Double] = []
        var startLoss = Double.nan
        var events = 0
        var seconds = 0.0
    }

    private static func train(
        _ kind: RecurrentKind, _ data: TuneData, _ test: [[Int]], _ run: ChapterRun
    ) throws -> Entry? {
        var generator = RandomGenerator(seed: run.seed)
        let hidden = run.integer("hidden")
        let reader = SymbolReader(
            kind, symbols: BeatEncoding.count, width: max(8, hidden / 2), hidden: hidden, layers: 2,
            dropout: run.isQuick ? 0 : 0.2, using: &generator)
        let optimizer = Adam(reader.parameters, learningRate: 2e-3)
        let validation = data.validation.map(BeatEncoding.events)
        // About sixteen tunes of like lengths together.
        let lengths = data.training.map { BeatEncoding.events(of: $0).count }
        let tokens = 16 * lengths.reduce(0, +) / max(1, lengths.count)
        let schedule = CosineAnnealing(steps: run.epochs)
        let limit = run.number("minutes") > 0 ? 60 * run.number("minutes") : .infinity
        let checkpoint = run.checkpoint(kind.rawValue)
        var history = History()
        try checkpoint.resume(&history, reader, optimizer, using: &generator) {
            $0.losses.count <= run.epochs && $0.validation.count == $0.losses.count
                && isPossibleCount($0.events)
        }
        let bar = ProgressBar(kind.title, total: run.epochs, done: history.losses.count)
        for epoch in history.losses.count..<run.epochs where !run.shouldStop && history.seconds < limit {
            let watch = Stopwatch()
            optimizer.follow(schedule, at: epoch)
            reader.train()
            var (total, count) = (0.0, 0)
            for places in tokenBatches(lengths: lengths, tokens: tokens, jitter: 100, using: &generator)
            where !run.shouldStop {
                // Each tune in another key each time.
                let lines = places.map { place in
                    BeatEncoding.events(
                        of: data.training[place].transposed(by: generator.integer(below: 12) - 6))
                }
                // Through the tunes in pieces; the memory goes on from one to the next, the gradient does not.
                var memory: SymbolReader.Memory?
                for piece in pieces(of: lines, length: 64) where !run.shouldStop {
                    optimizer.zeroGradients()
                    let (logits, next) = reader(piece.read, memory: memory)
                    let loss = eventLoss(logits, piece.next)
                    try requireFinite(loss, of: reader, epoch: epoch + 1)
                    loss.backward()
                    optimizer.clipGradients(norm: 1)
                    optimizer.step()
                    memory = next.map { $0.detached() }
                    if history.startLoss.isNaN { history.startLoss = Double(loss.scalar) }
                    total += Double(loss.scalar) * Double(piece.count)
                    count += piece.count
                }
            }
            if run.shouldStop { break }
            history.seconds += watch.seconds
            history.events += count
            history.losses.append(total / Double(max(1, count)))
            history.validation.append(score(reader, validation).negativeLogLikelihood)
            checkpoint.keep(history, reader, optimizer, generator)
            bar.advance(
                message: "loss \(formatNumber(history.losses[epoch], significantDigits: 3)), validation "
                    + formatNumber(history.validation[epoch], significantDigits: 3))
        }
        bar.finish()
        guard !history.losses.isEmpty else { return nil }
        return Entry(
            kind: kind, reader: reader, startLoss: history.startLoss, losses: history.losses,
            validation: history.validation, seconds: history.seconds,
            eventsPerSecond: Double(history.events) / max(1e-9, history.seconds), score: score(reader, test))
    }
}

/// Lines as arrays `[N, T]`: what is read and what comes next, −1 behind the end of a line.
private func shifted(_ lines: [[Int]]) -> (read: IntArray, next: IntArray, lengths: [Int]) {
    let lengths = lines.map { max(1, $0.count - 1) }
    let longest = lengths.max() ?? 1
    func padded(_ line: ArraySlice<Int>, _ filler: Int) -> [Int] {
        Array(line) + [Int](repeating: filler, count: longest - line.count)
    }
    return (
        IntArray(lines.flatMap { padded($0.dropLast(), 0) }, shape: [lines.count, longest]),
        IntArray(lines.flatMap { padded($0.dropFirst(), -1) }, shape: [lines.count * longest]), lengths
    )
}

/// Lines side by side, cut into pieces of so many events: what is read, what comes next, −1 behind the end of a line, and how
/// many events that are.
func pieces(of lines: [[Int]], length: Int) -> [(read: IntArray, next: IntArray, count: Int)] {
    let longest = lines.map(\.count).max() ?? 0
    return stride(from: 0, to: max(0, longest - 1), by: length).map { start in
        let width = min(length, longest - 1 - start)
        let read = lines.flatMap { line in
            (start..<start + width).map { line.indices.contains($0) ? line[$0] : BeatEncoding.end }
        }
        let next = lines.flatMap { line in
            (start + 1...start + width).map { line.indices.contains($0) ? line[$0] : -1 }
        }
        return (
            IntArray(read, shape: [lines.count, width]), IntArray(next, shape: [lines.count * width]),
            next.count { $0 >= 0 }
        )
    }
}

/// The mean cross-entropy of events `[N · T]` under logits `[N, T, symbols]`; −1 is none.
func eventLoss(_ logits: Tensor, _ next: IntArray) -> Tensor {
    crossEntropy(logits.reshaped([next.elementCount, logits.shape[2]]), next, ignoredIndex: -1)
}

/// The mean of −ln P over the events of lines, and the share of events that were the likeliest.
func score(_ reader: SymbolReader, _ lines: [[Int]]) -> (negativeLogLikelihood: Double, accuracy: Double) {
    reader.evaluate()
    var (total, right, count) = (0.0, 0, 0)
    for start in stride(from: 0, to: lines.count, by: 16) {
        let (read, next, lengths) = shifted(Array(lines[start..<min(start + 16, lines.count)]))
        let logits = withoutGradient { reader(read, lengths: lengths).logits }.value
        let rows = logits.reshaped([next.elementCount, logits.shape[2]])
        let (scores, foretold) = (rows.logSoftmax(axis: 1), rows.argMax(axis: 1))
        for place in 0..<next.elementCount where next[place] >= 0 {
            total -= Double(scores[scalar: place, next[place]])
            if foretold[place] == next[place] { right += 1 }
            count += 1
        }
    }
    return (total / Double(max(1, count)), Double(right) / Double(max(1, count)))
}
