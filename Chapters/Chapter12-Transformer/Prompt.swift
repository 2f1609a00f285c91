import ChapterSupport
import Files
import Foundation
import Messages
import Reporting
import Text

/// Translates a text with the model of `--model`, or each line from the terminal if the text is "-". Nothing of a run is
/// written; where `--out` is given, `translations.html` in it shows the cross-attention of the first twenty.
///
/// A text without a word is answered with "(nothing to translate)". With `--reference`, a file of right translations line by line,
/// the score comes at the end, on standard error.
///
/// - Throws: `UsageError` without a model, `FileError` for a model that is missing or broken.
func translate(_ arguments: ParsedArguments, _ console: Console) throws {
    guard let path = arguments.optionalText("model") else {
        throw UsageError(
            en: "--translate needs --model FILE, the model.safetensors of a run of this chapter",
            zh: "--translate 需要 --model FILE，即本章某次运行得到的 model.safetensors")
    }
    let translator = try Translator.read(from: path)
    let search = TranslationSearch(translator, width: arguments.integer("beam"))
    let language = translator.language
    let references = try arguments.optionalText("reference").map { try referenceLines($0) }
    var translations: [String] = []
    var page = Report(title: Words(en: "Translations", zh: "译文"), subtitle: path)
    var count = 0
    func answer(_ line: String) {
        guard !language.sourceTokens(line).isEmpty else {
            translations.append("")
            return console.output(Words(en: "(nothing to translate)", zh: "（没有可译的内容）").text)
        }
        let ids = search.translations(of: [line])[0]
        let translation = language.targetTokenizer.line(of: language.targetWords(ids))
        console.output(translation)
        translations.append(translation)
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
    if let references, let path = arguments.optionalText("reference") {
        guard references.count == translations.count else {
            let reason = Words(
                en: "\(references.count) lines for \(translations.count) translations",
                zh: "有 \(references.count) 行，而译文有 \(translations.count) 句")
            throw FileError.malformed(path: path, reason: reason.text)
        }
        console.error(scoreLine(translations, references, language.targetTokenizer))
    }
    if arguments.wasGiven("out"), let folder = arguments.path("out"), count > 0 {
        try page.write(to: "\(folder)/translations.html")
        console.error(
            Words(en: "attention: \(folder)/translations.html", zh: "注意力图：\(folder)/translations.html").text)
    }
}

/// The lines of a file; the last may lack its line break.
private func referenceLines(_ path: String) throws -> [String] {
    var lines = try readTextFile(path).replacing("\r\n", with: "\n").components(separatedBy: "\n")
    if lines.last == "" { lines.removeLast() }
    return lines
}

/// BLEU with what it depends on, as sacreBLEU signs it. Translations are in lower case, and so are the references here; words are
/// compared as mteval-13a cuts them, Chinese by characters.
private func scoreLine(_ translations: [String], _ references: [String], _ tokenizer: Tokenizer) -> String {
    let tokenization: BLEU.Tokenization = tokenizer == .words ? .standard : .characters
    let bleu = BLEU(
        translations.map { $0.lowercased() }, references: references.map { $0.lowercased() },
        tokenization: tokenization)
    let precisions = bleu.precisions.map { formatNumber($0, significantDigits: 3) }.joined(separator: "/")
    let penalty = formatNumber(bleu.brevityPenalty, significantDigits: 3)
    let details = Words(
        en: " (\(precisions), brevity penalty \(penalty)); ", zh: "（\(precisions)，过短惩罚 \(penalty)）；")
    return "BLEU \(formatNumber(bleu.score, significantDigits: 4))\(details)"
        + "nrefs:1|case:lc|tok:\(tokenization.rawValue)|smooth:exp"
}
