import Autograd
import Decoding
import TensorCore

/// How the next token is chosen.
struct Sampling {
    /// What the logits are divided by; 0 takes the likeliest token.
    var temperature = 0.8
    /// Only so many of the likeliest tokens; 0 for all.
    var topK = 0
    /// Only the likeliest tokens whose probabilities add up to this.
    var topP = 1.0

    /// A token drawn from logits `[vocabulary]`.
    func token(from logits: NDArray, using generator: inout RandomGenerator) -> Int {
        guard temperature > 0 else { return logits.argMax(axis: 0).scalars[0] }
        let count = topK > 0 ? min(topK, logits.elementCount) : logits.elementCount
        let (likeliest, ids) = logits.topK(count)
        return ids[
            sampled(from: likeliest.scalars, temperature: temperature, topP: topP, using: &generator)]
    }
}

/// Writes on after a prompt.
///
/// The model sees at most its context. When that is full, it goes on from the second half of it: so with the KV cache and
/// without it sees the same, and writes the same.
///
/// - Parameters:
///   - end: a token that ends the text and is left out; nil for none.
///   - usesCache: without it every step computes all positions again.
func write(
    _ length: Int, after prompt: [Int], with model: LanguageModel, _ sampling: Sampling, end: Int? = nil,
    usesCache: Bool = true, using generator: inout RandomGenerator
) -> [Int] {
    model.evaluate()
    let context = model.shape.context
    var window = prompt.count <= context ? prompt : Array(prompt.suffix(max(1, context / 2)))
    var cached = CachedModel(model)
    var written: [Int] = []
    while written.count < length {
        let logits: NDArray
        if usesCache {
            logits = cached.logits(after: Array(window[cached.count...]))
        } else {
            let features = withoutGradient {
                model.features(IntArray(window, shape: [1, window.count]))
            }.value[0]
            logits = withoutGradient { model.logits(Tensor(features)) }.value[window.count - 1]
        }
        let token = sampling.token(from: logits, using: &generator)
        if token == end { break }
        written.append(token)
        window.append(token)
        if window.count > context {
            window = Array(window.suffix(max(1, context / 2)))
            cached = CachedModel(model)
        }
    }
    return written
}

/// Where a piece of a text was copied from: the longest run of a sample that stands in the training text, word for word.
///
/// Returns its range in the sample; of equally long ones the first.
func longestCopiedRun(_ sample: [Int], from text: [Int]) -> Range<Int> {
    // lengths[i]: how long the run is that ends at sample i and at the present place of the text.
    var lengths = [Int](repeating: 0, count: sample.count + 1)
    var best = 0..<0
    for token in text {
        var diagonal = 0
        for index in sample.indices {
            let above = lengths[index + 1]
            let length = sample[index] == token ? diagonal + 1 : 0
            lengths[index + 1] = length
            if length > best.count || (length == best.count && length > 0 && index + 1 < best.upperBound) {
                best = index + 1 - length..<index + 1
            }
            diagonal = above
        }
    }
    return best
}
