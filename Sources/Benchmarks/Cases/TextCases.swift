import Datasets
import Foundation
import Messages
import TensorCore
import WordVectors

/// Texts: word vectors learned from one, and a table read from one. Chapters 9 and 3.
let textCases: [Benchmark] = [
    // An epoch over 20,000 words: skip-gram, on average three words on each side, five words of noise to a window.
    Benchmark(name: "ch09_skipgram_20k_words", work: SkipGramEpoch.work) { generator in
        let epoch = SkipGramEpoch(using: &generator)
        return { epoch.run() }
    },
    Benchmark(name: "csv_read_50k_rows", work: .bytes(Double(sampleTable(rows: 50_000).utf8.count))) { _ in
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("csv_read_50k_rows.csv").path
        let text = sampleTable(rows: 50_000)
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
            explainFailure(
                "csv_read_50k_rows", "\(path) cannot be written", hint: "set TMPDIR to another folder")
        }
        return {
            guard let table = try? OwnTable(contentsOf: path), table.rowCount == 50_000 else {
                explainFailure("csv_read_50k_rows", "the sample is no table")
            }
        }
    },
]

/// Word vectors of 100 numbers for 5,000 words, whose frequencies fall as in a language: the n-th occurs 1 / n as often as the
/// first.
final class SkipGramEpoch {
    private let model: Word2Vec
    private let training: Word2VecTraining
    private var epoch = 0

    private static let (wordCount, width, window, negatives) = (20_000, 100, 5, 5)

    init(using generator: inout RandomGenerator) {
        let vocabulary = (1...5000).map { "w\($0)" }
        let total = (1...5000).reduce(0) { $0 + 1 / Double($1) }
        var (sum, bounds) = (0.0, [Double]())
        for rank in 1...5000 {
            sum += 1 / Double(rank) / total
            bounds.append(sum)
        }
        let sentences = (0..<Self.wordCount / 20).map { _ in
            (0..<20).map { _ in
                let place = Double(generator.uniform())
                return vocabulary[min(4999, bounds.partitioningIndex { $0 >= place })]
            }
        }
        let corpus = WordCorpus(sentences, atLeast: 1)
        let settings = Word2VecSettings(
            width: Self.width, window: Self.window, epochs: 1000, negatives: Self.negatives, subsampling: 0)
        model = Word2Vec(corpus, settings, using: &generator)
        training = Word2VecTraining(corpus, settings, seed: 1)
    }

    func run() {
        _ = training.run(epoch, of: model)
        epoch += 1
    }

    /// A window of 1 to 5 words on each side has six inputs on average; each meets the middle and the words of noise in three
    /// products: the logit, and the changes of both sides.
    static var work: Benchmark.Work {
        .operations(Double(3 * 2 * wordCount * (window + 1) * (negatives + 1) * width))
    }
}

extension [Double] {
    /// The first place of an ascending list from which on the condition holds; the count where it never does.
    fileprivate func partitioningIndex(where holds: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// A table of ten columns of numbers, with its header.
func sampleTable(rows: Int) -> String {
    var generator = RandomGenerator(seed: 0)
    let header = (0..<10).map { "x\($0)" }.joined(separator: ",")
    var lines = [header]
    for _ in 0..<rows {
        lines.append(
            (0..<10).map { _ in "\(Float(generator.integer(below: 2_000_000) - 1_000_000) / 1024)" }
                .joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
}
