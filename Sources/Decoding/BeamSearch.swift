import Foundation
import Messages
import TensorCore
import Text

/// Beam search: keeps the likeliest partial sequences (hypotheses) side by side, until none of them can overtake the best
/// finished one.
///
/// A finished sequence of n tokens scores Σ log P / ((5 + n) / 6)^α; without this length penalty short ones would win. A beam
/// of width 1 is greedy decoding: always the likeliest token. Wu and others: "Google's neural machine translation system"
/// (2016).
public struct BeamSearch: Sendable {
    /// How many hypotheses of a sequence are kept.
    public let width: Int
    /// α; 0 for no length penalty.
    public let lengthPenalty: Double

    /// Traps if the width is less than 1.
    public init(
        width: Int, lengthPenalty: Double = 0.6, file: StaticString = #fileID, line: UInt = #line
    ) {
        if width < 1 {
            explainFailure(
                "BeamSearch", "a beam of width \(width)", hint: "1 is greedy decoding", file: file, line: line
            )
        }
        (self.width, self.lengthPenalty) = (width, lengthPenalty)
    }

    /// A partial or finished sequence.
    private struct Hypothesis {
        let tokens: [Int]
        let logProbability: Double

        var isFinished: Bool { tokens.last == Vocabulary.end }

        func score(_ penalty: Double) -> Double {
            logProbability / pow((5 + Double(tokens.count)) / 6, penalty)
        }
    }

    /// A hypothesis one token longer, and the row of the one it extends among those of all sequences.
    private typealias Extension = (hypothesis: Hypothesis, row: Int)

    /// The best sequences that a decoder writes, without start and end, of at most `longest` tokens.
    ///
    /// - Parameters:
    ///   - decoder: begins with `count` empty sequences, such as one translation of each sentence; its vocabulary is a
    ///     `Vocabulary`'s.
    ///   - longest: at least 1.
    public func sequences(from decoder: any IncrementalDecoder, count: Int, longest: Int) -> [[Int]] {
        var decoder = decoder
        // The rows of the decoder are the open hypotheses of all sequences, one after the other.
        var open = (0..<count).map { _ in [Hypothesis(tokens: [], logProbability: 0)] }
        var finished = open.map { _ in [Hypothesis]() }
        for length in 1...max(1, longest) {
            let last = open.joined().map { $0.tokens.last ?? Vocabulary.start }
            if last.isEmpty { break }
            let candidates = likeliest(decoder.logits(after: last), count: width + 1)
            var (selected, row) = ([Int](), 0)
            for index in open.indices {
                let best = extensions(of: open[index], by: candidates, from: row)
                row += open[index].count
                var continued = best.filter { !$0.hypothesis.isFinished && length < longest }
                finished[index] += best.map(\.hypothesis).filter { $0.isFinished || length >= longest }
                if isDecided(finished[index], continued.map(\.hypothesis), longest) { continued = [] }
                open[index] = continued.map(\.hypothesis)
                selected += continued.map(\.row)
            }
            if selected != Array(0..<row) { decoder.select(selected) }
        }
        return finished.map { hypotheses in
            let best = hypotheses.max { $0.score(lengthPenalty) < $1.score(lengthPenalty) }
            return (best?.tokens ?? []).filter { $0 != Vocabulary.end }
        }
    }

    /// The likeliest extensions of a sequence's hypotheses, whose candidates begin at a row. Of equal ones the first is
    /// taken.
    private func extensions(
        of hypotheses: [Hypothesis], by candidates: [[(id: Int, logProbability: Double)]], from row: Int
    ) -> [Extension] {
        let all = hypotheses.enumerated().flatMap { index, hypothesis in
            candidates[row + index].map { id, logProbability -> Extension in
                let extended = Hypothesis(
                    tokens: hypothesis.tokens + [id],
                    logProbability: hypothesis.logProbability + logProbability)
                return (extended, row + index)
            }
        }
        return all.enumerated().sorted {
            let (first, second) = ($0.element.hypothesis, $1.element.hypothesis)
            return (second.logProbability, $0.offset) < (first.logProbability, $1.offset)
        }.prefix(width).map(\.element)
    }

    /// Whether no open hypothesis can still overtake the best finished one.
    private func isDecided(_ finished: [Hypothesis], _ open: [Hypothesis], _ longest: Int) -> Bool {
        guard let best = finished.map({ $0.score(lengthPenalty) }).max() else { return false }
        if finished.count >= width { return true }
        // Its probability can only fall; the penalty favours it most at the greatest length.
        return open.allSatisfy { $0.logProbability / pow((5 + Double(longest)) / 6, lengthPenalty) <= best }
    }

    /// The likeliest ids of each row of logits, with the logarithms of their probabilities.
    private func likeliest(_ logits: NDArray, count: Int) -> [[(id: Int, logProbability: Double)]] {
        // Two spare ones, since padding and start are never output.
        let count = min(count, logits.shape[1])
        let (best, ids) = logits.topK(min(count + 2, logits.shape[1]))
        let scores = (best - logits.logSumExp(axis: 1).expandedDimensions(axis: 1)).scalars
        let width = best.shape[1]
        return (0..<logits.shape[0]).map { row in
            Array(
                (row * width..<(row + 1) * width).map { (ids[$0], Double(scores[$0])) }
                    .filter { $0.0 != Vocabulary.padding && $0.0 != Vocabulary.start }.prefix(count))
        }
    }
}
