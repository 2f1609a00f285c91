import ChapterSupport
import Reporting

/// Translates a text with the model of `--model`, or each line from the terminal if the text is "-". Nothing of a run is
/// written; where `--out` is given, `translations.html` in it shows the cross-attention of the first twenty.
///
/// A text without a word is answered with "(nothing to translate)".
///
/// - Throws: `UsageError` without a model, `FileError` for a model that is missing or broken.
func translate(_ arguments: ParsedArguments, _ console: Console) throws {
    guard let path = arguments.optionalText("model") else {
        throw UsageError("--translate needs --model FILE, the model.safetensors of a run of this chapter")
    }
    let translator = try Translator.read(from: path)
    let search = TranslationSearch(translator, width: arguments.integer("beam"))
    let language = translator.language
    var page = Report(title: "Translations", subtitle: path)
    var count = 0
    func answer(_ line: String) {
        guard !language.sourceTokens(line).isEmpty else { return console.output("(nothing to translate)") }
        let ids = search.translations(of: [line])[0]
        let translation = language.targetTokenizer.line(of: language.targetWords(ids))
        console.output(translation)
        count += 1
        if count <= 20 {
            page.section(line)
            page.paragraph(translation)
            page.chart(attentionChart(AttentionMap(translator, line, ids)))
        }
    }
    let text = arguments.text("translate")
    if text == "-" {
        try forEachInputLine(until: { false }, answer)
    } else {
        answer(text)
    }
    if arguments.wasGiven("out"), let folder = arguments.path("out"), count > 0 {
        try page.write(to: "\(folder)/translations.html")
        console.error("attention: \(folder)/translations.html")
    }
}
