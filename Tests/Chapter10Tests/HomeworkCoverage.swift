import Chapter10Homework
import Foundation
import Grading
import Testing

// What a wrong answer does not do itself is done rightly.
extension RecurrentHomework {
    func rnnStep(_ x: Float, hidden: Float, w: Float, v: Float, b: Float) throws -> Float {
        try Solution().rnnStep(x, hidden: hidden, w: w, v: v, b: b)
    }
    func lstmStep(_ sums: [Float], cell: Float) throws -> [Float] {
        try Solution().lstmStep(sums, cell: cell)
    }
    func remembered(_ forgetGates: [Float]) throws -> Float { try Solution().remembered(forgetGates) }
    func shifted(_ events: [Int]) throws -> [[Int]] { try Solution().shifted(events) }
    func probabilities(_ logits: [Float], temperature: Float) throws -> [Float] {
        try Solution().probabilities(logits, temperature: temperature)
    }
    func gruStep(
        _ inputs: [Float], hidden: [Float], reset: GateWeights, update: GateWeights, candidate: GateWeights
    ) throws -> [Float] {
        try Solution().gruStep(inputs, hidden: hidden, reset: reset, update: update, candidate: candidate)
    }
    func sampled(_ probabilities: [[Float]], draws: [Float]) throws -> [Int] {
        try Solution().sampled(probabilities, draws: draws)
    }
    func gradientThroughTime(
        _ inputs: [Float], target: Float, w: Float, v: Float, b: Float
    ) throws -> (w: Float, v: Float, b: Float) {
        try Solution().gradientThroughTime(inputs, target: target, w: w, v: v, b: b)
    }
    func trainedUnit(_ sequences: [[Float]], outputs: [Float]) throws -> (w: Float, v: Float, b: Float) {
        try Solution().trainedUnit(sequences, outputs: outputs)
    }
    func mendedLoss(
        _ pieces: [[Float]], w: Float, v: Float, b: Float
    ) throws -> (line: Int, loss: Float) {
        try Solution().mendedLoss(pieces, w: w, v: v, b: b)
    }
}

extension RecurrentHomework {
    func windows(
        _ events: [Int], length: Int, testEvents: Int
    ) throws -> (training: [[Int]], test: [[Int]]) {
        try Solution().windows(events, length: length, testEvents: testEvents)
    }
}

private struct Windows: RecurrentHomework {
    let answer: @Sendable ([Int], Int, Int) -> ([[Int]], [[Int]])
    func windows(
        _ events: [Int], length: Int, testEvents: Int
    ) throws -> (training: [[Int]], test: [[Int]]) { answer(events, length, testEvents) }
}

private func cut(_ events: some Collection<Int>, _ length: Int) -> [[Int]] {
    let events = Array(events)
    return (0..<max(0, events.count - length + 1)).map { Array(events[$0..<$0 + length]) }
}

private struct Gated: RecurrentHomework {
    /// The next state from x, h and the open gates r and z.
    let answer: @Sendable (_ x: Float, _ h: Float, _ r: Float, _ z: Float, _ n: GateWeights) -> Float
    func gruStep(
        _ inputs: [Float], hidden: [Float], reset: GateWeights, update: GateWeights, candidate: GateWeights
    ) throws -> [Float] {
        zip(inputs, hidden).map { x, h in
            func open(_ gate: GateWeights) -> Float { 1 / (1 + exp(-(gate.w * x + gate.b + gate.v * h))) }
            return answer(x, h, open(reset), open(update), candidate)
        }
    }
}

private struct Sampler: RecurrentHomework {
    let answer: @Sendable ([Float], Float) -> Int
    func sampled(_ probabilities: [[Float]], draws: [Float]) throws -> [Int] {
        zip(probabilities, draws).map(answer)
    }
}

