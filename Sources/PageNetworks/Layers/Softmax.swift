/// Softmax of each row: e^(x[i] − m) / Σ e^(x[j] − m), with the largest number m.
struct SoftmaxStep {
    let input: Int
    let output: Int
    /// The numbers of a row.
    let count: Int
    /// Where it says how many of them, from the first, are in use, the others becoming 0; nil for all. Where it says none of
    /// 1...count, the output is NaN.
    var used: Int?
    var rows = 1

    func run(_ arena: inout [Float]) {
        var length = count
        if let used {
            let number = arena[used]
            guard number >= 1, number <= Float(count) else {
                for place in 0..<count { arena[output &+ place] = .nan }
                return
            }
            length = Int(number)
            for place in length..<count { arena[output &+ place] = 0 }
        }
        for row in 0..<rows { run(input &+ row &* count, output &+ row &* count, length, &arena) }
    }

    private func run(_ input: Int, _ output: Int, _ count: Int, _ arena: inout [Float]) {
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
