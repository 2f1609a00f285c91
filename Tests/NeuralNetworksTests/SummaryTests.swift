import Autograd
import NeuralNetworks
import TensorCore
import Testing

@Suite("Summary")
struct SummaryTests {
    @Test("rows, shapes and totals, without a trace of the trial run")
    func rows() {
        var generator = RandomGenerator(seed: 1)
        let norm = BatchNorm1d(1000)
        let network = Sequential(
            Linear(4, 1000, using: &generator), norm, Dropout(using: &generator),
            Sequential(ReLU(), Linear(1000, 2, bias: false, using: &generator)))
        network[0].freeze()
        network[2].evaluate()
        let states = network.generatorStates.map(\.state)
        let summary = network.summary(inputShape: [7, 4])
        #expect(summary.rows.map(\.name) == ["", "0", "1", "2", "3", "3.0", "3.1"])
        #expect(summary.rows.map(\.depth) == [0, 1, 1, 1, 1, 2, 2])
        #expect(
            summary.rows.map(\.kind) == [
                "Sequential", "Linear", "BatchNorm1d", "Dropout", "Sequential", "ReLU", "Linear",
            ])
        #expect(
            summary.rows.map(\.outputShape) == [
                [7, 2], [7, 1000], [7, 1000], [7, 1000], [7, 2], [7, 1000], [7, 2],
            ]
        )
        #expect(summary.rows.map(\.parameterCount) == [0, 5000, 2000, 0, 0, 0, 2000])
        #expect(summary.parameterCount == 9000)
        #expect(summary.trainableCount == 4000)

        #expect(norm.numBatchesTracked.value.scalar == 0)
        #expect(network.generatorStates.map(\.state) == states)
        #expect(network.namedModules.filter { !$0.module.isTraining }.map(\.name) == ["2"])
    }

    @Test("the table, for a module that takes ids")
    func table() {
        final class Words: Module {
            let embedding: Embedding
            let output: Linear
            let unused: Linear

            init(using generator: inout RandomGenerator) {
                embedding = Embedding(500, 8, using: &generator)
                output = Linear(8, 3, using: &generator)
                unused = Linear(1, 1, using: &generator)
            }

            func callAsFunction(_ ids: IntArray) -> Tensor {
                recordingShape(output(embedding(ids).mean(axes: [1])))
            }
        }
        var generator = RandomGenerator(seed: 2)
        let network = Words(using: &generator)
        let summary = network.summary { _ = network(IntArray([1, 2, 3, 4, 5, 6], shape: [2, 3])) }
        #expect(
            summary.description == """
                Layer        Kind       Output     Parameters
                ─────────────────────────────────────────────
                (network)    Words      [2, 3]               
                  embedding  Embedding  [2, 3, 8]       4,000
                  output     Linear     [2, 3]             27
                  unused     Linear     -                   2
                ─────────────────────────────────────────────
                4,029 parameters, 4,029 of them trained
                """)
    }
}
