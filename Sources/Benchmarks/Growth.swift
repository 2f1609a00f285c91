import Autograd
import DigitRecognition
import Messages
import NeuralNetworks
import TensorCore

/// How the cost of one kind of work grows with its size.
struct Growth: Sendable {
    /// What the last column of the table shows.
    enum Share: Sendable {
        /// The speed says enough.
        case none

        /// The time per item of a step, which has `countPerUnit` items for each unit of size.
        case perItem(Words, countPerUnit: Int)

        /// How many times as fast as with the first size, which is one thread.
        case speedup
    }

    /// One size and the work of that size.
    struct Step: Sendable {
        let size: Int
        let benchmark: Benchmark

        /// The threads where they are the size; nil takes those of the whole run.
        var threads: Int? = nil
    }

    /// What is done, for the table, the chart and the JSON lines.
    let name: Words

    /// What the size counts.
    let sizeName: Words

    /// What a step comes to for one item.
    let share: Share

    /// The sizes, smallest first.
    let steps: [Step]

    /// Everything that is measured: products, batches, sequences, threads.
    static func all(threads: Int) -> [Growth] {
        [
            Growth(
                name: Words(en: "matmul", zh: "matmul"), sizeName: Words(en: "n", zh: "n"), share: .none,
                steps: powersOfTwo(16...2048).map {
                    Step(size: $0, benchmark: matrixProduct("matmul_\($0)", $0, $0, $0))
                }),
            Growth(
                name: Words(en: "book network step", zh: "书中网络的一步"), sizeName: Words(en: "batch", zh: "批量"),
                share: .perItem(Words(en: "digit", zh: "数字"), countPerUnit: 1),
                steps: powersOfTwo(1...1024).map { Step(size: $0, benchmark: digitNetwork(batch: $0)) }),
            Growth(
                name: Words(en: "encoder layer forward and backward", zh: "编码器层的前向和反向"),
                sizeName: Words(en: "sequence", zh: "序列"),
                share: .perItem(Words(en: "word", zh: "词"), countPerUnit: EncoderWork.batch),
                steps: powersOfTwo(16...512).map {
                    Step(size: $0, benchmark: EncoderWork.benchmark(words: $0))
                }),
        ]
            + ["matmul_1024", "ch12_transformer_b32_t24_step"].compactMap { name in
                allCases.first { $0.name == name }.map { overThreads($0, upTo: threads) }
            }
    }

    /// The same work on 1, 2, 4, ... threads, and on all of them.
    static func overThreads(_ benchmark: Benchmark, upTo most: Int) -> Growth {
        let counts = powersOfTwo(1...most)
        return Growth(
            name: Words(en: benchmark.name, zh: benchmark.name), sizeName: Words(en: "threads", zh: "线程"),
            share: .speedup,
            steps: (counts + (counts.last == most ? [] : [most])).map {
                Step(size: $0, benchmark: benchmark, threads: $0)
            })
    }

    private static func digitNetwork(batch: Int) -> Benchmark {
        .training("book_cnn_b\(batch)", BookNetwork.work(batch: batch)) { generator in
            digitNetworkStep(batch: batch, &generator)
        }
    }
}

/// The powers of two in a range of positive numbers.
func powersOfTwo(_ range: ClosedRange<Int>) -> [Int] {
    (0..<Int.bitWidth - 1).map { 1 << $0 }.filter(range.contains)
}

/// A layer of a Transformer's encoder, forward and backward: 256 features, 8 heads, 1024 inner features, 8 sequences.
enum EncoderWork {
    static let batch = 8

    static func benchmark(words: Int) -> Benchmark {
        let forward =
            attentionWork(batch: batch, words, width: 256) + 2 * productWork(batch * words, 256, 1024)
        return .training("encoder_t\(words)", .update(onData: 0, within: forward)) { generator in
            let x = Tensor(NDArray.normal([batch, words, 256], using: &generator), requiresGradient: true)
            let upstream = NDArray.normal([batch, words, 256], using: &generator)
            let layer = TransformerEncoderLayer(256, headCount: 8, feedForwardWidth: 1024, using: &generator)
            return {
                layer.zeroGradients()
                x.grad = nil
                layer(x).backward(upstream)
            }
        }
    }
}