private struct ThroughTime: RecurrentHomework {
    typealias Gradient = (w: Float, v: Float, b: Float)
    let answer: @Sendable (_ x: [Float], _ target: Float, _ unit: GateWeights) -> Gradient
    func gradientThroughTime(_ inputs: [Float], target: Float, w: Float, v: Float, b: Float) throws
        -> Gradient
    {
        answer(inputs, target, GateWeights(w: w, v: v, b: b))
    }
}

private func loss(_ x: [Float], _ target: Float, _ w: Double, _ v: Double, _ b: Double) -> Double {
    let last = x.reduce(0.0) { tanh(w * Double($1) + b + v * $0) }
    return (last - Double(target)) * (last - Double(target)) / 2
}

/// Wrong answers to the tasks of sequences.
let sequenceMutants: [Mutant<any RecurrentHomework>] = [
    recurrentHomework.mutant(
        Windows { events, length, test in
            // The book's: all windows, then the split.
            let windows = cut(events, length)
            let count = min(test, windows.count)
            return (Array(windows.dropLast(count)), Array(windows.suffix(count)))
        }, fails: "10.9", hint: "cut before the split"),
    recurrentHomework.mutant(
        Windows { events, length, test in (cut(events, length), cut(events.suffix(test), length)) },
        fails: "10.9", hint: "among those of the training"),
    recurrentHomework.mutant(
        Windows { events, length, test in
            let windows = cut(events, length)
            let border = events.count - test
            return (Array(windows.prefix(border)), Array(windows.dropFirst(border)))
        }, fails: "10.9"),
    recurrentHomework.mutant(
        Gated { x, h, r, z, n in z * tanh(n.w * x + n.b + r * n.v * h) + (1 - z) * h }, fails: "10.6",
        hint: "share of the old state"),
    recurrentHomework.mutant(
        Gated { x, h, r, z, n in (1 - z) * tanh(r * (n.w * x + n.b + n.v * h)) + z * h }, fails: "10.6",
        hint: "on v h alone"),
    recurrentHomework.mutant(
        Gated { x, h, r, z, n in (1 - z) * tanh(n.w * x + n.b + n.v * r) + z * h }, fails: "10.6"),
    recurrentHomework.mutant(
        Gated { x, h, r, z, n in (1 - z) * max(0, tanh(n.w * x + n.b + r * n.v * h)) + z * h },
        fails: "10.6"),
    recurrentHomework.mutant(
        Sampler { row, draw in
            var sum: Float = 0
            for (event, probability) in row.enumerated() {
                sum += probability
                if sum >= draw { return event }
            }
            return row.count - 1
        }, fails: "10.7"),
    recurrentHomework.mutant(
        Sampler { row, draw in
            var rest = draw
            for (event, probability) in row.enumerated() {
                if rest < probability { return event }
                rest -= probability
            }
            return row.count - 1
        }, fails: "10.7", hint: "not the last of all"),
    recurrentHomework.mutant(
        Sampler { row, draw in row.firstIndex { $0 > draw } ?? row.count - 1 }, fails: "10.7",
        hint: "Compare the draw with the *sum*"),
    recurrentHomework.mutant(
        ThroughTime { x, target, unit in
            // The states as constants: one step only.
            let states = x.reduce(into: [Float(0)]) {
                $0.append(tanh(unit.w * $1 + unit.b + unit.v * $0.last!))
            }
            let (h, before) = (states[x.count], states[x.count - 1])
            let s = (h - target) * (1 - h * h)
            return (s * x[x.count - 1], s * before, s)
        }, fails: "10.8", hint: "Only the last step"),
    recurrentHomework.mutant(
        ThroughTime { x, target, unit in
            let states = x.reduce(into: [Float(0)]) {
                $0.append(tanh(unit.w * $1 + unit.b + unit.v * $0.last!))
            }
            var gradient: ThroughTime.Gradient = (0, 0, 0)
            var delta = states[x.count] - target
            for step in x.indices.reversed() {
                gradient.w += delta * x[step]
                gradient.v += delta * states[step]
                gradient.b += delta
                delta *= (1 - states[step + 1] * states[step + 1]) * unit.v
            }
            return gradient
        }, fails: "10.8"),
    recurrentHomework.mutant(
        ThroughTime { x, target, unit in
            // Clipped as in training.
            let g = (try? Solution().gradientThroughTime(x, target: target, w: unit.w, v: unit.v, b: unit.b))!
            return (min(1, max(-1, g.w)), min(1, max(-1, g.v)), min(1, max(-1, g.b)))
        }, fails: "10.8"),
]

