import ChapterSupport

/// The command line of this chapter.
let chapterCommand = ChapterCommand(
    number: 1, title: "Perceptron",
    summary: "One unit that learns AND, OR and NAND and must fail at XOR; a hidden layer that learns it, its "
        + "backpropagation written by hand; and both on held-out rows.",
    defaultEpochs: 300, quickEpochs: 20,
    options: [
        .choice(
            "dataset", ["iris", "sonar", "banknote"], default: "sonar",
            "which table to read from the folder of --data"),
        .integer("hidden", default: 12, range: 1...1024, "hidden units of the network that is compared"),
        .integer(
            "repetitions", default: 10, quick: 2, range: 1...1000,
            "how often the comparison is repeated, with a new dealing and new weights"),
        .integer(
            "starts", default: 50, quick: 10, range: 1...10_000,
            "random starts of each network for XOR"),
        .integer(
            "xor-epochs", default: 3000, quick: 1500, range: 1...1_000_000,
            "most passes over the four rows of XOR"),
    ])
