import Autograd
import ChapterSupport
import Decoding
import Music
import TensorCore

/// A tune that a network generates event by event, until it predicts the end or has written `count` events.
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

/// The instruments of its parts in MIDI files: a flute and a harp.
let songPrograms = [73, 46]

/// The tune of a run, sampled as `--temperature` and `--top-p` ask.
func compose(with model: RecurrentLanguageModel, _ run: ChapterRun) -> Tune {
    var generator = RandomGenerator(seed: run.seed &+ 5)
    return compose(
        with: model, events: run.isQuick ? 200 : 700, temperature: run.number("temperature"),
        topP: run.number("top-p"), using: &generator)
}
