import ChapterSupport
import Reporting
import Text

let command = ChapterCommand(
    number: 12, title: "The Transformer", summary: "A Transformer translates sentences.",
    dataSummary: "folder with the published files of --pair; without it sentences are generated",
    defaultEpochs: 8, quickEpochs: 8,
    options: [
        .choice("pair", PublishedPairs.allCases.map(\.rawValue), default: "en-de", "languages of --data"),
        .integer("width", default: 0, range: 0...2048, "features of a token; 0 for what suits the data"),
        .integer("layers", default: 0, range: 0...12, "layers of encoder and decoder; 0 likewise"),
        .integer("subwords", default: 0, range: 0...100_000, "byte-pair merges; 0 for whole words"),
        .number("dropout", default: 0.1, range: 0...0.9, "dropout probability in training"),
        .number("minutes", default: 0, range: 0...100_000, "minutes of training at most; 0 for no limit"),
        .integer("beam", default: 4, range: 1...64, "width of the beam: hypotheses kept side by side"),
        .integer(
            "beam-sentences", default: 100, quick: 20, range: 1...100_000, "sentences to time the beam on"),
        .text("model", placeholder: "FILE", "use this model.safetensors instead of training"),
        .text("translate", placeholder: "TEXT", "translate this with --model; - reads lines of input"),
        .text(
            "reference", placeholder: "FILE",
            "right translations, a line each, to score those of --translate - by BLEU"),
        .flag("as-in-book", "also show the book's batches, which are never cleared"),
    ])

command.run(answering: .init("translate", translate)) { run in
    let corpus = try Corpus(run)
    print(textHeading("Sentences") + "\n" + corpus.introduction + "\n")

    let lesson = PartsLesson(seed: run.seed)
    let trained = try TrainedTranslator(fileOf: run) ?? trainTranslator(corpus, run)
    let evaluation = Evaluation(trained, corpus, run)
    let batches = run.flag("as-in-book") ? try compareBatches(corpus, run) : nil
    let results = Results(
        corpus: corpus, lesson: lesson, trained: trained, evaluation: evaluation, batches: batches)
    results.print()
    results.fill(&run.metrics)
    results.fill(&run.report)
    try results.save(run)
}
