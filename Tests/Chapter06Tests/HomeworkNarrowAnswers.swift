import Chapter06Homework
import Foundation
import Grading
import TensorCore

/// Answers with the closures that are given, and rightly otherwise.
struct OtherTransferAnswers: TransferHomework {
    var sums: (@Sendable ([Float], [Float]) -> [Float])?
    var moved: (@Sendable ([Float], [Float], [Bool], Float) -> [Float])?
    var shared: (@Sendable ([Float], [Float], Float) -> [Float])?
    var exact: (@Sendable ([Float], [Int]) -> Float)?
    var choice: (@Sendable (Int, Float, [Int]) -> [Int])?

    func sumProbabilities(_ left: [Float], _ right: [Float]) throws -> [Float] {
        sums?(left, right) ?? Solution().sumProbabilities(left, right)
    }
    func updated(
        _ weights: [Float], gradients: [Float], isFrozen: [Bool], learningRate: Float
    ) throws -> [Float] {
        moved?(weights, gradients, isFrozen, learningRate)
            ?? Solution().updated(
                weights, gradients: gradients, isFrozen: isFrozen, learningRate: learningRate)
    }
    func sharedGradient(_ left: [Float], _ right: [Float], upstream: Float) throws -> [Float] {
        shared?(left, right, upstream) ?? Solution().sharedGradient(left, right, upstream: upstream)
    }
    func exactFraction(_ guesses: [Float], sums: [Int]) throws -> Float {
        exact?(guesses, sums) ?? Solution().exactFraction(guesses, sums: sums)
    }
    func chosen(_ digits: Int, share: Float, order: [Int]) throws -> [Int] {
        choice?(digits, share, order) ?? Solution().chosen(digits, share: share, order: order)
    }
}

private func moved(
    _ weights: [Float], _ gradients: [Float], _ isFrozen: [Bool], _ rate: Float, _ change: (Float) -> Float
) -> [Float] {
    weights.indices.map { isFrozen[$0] ? weights[$0] : weights[$0] - rate * change(gradients[$0]) }
}

private func share(_ guesses: [Float], _ sums: [Int], _ isRight: (Float, Int) -> Bool) -> Float {
    Float(zip(guesses, sums).count(where: isRight)) / Float(sums.count)
}

/// Wrong answers that pass where inputs never vary.
let narrowTransferMutants: [Mutant<any TransferHomework>] = [
    transferHomework.mutant(
        OtherTransferAnswers(moved: { moved($0, $1, $2, $3) { abs($0) } }), fails: "6.2",
        hint: "with its sign"),
    transferHomework.mutant(
        OtherTransferAnswers(moved: { moved($0, $1, $2, $3) { max(0, $0) } }), fails: "6.2",
        hint: "stayed as it was"),
    transferHomework.mutant(
        OtherTransferAnswers(shared: { left, right, upstream in
            zip(left, right).map { upstream * abs($0 + $1) }
        }),
        fails: "6.3"),
    transferHomework.mutant(
        OtherTransferAnswers(exact: { share($0, $1) { abs($0 - Float($1)) < 0.5 } }), fails: "6.4",
        hint: "9.5 is 10"),
    transferHomework.mutant(
        OtherTransferAnswers(exact: { share($0, $1) { Int($0.rounded(.toNearestOrEven)) == $1 } }),
        fails: "6.4",
        hint: "even neighbour"),
    transferHomework.mutant(
        OtherTransferAnswers(exact: { share($0, $1) { Int(($0 - 0.5).rounded(.up)) == $1 } }), fails: "6.4",
        hint: "not down"),
    transferHomework.mutant(
        OtherTransferAnswers(choice: { digits, share, order in
            Array(order.prefix(Int((share * Float(digits)).rounded())))
        }), fails: "6.5", hint: "At least one digit"),
    transferHomework.mutant(
        OtherTransferAnswers(choice: { digits, share, order in
            Array(order.prefix(max(1, Int(share * Float(digits)))))
        }), fails: "6.5", hint: "not cut off"),
]

/// Right answers by other ways: in Double, halves to even where there are none.
let otherTransferAnswers: [Alternative<any TransferHomework>] = [
    transferHomework.alternative(
        OtherTransferAnswers(sums: { left, right in
            var result = [Double](repeating: 0, count: left.count + right.count - 1)
            for b in right.indices.reversed() {
                for a in left.indices.reversed() { result[a + b] += Double(left[a]) * Double(right[b]) }
            }
            return result.map { Float($0) }
        }), passes: "6.1"),
    transferHomework.alternative(
        OtherTransferAnswers(shared: { left, right, upstream in
            zip(left, right).map { upstream * $0 + upstream * $1 }
        }), passes: "6.3"),
    transferHomework.alternative(
        OtherTransferAnswers(exact: { share($0, $1) { Int((Double($0)).rounded()) == $1 } }), passes: "6.4"),
    transferHomework.alternative(
        OtherTransferAnswers(choice: { digits, share, order in
            Array(order.prefix(max(1, Int((Double(share) * Double(digits)).rounded()))))
        }), passes: "6.5"),
    transferHomework.alternative(
        OtherTransferAnswers(choice: { digits, share, order in
            Array(order.prefix(max(1, Int((share * Float(digits)).rounded(.toNearestOrEven)))))
        }), passes: "6.5"),
    transferHomework.alternative(
        OtherTransferAnswers(choice: { digits, share, order in
            Array(order.prefix(max(1, Int(share * Float(digits) + 0.5))))
        }), passes: "6.5"),
]
