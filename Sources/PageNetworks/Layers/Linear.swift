/// A fully connected layer, y[o] = b[o] + Σ w[o, i] · x[i], of each row.
struct LinearStep {
    let input: Int
    let weight: Int
    let bias: Int?
    let output: Int
    let inputs: Int
    let outputs: Int
    var rows = 1

    func run(_ arena: inout [Float]) {
        for row in 0..<rows { run(input &+ row &* inputs, output &+ row &* outputs, &arena) }
    }

    private func run(_ input: Int, _ output: Int, _ arena: inout [Float]) {
        for row in 0..<outputs {
            let start = weight &+ row &* inputs
            // Four sums at once need not wait for each other.
            var (sum0, sum1, sum2, sum3): (Float, Float, Float, Float) = (0, 0, 0, 0)
            var column = 0
            while column &+ 4 <= inputs {
                sum0 += arena[start &+ column] * arena[input &+ column]
                sum1 += arena[start &+ column &+ 1] * arena[input &+ column &+ 1]
                sum2 += arena[start &+ column &+ 2] * arena[input &+ column &+ 2]
                sum3 += arena[start &+ column &+ 3] * arena[input &+ column &+ 3]
                column &+= 4
            }
            var sum = (sum0 + sum1) + (sum2 + sum3)
            while column < inputs {
                sum += arena[start &+ column] * arena[input &+ column]
                column &+= 1
            }
            if let bias { sum += arena[bias &+ row] }
            arena[output &+ row] = sum
        }
    }
}
