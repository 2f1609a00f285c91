import ChapterSupport
import DigitRecognition
import Reporting

let command = ChapterCommand(
    number: 6, title: "Transfer learning",
    summary: "A network pretrained on reading digits learns to add them.",
    dataSummary: "folder with the published files of MNIST; by default the chapter draws its own digits",
    defaultEpochs: 20, quickEpochs: 4,
    options: [
        .text(
            "model", placeholder: "FILE",
            "the pretrained model.safetensors of Chapter 5; by default a recognizer is trained first"),
        .integer(
            "repetitions", default: 3, quick: 1, range: 1...20,
            "repetitions with other digits and other initial weights"),
        .choice(
            "part", ["all", "adder", "heads", "towns"], default: "all",
            "the book's adder, the comparison of heads, towns and night lights, or all"),
    ])

command.run { run in
    let digits = try PictureData(run, drawn: (3000, 2000), quick: (1200, 300))
    print(textHeading("Digits") + "\n" + digits.introduction + "\n")
    func isChosen(_ part: String) -> Bool { ["all", part].contains(run.choice("part")) }

    let recognizer = try loadOrTrainRecognizer(digits, run)
    let sweep = isChosen("adder") ? try sweepFractions(recognizer, digits, run) : nil
    let heads = isChosen("heads") ? try compareHeads(recognizer, digits, run) : nil
    let towns = isChosen("towns") ? try transferBetweenTowns(run) : nil

    let results = Results(digits: digits, recognizer: recognizer, sweep: sweep, heads: heads, towns: towns)
    results.print()
    results.fill(&run.metrics)
    results.fill(&run.report)
    try results.save(run)
}
