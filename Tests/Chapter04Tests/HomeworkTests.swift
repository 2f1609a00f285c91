import Chapter04Homework
import Grading
import TensorCore
import Testing

@Suite struct SentimentHomeworkTests {
    @Test func solutionStarterAndMutantsAreToldApart() {
        let mutants =
            countingMutants() + weighingMutants() + bayesMutants() + lossMutants() + splitMutants()
            + meanMutants() + classifierMutants() + bagMutants()
        let faults = sentimentHomework.faults(starter: Starter(), solution: Solution(), mutants: mutants)
        #expect(faults == [], "\(faults.joined(separator: "\n"))")
    }

    @Test func rightAnswersByOtherWaysPass() {
        for (number, answers) in rightAnswers.enumerated() {
            for seed in 1...20 {
                let sheet = sentimentHomework.grade(answers, seed: UInt64(seed))
                #expect(sheet.isComplete, "right answers \(number), seed \(seed):\n\(sheet.text)")
            }
        }
    }

    @Test func theExamplesOfTheTasksAreTrue() throws {
        let solution = Solution()
        #expect(try solution.counts(["好", "很", "好"], vocabulary: ["差", "好"]) == [0, 2])
        let weights = try solution.inverseDocumentFrequency(
            [["好", "好"], ["好", "差"], ["慢"]], trainingCount: 2, vocabulary: ["好", "慢"])
        #expect(weights[0] == 1 && abs(weights[1] - 2.0986) < 1e-4)
        let odds = try solution.naiveBayesLogOdds(
            ["好"], good: ["好": 3, "快": 1], bad: ["差": 2], goodReviews: 2, badReviews: 1)
        #expect(abs(odds - 1.743) < 1e-3)
        let loss = try solution.softmaxCrossEntropy([[0, 0]], labels: [1])
        #expect(abs(loss.loss - 0.6931) < 1e-4 && loss.gradient == [[0.5, -0.5]])
        #expect(try solution.softmaxCrossEntropy([[1000, 0]], labels: [1]).loss == 1000)
        let split = try solution.splitWithoutCopies(
            ["很好", "差", "很 好", "一般", "一般", "快"], labels: [1, 0, 1, 1, 0, 1], every: 2)
        #expect(split == ([0, 5], [1]))
        #expect(try solution.maskedMean([[[1, 2], [3, 4], [9, 9]]], lengths: [2]) == [[2, 3]])
        let trained = try solution.trainedClassifier([[2, 1], [0, 1]], labels: [1, 0])
        #expect(trained.weights[0] > 0 && trained.weights[1] + trained.bias < 0)
        let mended = try solution.mendedBags(training: [["好", "快"]], test: [["好", "差", "好"]])
        #expect(mended == (2, [[2, 0]]))
    }

    @Test func theProgramWithTheFaultReturnsWhatItsTaskSays() {
        #expect(programAsItStands([["好", "快"]], [["好", "差", "好"]]) == [[2, 0, 1]])
    }
}
