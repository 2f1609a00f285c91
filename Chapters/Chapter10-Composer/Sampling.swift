import Autograd
import Foundation
import Music
import TensorCore

/// A place drawn from logits: divided by a temperature, and from the likeliest places alone that together have a share of at
/// least `topP`. A low temperature keeps to the likeliest. Holtzman and others: "The curious case of neural text degeneration"
/// (2019).
func drawn(
    from logits: [Float], temperature: Double, topP: Double, using generator: inout RandomGenerator
) -> Int {
    let largest = logits.max() ?? 0
    let weights = logits.map { exp(Double($0 - largest) / temperature) }
    let total = weights.reduce(0, +)
    // Of equally likely ones the first comes first.
    let order = weights.indices.sorted { (weights[$1], $0) < (weights[$0], $1) }
    var (kept, mass) = ([Int](), 0.0)
    for place in order {
        kept.append(place)
        mass += weights[place]
        if mass >= topP * total { break }
    }
    var rest = Double(generator.uniform()) * mass
    for place in kept {
        rest -= weights[place]
        if rest < 0 { return place }
    }
    return kept[kept.count - 1]
}

/// A tune that a network makes up event by event, until it says the end or so many events are written.
func compose(
    with reader: SymbolReader, events count: Int, temperature: Double, topP: Double,
    using generator: inout RandomGenerator
) -> Tune {
    reader.evaluate()
    var (events, memory, last) = ([Int](), SymbolReader.Memory?.none, BeatEncoding.end)
    while events.count < count {
        let (logits, next) = withoutGradient { reader(IntArray([last], shape: [1, 1]), memory: memory) }
        memory = next
        var scores = logits.value.scalars
        // A tune of a few notes is none.
        if events.count <= 60 { scores[BeatEncoding.end] = -.infinity }
        last = drawn(from: scores, temperature: temperature, topP: topP, using: &generator)
        if last == BeatEncoding.end { break }
        events.append(last)
    }
    return BeatEncoding.tune(events)
}
