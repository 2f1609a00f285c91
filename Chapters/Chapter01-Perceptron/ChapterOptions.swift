import ChapterSupport

/// The command line of this chapter.
let chapterCommand = ChapterCommand(
    number: 1, title: "Perceptron",
    summary:
        "One unit that learns AND, OR and NAND and must fail at XOR; a hidden layer that learns it, with its "
        + "backpropagation written by hand. --data takes a folder with iris.csv, sonar.csv or "
        + "banknote_authentication.csv, on which both are compared.",
    defaultEpochs: 300, quickEpochs: 20,
    options: [
        .choice("dataset", ["iris", "sonar", "banknote"], default: "sonar", "which file of --data is read"),
        .integer("hidden", default: 12, range: 1...1024, "hidden units of the network that is compared"),
        .integer(
            "repetitions", default: 10, quick: 2, range: 1...1000,
            "how often the data is dealt anew and the weights are drawn anew"),
        .integer(
            "beginnings", default: 50, quick: 10, range: 1...10_000,
            "random beginnings of each network for XOR"),
        .integer(
            "xor-epochs", default: 3000, quick: 1500, range: 1...1_000_000,
            "passes over the four rows of XOR, at most"),
    ])
