import Grading
import TensorCore

// MARK: 15.11

/// A maze: where each move leads from each state. The last state is the end.
private struct Maze {
    var leadsTo: [[Int]]

    static let budget = 20_000
    var end: Int { leadsTo.count - 1 }

    /// The number of moves of a shortest way from state 0 to the end.
    var shortest: Int {
        var (reached, count) = (Set([0]), 0)
        while !reached.contains(end), count <= leadsTo.count {
            reached.formUnion(reached.flatMap { leadsTo[$0] })
            count += 1
        }
        return count
    }

    /// The number of moves that the best moves of a table take to the end; nil if they never reach it.
    func moves(by table: [[Float]]) -> Int? {
        var (state, count) = (0, 0)
        while state != end {
            guard count < leadsTo.count, let largest = table[state].max(),
                let best = table[state].firstIndex(of: largest)
            else { return nil }
            (state, count) = (leadsTo[state][best], count + 1)
        }
        return count
    }
}

extension Maze {
    init(size: Int, generator: inout RandomGenerator) {
        let (states, moves) = (size + 2, 1 + generator.integer(below: 3))
        leadsTo = (0..<states).map { state in
            // A way to the end, and moves to anywhere before the next state but one.
            let forward = generator.integer(below: moves)
            return (0..<moves).map { move in
                move == forward
                    ? min(state + 1, states - 1) : generator.integer(below: min(state + 3, states))
            }
        }
        leadsTo[states - 1] = leadsTo[states - 1].map { _ in states - 1 }
    }

    static let examples = [Maze(leadsTo: [[0, 1], [1, 1]])]
    static let edges = [
        // The way that is found first is not the shortest, and a table that expects too little keeps it.
        Maze(leadsTo: [[3, 1], [4, 1], [4, 4], [2, 2], [4, 4]]),
        Maze(leadsTo: [[3, 1], [5, 0], [5, 3], [2, 2], [4, 2], [5, 5]]),
        Maze(leadsTo: [[1], [1]]),
        // The first way that is found is not the shortest.
        Maze(leadsTo: [[1, 3], [2, 0], [4, 1], [0, 4], [4, 4]]),
        Maze(leadsTo: [[0, 0, 1], [0, 2, 1], [3, 0, 2], [3, 0, 4], [4, 4, 4]]),
        Maze(leadsTo: (0..<12).map { [0, min($0 + 1, 11)] }),
    ]
}

let trainingTable = Exercise<any ReinforcementHomework>(
    "15.11", "Train it: a way through a maze", sizes: 1...6,
    hint:
        "Print the table after a thousand moves: does the value of each state's best move say how far the end is?",
    input: Maze.init, examples: Maze.examples, edges: Maze.edges,
    judge: { homework, maze in
        var (state, played) = (0, 0)
        let table = try homework.trainedTable(
            stateCount: maze.leadsTo.count, moveCount: maze.leadsTo[0].count
        ) { move in
            played += 1
            let next = maze.leadsTo[state].indices.contains(move) ? maze.leadsTo[state][move] : state
            let step = Step(state: state, move: move, next: next, reward: -1, isOver: next == maze.end)
            state = step.isOver ? 0 : next
            return step
        }
        let expected = "the end in \(maze.shortest) \(maze.shortest == 1 ? "move" : "moves")"
        guard table.map(\.count) == maze.leadsTo.map(\.count) else {
            return .wrong(
                expected: "a row for each of \(maze.leadsTo.count) states", came: table.shown,
                hint: "The table has a row for each state and in it a value for each move.")
        }
        guard played <= Maze.budget else {
            return .wrong(
                expected: "at most \(Maze.budget) moves", came: "\(played) moves",
                hint: "Too many moves were played: stop after 20,000 at the latest.")
        }
        guard let moves = maze.moves(by: table) else {
            return .wrong(
                expected: expected, came: table.shown, remark: "the best moves never reach the end",
                hint:
                    "The best moves go round in circles: play more, and let every transition change its value."
            )
        }
        guard moves == maze.shortest else {
            return .wrong(
                expected: expected, came: table.shown, remark: "the best moves take \(moves)",
                hint:
                    "The end is reached, but not on a shortest way: moves that look worse must be tried too.")
        }
        return .right
    },
    cases: [
        Case("one move") { $0.leadsTo[0].count == 1 }, Case("the end at once") { $0.shortest == 1 },
        Case("a long way") { $0.shortest > 3 },
    ],
    meant: [
        Meant("leadsTo.count", lack: .one, because: "a start and an end"),
        Meant("leadsTo[][]", lack: .negative, because: "states are numbered from 0"),
    ])
