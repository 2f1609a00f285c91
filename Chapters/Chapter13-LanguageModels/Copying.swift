import Autograd
import Messages
import TensorCore

/// A random string that repeats itself, with a period that is drawn anew each time.
///
/// Only a model that looks for the last occurrence of the present token, and reads what followed it, can continue the string:
/// an induction head. It needs a head of an earlier layer that tells each token the one before it, so one layer cannot.
/// (With a fixed period one layer could count places instead.) Olsson and others: "In-context learning and induction
/// heads" (2022). Section 13.1.
struct Copying: LanguageTask {
    static let vocabulary = 32
    static let length = 48
    static let periods = 8...20

    private let held: (batch: TokenBatch, periods: [Int])

    init(seed: UInt64) {
        var generator = RandomGenerator(seed: seed)
        held = Self.strings(256, using: &generator)
    }

    /// Strings whose repeated part is asked for, with their periods.
    static func strings(
        _ count: Int, using generator: inout RandomGenerator
    ) -> (batch: TokenBatch, periods: [Int]) {
        var (sequences, periods): ([[Int]], [Int]) = ([], [])
        for _ in 0..<count {
            let period = Self.periods.lowerBound + generator.integer(below: Self.periods.count)
            let start = (0..<period).map { _ in generator.integer(below: vocabulary) }
            sequences.append((0...length).map { start[$0 % period] })
            periods.append(period)
        }
        let batch = TokenBatch(
            sequences.map { Array($0.dropLast()) },
            targets: zip(sequences, periods).map { sequence, period in
                // The first time a token cannot be known; after one repeated token the period can.
                sequence.indices.dropFirst().map { $0 <= period ? -1 : sequence[$0] }
            })
        return (batch, periods)
    }

    func batch(using generator: inout RandomGenerator) -> TokenBatch {
        Self.strings(64, using: &generator).batch
    }

    /// The share of repeated tokens that are foretold.
    func validation(of model: LanguageModel) -> Double { model.accuracy(held.batch) }

    var validationName: Words { Words(en: "copied", zh: "抄对的比例") }

    /// What the heads of a model attend to in the held-out strings.
    func headScores(_ model: LanguageModel) -> [HeadScore] {
        model.evaluate()
        for block in model.blocks { block.attention.keepsWeights = true }
        defer { for block in model.blocks { block.attention.keepsWeights = false } }
        _ = withoutGradient { model.features(held.batch.inputs) }
        var scores: [HeadScore] = []
        for (layer, block) in model.blocks.enumerated() {
            guard let weights = block.attention.weights else { continue }
            for head in 0..<model.shape.heads {
                let maps = weights.selected(axis: 1, head).contiguous().scalars  // [N, T, T]
                scores.append(score(maps, layer, head))
            }
        }
        return scores
    }

    /// The mean weights of one head, `[N, T, T]`, on the token before, and on the one that followed the last time.
    private func score(_ maps: [Float], _ layer: Int, _ head: Int) -> HeadScore {
        let length = Self.length
        var (previous, induction, count) = (0.0, 0.0, 0)
        for (row, period) in held.periods.enumerated() {
            for t in period..<length {
                let start = (row * length + t) * length
                previous += Double(maps[start + t - 1])
                induction += Double(maps[start + t - period + 1])
                count += 1
            }
        }
        return HeadScore(
            layer: layer, head: head, previous: previous / Double(count), induction: induction / Double(count)
        )
    }

    /// A held-out string's attention in one head, `[T, T]`, and its period.
    func map(_ model: LanguageModel, layer: Int, head: Int) -> (weights: NDArray, period: Int) {
        let attention = model.blocks[layer].attention
        attention.keepsWeights = true
        defer { attention.keepsWeights = false }
        _ = withoutGradient { model.features(held.batch.inputs.rows(at: [0])) }
        let weights = attention.weights ?? .zeros([1, model.shape.heads, Self.length, Self.length])
        return (weights[0][head], held.periods[0])
    }
}

/// What a head attends to where the string repeats itself: shares of its weight.
struct HeadScore {
    let layer: Int
    let head: Int
    /// The token just before.
    let previous: Double
    /// The token that followed the last occurrence of the present one.
    let induction: Double
}
