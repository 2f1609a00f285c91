import Chapter14Homework
import Grading
import TensorCore
import Testing

private struct DoesNotNormalise: GraphHomework {
    func normalizedAdjacency(_ neighbours: [[Int]]) throws -> [[Float]] {
        neighbours.indices.map { row in
            neighbours.indices.map { $0 == row || neighbours[row].contains($0) ? 1 : 0 }
        }
    }
}

private struct ForgetsTheLoops: GraphHomework {
    func normalizedAdjacency(_ neighbours: [[Int]]) throws -> [[Float]] {
        neighbours.indices.map { row in
            neighbours.indices.map {
                neighbours[row].contains($0)
                    ? 1 / Float(neighbours[row].count * neighbours[$0].count).squareRoot() : 0
            }
        }
    }
}

private struct IsBlindToNeighbours: GraphHomework {
    func convolved(_ adjacency: [[Float]], _ features: [[Float]], _ weight: [[Float]]) throws -> [[Float]] {
        let alone = adjacency.indices.map { row in adjacency.indices.map { $0 == row ? Float(1) : 0 } }
        return try Solution().convolved(alone, features, weight)
    }
}

private struct TurnsTheMatrix: GraphHomework {
    func convolved(_ adjacency: [[Float]], _ features: [[Float]], _ weight: [[Float]]) throws -> [[Float]] {
        let turned = adjacency.indices.map { row in adjacency.indices.map { adjacency[$0][row] } }
        return try Solution().convolved(turned, features, weight)
    }
}

private struct ForgetsWhatIsKnown: GraphHomework {
    func propagated(_ spread: [[Float]], known: [[Float]], neighbours: [[Int]], alpha: Float) throws
        -> [[Float]]
    {
        try Solution().propagated(spread, known: known, neighbours: neighbours, alpha: 1)
    }
}

private struct ChangesAlpha: GraphHomework {
    func propagated(_ spread: [[Float]], known: [[Float]], neighbours: [[Int]], alpha: Float) throws
        -> [[Float]]
    {
        try Solution().propagated(spread, known: known, neighbours: neighbours, alpha: 1 - alpha)
    }
}

private struct LosesTies: GraphHomework {
    func areaUnderCurve(present: [Float], absent: [Float]) throws -> Float {
        let wins = present.reduce(0) { sum, score in sum + absent.count { score > $0 } }
        return Float(wins) / Float(present.count * absent.count)
    }
}

private struct LooksFromTheOtherSide: GraphHomework {
    func areaUnderCurve(present: [Float], absent: [Float]) throws -> Float {
        try Solution().areaUnderCurve(present: absent, absent: present)
    }
}

private struct CountsTwice: GraphHomework {
    func clustering(_ neighbours: [[Int]]) throws -> [Float] {
        try Solution().clustering(neighbours).map { 2 * $0 }
    }
}

private struct DividesBySquare: GraphHomework {
    func clustering(_ neighbours: [[Int]]) throws -> [Float] {
        zip(try Solution().clustering(neighbours), neighbours).map { share, others in
            share * Float(others.count - 1) / Float(max(1, others.count))
        }
    }
}

@Suite struct GraphHomeworkTests {
    @Test func solutionStarterAndMutantsAreToldApart() {
        let homework = graphHomework
        let mutants = [
            homework.mutant(DoesNotNormalise(), fails: "14.1", hint: "degrees are not used"),
            homework.mutant(ForgetsTheLoops(), fails: "14.1", hint: "self-loops are missing"),
            homework.mutant(IsBlindToNeighbours(), fails: "14.2", hint: "no message passing"),
            homework.mutant(TurnsTheMatrix(), fails: "14.2", hint: "transposed"),
            homework.mutant(ForgetsWhatIsKnown(), fails: "14.3", hint: "forgotten"),
            homework.mutant(ChangesAlpha(), fails: "14.3", hint: "α and 1 − α"),
            homework.mutant(LosesTies(), fails: "14.4", hint: "counts as lost"),
            homework.mutant(LooksFromTheOtherSide(), fails: "14.4", hint: "Reversed"),
            homework.mutant(CountsTwice(), fails: "14.5", hint: "counted twice"),
            homework.mutant(DividesBySquare(), fails: "14.5", hint: "Divided by d²"),
        ]
        #expect(
            homework.faults(
                starter: Starter(), solution: Solution(),
                mutants: mutants + narrowGraphMutants + lossMutants
                    + trainingMutants,
                alternatives: otherGraphAnswers + otherLossAnswers + otherTrainingAnswers) == [])
    }
}
