import ChapterSupport
import Reporting

let command = ChapterCommand(
    number: 10, title: "The composer", summary: "Networks with a memory count, and write tunes.",
    dataSummary: "folder with MIDI files (.mid); without it the chapter makes tunes by rule",
    defaultEpochs: 24, quickEpochs: 3,
    options: [
        .choice("part", ["all", "counting", "composer"], default: "all", "what is done"),
        .choice(
            "network", RecurrentKind.allCases.map(\.rawValue) + ["all"], default: "all",
            "which network learns to compose"),
        .integer("hidden", default: 128, quick: 16, range: 1...2048, "units of the composer's layers"),
        .integer(
            "counting-steps", default: 15_000, quick: 150, range: 1...1_000_000, "updates of each counter"),
        .number("temperature", default: 0.9, range: 0.01...10, "how bold the composer is: below 1 careful"),
        .number(
            "top-p", default: 0.95, range: 0.01...1, "draw from the likeliest events of this share alone"),
        .number(
            "minutes", default: 0, range: 0...100_000, "end each network's training after this; 0 for never"),
        .flag("as-in-book", "also learn from one piece, with windows that overlap between training and test"),
    ])

command.run { run in
    func isWanted(_ part: String) -> Bool { ["all", part].contains(run.choice("part")) }
    let lesson = CellsLesson(seed: run.seed)
    let counting = isWanted("counting") ? try CountingGame(run) : nil
    let music = isWanted("composer") ? try TuneData(run) : nil
    if let music { print(textHeading("Tunes") + "\n" + music.introduction + "\n") }
    let composers = try music.map { try Composers($0, run) }
    let asInBook = run.flag("as-in-book") ? try music.map { try LeakingWindows($0, run) } : nil

    let results = Results(
        lesson: lesson, counting: counting, music: music, composers: composers, asInBook: asInBook)
    results.print()
    results.fill(&run.metrics)
    results.fill(&run.report)
    try results.save(run)
}
