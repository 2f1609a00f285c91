import Foundation

/// Numbers from -1 to 1 that follow from a name: 24 bits of a hash, as in Tests/Fixtures/make_image_network_fixtures.py.
public func ruleNumbers(_ name: String, _ count: Int) -> [Float] {
    let seed = name.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    return (0..<count).map { index in
        var bits = UInt32(truncatingIfNeeded: index) &* 2_654_435_761 &+ seed
        bits ^= bits >> 15
        bits &*= 2_246_822_519
        bits ^= bits >> 13
        bits &*= 3_266_489_917
        bits ^= bits >> 16
        return Float(bits >> 8) / 8_388_608 - 1
    }
}

/// The array of a state dictionary with this name and shape by the rule of those fixtures: variances around 1, biases around 0,
/// factors around 1, weights as large as He's.
public func ruleArray(_ name: String, _ shape: [Int]) -> [Float] {
    let count = shape.reduce(1, *)
    let numbers = ruleNumbers(name, count)
    if name.hasSuffix("running_var") { return numbers.map { 1 + 0.5 * $0 } }
    if shape.count == 1 {
        let offset: Float = name.hasSuffix("weight") ? 1 : 0
        return numbers.map { 0.1 * $0 + offset }
    }
    let bound = Float((6 / Double(count / shape[0])).squareRoot())
    return numbers.map { bound * $0 }
}
