import Foundation
import Grading
import Messages
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
    findTheFault: "10.11", Words(en: "a piece after another", zh: "一首接一首"), line: 1, returning: "loss",
    hint: Words(
        en: "Run the program by hand on the example: what is `hidden` when the second piece begins?",
        zh: "在例子上手动运行程序：第二首开始时 `hidden` 是多少？"),
    input: Pieces.init, examples: Pieces.examples, edges: Pieces.edges, mended: \.mended,
    asItStands: \.asItStands,
    because: Words(en: "the state of one piece is still there in the next.", zh: "上一首的状态在下一首里还在。"),
    otherLines: [
        2: Words(en: "line 2 is for the loss of all pieces together.", zh: "第 2 行是为所有乐曲合起来的损失。"),
        3: Words(en: "line 3 goes through the pieces, as it should.", zh: "第 3 行逐首经过乐曲，本该如此。"),
        5: Words(en: "line 5 is a step of the unit, as it should be.", zh: "第 5 行是单元的一步，本该如此。"),
    ],
    answer: { try $0.mendedLoss($1.pieces, w: $1.w, v: $1.v, b: $1.b) },
    mistakes: [
        WrongMending(
            Words(
                en: "With line 1 in the inner loop the unit has no memory at all.",
                zh: "第 1 行放进内层循环，单元就完全没有记忆。"), \.withoutMemory),
        WrongMending(
            Words(
                en: "Every piece counts, not only the last: line 2 must stay.", zh: "每首都算，不只最后一首：第 2 行不能动。"),
            \.lastPiece),
        WrongMending(
            Words(en: "Every event counts alike, in a long piece or a short one.", zh: "每个事件同样重要，不论乐曲长短。"),
            \.perPiece),
        WrongMending(Words(en: "That is the sum: divide by `count`.", zh: "这是总和：要除以 `count`。"), \.sum),
        WrongMending(
            Words(
                en: "The first event of a piece is not predicted, and does not count.",
                zh: "一首的第一个事件没有被预测，不计入。"), \.byEvents),
        WrongMending(Words(en: "Line 6 was right: the error is squared.", zh: "第 6 行是对的：误差要平方。"), \.absolute),
        WrongMending(Words(en: "Line 6 was right: there is no ½.", zh: "第 6 行是对的：没有 ½。"), \.halved),
    ],
    cases: [
        Case(en: "one piece", zh: "一首") { $0.pieces.count == 1 },
        Case(en: "a piece of one event", zh: "只有一个事件的乐曲") { input in input.pieces.contains { $0.count == 1 }
        },
        Case(en: "a state that would stay", zh: "会留下来的状态") { $0.mended != $0.asItStands },
    ])
