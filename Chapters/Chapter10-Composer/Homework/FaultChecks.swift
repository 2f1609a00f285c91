import Foundation
import Grading
import TensorCore

// MARK: 10.11

/// Pieces of music, and the unit that reads them.
private struct Pieces {
    var pieces: [[Float]]
    var w, v, b: Float

    /// The mean squared error of the state against the next event.
    private func loss(
        carried: Bool = false, memory: Bool = true, pieces: [[Float]]? = nil,
        square: (Double) -> Double = { $0 * $0 }
    ) -> [Double] {
        var hidden = 0.0
        return (pieces ?? self.pieces).flatMap { piece -> [Double] in
            if !carried { hidden = 0 }
            return zip(piece, piece.dropFirst()).map { x, next in
                if !memory { hidden = 0 }
                hidden = tanh(Double(w) * Double(x) + Double(b) + Double(v) * hidden)
                return square(hidden - Double(next))
            }
        }
    }
    private func mean(_ losses: [Double]) -> Float {
        Float(losses.reduce(0, +) / Double(max(1, losses.count)))
    }

    var mended: Float { mean(loss()) }
    var asItStands: Float { mean(loss(carried: true)) }
    var withoutMemory: Float { mean(loss(memory: false)) }
    var lastPiece: Float { mean(loss(pieces: pieces.suffix(1))) }
    var perPiece: Float {
        let losses = pieces.filter { $0.count > 1 }.map { Double(mean(loss(pieces: [$0]))) }
        return mean(losses)
    }
    var sum: Float { Float(loss().reduce(0, +)) }
    var byEvents: Float { Float(loss().reduce(0, +) / Double(pieces.joined().count)) }
    var absolute: Float { mean(loss(square: { abs($0) })) }
    var halved: Float { mean(loss(square: { $0 * $0 / 2 })) }
}

extension Pieces {
    init(size: Int, generator: inout RandomGenerator) {
        pieces = (0..<1 + generator.integer(below: size + 1)).map { _ in
            generator.numbers(1 + generator.integer(below: 4), size: 1)
        }
        pieces[0] = generator.numbers(2 + generator.integer(below: 2), size: size)
        (w, v, b) = (generator.half(), generator.half(), generator.half())
    }

    static let examples = [Pieces(pieces: [[1, 0], [0, 0]], w: 0, v: 1, b: 1)]
    static let edges = [
        Pieces(pieces: [[0, -10]], w: 10, v: -12, b: -10),
        Pieces(pieces: [[2], [1, 12, 0], [-1]], w: -10, v: 10, b: 20),
        Pieces(pieces: [[1, 0, -1, 1], [0, 1], [1, 1, 0]], w: 0.5, v: 2, b: 0),
        Pieces(pieces: [[1, -2, 0], [0, 1, 2], [0.5, 1, 0]], w: 1, v: 1.5, b: -0.5),
    ]
}

let mending = Exercise<any RecurrentHomework>(
    findTheFault: "10.11", "a piece after another", line: 1, returning: "loss",
    hint: "Run the program by hand on the example: what is `hidden` when the second piece begins?",
    input: Pieces.init, examples: Pieces.examples, edges: Pieces.edges, mended: \.mended,
    asItStands: \.asItStands, because: "the state of one piece is still there in the next.",
    otherLines: [
        2: "line 2 is for the loss of all pieces together.",
        3: "line 3 goes through the pieces, as it should.",
        5: "line 5 is a step of the unit, as it should be.",
    ],
    answer: { try $0.mendedLoss($1.pieces, w: $1.w, v: $1.v, b: $1.b) },
    mistakes: [
        WrongMending("With line 1 in the inner loop the unit has no memory at all.", \.withoutMemory),
        WrongMending("Every piece counts, not only the last: line 2 must stay.", \.lastPiece),
        WrongMending("Every event counts alike, in a long piece or a short one.", \.perPiece),
        WrongMending("That is the sum: divide by `count`.", \.sum),
        WrongMending("The first event of a piece is not predicted, and does not count.", \.byEvents),
        WrongMending("Line 6 was right: the error is squared.", \.absolute),
        WrongMending("Line 6 was right: there is no ½.", \.halved),
    ],
    cases: [
        Case("one piece") { $0.pieces.count == 1 },
        Case("a piece of one event") { input in input.pieces.contains { $0.count == 1 } },
        Case("a state that would stay") { $0.mended != $0.asItStands },
    ])
