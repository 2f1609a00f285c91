import Chapter15Homework
import Foundation
import Grading
import Testing

private struct Huber: ReinforcementHomework {
    let answer: @Sendable (_ errors: [Float], _ delta: Float) -> (Float, [Float])
    func huber(_ errors: [Float], delta: Float) throws -> (loss: Float, gradient: [Float]) {
        answer(errors, delta)
    }

    static func mean(_ values: [Float]) -> Float { values.reduce(0, +) / Float(values.count) }
}

private struct Priorities: ReinforcementHomework {
    let answer: @Sendable (_ errors: [Float], _ alpha: Float, _ beta: Float) -> ([Float], [Float])
    func prioritized(
        _ errors: [Float], alpha: Float, beta: Float
    ) throws -> (probabilities: [Float], weights: [Float]) { answer(errors, alpha, beta) }

    static func shares(_ priorities: [Float]) -> [Float] { priorities.map { $0 / priorities.reduce(0, +) } }
}

private struct Mended: ReinforcementHomework {
    var line = 3
    let future: @Sendable (_ table: [[Float]], _ target: [[Float]], _ step: Step) -> Float
    func mendedTable(
        _ table: [[Float]], steps: [Step], rate: Float, discount: Float, interval: Int
    ) throws -> (line: Int, table: [[Float]]) {
        var (table, target, done) = (table, table, 0)
        for step in steps {
            let y = step.reward + (step.isOver ? 0 : discount * future(table, target, step))
            table[step.state][step.move] = (1 - rate) * table[step.state][step.move] + rate * y
            done += 1
            if done == interval { (target, done) = (table, 0) }
        }
        return (line, table)
    }
}

/// Wrong answers to the tasks of the loss, of priorities, and of the book's fault.
let learningMutants: [Mutant<any ReinforcementHomework>] = [
    reinforcementHomework.mutant(
        Huber { errors, _ in (Huber.mean(errors.map { $0 * $0 / 2 }), errors.map { $0 / Float(errors.count) })
        },
        fails: "15.12", hint: "squared error"),
    reinforcementHomework.mutant(
        Huber { errors, delta in
            let losses = errors.map { abs($0) < delta ? $0 * $0 / 2 : delta * abs($0) }
            return (Huber.mean(losses), errors.map { max(-delta, min(delta, $0)) / Float(errors.count) })
        }, fails: "15.12"),
    reinforcementHomework.mutant(
        Huber { errors, delta in
            // PyTorch's smooth L1: divided by delta.
            let right = try? Solution().huber(errors, delta: delta)
            return ((right?.loss ?? 0) / delta, (right?.gradient ?? []).map { $0 / delta })
        }, fails: "15.12"),
    reinforcementHomework.mutant(
        Priorities { errors, alpha, beta in
            let p = Priorities.shares(errors.map { pow(abs($0) + 0.01, alpha) })
            return (p, p.map { pow(1 / (Float(errors.count) * $0), beta) })
        }, fails: "15.13", hint: "divided by the largest"),
    reinforcementHomework.mutant(
        Priorities { errors, alpha, beta in
            let p = Priorities.shares(errors.map { pow(abs($0) + 0.01, alpha) })
            let w = p.map { pow(1 / (Float(errors.count) * $0), beta) }
            return (p, Priorities.shares(w))
        }, fails: "15.13"),
    reinforcementHomework.mutant(
        Priorities { errors, alpha, beta in
            let p = Priorities.shares(errors.map { pow(abs($0), alpha) + 0.01 })
            let w = p.map { pow(1 / (Float(errors.count) * $0), beta) }
            return (p, w.map { $0 / (w.max() ?? 1) })
        }, fails: "15.13"),
    reinforcementHomework.mutant(
        Mended { table, _, step in table[step.next].max() ?? 0 }, fails: "15.14", hint: "as it stands"),
    reinforcementHomework.mutant(
        Mended(line: 6) { _, target, step in target[step.next].max() ?? 0 }, fails: "15.14",
        hint: "nothing reads it"),
    reinforcementHomework.mutant(
        Mended { _, target, step in max(0, target[step.next].max() ?? 0) }, fails: "15.14"),
    // Double Q-learning: the table chooses, the copy values.
    reinforcementHomework.mutant(
        Mended { table, target, step in
            let row = table[step.next]
            return target[step.next][row.firstIndex(of: row.max() ?? 0) ?? 0]
        }, fails: "15.14"),
]

/// Right answers by other ways.
let otherLearningAnswers: [Alternative<any ReinforcementHomework>] = [
    reinforcementHomework.alternative(
        Huber { errors, delta in
            let losses = errors.map { error in
                let cut = min(abs(error), delta)
                return cut * (abs(error) - cut / 2)
            }
            let gradient = errors.map { ($0 < 0 ? -1 : 1) * min(abs($0), delta) / Float(errors.count) }
            return (Huber.mean(losses), gradient)
        }, passes: "15.12"),
    reinforcementHomework.alternative(
        Priorities { errors, alpha, beta in
            let p = Priorities.shares(errors.map { exp(alpha * log(abs($0) + 0.01)) })
            // The largest weight is that of the smallest probability.
            return (p, p.map { pow((p.min() ?? 0) / $0, beta) })
        }, passes: "15.13"),
    reinforcementHomework.alternative(
        Mended { _, target, step in target[step.next].reduce(-Float.infinity) { max($0, $1) } },
        passes: "15.14"),
]

@Suite struct LearningExampleTests {
    @Test func theExamplesOfTheTasksAreTrue() throws {
        #expect(try Solution().huber([0.5, -3], delta: 1) == (1.3125, [0.25, -0.5]))
        let replay = try Solution().prioritized([0.99, -2.99], alpha: 1, beta: 1)
        #expect(
            zip(replay.probabilities + replay.weights, [0.25, 0.75, 1, 1 / 3]).allSatisfy {
                abs($0 - $1) < 1e-5
            })
        let steps = [
            Step(state: 1, move: 0, next: 0, reward: 6, isOver: false),
            Step(state: 0, move: 0, next: 1, reward: 1, isOver: false),
        ]
        let mended = try Solution().mendedTable(
            [[0], [2]], steps: steps, rate: 0.5, discount: 1, interval: 2)
        #expect(mended == (3, [[1.5], [4]]))
    }
}
