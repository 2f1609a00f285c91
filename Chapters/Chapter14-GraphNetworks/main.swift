import ChapterSupport
import Reporting

let command = ChapterCommand(
    number: 14, title: "Graph networks",
    summary: "Papers told by their words and citations, skeletons by their bones.",
    dataSummary:
        "folder with Cora's files, or with motions as .bvh or .asf and .amc; without it all is generated",
    defaultEpochs: 300, quickEpochs: 60,
    options: [
        .choice("part", Part.allCases.map(\.rawValue), default: "all", "what is shown"),
        .integer("seeds", default: 20, quick: 1, range: 1...1000, "starts of each network on papers"),
        .integer("link-seeds", default: 5, quick: 1, range: 1...1000, "splits of the citations"),
        .integer(
            "growth-epochs", default: 120, quick: 30, range: 1...100_000,
            "epochs of the network that grows graphs"),
        .integer(
            "pose-epochs", default: 20, quick: 10, range: 1...100_000, "epochs of the networks on motions"),
        .flag("as-in-book", "also test on the next frames of the two clips learned from"),
    ])

command.run { run in
    let watch = Stopwatch()
    let lessons = try Lessons(run)
    lessons.print()
    run.metrics.set("train_seconds", watch.seconds)
    lessons.fill(&run.metrics)
    lessons.fill(&run.report)
    try lessons.save(run)
}
