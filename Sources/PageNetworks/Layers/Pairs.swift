/// The sum, or the product, of each two numbers at the same place of two values, the second one of them again for each row.
struct PairsStep {
    let isProduct: Bool
    let first: Int
    let second: Int
    let output: Int
    let count: Int
    /// How many numbers the second value has.
    let period: Int

    func run(_ arena: inout [Float]) {
        var (place, column) = (0, 0)
        while place < count {
            let (a, b) = (arena[first &+ place], arena[second &+ column])
            arena[output &+ place] = isProduct ? a * b : a + b
            place &+= 1
            column = column &+ 1 == period ? 0 : column &+ 1
        }
    }
}
