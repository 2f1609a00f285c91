import ChapterSupport
import Messages
import Reporting

/// Translates a text with the model of `--model`, or each line from the terminal if the text is "-"; nothing of a run is
/// written.
///
/// - Throws: `UsageError` without a model, `FileError` for a model that is missing or broken.
func translate(_ arguments: ParsedArguments, _ console: Console) throws {
    guard let path = arguments.optionalText("model") else {
        throw UsageError(
            en: "--translate needs --model FILE, the model.safetensors of a run of this chapter",
            zh: "--translate 需要 --model FILE，即本章某次运行得到的 model.safetensors")
    }
    let network = try EncoderDecoder.read(from: path)
    func answer(_ line: String) {
        guard !network.language.sourceTokens(line).isEmpty else {
            return console.output(Words(en: "(nothing to translate)", zh: "（没有可译的内容）").text)
        }
        let ids = translations(of: [line], by: network, beam: arguments.integer("beam"))[0]
        console.output(network.language.targetTokenizer.line(of: network.language.targetWords(ids)))
    }
    let text = arguments.text("translate")
    if text == "-" {
        try forEachInputLine(until: { false }, answer)
    } else {
        answer(text)
    }
}
