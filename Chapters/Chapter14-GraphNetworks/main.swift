import ChapterSupport
import Reporting

let command = ChapterCommand(
    number: 14, title: "Graph networks", summary: "Skeletons in motion: who walks, who runs?",
    dataSummary: "folder with .bvh files, or with 01 and 09 as .asf and .amc; without it clips are generated",
    defaultEpochs: 20, quickEpochs: 10,
    options: [.flag("as-in-book", "also test on the next frames of the two clips learned from")])

command.run { run in
    let watch = Stopwatch()
    let poses = try PoseLesson.run(
        folder: run.dataFolder, seed: run.seed, epochs: run.epochs, isQuick: run.isQuick,
        asInBook: run.flag("as-in-book"), shouldStop: { run.shouldStop })
    print(textHeading("Poses") + "\n" + poses.table.text())
    run.metrics.set("data", poses.data.name)
    run.metrics.set("train_seconds", watch.seconds)
    run.metrics.set("parameters", poses.parameters)
    poses.fill(&run.metrics)
    poses.fill(&run.report)
}
