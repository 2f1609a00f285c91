import Chapter10Homework
import Foundation
import Grading
import Testing

private struct Unit: RecurrentHomework {
    let answer: @Sendable (_ sequences: [[Float]], _ outputs: [Float]) throws -> (Float, Float, Float)
    func trainedUnit(_ sequences: [[Float]], outputs: [Float]) throws -> (w: Float, v: Float, b: Float) {
        try answer(sequences, outputs)
    }

    /// The smallest squared error on a grid, made finer around the best: no gradient at all.
    static func searched(_ sequences: [[Float]], _ outputs: [Float]) -> (Float, Float, Float) {
        func loss(_ w: Float, _ v: Float, _ b: Float) -> Float {
            zip(sequences, outputs).reduce(0) { sum, pair in
                let error = pair.0.reduce(0) { tanh(w * $1 + b + v * $0) } - pair.1
                return sum + error * error
            }
        }
        var (best, least, step): ((Float, Float, Float), Float, Float) = ((0, 0, 0), .infinity, 0.5)
        for round in 0..<6 {
            let middle = best
            let reach = round == 0 ? 3 : 2
            for i in -reach...reach {
                for j in -reach...reach {
                    for k in -reach...reach {
                        let (w, v, b) = (
                            middle.0 + Float(i) * step, middle.1 + Float(j) * step, middle.2 + Float(k) * step
                        )
                        let found = loss(w, v, b)
                        if found < least { (best, least) = ((w, v, b), found) }
                    }
                }
            }
            step /= 2
        }
        return best
    }
}

private struct Loss: RecurrentHomework {
    var line = 1
    let answer: @Sendable (_ pieces: [[Float]], _ step: (Float, Float) -> Float) -> Float
    func mendedLoss(
        _ pieces: [[Float]], w: Float, v: Float, b: Float
    ) throws -> (line: Int, loss: Float) {
        (line, answer(pieces) { x, hidden in tanh(w * x + b + v * hidden) })
    }

    /// The errors of a piece, read with this state at its beginning, and the state at its end.
    static func read(
        _ piece: [Float], from start: Float, _ step: (Float, Float) -> Float
    ) -> (errors: [Float], end: Float) {
        var (hidden, errors) = (start, [Float]())
        for place in piece.indices.dropLast() {
            hidden = step(piece[place], hidden)
            errors.append((hidden - piece[place + 1]) * (hidden - piece[place + 1]))
        }
        return (errors, hidden)
    }
    static func mean(_ errors: [Float]) -> Float { errors.reduce(0, +) / Float(errors.count) }
    @Sendable static func right(_ pieces: [[Float]], _ step: (Float, Float) -> Float) -> Float {
        mean(pieces.flatMap { read($0, from: 0, step).errors })
    }
}

/// Wrong answers to the tasks of training and of the fault.
let trainingMutants: [Mutant<any RecurrentHomework>] = [
    recurrentHomework.mutant(Unit { _, _ in (0, 0, 0) }, fails: "10.10", hint: "v is 0"),
    // The last input alone, as without memory.
    recurrentHomework.mutant(
        Unit { sequences, outputs in
            let unit = try Solution().trainedUnit(sequences.map { $0.suffix(1) }, outputs: outputs)
            return (unit.w, 0, unit.b)
        }, fails: "10.10", hint: "v is 0"),
    recurrentHomework.mutant(
        Unit { sequences, outputs in
            let unit = try Solution().trainedUnit(sequences, outputs: outputs)
            return (unit.w, -unit.v, unit.b)
        }, fails: "10.10", hint: "With −v"),
    recurrentHomework.mutant(
        Unit { sequences, outputs in
            // Sequences backwards.
            let unit = try Solution().trainedUnit(sequences.map { $0.reversed() }, outputs: outputs)
            return (unit.w, unit.v, unit.b)
        }, fails: "10.10"),
    recurrentHomework.mutant(
        Unit { sequences, outputs in
            // Learned from sequences of one step alone.
            let short = zip(sequences, outputs).filter { $0.0.count == 1 }
            let unit = try Solution().trainedUnit(short.map(\.0), outputs: short.map(\.1))
            return (unit.w, unit.v, unit.b)
        }, fails: "10.10"),
    recurrentHomework.mutant(Unit { _, _ in (.nan, 1, 0) }, fails: "10.10", hint: "not a number"),
    recurrentHomework.mutant(
        Loss { pieces, step in
            var (state, errors) = (Float(0), [Float]())
            for piece in pieces {
                let read = Loss.read(piece, from: state, step)
                (state, errors) = (read.end, errors + read.errors)
            }
            return Loss.mean(errors)
        }, fails: "10.11", hint: "as it stands"),
    recurrentHomework.mutant(Loss(line: 5, answer: Loss.right), fails: "10.11", hint: "the line is not"),
    recurrentHomework.mutant(Loss(line: 9, answer: Loss.right), fails: "10.11"),
    recurrentHomework.mutant(
        Loss { pieces, step in
            Loss.mean(pieces.flatMap { Loss.read($0, from: 0) { x, _ in step(x, 0) }.errors })
        },
        fails: "10.11", hint: "no memory at all"),
    recurrentHomework.mutant(
        Loss { pieces, step in
            Loss.read(Array(pieces.joined()), from: 0, step).errors.reduce(0, +)
                / Float(pieces.joined().count - 1)
        },
        fails: "10.11"),
]

/// Right answers by other ways.
let otherTrainingAnswers: [Alternative<any RecurrentHomework>] = [
    recurrentHomework.alternative(Unit { Unit.searched($0, $1) }, passes: "10.10"),
    recurrentHomework.alternative(Loss(answer: Loss.right), passes: "10.11"),
]

@Suite struct TrainingExampleTests {
    @Test func theExamplesOfTheTasksAreTrue() throws {
        let unit = try Solution().trainedUnit([[1], [1, 0]], outputs: [tanh(1), tanh(0.5 * tanh(1))])
        let states = (tanh(unit.w + unit.b), tanh(unit.b + unit.v * tanh(unit.w + unit.b)))
        #expect(abs(states.0 - 0.762) < 0.01 && abs(states.1 - 0.363) < 0.01)
        let mended = try Solution().mendedLoss([[1, 0], [0, 0]], w: 0, v: 1, b: 1)
        #expect(mended.line == 1 && abs(mended.loss - 0.58) < 0.001)
    }
}
