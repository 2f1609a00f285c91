import ChapterSupport
import DigitRecognition
import Images
import Messages
import NeuralNetworks
import TensorCore

extension SmallerNetworks {
    /// Brings the strong network of a draw to 8 bits, after its training and in a training of an epoch.
    ///
    /// - Returns: whether it came to its end; false where the run was stopped meanwhile.
    mutating func quantize(_ strong: Sequential, _ draw: Int, _ run: ChapterRun) throws -> Bool {
        let seed = run.seed &+ UInt64(draw)
        var generator = RandomGenerator(seed: seed)
        let network = FakeQuantizedNetwork(
            strong.foldingNormalization(using: &generator),
            calibratedOn: data.training.first(1000).images())
        try addEightBits(
            "eight_bits", Words(en: "8 bits, after training", zh: "8 位，训练之后"), network,
            file: run.outputPath("eight-bits.safetensors"))

        let title = Words(en: "8 bits, in training", zh: "8 位，在训练中")
        let done = try trainQuantized(
            network, on: data, epochs: 1, seed: seed, run.training("eight-bits-\(draw)", title: title))
        guard done else { return false }
        try addEightBits(
            "eight_bits_trained", title, network, file: run.outputPath("eight-bits-trained.safetensors"))
        return true
    }

    /// Measures the network of integers that a file holds, once it is written.
    private mutating func addEightBits(
        _ key: String, _ title: Words, _ network: FakeQuantizedNetwork, file: String
    ) throws {
        let side = data.training.width
        try EightBitNetwork(network, side: side).save(to: file)
        let stored = try EightBitNetwork(contentsOf: file, channels: data.training.channels, side: side)
        let prepared = PreparedEightBitNetwork(stored)
        let answers = prepared.logits(data.test.images()).argMax(axis: 1).scalars
        add(
            key, title,
            NetworkCost(
                bytes: try fileSize(file), operations: stored.operationCount(side: side),
                milliseconds: milliseconds(prepared.logits), accuracy: accuracy(answers, data.test.labels)))
    }
}
