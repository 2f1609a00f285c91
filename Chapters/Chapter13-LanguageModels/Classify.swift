import Autograd
import ChapterSupport
import Files
import Messages
import PretrainedModels
import Reporting
import TensorCore

/// Says whether a tweet is a complaint, with what fine-tuning `--encoder` left in `--model`; each line of the input if the text
/// is "-".
///
/// - Throws: `UsageError` without an encoder or a model, `FileError` for one that is missing or broken.
func classify(_ arguments: ParsedArguments, _ console: Console) throws {
    guard let folder = arguments.path("encoder"), let path = arguments.path("model") else {
        throw UsageError(
            en: """
                --classify needs --encoder DIR and --model FILE, the model.safetensors or lora.safetensors of a run of \
                --task tweets --encoder DIR
                """,
            zh: """
                --classify 需要 --encoder DIR 和 --model FILE，后者是 --task tweets --encoder DIR 运行得到的 \
                model.safetensors 或 lora.safetensors
                """)
    }
    let model = try MiniLM(folder: try dataFolder(folder))
    let classifier = try SavedClassifier(contentsOf: path, for: model.encoder).classifier
    func answer(_ line: String) {
        let probabilities = classifier.logits([model.ids(of: line)]).softmax(axis: 1)[0].scalars
        let (other, complaint) = (Double(probabilities[0]), Double(probabilities[1]))
        console.output(
            Words(
                en: complaint > other
                    ? "complaint \(formatPercent(complaint))" : "no complaint \(formatPercent(other))",
                zh: complaint > other ? "投诉 \(formatPercent(complaint))" : "不是投诉 \(formatPercent(other))"
            ).text)
    }
    try Parallel.withThreads(arguments.integer("threads")) {
        let text = arguments.text("classify")
        if text == "-" { try forEachInputLine(until: { false }, answer) } else { answer(text) }
    }
}
