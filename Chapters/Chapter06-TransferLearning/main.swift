import ChapterSupport
import DigitRecognition
import Reporting

let command = ChapterCommand(
    number: 6, title: "Transfer learning", summary: "A network that reads digits learns to add them.",
    dataSummary: "folder with the published files of MNIST; without it the chapter draws its own digits",
    defaultEpochs: 20, quickEpochs: 4,
    options: [
        .text(
            "model", placeholder: "FILE",
            "the model.safetensors of Chapter 5, to transfer from; without it a recognizer is trained first"),
        .integer("repetitions", default: 3, quick: 1, range: 1...20, "draws of digits and weights"),
        .choice(
            "part", ["all", "adder", "heads", "towns"], default: "all",
            "the adding machine, its better heads, the towns at night, or all"),
    ])

command.run { run in
    let digits = try DigitSets(run, drawn: (3000, 2000), quick: (1200, 300))
    print(textHeading("Digits") + "\n" + digits.introduction + "\n")
    func isWanted(_ part: String) -> Bool { ["all", part].contains(run.choice("part")) }

    let recognizer = try Recognizer(
        digits, model: run.text("model"), epochs: run.isQuick ? 8 : 12, seed: run.seed,
        checkpoint: run.checkpoint("recognizer"), shouldStop: { run.shouldStop })
    let sweep = isWanted("adder") ? try FractionSweep(recognizer, digits, run) : nil
    let heads = isWanted("heads") ? try HeadComparison(recognizer, digits, run) : nil
    let towns = isWanted("towns") ? try TownStory(run) : nil

    let results = Results(digits: digits, recognizer: recognizer, sweep: sweep, heads: heads, towns: towns)
    results.print()
    results.fill(&run.metrics)
    results.fill(&run.report)
    try results.save(run)
}