/// Right answers by other ways.
let otherSequenceAnswers: [Alternative<any RecurrentHomework>] = [
    recurrentHomework.alternative(
        Windows { events, length, test in
            // All windows but those that cross the border.
            let border = events.count - test
            let starts = 0..<max(0, events.count - length + 1)
            func windows(_ isIn: (Int) -> Bool) -> [[Int]] {
                starts.filter(isIn).map { Array(events[$0..<$0 + length]) }
            }
            return (windows { $0 + length <= border }, windows { $0 >= border })
        }, passes: "10.9"),
    recurrentHomework.alternative(
        Gated { x, h, r, z, n in
            let proposed = Float(tanh(Double(n.v * (r * h)) + Double(n.w * x) + Double(n.b)))
            return proposed + z * (h - proposed)
        }, passes: "10.6"),
    recurrentHomework.alternative(
        Sampler { row, draw in
            let sums = row.indices.map { row[0...$0].reduce(0, +) }
            let event = sums.count { $0 <= draw }
            return event < row.count ? event : row.lastIndex { $0 != 0 } ?? 0
        }, passes: "10.7"),
    recurrentHomework.alternative(
        ThroughTime { x, target, unit in
            // The derivatives of the state are carried forward.
            var (h, byW, byV, byB) = (0.0, 0.0, 0.0, 0.0)
            let v = Double(unit.v)
            for x in x {
                let next = tanh(Double(unit.w) * Double(x) + Double(unit.b) + v * h)
                let slope = 1 - next * next
                (byW, byV, byB) = (
                    slope * (Double(x) + v * byW), slope * (h + v * byV), slope * (1 + v * byB)
                )
                h = next
            }
            let error = h - Double(target)
            return (Float(error * byW), Float(error * byV), Float(error * byB))
        }, passes: "10.8"),
    recurrentHomework.alternative(
        ThroughTime { x, target, unit in
            let (w, v, b, step) = (Double(unit.w), Double(unit.v), Double(unit.b), 1e-5)
            func slope(_ w1: Double, _ v1: Double, _ b1: Double) -> Float {
                let above = loss(x, target, w + w1 * step, v + v1 * step, b + b1 * step)
                let below = loss(x, target, w - w1 * step, v - v1 * step, b - b1 * step)
                return Float((above - below) / (2 * step))
            }
            return (slope(1, 0, 0), slope(0, 1, 0), slope(0, 0, 1))
        }, passes: "10.8"),
]

@Suite struct HomeworkExampleTests {
    @Test func theExamplesOfTheTasksAreTrue() throws {
        let none = GateWeights(w: 0, v: 0, b: 0)
        #expect(
            try Solution().gruStep(
                [1], hidden: [0.5], reset: none, update: none, candidate: GateWeights(w: 0, v: 4, b: -1))
                == [0.25])
        #expect(try Solution().sampled([[0.25, 0.5, 0.25]], draws: [0.25]) == [1])
        let (training, test) = try Solution().windows([1, 2, 3, 4, 5, 6], length: 2, testEvents: 3)
        #expect(training == [[1, 2], [2, 3]] && test == [[4, 5], [5, 6]])
        #expect(try Solution().gradientThroughTime([2], target: 1, w: 0, v: 3, b: 0) == (-2, 0, -1))
    }
}
