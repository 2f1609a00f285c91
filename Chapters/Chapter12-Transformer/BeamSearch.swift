import Foundation
import TensorCore
import Text

/// Translates by keeping several beginnings side by side, the likeliest ones, until the best finished one cannot be passed.
///
/// A finished translation of n tokens scores Σ log p / ((5 + n) / 6)^α, so that long ones are not at a loss for their
/// length. With a width of 1 it is greedy: always the likeliest word. Wu and others: "Google's neural machine translation
/// system" (2016).
struct BeamSearch {
    let translator: Translator
    let width: Int
    /// α; 0 for no penalty of short translations.
    var lengthPenalty = 0.6
    /// Whether earlier places are kept instead of computed anew.
    var usesCache = true
    /// How many sentences are translated together.
    var batchSize = 200

    init(_ translator: Translator, width: Int) {
        self.translator = translator
        self.width = width
    }

    /// A beginning, or a whole translation, of a sentence.
    private struct Line {
        let tokens: [Int]
        let logProbability: Double

        func score(_ penalty: Double) -> Double {
            logProbability / pow((5 + Double(tokens.count)) / 6, penalty)
        }
    }

    /// The ids of each sentence's translation, without start and end.
    func translations(of sentences: [String]) -> [[Int]] {
        translator.evaluate()
        let ids = sentences.map { translator.language.sourceIDs($0, longest: Translator.longest) }
        var results = [[Int]](repeating: [], count: ids.count)
        // Together those of like length.
        let order = ids.indices.sorted { (ids[$0].count, $0) < (ids[$1].count, $1) }
        for start in stride(from: 0, to: order.count, by: batchSize) {
            let places = order[start..<min(start + batchSize, order.count)]
            for (place, translation) in zip(places, translate(places.map { ids[$0] })) {
                results[place] = translation
            }
        }
        return results
    }

    private func translate(_ sources: [[Int]]) -> [[Int]] {
        let source = PaddedLines(sources)
        var steps: any DecodingSteps =
            usesCache ? CachedSteps(translator, source) : PlainSteps(translator, source)
        let longest = min(Translator.longest, 2 * (sources.map(\.count).max() ?? 0) + 10)
        // One beginning of each sentence at first; `lines` are those of all sentences, one after the other.
        var lines = sources.map { _ in [Line(tokens: [], logProbability: 0)] }
        var finished = sources.map { _ in [Line]() }
        for length in 1...longest {
            let last = lines.joined().map { $0.tokens.last ?? Vocabulary.start }
            if last.isEmpty { break }
            let candidates = likeliest(steps.next(after: last), count: width + 1)
            var (kept, next, row) = ([Int](), lines, 0)
            for sentence in lines.indices {
                var choices: [(line: Line, row: Int)] = []
                for line in lines[sentence] {
                    for (id, logProbability) in candidates[row] {
                        choices.append(
                            (
                                Line(
                                    tokens: line.tokens + [id],
                                    logProbability: line.logProbability + logProbability), row
                            ))
                    }
                    row += 1
                }
                // Of equally likely ones the first comes first.
                let best = choices.enumerated().sorted {
                    ($1.element.line.logProbability, $0.offset) < ($0.element.line.logProbability, $1.offset)
                }.prefix(width).map(\.element)
                next[sentence] = []
                for (line, row) in best {
                    if line.tokens.last == Vocabulary.end || length == longest {
                        finished[sentence].append(line)
                    } else {
                        next[sentence].append(line)
                        kept.append(row)
                    }
                }
                if isDecided(finished[sentence], next[sentence], longest) {
                    kept.removeLast(next[sentence].count)
                    next[sentence] = []
                }
            }
            lines = next
            if kept != Array(0..<row) { steps.select(kept) }
        }
        return finished.map { lines in
            let best = lines.max { $0.score(lengthPenalty) < $1.score(lengthPenalty) }
            return (best?.tokens ?? []).filter { $0 != Vocabulary.end }
        }
    }

    /// Whether no open beginning can still pass the best finished translation.
    private func isDecided(_ finished: [Line], _ open: [Line], _ longest: Int) -> Bool {
        guard let best = finished.map({ $0.score(lengthPenalty) }).max() else { return false }
        if finished.count >= width { return true }
        // Its probability can only fall; the penalty is the kindest at the greatest length.
        return open.allSatisfy { $0.logProbability / pow((5 + Double(longest)) / 6, lengthPenalty) <= best }
    }

    /// The likeliest ids of each row of logits, with the logarithms of their probabilities.
    private func likeliest(_ logits: NDArray, count: Int) -> [[(id: Int, logProbability: Double)]] {
        // Padding and starts are never written, so two more are looked at.
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
