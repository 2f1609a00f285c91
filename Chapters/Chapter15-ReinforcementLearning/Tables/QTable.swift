/// A Q-table: the value Q(s, a) of each state and action (section 15.2.1).
struct QTable: Equatable {
    private(set) var values = [[Float]](
        repeating: [Float](repeating: 0, count: CliffWorld.Move.allCases.count), count: CliffWorld.stateCount)

    /// The greedy action: the one with the largest value, the first of several.
    func bestMove(_ state: Int) -> CliffWorld.Move {
        let row = values[state]
        let best = row.indices.max { row[$0] < row[$1] } ?? 0
        return CliffWorld.Move(rawValue: row.firstIndex(of: row[best]) ?? best) ?? .up
    }

    /// One step of Q-learning: Q(s, a) ← Q(s, a) + α (r + γ max Q(s′, ·) − Q(s, a)); the goal is terminal. Watkins (1989).
    mutating func learn(
        _ state: Int, _ move: CliffWorld.Move, _ reward: Float, next: Int, rate: Float, discount: Float = 1
    ) {
        let future = next == CliffWorld.goal ? 0 : values[next].max() ?? 0
        values[state][move.rawValue] += rate * (reward + discount * future - values[state][move.rawValue])
    }

    /// The return of the greedy policy in at most `maxSteps` steps.
    func greedyReturn(maxSteps: Int = 100) -> Float {
        var (state, total) = (CliffWorld.start, Float(0))
        for _ in 0..<maxSteps where state != CliffWorld.goal {
            let (next, reward) = CliffWorld.step(state, bestMove(state))
            (state, total) = (next, total + reward)
        }
        return total
    }
}
