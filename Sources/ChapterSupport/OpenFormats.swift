import Messages
import NeuralNetworks
import ONNX

extension ChapterOption {
    /// `--onnx FILE`, for a model that is given.
    public static let onnx = ChapterOption.text(
        "onnx", placeholder: "FILE",
        Words(
            en: "write the network of --model as an ONNX file, which other programs and devices run",
            zh: "把 --model 的网络写成 ONNX 文件，供其他程序和设备运行"))
}

extension ChapterCommand.Answering {
    /// Answers `--onnx FILE`: writes the network of `--model`, with the notes of its file, as an ONNX file, and prints what it takes
    /// and gives.
    ///
    /// - Parameter describe: the network of a model's file in ONNX's operations; throws `FileError` for one that is missing or broken.
    public static func onnx(_ describe: @escaping (_ model: String) throws -> ONNXGraph) -> Self {
        Self("onnx") { arguments, console in
            let model = try modelFile(arguments, for: "onnx")
            let path = arguments.path("onnx") ?? arguments.text("onnx")
            let graph = try describe(model)
            guard path != model else {
                throw UsageError(
                    en: "--onnx would replace the model \(model); give it another name",
                    zh: "--onnx 会覆盖模型 \(model)；请换一个名字")
            }
            try graph.save(to: path, notes: try Checkpoint(contentsOf: model).notes)
            console.output("\(path): \(graph.summary.text)")
        }
    }
}
