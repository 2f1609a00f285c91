import ChapterSupport
import Reporting

/// Translates a text with the model of `--model`, or each line from the terminal if the text is "-".
///
/// A text without a word is answered with "(nothing to translate)".
///
/// - Throws: `UsageError` without a model, `FileError` for a model that is missing or broken.
func translate(_ text: String, _ run: ChapterRun) throws {
    guard let path = run.text("model") else {
        throw UsageError("--translate needs --model FILE, the model.safetensors of a run of this chapter")
    }
    let translator = try Translator.read(from: path)
    let search = TranslationSearch(translator, width: run.integer("beam"))
    let language = translator.language
    var count = 0
    func answer(_ line: String) {
        guard !language.sourceTokens(line).isEmpty else { return print("(nothing to translate)") }
        let ids = search.translations(of: [line])[0]
        let translation = language.targetTokenizer.line(of: language.targetWords(ids))
        print(translation)
        count += 1
        if count <= 20 {
            run.report.section(line)
            run.report.paragraph(translation)
            run.report.chart(attentionChart(AttentionMap(translator, line, ids)))
        }
    }
    if text == "-" {
        try forEachInputLine(until: { run.shouldStop }, answer)
    } else {
        answer(text)
    }
    run.metrics.set("data", "model")
    run.metrics.set("parameters", translator.parameterCount.total)
    run.metrics.set("train_seconds", 0)
    run.metrics.set("translated", count)
}
