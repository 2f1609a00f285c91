import ChapterSupport
import Reporting
import TensorCore

let command = ChapterCommand(
    number: 5, title: "Convolutional networks", summary: "Which digit is it? A network looks.",
    dataSummary: "folder with the published files of --dataset; without it the chapter draws its own digits",
    defaultEpochs: 20, quickEpochs: 2,
    options: [
        .choice(
            "network", NetworkKind.allCases.map(\.rawValue) + ["all"], default: "all",
            "which network to train"),
        .choice("dataset", Dataset.allCases.map(\.rawValue), default: "mnist", "what is read from --data"),
        .choice(
            "train-on", ["data", "generated"], default: "data",
            "with generated: learn from drawn digits alone, be tested on those of --data"),
        .choice(
            "rung", KernelRung.allCases.map(\.rawValue), default: KernelRung.parallel.rawValue,
            "how far up the ladder of kernels the arithmetic goes"),
        .flag("as-in-book", "also train with the softmax over the batch and test on half, as the book does"),
    ])

command.run { run in
    try KernelRung.with(KernelRung(rawValue: run.choice("rung")) ?? .parallel) {
        let data = try PictureData(run)
        print(textHeading("Training") + "\n" + data.introduction + "\n")

        let lesson = HandLesson(seed: run.seed)
        let networks = try trainNetworks(data, run)
        let asInBook = run.flag("as-in-book") ? try trainAsInBook(data, run) : nil
        let experiments = try Experiments(networks, data, run)

        let results = Results(
            data: data, lesson: lesson, networks: networks, asInBook: asInBook, experiments: experiments)
        results.print()
        results.fill(&run.metrics)
        results.fill(&run.report)
        try results.save(run)
    }
}
