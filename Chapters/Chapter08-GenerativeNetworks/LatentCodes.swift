import TensorCore

/// How many random numbers the latent code of a GAN has.
let latentSize = 64

/// Latent codes `[N, 64]` from a normal distribution; conditional ones `[N, 74]`, followed by the digit as a one-hot row,
/// or by another class.
///
/// - Parameter digits: the digits to generate; nil where the GAN is not conditional.
func latentCodes(
    _ digits: [Int]?, count: Int, classCount: Int = 10, using random: inout RandomGenerator
) -> NDArray {
    conditioned(.normal([count, latentSize], using: &random), on: digits, classCount)
}

/// Six rows of ten latent codes that walk from one random code to another.
///
/// Each row walks on the circle a cos φ + b sin φ, so that every code on the way is as long as a normal one usually is.
func latentWalks(
    isConditional: Bool, classCount: Int = 10, using random: inout RandomGenerator
) -> NDArray {
    var rows: [NDArray] = []
    for walk in 0..<6 {
        let ends = NDArray.normal([2, latentSize], using: &random)
        for step in 0..<10 {
            let angle = Float(step) / 9 * .pi / 2
            let code = ends[0..<1] * cosine(angle) + ends[1..<2] * cosine(.pi / 2 - angle)
            rows.append(conditioned(code, on: isConditional ? [(walk + 2) % classCount] : nil, classCount))
        }
    }
    return .concatenated(rows, axis: 0)
}

private func conditioned(_ codes: NDArray, on digits: [Int]?, _ classCount: Int) -> NDArray {
    guard let digits else { return codes }
    return .concatenated([codes, IntArray(digits).oneHot(classCount: classCount)], axis: 1)
}

private func cosine(_ angle: Float) -> Float { NDArray([angle]).cos().scalars[0] }
