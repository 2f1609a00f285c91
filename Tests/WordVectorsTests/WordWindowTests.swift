import TensorCore
import TestSupport
import Testing

@testable import WordVectors

/// The fused step against the formula, and one thread against several.
@Suite struct WordWindowTests {
    /// Windows of all sizes, with words that occur twice in a window and in several.
    private func windows(_ counts: [(inputs: Int, outputs: Int)], rows: Int, seed: UInt64) -> WordWindows {
        var generator = RandomGenerator(seed: seed)
        var windows = WordWindows()
        for (inputs, outputs) in counts {
            windows.append(
                inputs: (0..<inputs).map { _ in generator.integer(below: rows) },
                outputs: (0..<outputs).map { _ in generator.integer(below: rows) },
                labels: (0..<outputs).map { $0 == 0 || $0 == 4 ? 1 : 0 })
        }
        return windows
    }

    private let sizes = [(1, 1), (2, 3), (3, 2), (5, 6), (10, 6), (4, 17), (7, 7), (1, 12), (2, 1)]

    private func tables(_ width: Int) -> (input: NDArray, output: NDArray) {
        var generator = RandomGenerator(seed: 11)
        return (.normal([9, width], using: &generator), .normal([9, width], using: &generator))
    }

    @Test(arguments: WordWindows.Prediction.allCases, [16, 32, 48, 112])
    func theKernelIsTheFormula(prediction: WordWindows.Prediction, width: Int) {
        let windows = windows(sizes, rows: 9, seed: 1)
        var (input, output) = tables(width)
        var (input2, output2) = (input, output)
        let start = input
        for range in [0..<3, 3..<9] {
            let loss = windows.update(
                range, prediction, input: &input, output: &output, learningRate: 0.05)
            let loss2 = windows.updateByFormula(
                range, prediction, input: &input2, output: &output2, learningRate: 0.05)
            #expect(abs(loss - loss2) < 1e-4 * loss2)
        }
        #expect(largestDifference(input, input2) < 1e-4)
        #expect(largestDifference(output, output2) < 1e-4)
        // The comparison would see a step in the wrong direction.
        #expect(largestDifference(input, start) > 0.01)
    }

    @Test func theFormulaOfABatchIsTheWindowsGradient() {
        for prediction in WordWindows.Prediction.allCases {
            let windows = windows([(3, 5)], rows: 9, seed: 2)
            var (input, output) = tables(16)
            let v = input.rows(at: windows.inputs.map { Int($0) })
            let u = output.rows(at: windows.outputs.map { Int($0) })
            let (start, y) = (input, NDArray(windows.labels))
            let gradients =
                prediction == .skipGram
                ? skipGramGradients(inputs: v, outputs: u, labels: y)
                : continuousBagOfWordsGradients(inputs: v, outputs: u, labels: y)
            let loss = windows.updateByFormula(
                0..<1, prediction, input: &input, output: &output, learningRate: 0.5)
            var expected = start
            expected.scatterAdd(-0.5 * gradients.inputs, at: IntArray(windows.inputs.map { Int($0) }))
            #expect(abs(loss - gradients.loss) < 1e-5)
            #expect(largestDifference(input, expected) < 1e-6)
        }
    }

    @Test(arguments: WordWindows.Prediction.allCases)
    func theBitsDoNotDependOnTheThreads(prediction: WordWindows.Prediction) {
        var generator = RandomGenerator(seed: 4)
        let many = (0..<1200).map { _ in (1 + generator.integer(below: 9), 1 + generator.integer(below: 6)) }
        let windows = windows(many, rows: 9, seed: 3)
        func run(_ threads: Int) -> (loss: Double, input: NDArray, output: NDArray, jobs: Int) {
            var (input, output) = tables(64)
            let (loss, jobs) = Parallel.withExactly(threads) {
                windows.update(
                    0..<1200, prediction, input: &input, output: &output, learningRate: 0.0005)
            }
            return (loss, input, output, jobs)
        }
        let (one, two, three) = (run(1), run(2), run(3))
        #expect(two.jobs == 2)
        for other in [two, three] {
            #expect(one.loss == other.loss && one.input == other.input && one.output == other.output)
        }
    }

    @Test func nothingToDo() {
        var (input, output) = tables(16)
        let start = input
        var windows = WordWindows()
        #expect(windows.update(0..<0, .skipGram, input: &input, output: &output, learningRate: 1) == 0)
        windows.append(inputs: [], outputs: [1], labels: [1])
        windows.append(inputs: [1], outputs: [], labels: [])
        for prediction in WordWindows.Prediction.allCases {
            #expect(windows.update(0..<2, prediction, input: &input, output: &output, learningRate: 1) == 0)
        }
        #expect(input == start)
    }

    @Test func aRowOutsideTraps() async {
        await #expect(processExitsWith: .failure) {
            var windows = WordWindows()
            windows.append(inputs: [0], outputs: [2], labels: [1])
            var (input, output) = (NDArray.zeros([2, 16]), NDArray.zeros([2, 16]))
            _ = windows.update(0..<1, .skipGram, input: &input, output: &output, learningRate: 1)
        }
        await #expect(processExitsWith: .failure) {
            var (input, output) = (NDArray.zeros([2, 15]), NDArray.zeros([2, 15]))
            _ = WordWindows().update(0..<0, .skipGram, input: &input, output: &output, learningRate: 1)
        }
    }
}
