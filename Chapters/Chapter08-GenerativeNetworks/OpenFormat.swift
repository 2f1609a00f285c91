import DigitRecognition
import Files
import Messages
import NeuralNetworks
import ONNX
import TensorCore

/// The generator of a model's file in ONNX's operations: pictures from latent codes. Both generators that a run saves are read, with
/// and without a condition; the size follows from the arrays.
///
/// - Throws: `FileError` where the file is missing, broken, or of another network.
func onnxGraph(ofModel path: String) throws -> ONNXGraph {
    let checkpoint = try Checkpoint(contentsOf: path)
    let shapes = Dictionary(checkpoint.model.map { ($0.name, $0.value.shape) }) { first, _ in first }
    guard checkpoint.notes["chapter"] == "8", let first = shapes["deconv1.weight"], first.rank == 4,
        let last = shapes["deconv3.weight"], last.rank == 4, first[1] == 2 * last[0]
    else {
        throw FileError.malformed(
            path: path, reason: Words(en: "it holds no generator of Chapter 8", zh: "其中没有第 8 章的生成器").text)
    }
    // The weights drawn here are replaced.
    var random = RandomGenerator(seed: 0)
    let generator = Generator(inputs: first[0], width: last[0], channels: last[1], using: &random)
    try checkpoint.restore(generator, path: path)
    return ONNXGraph(
        "Chapter8", of: generator, ["batch", .size(first[0])], to: ["batch", .size(last[1]), 28, 28])
}
