import Messages

extension ChapterOption {
    /// `--onnx FILE`, for a model that is given.
    public static let onnx = ChapterOption.text(
        "onnx", placeholder: "FILE",
        Words(
            en: "write the network of --model as an ONNX file, which other programs and devices run",
            zh: "把 --model 的网络写成 ONNX 文件，供其他程序和设备运行"))
}
