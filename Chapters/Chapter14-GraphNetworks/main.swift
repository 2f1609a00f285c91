import ChapterSupport
import Reporting

let command = ChapterCommand(
    number: 14, title: "Graph networks",
    summary:
        "Graph convolutions: node classification, link prediction, graph generation, and skeletons in motion.",
    dataSummary:
        "folder with Cora, or with motion capture as .bvh or .asf and .amc; generated without it",
    defaultEpochs: 300, quickEpochs: 60,
    options: [
        .choice("part", Part.allCases.map(\.rawValue), default: "all", "the part of the chapter to run"),
        .integer("seeds", default: 20, quick: 1, range: 1...1000, "networks trained for node classification"),
        .integer("link-seeds", default: 5, quick: 1, range: 1...1000, "networks trained for link prediction"),
        .integer(
            "generation-epochs", default: 120, quick: 30, range: 1...100_000,
            "epochs of graph generation"),
        .integer(
            "pose-epochs", default: 20, quick: 10, range: 1...100_000, "epochs of the networks on poses"),
        .text(
            "model", placeholder: "FILE", "model.safetensors of an earlier run, for --classify"),
        .text(
            "classify", placeholder: "WHAT",
            "classify a motion, a .bvh file, or a paper of --data by its number; - reads lines of input"),
        .flag("as-in-book", "also train on two clips and test on their next frames, as the book does"),
    ])

command.run(answering: .init("classify", classify)) { run in
    let watch = Stopwatch()
    let lessons = try Lessons(run)
    lessons.print()
    run.metrics.set("train_seconds", watch.seconds)
    lessons.fill(&run.metrics)
    lessons.fill(&run.report)
    try lessons.save(run)
}
