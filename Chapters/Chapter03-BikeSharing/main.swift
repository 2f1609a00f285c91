import ChapterSupport
import Reporting

let command = ChapterCommand(
    number: 3, title: "Bike sharing",
    summary: "How many bikes will be rented in the next hour? A first network predicts it.",
    dataSummary: "folder with the published hour.csv; without it the chapter makes its own hours",
    defaultEpochs: 200, quickEpochs: 5,
    options: [
        .flag(
            "as-in-book",
            "also train with mean and standard deviation taken over training and test set together, as the book does"
        ),
        .integer("hidden", default: 10, range: 1...4096, "sigmoid units of the book's network"),
        .number("learning-rate", default: 0.3, range: 1e-6...10, "learning rate of the book's networks"),
    ])

command.run { run in
    let data = try BikeData(run)
    print(textHeading("Training") + "\n" + data.introduction + "\n")

    let rowNumberFit = fitRowNumbers(
        data, steps: run.isQuick ? 2000 : 20000, seed: run.seed, shouldStop: { run.shouldStop })
    let handAndLayers = trainByHandAndByLayers(
        data, steps: 100, hidden: run.integer("hidden"), learningRate: run.number("learning-rate"),
        seed: run.seed)
    let book = try trainBookNetwork(data, run)
    let asInBook = run.flag("as-in-book") ? try trainAsInBook(data, run) : nil
    let careful = try trainCarefulNetwork(data, run)
    let classes = try trainTwoClasses(data, run)

    let results = Results(
        data: data, rowNumberFit: rowNumberFit, handAndLayers: handAndLayers, book: book, asInBook: asInBook,
        careful: careful, neurons: Neurons(book.model, data), classes: classes)
    results.print()
    results.fill(&run.metrics)
    results.fill(&run.report)
    try results.save(run)
}
