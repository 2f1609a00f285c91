/// Rosenblatt's rule: from zero weights, row after row, w ← w + (t − y) x and b ← b + (t − y) at each mistake, with y = 1 where
/// w · x + b > 0, else 0; until a pass without mistakes, or after so many mistakes as the page asks for.
///
/// It is the one step that learns inside a page. What it makes of d inputs, in order: the d weights, the bias, the mistakes
/// that were made, the row of the last one (−1 where there is none), and 1 where the last pass had none, else 0.
struct PerceptronStep {
    /// The rows, `[n, d]`, and their targets, 0 or 1, `[n]`.
    let rows: Int
    let targets: Int
    /// At how many mistakes it stops.
    let limit: Int
    let output: Int
    let rowCount: Int
    let width: Int

    /// More mistakes than this are not made, whatever the page asks for.
    static let mostMistakes: Float = 100_000

    func run(_ arena: inout [Float]) {
        let (bias, mistakes) = (output &+ width, output &+ width &+ 1)
        for place in output..<output &+ width &+ 4 { arena[place] = 0 }
        arena[mistakes &+ 1] = -1
        let most = min(arena[limit], Self.mostMistakes)
        var isDone = false
        while !isDone {
            isDone = true
            for row in 0..<rowCount {
                let start = rows &+ row &* width
                var sum = arena[bias]
                for column in 0..<width { sum += arena[output &+ column] * arena[start &+ column] }
                let error = arena[targets &+ row] - (sum > 0 ? 1 : 0)
                if error == 0 { continue }
                // Also where a number is NaN, so that it ends.
                guard arena[mistakes] < most else { return }
                isDone = false
                for column in 0..<width { arena[output &+ column] += error * arena[start &+ column] }
                arena[bias] += error
                arena[mistakes] += 1
                arena[mistakes &+ 1] = Float(row)
            }
        }
        arena[mistakes &+ 2] = 1
    }
}
