import ChapterSupport
import Reporting

let command = ChapterCommand(
    number: 10, title: "The composer", summary: "Recurrent networks learn to count and to compose tunes.",
    dataSummary: "folder with MIDI files (.mid); without it tunes are generated",
    defaultEpochs: 24, quickEpochs: 3,
    options: [
        .choice("part", ["all", "counting", "composer"], default: "all", "what to run"),
        .choice(
            "network", RecurrentKind.allCases.map(\.rawValue) + ["all"], default: "all", "what composes"),
        .integer("hidden", default: 128, quick: 16, range: 1...2048, "hidden units of the composer's layers"),
        .integer(
            "counting-steps", default: 15_000, quick: 150, range: 1...1_000_000, "updates of each counter"),
        .number(
            "temperature", default: 0.9, range: 0.01...10, "divides the logits: below 1 safer, above bolder"),
        .number(
            "top-p", default: 0.95, range: 0.01...1, "sample from the likeliest events of this probability"),
        .number(
            "minutes", default: 0, range: 0...100_000, "minutes for each composer at most; 0 for no limit"),
        .flag("as-in-book", "also show the book's data leakage: shuffled windows that overlap"),
        .text(
            "model", placeholder: "FILE",
            "compose with the model.safetensors of an earlier run, without a training"),
        .text(
            "continue", placeholder: "TUNE.mid",
            "go on from this tune with --model; - reads paths line by line"),
        .integer(
            "measures", default: 16, range: 1...1000, "how many measures of four quarters --model composes"),
        .text(
            "song", placeholder: "FILE.mid", default: "composed.mid",
            "what --model writes, and a .wav beside it"),
    ])

command.run(answering: .init("continue", goOn), .init("model", goOn)) { run in
    func isWanted(_ part: String) -> Bool { ["all", part].contains(run.choice("part")) }
    let lesson = CellsLesson(seed: run.seed)
    let music = isWanted("composer") ? try TuneData(run) : nil
    let counters = isWanted("counting") ? try trainCounters(run) : nil
    if let music { print(textHeading("Tunes") + "\n" + music.introduction + "\n") }
    let composers = try music.map { try trainComposers(on: $0, run) }
    let song = composers?.best.map { compose(with: $0.model, run) }
    let leakage = run.flag("as-in-book") ? try music.map { try measureLeakage(in: $0, run) } : nil

    let results = Results(
        lesson: lesson, counters: counters, music: music, composers: composers, song: song, leakage: leakage)
    results.print()
    results.fill(&run.metrics)
    try results.fill(&run.report)
    try results.save(run)
}
