import DigitRecognition
import NeuralNetworks
import TensorCore
import Testing

@testable import Benchmarks

@Suite struct CaseTests {
    @Test func theCasesAreThoseOfThePeerInItsOrder() {
        // What the peer has no case for.
        let names = allCases.map(\.name)
        let own = [
            "conv_forward_8x256x28x28_3x3", "conv_forward_1x64x256x256_3x3",
            "conv_input_gradient_1x64x256x256_3x3", "jpeg_decode_512", "ch07_fast_256_forward",
            "ch07_vgg16_256_step", "ch09_skipgram_20k_words", "csv_read_50k_rows", "ch13_gpt_b4_t256_step",
            "ch13_minilm_b16_t32_step",
        ]
        #expect(names.filter(own.contains) == own)
        #expect(
            names.filter { !own.contains($0) } == [
                "matmul_64", "matmul_128", "matmul_256", "matmul_512", "matmul_1024", "matmul_2048",
                "matmul_64x784x256", "matmul_2048x128x8000", "elementwise_add_4M",
                "broadcast_add_bias_4096x1024", "exp_4M", "tanh_4M", "gelu_4M", "sum_4M",
                "sum_rows_4096x1024", "softmax_4096x1000", "layernorm_4096x512", "transpose_copy_2048",
                "conv_forward_64x64x56x56_3x3", "maxpool_64x32x28x28", "ch02_linear_regression_step",
                "ch03_bike_step", "ch04_bow_step", "ch05_mlp_784_256_10_b64_step", "ch05_book_cnn_b64_step",
                "ch05_wide_cnn_b64_step", "ch05_book_cnn_b1000_forward", "ch05_resnet8_cifar_b32_step",
                "ch06_adder_b64_step", "ch08_dcgan_b64_step", "ch10_lstm_b32_t30_step",
                "ch11_gru_attention_b32_t10_step", "ch12_transformer_b32_t24_step", "ch13_gpt_b12_t64_step",
                "ch14_gcn_cora_epoch", "ch15_dqn_cartpole_b64_step", "ch15_dqn_pixels_b32_step",
            ])
    }

    @Test(arguments: allCases.indices)
    func aCaseCountsItsWorkAndTakesAStep(index: Int) {
        let amount =
            switch allCases[index].work {
            case .operations(let count): count
            case .bytes(let count): count
            }
        #expect(amount > 0 && amount.isFinite)
        var generator = RandomGenerator(seed: 0)
        allCases[index].prepare(&generator)()
    }

    /// The numbers are those of the peer's models in PyTorch: `sum(p.numel() for p in model.parameters())`. The peer's
    /// generator and discriminator leave out the biases of the layers at their ends.
    @Test func theModelsHaveAsManyParametersAsThePeers() {
        var generator = RandomGenerator(seed: 0)
        func count(_ model: Module) -> Int { model.parameterCount.trainable }
        #expect(count(BookNetwork(using: &generator)) == 207_258)
        #expect(count(ResidualNetwork(channels: 3, classes: 10, using: &generator)) == 78_042)
        #expect(count(DigitAdder(using: &generator)) == 1_856_289)
        #expect(count(Generator(inputs: 100, width: 64, using: &generator)) == 759_680 + 1)
        #expect(count(Discriminator(channels: 1, width: 64, using: &generator)) == 138_624 + 64 + 1)
        #expect(count(Composer(using: &generator)) == 255_705)
        #expect(count(AttentiveTranslator(using: &generator)) == 4_193_953)
        #expect(count(Translator(using: &generator)) == 11_682_624)
        #expect(count(LetterWriter(using: &generator)) == 818_176)
        let noCitations = SparseMatrix(rowCount: 2708, columnCount: 2708, entries: [])
        #expect(count(PaperNetwork(noCitations, using: &generator)) == 23_040)
        #expect(count(pixelNetwork(&generator)) == 1_685_154)
    }

    @Test func theWorkOfAnUpdateIsThatOfItsProducts() {
        func expect(_ work: Benchmark.Work, _ expected: Double) {
            guard case .operations(let count) = work else {
                Issue.record("an update is counted in operations")
                return
            }
            #expect(count == expected)
        }
        // Forward 2 · 64 · (784 · 256 + 256 · 10), as much for the weights, the second layer's input besides.
        let (first, second) = (2.0 * 64 * 784 * 256, 2.0 * 64 * 256 * 10)
        expect(denseWork(batch: 64, [784, 256, 10]), 2 * first + 3 * second)
        // A kernel of 5 x 5 at each of 28 x 28 and of 14 x 14 places, from 1 to 4 and from 4 to 8 channels.
        let (conv1, conv2) = (2.0 * 784 * 25 * 4, 2.0 * 196 * 100 * 8)
        let (fc1, fc2) = (2.0 * 392 * 512, 2.0 * 512 * 10)
        expect(BookNetwork.work(batch: 1), 2 * conv1 + 3 * (conv2 + fc1 + fc2))
        // Four projections of 64 x 128, and 64 x 64 scores that are made and used.
        #expect(attentionWork(batch: 1, 64, width: 128) == 4 * 2 * 64 * 128 * 128 + 2 * 2 * 64 * 64 * 128)
    }
}
