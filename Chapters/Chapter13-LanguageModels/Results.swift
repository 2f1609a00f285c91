import ChapterSupport
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// Everything a run of the chapter found out; nil for parts that were not run.
struct Results {
    let lesson: BlockLesson
    let text: TextResult?
    let names: NamesResult?
    let addition: AdditionResult?
    let copying: CopyResult?
    let bert: BERTResult?
    let tweets: TweetsResult?
    let encoder: EncoderResult?
    let adapted: AdaptedResult?

    /// The results in the terminal.
    func print() {
        let differences = [lesson.outputDifference, lesson.gradientDifference].map { digits(Double($0)) }
        Swift.print(textHeading(Words(en: "The block by hand", zh: "手写的 Transformer 块")))
        Swift.print(
            Words(
                en: "differs from the library's by \(differences[0]), its gradients by \(differences[1])",
                zh: "与库中的层相差 \(differences[0])，梯度相差 \(differences[1])"))
        if let text {
            Swift.print(textHeading(Words(en: "GPT on a text", zh: "GPT：学习文本")))
            Swift.print(text.introduction.text)
            Swift.print(text.table.text())
            Swift.print(text.written)
            Swift.print(text.copiedLine.text)
        }
        if let names {
            Swift.print(textHeading(Words(en: "Names", zh: "名字")))
            Swift.print(names.table.text())
            Swift.print(names.invented.joined(separator: ", "))
        }
        if let addition {
            Swift.print(textHeading(Words(en: "Sums of three-digit numbers", zh: "三位数加法")))
            Swift.print(addition.table.text())
        }
        if let copying {
            Swift.print(textHeading(Words(en: "Copying", zh: "复制")))
            Swift.print(copying.table.text())
            Swift.print(copying.headLine.text)
        }
        if let bert {
            Swift.print(textHeading(Words(en: "BERT", zh: "BERT")))
            Swift.print(bert.introduction.text)
            Swift.print(bert.classTable.text())
            Swift.print(bert.wayTable.text())
            Swift.print(bert.adapterLine.text)
        }
        if let tweets {
            Swift.print(textHeading(Words(en: "Airline tweets", zh: "航空推文")))
            Swift.print(tweets.introduction.text)
            Swift.print(tweets.table.text())
            Swift.print(tweets.wayTable.text())
            if let line = tweets.bookLine { Swift.print(line.text) }
        }
        if let encoder {
            Swift.print(textHeading(EncoderResult.title))
            Swift.print(encoder.introduction.text)
            Swift.print(encoder.table.text())
            for line in encoder.lines { Swift.print(line.text) }
        }
        if let adapted {
            Swift.print(textHeading(AdaptedResult.title))
            Swift.print(adapted.introduction.text)
            Swift.print(adapted.table.text())
            for line in adapted.lines { Swift.print(line.text) }
        }
    }

    /// The model that the run keeps: that of the first part in the order of the chapter.
    private var saved: SavedModel? {
        if let text {
            switch text.text.tokens {
            case .characters(let alphabet):
                return SavedModel(model: text.model, tokens: .characters(alphabet, hasBoundary: false))
            case .bytePairs(let pieces):
                return SavedModel(model: text.model, tokens: .bytePairs(pieces))
            }
        }
        if let names {
            let learned = names.distinct
            return SavedModel(
                model: learned.model, tokens: .characters(learned.names.alphabet, hasBoundary: true))
        }
        if let addition {
            return SavedModel(
                model: addition.reversed.model, tokens: .characters(Addition.alphabet, hasBoundary: false))
        }
        return bert.map { SavedModel(model: $0.model, tokens: .words($0.nouns.words)) }
    }

    /// Histories of all language models, for the totals.
    private var histories: [ModelHistory] {
        [
            text?.history, names?.distinct.history, names?.withRepeated.history, addition?.reversed.history,
            addition?.plain?.history, copying?.oneLayer.history, copying?.twoLayers.history, bert?.history,
            tweets?.history, adapted?.history,
        ].compactMap { $0 }
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", dataName)
        metrics.set(
            "train_seconds", histories.reduce(0) { $0 + $1.seconds } + (encoder?.seconds ?? 0))
        let model = saved?.model ?? copying?.twoLayers.model
        metrics.set(
            "parameters",
            model?.parameterCount.total ?? encoder?.parameterCount ?? adapted?.parameterCount ?? 0)
        metrics.set("block_output_difference", Double(lesson.outputDifference))
        metrics.set("block_gradient_difference", Double(lesson.gradientDifference))
        text?.fill(&metrics)
        names?.fill(&metrics, isAlone: text == nil)
        addition?.fill(&metrics)
        copying?.fill(&metrics)
        bert?.fill(&metrics)
        tweets?.fill(&metrics)
        encoder?.fill(&metrics)
        adapted?.fill(&metrics)
        // Published models are trained for fewer epochs than the chapter's own.
        if let encoder, histories.isEmpty { metrics.set("epochs", encoder.epochs) }
        if let adapted, histories.count == 1 { metrics.set("epochs", adapted.history.losses.count) }
    }

    /// Whose data the run learned from; "generated" where nobody's.
    private var dataName: String {
        if tweets != nil || encoder != nil { return "complaints" }
        if adapted != nil { return "text" }
        if let text, !text.source.isGenerated { return text.source.name }
        return names == nil ? "generated" : "names"
    }

    func save(_ run: ChapterRun) throws {
        try adapted?.adapter.save(to: run.outputPath("adapter.safetensors"))
        guard let saved else { return }
        let epochs = histories.first?.losses.count ?? 0
        try saved.save(to: run.outputPath("model.safetensors"), epoch: epochs)
        try text?.example.save(to: run.outputPath("example.safetensors"))
    }
}

/// A number for a line or a table.
func digits(_ value: Double, _ count: Int = 3) -> String { formatNumber(value, significantDigits: count) }
