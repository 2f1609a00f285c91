import ChapterSupport

/// The command line of this chapter.
let chapterCommand = ChapterCommand(
    number: 1, title: "Perceptron",
    summary: "One unit that learns AND, OR and NAND and must fail at XOR; a hidden layer that learns it, its "
        + "backpropagation written by hand; and both on rows that they have not seen.",
    defaultEpochs: 300, quickEpochs: 20,
    options: [
        .choice(
            "dataset", ["iris", "sonar", "banknote"], default: "sonar",
            "what is read of --data: iris.csv, sonar.csv or banknote_authentication.csv"),
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
