import Foundation
import NeuralNetworks
import TensorCore

/// Word2vec's training on a text, epoch by epoch.
///
/// An epoch follows from the seed, its number and the tables alone, not from the epochs before or the number of threads: so
/// a model that was stored after an epoch goes on with the same bits.
public struct Word2VecTraining: Sendable {
    /// What it depends on.
    public let settings: Word2VecSettings
    private let sampler: WindowSampler
    private let batch: Int
    private let wordCount: Int

    /// Training on a corpus.
    ///
    /// Traps when the window is less than 1.
    public init(
        _ corpus: WordCorpus, _ settings: Word2VecSettings, seed: UInt64, file: StaticString = #fileID,
        line: UInt = #line
    ) {
        self.settings = settings
        let keep = corpus.frequencies.map {
            keepProbability(frequency: $0, threshold: settings.subsampling)
        }
        let targets: WindowSampler.Targets
        if let negatives = settings.negatives {
            targets = .negatives(
                count: negatives,
                weights: noiseDistribution(corpus.counts, exponent: settings.noiseExponent))
        } else {
            let tree = HuffmanTree(counts: corpus.counts, file: file, line: line)
            targets = .paths(starts: tree.starts, nodes: tree.nodes, labels: tree.labels)
        }
        sampler = WindowSampler(
            text: corpus.text, sentenceStarts: corpus.sentenceStarts, keep: keep, window: settings.window,
            targets: targets, seed: seed, file: file, line: line)
        wordCount = corpus.wordCount
        batch = max(1, settings.batch ?? Word2VecTraining.batch(settings, corpus, keep: keep))
    }

    /// Goes through the text once, changing the model's tables; returns the mean loss of the predictions, of each word of a
    /// window in skip-gram and of each window in CBOW. Before training it is (1 + K) ln 2 with K negative samples.
    ///
    /// - Parameters:
    ///   - epoch: which epoch, counted from 0: it decides the random numbers and the learning rate.
    ///   - shouldStop: asked now and then; after true the model is somewhere within the epoch.
    public func run(_ epoch: Int, of model: Word2Vec, shouldStop: () -> Bool = { false }) -> Double {
        let width = settings.width
        var input = padded(model.input.value)
        var output = padded(model.output.value)
        var (loss, predictionCount, wordsDone) = (0.0, 0, 0)
        for group in stride(from: 0, to: sampler.chunkCount, by: Self.chunksAtATime) {
            if shouldStop() { break }
            let chunks = Array(group..<min(group + Self.chunksAtATime, sampler.chunkCount))
            for (chunk, windows) in zip(chunks, sampler.windows(ofChunks: chunks, epoch: epoch)) {
                let rate = learningRate(epoch, wordsDone)
                for start in stride(from: 0, to: windows.count, by: batch) {
                    let range = start..<min(start + batch, windows.count)
                    loss += step(windows, range, &input, &output, rate)
                }
                predictionCount += settings.prediction == .skipGram ? windows.inputs.count : windows.count
                wordsDone += sampler.wordCount(ofChunk: chunk)
            }
        }
        model.input.value = input.sliced(axis: 1, 0..<width).contiguous()
        model.output.value = output.sliced(axis: 1, 0..<width).contiguous()
        return predictionCount == 0 ? .nan : loss / Double(predictionCount)
    }

    private func step(
        _ windows: WordWindows, _ range: Range<Int>, _ input: inout NDArray, _ output: inout NDArray,
        _ rate: Float
    ) -> Double {
        if KernelRung.current < .packed {
            return windows.updateByFormula(
                range, settings.prediction, input: &input, output: &output, learningRate: rate)
        }
        return windows.update(
            range, settings.prediction, input: &input, output: &output, learningRate: rate)
    }

    /// η falls linearly with the words that were read, over all epochs.
    private func learningRate(_ epoch: Int, _ wordsDone: Int) -> Float {
        let done =
            (Double(epoch) + Double(wordsDone) / Double(max(1, wordCount))) / Double(max(1, settings.epochs))
        return Float(settings.learningRate * max(1e-4, 1 - done))
    }

