import Grading
import Messages
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
    "15.11", Words(en: "Train it: a way through a maze", zh: "训练它：走出迷宫的路"), sizes: 1...6,
    hint: Words(
        en:
            "Print the table after a thousand moves: does the value of each state's best move say how far the end is?",
        zh: "走一千步之后打印表：每个状态最好动作的值，能说明离终点有多远吗？"),
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
        let expected = Words(
            en: "the end in \(maze.shortest) \(maze.shortest == 1 ? "move" : "moves")",
            zh: "\(maze.shortest) 步到终点"
        ).text
        guard table.map(\.count) == maze.leadsTo.map(\.count) else {
            return .wrong(
                expected: Words(
                    en: "a row for each of \(maze.leadsTo.count) states", zh: "\(maze.leadsTo.count) 个状态各有一行"
                ).text, came: table.shown,
                hint: Words(
                    en: "The table has a row for each state and in it a value for each move.",
                    zh: "表里每个状态占一行，一行里每个动作有一个值。"
                ).text)
        }
        guard played <= Maze.budget else {
            return .wrong(
                expected: Words(en: "at most \(Maze.budget) moves", zh: "至多 \(Maze.budget) 步").text,
                came: Words(en: "\(played) moves", zh: "\(played) 步").text,
                hint: Words(
                    en: "Too many moves were played: stop after 20,000 at the latest.",
                    zh: "走的步数太多：最迟在 20,000 步之后停下。"
                ).text)
        }
        guard let moves = maze.moves(by: table) else {
            return .wrong(
                expected: expected, came: table.shown,
                remark: Words(en: "the best moves never reach the end", zh: "最好的动作永远到不了终点").text,
                hint: Words(
                    en:
                        "The best moves go round in circles: play more, and let every transition change its value.",
                    zh: "最好的动作在兜圈子：多走几步，让每个转移都改变它的值。"
                ).text
            )
        }
        guard moves == maze.shortest else {
            return .wrong(
                expected: expected, came: table.shown,
                remark: Words(en: "the best moves take \(moves)", zh: "最好的动作走了 \(moves) 步").text,
                hint: Words(
                    en:
                        "The end is reached, but not on a shortest way: moves that look worse must be tried too.",
                    zh: "到了终点，但走的不是最短的路：看起来较差的动作也要试。"
                ).text)
        }
        return .right
    },
    cases: [
        Case(en: "one move", zh: "只有一个动作") { $0.leadsTo[0].count == 1 },
        Case(en: "the end at once", zh: "一步就到终点") { $0.shortest == 1 },
        Case(en: "a long way", zh: "一条长路") { $0.shortest > 3 },
    ],
    meant: [
        Meant("leadsTo.count", lack: .one, because: "a start and an end"),
        Meant("leadsTo[][]", lack: .negative, because: "states are numbered from 0"),
    ])
