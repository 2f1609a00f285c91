import ChapterSupport
import DigitRecognition
import Reporting
import TensorCore

let command = ChapterCommand(
    number: 5, title: "Convolutional networks", summary: "Which digit is it? Five networks learn to tell.",
    dataSummary: """
        folder with the published files of --dataset, or with pictures of your own, PNG or JPEG, a folder for each class; by \
        default the chapter draws its own digits
        """,
    defaultEpochs: 20, quickEpochs: 2,
    options: [
        .choice(
            "network", NetworkKind.allCases.map(\.rawValue) + ["all"], default: "all",
            "which network to train"),
        .choice(
            "dataset", PublishedPictures.allCases.map(\.rawValue), default: "mnist", "what --data contains"),
        .integer(
            "side", default: 32, range: 16...128,
            "the side to which pictures of your own are brought, in pixels"),
        .choice(
            "train-on", ["data", "generated"], default: "data",
            "with generated: train on drawn digits only, test on those of --data"),
        .choice(
            "rung", KernelRung.allCases.map(\.rawValue), default: KernelRung.parallel.rawValue,
            "which rung of the ladder of kernels does the arithmetic"),
        .flag("as-in-book", "also train with the softmax over the batch and test on half, as the book does"),
        .choice(
            "mistake", ["none"] + Mistake.allCases.map(\.rawValue) + ["all"], default: "none",
            "train with a mistake that everyone makes, beside the same without it"),
        .text(
            "model", placeholder: "FILE",
            "the model.safetensors or best.safetensors of an earlier run, for --read and --learn"),
        .list(
            "read", placeholder: "PICTURE",
            "read a digit from a PNG or JPEG with --model, or from all of a folder; - reads paths line by line"
        ),
        .learn,
    ])

command.run(
    answering: .init("learn", withData: learn), .init("read", readPictures), .init("model", readPictures)
) { run in
    try KernelRung.with(KernelRung(rawValue: run.choice("rung")) ?? .parallel) {
        let data = try PictureData(run)
        print(textHeading("Training") + "\n" + data.introduction + "\n")
        if run.choice("mistake") != "none" {
            let results = try makeMistakes(data, run)
            results.print()
            results.fill(&run.metrics)
            results.fill(&run.report)
            return
        }

        let lesson = HandLesson(seed: run.seed)
        let kinds = NetworkKind(rawValue: run.choice("network")).map { [$0] } ?? NetworkKind.allCases
        let networks = try kinds.compactMap { try train($0, on: data, run) }
        let asInBook =
            run.flag("as-in-book") ? try train(.book, on: data, loss: .softmaxOverBatch, run) : nil
        let experiments = Experiments(networks, data, run)
        let regularization = run.shouldStop ? nil : try compareRegularization(data, run)

        let results = Results(
            data: data, lesson: lesson, networks: networks, asInBook: asInBook, experiments: experiments,
            regularization: regularization)
        results.print()
        results.fill(&run.metrics)
        try results.fill(&run.report)
        try results.save(run)
    }
}
