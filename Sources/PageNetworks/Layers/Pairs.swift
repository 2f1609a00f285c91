/// The sum, or the product, of each two numbers at the same place of two values.
struct PairsStep {
    let isProduct: Bool
    let first: Int
    let second: Int
    let output: Int
    let count: Int

    func run(_ arena: inout [Float]) {
        for place in 0..<count {
            let (a, b) = (arena[first &+ place], arena[second &+ place])
            arena[output &+ place] = isProduct ? a * b : a + b
        }
    }
}
