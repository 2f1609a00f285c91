import ChapterSupport
import Files
import Messages
import Reporting

/// Judges the text of `--classify` with the model of `--model`, or each line of the input if it is "-": a line with the class and
/// what contributed most. Nothing is written.
///
/// - Throws: `UsageError` without a model, `FileError` for a model that is missing or broken.
func classify(_ arguments: ParsedArguments, _ console: Console) throws {
    guard let path = arguments.path("model") else {
        throw UsageError(
            en: "--classify needs --model FILE, the model.safetensors of a run of this chapter",
            zh: "--classify 需要 --model FILE，即本章某次运行的 model.safetensors")
    }
    let classifier = try Classifier.read(from: path)
    let text = arguments.text("classify")
    if text == "-" {
        try forEachInputLine(until: { false }) { console.output(judgement(classifier, $0)) }
    } else {
        console.output(judgement(classifier, text))
    }
}

/// "good 97.1 %:  很好 +1.21  ..." in a line.
func judgement(_ classifier: Classifier, _ text: String) -> String {
    let units = classifier.units(text)
    guard !units.isEmpty else { return Words(en: "(nothing to judge)", zh: "（没有可判断的内容）").text }
    let logOdds = classifier.logOdds(units)
    let good = probability(logOdds)
    let verdict =
        logOdds > 0
        ? Words(en: "good \(formatPercent(good))", zh: "好评 \(formatPercent(good))")
        : Words(en: "bad \(formatPercent(1 - good))", zh: "差评 \(formatPercent(1 - good))")
    let strongest = classifier.contributions(units).enumerated()
        .sorted { ($1.element.value.magnitude, $0.offset) < ($0.element.value.magnitude, $1.offset) }
        .prefix(12).map(\.element).filter { $0.value != 0 }
    return ([verdict.text] + strongest.map { "\($0.token) \(signed($0.value))" }).joined(separator: "  ")
}

/// "+1.21", "-0.3".
func signed(_ value: Double) -> String {
    (value > 0 ? "+" : "") + formatNumber(value, significantDigits: 2)
}
