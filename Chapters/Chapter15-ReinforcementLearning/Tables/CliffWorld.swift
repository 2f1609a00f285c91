import TensorCore

/// A field of 4 × 12 places: from the lower left to the lower right along a cliff. Each step costs 1, a fall 100, and then it
/// starts again from the beginning. Sutton and Barto: "Reinforcement learning" (1998), example 6.6.
struct CliffWorld {
    /// Up, right, down, left.
    enum Move: Int, CaseIterable {
        case up, right, down, left
    }

    static let (rows, columns) = (4, 12)
    static let start = 3 * columns
    static let goal = 4 * columns - 1
    static var placeCount: Int { rows * columns }

    static func isCliff(_ place: Int) -> Bool { place > start && place < goal }

    /// Where a move leads, and its reward. Who walks against the edge stays.
    static func step(_ place: Int, _ move: Move) -> (place: Int, reward: Float) {
        var (row, column) = place.quotientAndRemainder(dividingBy: columns)
        switch move {
        case .up: row = max(0, row - 1)
        case .down: row = min(rows - 1, row + 1)
        case .right: column = min(columns - 1, column + 1)
        case .left: column = max(0, column - 1)
        }
        let next = row * columns + column
        return isCliff(next) ? (start, -100) : (next, -1)
    }

    /// The most that can be won from the start: up once, eleven times right, down once.
    static let bestReturn: Float = -13
}

/// A value for each place and move (section 15.2.1).
struct QTable: Equatable {
    private(set) var values = [[Float]](
        repeating: [Float](repeating: 0, count: CliffWorld.Move.allCases.count), count: CliffWorld.placeCount)

    /// The move that looks best; of several, the first.
    func bestMove(_ place: Int) -> CliffWorld.Move {
        let row = values[place]
        let best = row.indices.max { row[$0] < row[$1] } ?? 0
        return CliffWorld.Move(rawValue: row.firstIndex(of: row[best]) ?? best) ?? .up
    }

    /// Q(s, a) ← Q(s, a) + α (r + γ max Q(s′, ·) − Q(s, a)); nothing follows the goal. Watkins (1989).
    mutating func learn(
        _ place: Int, _ move: CliffWorld.Move, _ reward: Float, next: Int, rate: Float, discount: Float = 1
    ) {
        let future = next == CliffWorld.goal ? 0 : values[next].max() ?? 0
        values[place][move.rawValue] += rate * (reward + discount * future - values[place][move.rawValue])
    }

    /// What the best moves win, if they reach the goal in so many steps; else what they lost until then.
    func greedyReturn(longest: Int = 100) -> Float {
        var (place, total) = (CliffWorld.start, Float(0))
        for _ in 0..<longest where place != CliffWorld.goal {
            let (next, reward) = CliffWorld.step(place, bestMove(place))
            (place, total) = (next, total + reward)
        }
        return total
    }
}
