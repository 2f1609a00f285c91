import ChapterSupport
import Reporting

let command = ChapterCommand(
    number: 12, title: "The Transformer", summary: "Sentences of one language become sentences of another.",
    dataSummary: "folder with the published files of --pair; without it the chapter makes up a language",
    defaultEpochs: 8, quickEpochs: 8,
    options: [
        .choice("pair", Corpus.Pair.allCases.map(\.rawValue), default: "en-de", "what is read from --data"),
        .integer("width", default: 0, range: 0...2048, "features of a token; 0 takes what suits the data"),
        .integer("layers", default: 0, range: 0...12, "layers of encoder and decoder; 0 takes what suits"),
        .integer(
            "subwords", default: 0, range: 0...100_000,
            "merges of a byte-pair encoding of both languages; 0 for whole words"),
        .number("dropout", default: 0.1, range: 0...0.9, "share of features that training leaves out"),
        .number("minutes", default: 0, range: 0...100_000, "end training after so many minutes; 0 for never"),
        .integer("beam", default: 4, range: 1...64, "translations that are kept side by side"),
        .integer(
            "beam-sentences", default: 100, quick: 20, range: 1...100_000, "sentences that time the beam"),
        .text("model", placeholder: "FILE", "a model.safetensors of this chapter, instead of training"),
        .text("translate", placeholder: "TEXT", "translate this with --model; - for lines from the terminal"),
        .flag("as-in-book", "also show what batches cost that are never cleared"),
    ])

command.run { run in
    if let text = run.text("translate") { return try translate(text, run) }
    let corpus = try Corpus(run)
    print(textHeading("Sentences") + "\n" + corpus.introduction + "\n")

    let lesson = PartsLesson(seed: run.seed)
    let trained = try TrainedTranslator(corpus, run)
    let evaluation = Evaluation(trained, corpus, run)
    let asInBook = run.flag("as-in-book") ? NeverCleared(corpus, seed: run.seed) : nil
    let results = Results(
        corpus: corpus, lesson: lesson, trained: trained, evaluation: evaluation, asInBook: asInBook)
    results.print()
    results.fill(&run.metrics)
    results.fill(&run.report)
    try results.save(run)
}
