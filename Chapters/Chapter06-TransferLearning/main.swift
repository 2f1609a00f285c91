import ChapterSupport
import DigitRecognition
import ImageNetworks
import Pictures
import Reporting

let command = ChapterCommand(
    number: 6, title: "Transfer learning",
    summary: "A network pretrained on reading digits learns to add them.",
    dataSummary:
        "folder with the published files of MNIST, by default the chapter draws its own digits; for photographs a "
        + "folder of classes, or one with train/ and val/",
    defaultEpochs: 20, quickEpochs: 4,
    options: [
        .text(
            "model", placeholder: "FILE",
            """
            the pretrained model.safetensors of Chapter 5, by default a recognizer is trained first; or the model.safetensors of an \
            earlier run, for --add
            """),
        .list(
            "add", placeholder: "PICTURE PICTURE", valuesPerUse: 2,
            "add the digits of two PNG or JPEG files with --model; - reads two paths from each line"),
        .integer(
            "repetitions", default: 3, quick: 1, range: 1...20,
            "repetitions with other digits and other initial weights"),
        .choice(
            "part", ["all", "adder", "heads", "towns", "photographs"], default: "all",
            "the book's adder, the comparison of heads, towns and night lights, or all three; photographs need --data"
        ),
        .choice(
            "network", ImageNetworkKind.allCases.map(\.rawValue),
            default: ImageNetworkKind.mobileNetV2.rawValue,
            "the network for photographs"),
        .choice(
            "transfer", ["all"] + Transfer.allCases.map(\.word), default: "all",
            "what becomes of its weights; all three take some minutes, frozen ones seconds"),
        .number(
            "learning-rate", default: 0.0001, range: 1e-7...1,
            "the rate at which a network for photographs is fine-tuned"),
        .text(
            "weights", placeholder: "FILE",
            "its published weights, .pth or safetensors; by default what Download has fetched; none: from scratch only"
        ),
        .text(
            "photograph", placeholder: "FILE",
            "what the published network takes the photograph in this file for; nothing is trained"),
    ])

/// What ImageNet's classes a photograph of one's own is, five lines.
let recognition = ChapterCommand.Answering("photograph") { options, console in
    let kind = ImageNetworkKind(rawValue: options.text("network")) ?? .mobileNetV2
    guard let path = try kind.weights(given: options.path("weights"), dataFolder: options.path("data")) else {
        throw UsageError(en: "--photograph needs weights, not none", zh: "--photograph 需要权重文件，不能是 none")
    }
    let picture = try Picture(contentsOf: options.text("photograph"))
    for (name, probability) in mostLikely(picture, try kind.load(path), try ClassNames(beside: path)) {
        console.output("\(formatPercent(Double(probability))) \(name)")
    }
}

command.run(answering: recognition, .init("add", addPictures)) { run in
    if run.choice("part") == "photographs" { return try photographs(run) }
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
    try results.fill(&run.report)
    try results.save(run)
}

/// The book's ants and bees, or other photographs.
func photographs(_ run: ChapterRun) throws {
    guard let path = run.dataFolder else {
        throw UsageError(
            en: "--part photographs needs --data DIR, a folder of classes",
            zh: "--part photographs 需要 --data 文件夹")
    }
    let kind = ImageNetworkKind(rawValue: run.choice("network")) ?? .mobileNetV2
    let weights = try kind.weights(given: run.text("weights"), dataFolder: path)
    let results = try transferToPhotographs(kind, weights: weights, path, run)
    results.print()
    results.fill(&run.metrics)
    results.fill(&run.report)
    try results.save(run)
}
