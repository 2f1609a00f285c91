import TensorCore

/// The cliff walk, a grid of 4 × 12 states: from the lower left to the lower right along a cliff. The reward is −1 a step and
/// −100 for a fall, which leads back to the start. Sutton and Barto: "Reinforcement learning" (1998), example 6.6.
struct CliffWorld {
    /// Up, right, down, left.
    enum Move: Int, CaseIterable {
        case up, right, down, left
    }

    static let (rows, columns) = (4, 12)
    static let start = 3 * columns
    static let goal = 4 * columns - 1
    static var stateCount: Int { rows * columns }

    static func isCliff(_ state: Int) -> Bool { state > start && state < goal }

    /// The next state of a move and its reward. A move against the edge changes nothing.
    static func step(_ state: Int, _ move: Move) -> (state: Int, reward: Float) {
        var (row, column) = state.quotientAndRemainder(dividingBy: columns)
        switch move {
        case .up: row = max(0, row - 1)
        case .down: row = min(rows - 1, row + 1)
        case .right: column = min(columns - 1, column + 1)
        case .left: column = max(0, column - 1)
        }
        let next = row * columns + column
        return isCliff(next) ? (start, -100) : (next, -1)
    }

    /// The optimal return: up once, eleven times right, down once.
    static let bestReturn: Float = -13
}
