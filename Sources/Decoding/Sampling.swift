import Foundation
import Messages
import TensorCore

/// An index sampled from softmax(logits / temperature), restricted to the likeliest indices whose probabilities add up to at
/// least `topP` (nucleus sampling). A low temperature prefers the likeliest. Holtzman and others: "The curious case of neural
/// text degeneration" (2019).
///
/// Traps if there are no logits, or the temperature is not positive.
public func sampled(
    from logits: [Float], temperature: Double, topP: Double, using generator: inout RandomGenerator,
    file: StaticString = #fileID, line: UInt = #line
) -> Int {
    if logits.isEmpty || !(temperature > 0) {
        explainFailure(
            "sampled", "\(logits.count) logits at temperature \(temperature)",
            hint: "there must be at least one logit, and the temperature must be positive", file: file,
            line: line)
    }
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
