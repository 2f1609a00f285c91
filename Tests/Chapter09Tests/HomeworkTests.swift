import Chapter09Homework
import Grading
import TensorCore
import Testing

@Suite struct WordVectorHomeworkTests {
    @Test func solutionStarterAndMutantsAreToldApart() {
        let mutants =
            pairMutants() + noiseMutants() + stepMutants() + keepingMutants() + analogyMutants()
            + informationMutants() + vectorMutants() + lookupMutants()
        let faults = wordVectorHomework.faults(starter: Starter(), solution: Solution(), mutants: mutants)
        #expect(faults == [], "\(faults.joined(separator: "\n"))")
    }

    @Test func rightAnswersByOtherWaysPass() {
        for (number, answers) in rightAnswers.enumerated() {
            for seed in 1...20 {
                let sheet = wordVectorHomework.grade(answers, seed: UInt64(seed))
                #expect(sheet.isComplete, "right answers \(number), seed \(seed):\n\(sheet.text)")
            }
        }
    }

    @Test func theExamplesOfTheTasksAreTrue() throws {
        let solution = Solution()
        #expect(try solution.pairs([[3, 1, 2]], window: 1) == [[3, 1], [1, 3], [1, 2], [2, 1]])
        #expect(try solution.pairs([[7, 7]], window: 1) == [[7, 7], [7, 7]])
        let noise = try solution.noiseDistribution([16, 1, 0])
        #expect(zip(noise, [8 / 9, 1 / 9, 0]).allSatisfy { abs($0 - $1) < 1e-6 })
        let step = try solution.sgnsStep(
            center: [2, 0], context: [0, 1], negatives: [[0, -1]], learningRate: 1)
        #expect(step == ([2, 1], [1, 1], [[-1, -1]]))
        let kept = try solution.subsamplingKeepProbability([1, 9, 90], threshold: 0.01)
        #expect(zip(kept, [1, 1 / 3, 0.1054]).allSatisfy { abs($0 - $1) < 1e-4 })
        let answer = try solution.analogy(
            "man", "woman", "king", words: ["man", "woman", "king", "queen", "apple"],
            vectors: [[2, 0, 0], [0, 1, 0], [0, 0, 3], [-1, 1, 1], [1, 1, 0]])
        #expect(answer == "queen")
        let information = try solution.ppmi([[0, 2], [0, 0]])
        #expect(information[0][0] == 0 && information[1][1] == 0 && information[0][1] == information[1][0])
        #expect(abs(information[0][1] - 0.6931) < 1e-4)
        let vectors = try solution.trainedVectors([[0, 2], [1, 2], [0, 3], [1, 3]], wordCount: 4)
        #expect(vectors[0] == vectors[1] && vectors[2] == vectors[3] && vectors[0] != vectors[2])
        let lookup = try solution.mendedLookup(text: ["the", "old", "the", "dog"], asked: [1, 3])
        #expect(lookup == (6, ["old", nil]))
        #expect(lookupAsItStands(["the", "old", "the", "dog"], [1, 3]) == ["the", "dog"])
    }
}
