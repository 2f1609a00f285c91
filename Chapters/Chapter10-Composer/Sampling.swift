import Autograd
import ChapterSupport
import Foundation
import Music
import TensorCore

/// An index sampled from softmax(logits / temperature), restricted to the likeliest indices whose probabilities add up to at
/// least `topP` (nucleus sampling). A low temperature prefers the likeliest. Holtzman and others: "The curious case of neural
/// text degeneration" (2019).
func sampled(
    from logits: [Float], temperature: Double, topP: Double, using generator: inout RandomGenerator
) -> Int {
    let largest = logits.max() ?? 0
    let weights = logits.map { exp(Double($0 - largest) / temperature) }
    let total = weights.reduce(0, +)
    // Equal weights keep the order of their indices.
    let order = weights.indices.sorted { (weights[$1], $0) < (weights[$0], $1) }
    var (nucleus, mass) = ([Int](), 0.0)
    for index in order {
        nucleus.append(index)
        mass += weights[index]
        if mass >= topP * total { break }
    }
    var rest = Double(generator.uniform()) * mass
    for index in nucleus {
        rest -= weights[index]
        if rest < 0 { return index }
    }
    return nucleus[nucleus.count - 1]
}

/// A tune that a network generates event by event, until it predicts the end or has written so many events.
func compose(
    with model: RecurrentLanguageModel, events count: Int, temperature: Double, topP: Double,
    using generator: inout RandomGenerator
) -> Tune {
    model.evaluate()
    var (events, state, last) = ([Int](), RecurrentLanguageModel.State?.none, BeatEncoding.end)
    while events.count < count {
        let (logits, next) = withoutGradient { model(IntArray([last], shape: [1, 1]), state: state) }
        state = next
        var scores = logits.value.scalars
        // The first sixty events never end the tune.
        if events.count <= 60 { scores[BeatEncoding.end] = -.infinity }
        last = sampled(from: scores, temperature: temperature, topP: topP, using: &generator)
        if last == BeatEncoding.end { break }
        events.append(last)
    }
    return BeatEncoding.tune(events)
}

/// The tune of a run, sampled as `--temperature` and `--top-p` ask.
func compose(with model: RecurrentLanguageModel, _ run: ChapterRun) -> Tune {
    var generator = RandomGenerator(seed: run.seed &+ 5)
    return compose(
        with: model, events: run.isQuick ? 200 : 700, temperature: run.number("temperature"),
        topP: run.number("top-p"), using: &generator)
}
