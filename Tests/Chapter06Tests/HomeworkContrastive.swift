import Chapter06Homework
import Foundation
import Grading
import Testing

private struct Contrasting: TransferHomework {
    let answer: @Sendable ([[Float]], [[Float]], Float) -> Float
    func contrastiveLoss(_ first: [[Float]], _ second: [[Float]], temperature: Float) throws -> Float {
        answer(first, second, temperature)
    }
}

private func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
private func length(_ row: [Float]) -> Float { dot(row, row).squareRoot() }
private func cosine(_ a: [Float], _ b: [Float]) -> Float { dot(a, b) / (length(a) * length(b)) }

/// The mean loss of some views, by whom each is compared with and what it is told of its partner.
private func loss(
    _ rows: [[Float]], views: Range<Int>? = nil, among: (Int, Int) -> Bool = { $0 != $1 },
    partner: ((Int) -> Int)? = nil, similarity: ([Float], [Float]) -> Float
) -> Float {
    let half = rows.count / 2
    let losses = (views ?? rows.indices).map { i in
        let s = rows.map { similarity(rows[i], $0) }
        let others = s.indices.filter { among(i, $0) }.map { s[$0] }
        let largest = others.max() ?? 0
        let logSum = others.isEmpty ? 0 : largest + log(others.reduce(0) { $0 + exp($1 - largest) })
        return logSum - s[partner?(i) ?? (i + half) % rows.count]
    }
    return losses.reduce(0, +) / Float(losses.count)
}

/// Wrong contrastive losses.
let contrastiveMutants: [Mutant<any TransferHomework>] = {
    func mutant(
        hint: String, _ answer: @escaping @Sendable ([[Float]], [[Float]], Float) -> Float
    ) -> Mutant<any TransferHomework> {
        transferHomework.mutant(Contrasting(answer: answer), fails: "6.10", hint: hint)
    }
    return [
        mutant(hint: "compared with itself") { first, second, t in
            loss(first + second, among: { _, _ in true }) { cosine($0, $1) / t }
        },
        mutant(hint: "not scaled to length 1") { first, second, t in
            loss(first + second) { dot($0, $1) / t }
        },
        mutant(hint: "square of the length") { first, second, t in
            loss(first + second) { dot($0, $1) / (dot($0, $0) * dot($1, $1)) / t }
        },
        mutant(hint: "temperature is missing") { first, second, _ in loss(first + second, similarity: cosine)
        },
        mutant(hint: "divided by the temperature") { first, second, t in
            loss(first + second) { cosine($0, $1) * t }
        },
        mutant(hint: "partner is one of the views in the sum") { first, second, t in
            loss(first + second, among: { $0 != $1 && $0 % first.count != $1 % first.count }) {
                cosine($0, $1) / t
            }
        },
        mutant(hint: "mean is over all 2N views") { first, second, t in
            loss(first + second, views: 0..<first.count) { cosine($0, $1) / t }
        },
        mutant(hint: "not only with second views") { first, second, t in
            loss(first + second, among: { ($0 < first.count) != ($1 < first.count) }) { cosine($0, $1) / t }
        },
        mutant(hint: "not the next row") { first, second, t in
            loss(first + second, partner: { $0 ^ 1 }) { cosine($0, $1) / t }
        },
        mutant(hint: "divide by the 2N views") { first, second, t in
            loss(first + second) { cosine($0, $1) / t } * Float(2 * first.count)
        },
        mutant(hint: "Divided by the N pictures") { first, second, t in
            2 * loss(first + second) { cosine($0, $1) / t }
        },
        mutant(hint: "sign is turned") { first, second, t in -loss(first + second) { cosine($0, $1) / t } },
        mutant(hint: "exp overflows") { first, second, t in
            let rows = first + second
            let losses = rows.indices.map { i in
                let powers = rows.map { exp(cosine(rows[i], $0) / t) }
                let sum = powers.indices.reduce(Float(0)) { $1 == i ? $0 : $0 + powers[$1] }
                return -log(powers[(i + first.count) % rows.count] / sum)
            }
            return losses.reduce(0, +) / Float(losses.count)
        },
    ]
}()

/// Right contrastive losses by other ways.
let otherContrastiveAnswers: [Alternative<any TransferHomework>] = [
    // In Double, where e¹²⁸ is a number, from the probabilities.
    transferHomework.alternative(
        Contrasting { first, second, temperature in
            let rows = (first + second).map { $0.map(Double.init) }
            func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
            let losses = rows.indices.map { i in
                let powers = rows.map {
                    exp(
                        dot(rows[i], $0) / (dot(rows[i], rows[i]) * dot($0, $0)).squareRoot()
                            / Double(temperature))
                }
                return -log(powers[(i + first.count) % rows.count] / (powers.reduce(0, +) - powers[i]))
            }
            return Float(losses.reduce(0, +) / Double(losses.count))
        }, passes: "6.10"),
    // Both views of a picture in turn, so that partners are next to each other.
    transferHomework.alternative(
        Contrasting { first, second, temperature in
            let rows = zip(first, second).flatMap { [$0, $1] }
            return loss(rows, partner: { $0 ^ 1 }) { cosine($0, $1) / temperature }
        }, passes: "6.10"),
]

@Suite struct ContrastiveExampleTests {
    @Test func theExampleOfTheTaskIsTrue() throws {
        let answer = try Solution().contrastiveLoss(
            [[1, 0], [0, 1]], [[2, 0], [0, 3]], temperature: 0.5)
        #expect((answer - 0.2395).magnitude < 1e-4)
        #expect(try Solution().contrastiveLoss([[3, 4]], [[-1, 0]], temperature: 0.5).magnitude < 1e-6)
    }
}
