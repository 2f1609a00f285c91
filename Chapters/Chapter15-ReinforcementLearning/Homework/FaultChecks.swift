import Grading
import Messages
import TensorCore

// MARK: 15.14

/// Transitions, the table at the beginning, and how it is learned.
private struct Replay {
    var table: [[Float]]
    var steps: [Step]
    var rate, discount: Float
    var interval: Int

    /// The table that is left, whose targets come from a copy that is made so often.
    private func learned(
        isCopied: ((_ done: Int) -> Bool)? = nil, usesTarget: Bool = true, oldFromTarget: Bool = false,
        returnsTarget: Bool = false, masks: Bool = true
    ) -> [[Float]] {
        let interval = interval
        let isCopied = isCopied ?? { $0 % interval == 0 }
        var (table, target) = (self.table, self.table)
        for (index, step) in steps.enumerated() {
            let row = usesTarget ? target[step.next] : table[step.next]
            let future = step.isOver && masks ? 0 : row.max() ?? 0
            let old = oldFromTarget ? target[step.state][step.move] : table[step.state][step.move]
            table[step.state][step.move] += rate * (step.reward + discount * future - old)
            if isCopied(index + 1) { target = table }
        }
        return returnsTarget ? target : table
    }

    var mended: [[Float]] { learned() }
    var asItStands: [[Float]] { learned(usesTarget: false) }
    var neverCopied: [[Float]] { learned(isCopied: { _ in false }) }
    var copiedEarly: [[Float]] {
        let interval = interval
        return learned(isCopied: { ($0 - 1) % interval == 0 })
    }
    var oldFromTarget: [[Float]] { learned(oldFromTarget: true) }
    var returnsTarget: [[Float]] { learned(returnsTarget: true) }
    var notMasked: [[Float]] { learned(masks: false) }
}

extension Replay {
    init(size: Int, generator: inout RandomGenerator) {
        let (states, moves) = (1 + generator.integer(below: size + 1), 1 + generator.integer(below: 3))
        table = generator.rows(states, moves, size: size)
        steps = (0..<1 + generator.integer(below: 2 * size + 2)).map { _ in
            Step(
                state: generator.integer(below: states), move: generator.integer(below: moves),
                next: generator.integer(below: states), reward: generator.half(),
                isOver: generator.bernoulli(0.25))
        }
        rate = generator.element(of: [0.5, 0.25, 1])
        discount = generator.element(of: [0.5, 1, 0])
        interval = 1 + generator.integer(below: size + 1)
    }

    private static func step(_ state: Int, _ move: Int, _ next: Int, _ reward: Float, _ isOver: Bool = false)
        -> Step
    {
        Step(state: state, move: move, next: next, reward: reward, isOver: isOver)
    }

    static let examples = [
        Replay(
            table: [[0], [2]], steps: [step(1, 0, 0, 6), step(0, 0, 1, 1)], rate: 0.5, discount: 1,
            interval: 2)
    ]
    static let edges = [
        Replay(table: [[-1]], steps: [], rate: 0.5, discount: 1, interval: 3),
        Replay(
            table: [[-2, -4], [-12, -3]],
            steps: [
                step(0, 0, 0, -1), step(0, 0, 0, -1), step(0, 0, 0, -10), step(1, 1, 0, 20), step(0, 0, 1, 2),
            ],
            rate: 0.5, discount: 0.5, interval: 2),
        Replay(
            table: [[1], [3]],
            steps: [step(0, 0, 1, 1), step(1, 0, 0, 2, true), step(0, 0, 1, 1), step(1, 0, 0, 0)],
            rate: 1, discount: 1, interval: 1),
        Replay(
            table: (0..<12).map { [Float($0), 0] },
            steps: (0..<11).map { step($0, $0 % 2, $0 + 1, 1) } + [step(11, 1, 10, 12)],
            rate: 0.5, discount: 1, interval: 10),
        Replay(
            table: [[0, 1, 2], [4, 3, 0]],
            steps: [step(0, 2, 0, 1), step(0, 2, 0, 1), step(0, 2, 0, 1), step(1, 0, 0, 0)],
            rate: 0.5, discount: 1, interval: 3),
    ]
}

let mending = Exercise<any ReinforcementHomework>(
    findTheFault: "15.14", Words(en: "a target that runs away", zh: "追不上的目标"), line: 3, returning: "table",
    hint: Words(
        en: "Run the program by hand on the example, with `table` and `target` side by side.",
        zh: "在例子上手动运行程序，把 `table` 和 `target` 并排写下来。"),
    input: Replay.init, examples: Replay.examples, edges: Replay.edges, mended: \.mended,
    asItStands: \.asItStands,
    because: Words(
        en: "the targets move with every step, as without a target network.", zh: "目标每一步都在移动，就像没有目标网络。"),
    otherLines: [
        4: Words(en: "line 4 adds up what line 3 found.", zh: "第 4 行只是用到第 3 行的结果。"),
        5: Words(en: "line 5 changes the table, as it should.", zh: "第 5 行改变表，本该如此。"),
        6: Words(en: "line 6 makes the copy; nothing reads it.", zh: "第 6 行做了副本，只是没有哪一行读它。"),
    ],
    answer: {
        try $0.mendedTable(
            $1.table, steps: $1.steps, rate: $1.rate, discount: $1.discount, interval: $1.interval)
    },
    mistakes: [
        WrongMending(
            Words(en: "The copy is never made anew: line 6 was right.", zh: "副本从没更新过：第 6 行本来是对的。"),
            \.neverCopied),
        WrongMending(
            Words(
                en: "The copy is made after `interval` steps, not after the first.",
                zh: "副本在 `interval` 步之后更新，不是在第一步之后。"), \.copiedEarly),
        WrongMending(
            Words(
                en: "The step of line 5 is from the table's own value; only the future comes from the copy.",
                zh: "第 5 行从表自己的值出发；只有未来的价值取自副本。"), \.oldFromTarget),
        WrongMending(
            Words(en: "That is the copy: the table itself is returned.", zh: "这是副本：要返回表本身。"), \.returnsTarget),
        WrongMending(
            Words(
                en: "After the end of a game there is no future: line 3 had that right.",
                zh: "游戏结束后没有未来：这一点第 3 行本来是对的。"), \.notMasked),
    ],
    cases: [
        Case(en: "no step", zh: "一步也没有") { $0.steps.isEmpty },
        Case(en: "a copy after every step", zh: "每一步之后都复制") { $0.interval == 1 && $0.steps.count > 1 },
        Case(en: "fewer steps than the interval", zh: "步数不到 `interval`") {
            $0.steps.count > 0 && $0.steps.count < $0.interval
        },
        Case(en: "a game that ends", zh: "会结束的游戏") { $0.steps.contains { $0.isOver } },
        Case(en: "all values below 0", zh: "值全都小于 0") {
            $0.table.joined().allSatisfy { $0 < 0 } && !$0.steps.isEmpty
        },
    ],
    meant: [
        Meant("steps[].state", "steps[].move", "steps[].next", lack: .negative, because: "numbered from 0"),
        Meant("steps[].move", lack: .large, because: "few moves"),
        Meant("rate", lack: .negative, .zero, .large, because: "a number up to 1"),
        Meant("discount", lack: .negative, .large, because: "a number from 0 to 1"),
        Meant("interval", lack: .negative, .zero, because: "a number of steps"),
    ])
