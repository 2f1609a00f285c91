/// Softmax over all numbers: e^(x[i] − m) / Σ e^(x[j] − m), with the largest number m.
struct SoftmaxStep {
    let input: Int
    let output: Int
    let count: Int

    func run(_ arena: inout [Float]) {
        var largest = arena[input]
        for index in 0..<count { largest = max(largest, arena[input &+ index]) }
        var sum = 0.0
        for index in 0..<count {
            let power = exponential(Double(arena[input &+ index] - largest))
            arena[output &+ index] = Float(power)
            sum += power
        }
        for index in 0..<count { arena[output &+ index] = Float(Double(arena[output &+ index]) / sum) }
    }
}