    /// A table whose width is a multiple of what the kernel takes; the columns of zeros stay zeros.
    private func padded(_ table: NDArray) -> NDArray {
        let block = WordWindows.columnBlock
        let missing = (block - table.shape[1] % block) % block
        return missing == 0 ? table : table.padded(axis: 1, before: 0, after: missing)
    }

    /// How many windows may be computed from the same tables: so many that the row that changes most often is changed by no
    /// more than `mostChange` together.
    ///
    /// A row's errors all push the same way before any of them is felt. With n of them the step is stable while
    /// η n |u|² / 4 < 2, from the curvature of log(1 + eˢ); with η n ≤ 1 that allows vectors of a length of 2.8.
    private static func batch(_ settings: Word2VecSettings, _ corpus: WordCorpus, keep: [Double]) -> Int {
        let kept = zip(corpus.counts, keep).map { Double($0) * $1 }
        let share = (kept.max() ?? 0) / max(1, kept.reduce(0, +))  // of the most frequent word
        let inputCount = Double(settings.window + 1)  // in a window, on average
        let (onInput, onOutput): (Double, Double)
        if let negatives = settings.negatives {
            let noise = noiseDistribution(corpus.counts, exponent: settings.noiseExponent).max() ?? 0
            onInput = share * Double(negatives + 1)
            onOutput = share + noise * Double(negatives)
        } else {
            // The root of the tree is on every path.
            (onInput, onOutput) = (share * log2(Double(corpus.words.count) + 1), 1)
        }
        // The mean of the inputs predicts once, and its change is shared out among them.
        let times = settings.prediction == .skipGram ? inputCount : 1
        let most = times * max(onInput, onOutput)
        return max(1, min(largestBatch, Int(mostChange / max(1e-9, settings.learningRate * most))))
    }

    private static let mostChange = 1.0
    private static let largestBatch = 256

    /// So many chunks are drawn together, by all threads.
    private static let chunksAtATime = 32
}

extension WordWindows {
    /// What `update` does, in array arithmetic: the errors of all windows from the tables at the start, then each window's
    /// rows in turn, ∂V = E U and ∂U = Eᵀ V.
    public func updateByFormula(
        _ range: Range<Int>, _ prediction: Prediction, input: inout NDArray, output: inout NDArray,
        learningRate: Float
    ) -> Double {
        let errors = range.map { window in
            let (ins, outs, y) = self[window]
            return windowErrors(input.indexSelected(ins), output.indexSelected(outs), labels: y, prediction)
        }
        for (window, error) in zip(range, errors) {
            let (ins, outs, _) = self[window]
            let v = input.indexSelected(ins)  // [C, d]
            let u = output.indexSelected(outs)  // [M, d]
            switch prediction {
            case .skipGram:
                input.scatterAdd(-learningRate * error.errors.matmul(u), at: ins)
                output.scatterAdd(-learningRate * error.errors.transposed().matmul(v), at: outs)
            case .meanOfInputs:
                let mean = v.mean(axes: [0], keepingDimensions: true)  // [1, d]
                let each = error.errors.matmul(u) / Float(ins.elementCount)
                input.scatterAdd((-learningRate * each).broadcast(to: v.shape), at: ins)
                output.scatterAdd(-learningRate * error.errors.transposed().matmul(mean), at: outs)
            }
        }
        return errors.reduce(0) { $0 + $1.loss }
    }

    /// The inputs, outputs and labels of a window.
    private subscript(window: Int) -> (inputs: IntArray, outputs: IntArray, labels: NDArray) {
        let (ins, outs) = (
            inputStarts[window]..<inputStarts[window + 1], outputStarts[window]..<outputStarts[window + 1]
        )
        return (
            IntArray(inputs[ins].map { Int($0) }), IntArray(outputs[outs].map { Int($0) }),
            NDArray(Array(labels[outs]))
        )
    }
}
