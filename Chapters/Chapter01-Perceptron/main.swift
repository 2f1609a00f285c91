import ChapterSupport
import Datasets
import Reporting

chapterCommand.run { try perceptronChapter($0, on: .standard) }

/// The whole chapter: options → data → train → evaluate → report.
func perceptronChapter(_ run: ChapterRun, on terminal: Terminal) throws {
    let task = try ComparisonTask(run)
    let watch = Stopwatch()

    let separable = SeparableExperiment.all(seed: run.seed)
    let cycle = PerceptronCycle(on: TruthTable.xor.data, maximumPasses: 1000)
    let exclusiveOr = try ExclusiveOrExperiment(
        starts: run.integer("starts"), epochs: run.integer("xor-epochs"), seed: run.seed,
        checkpoint: run.checkpoint("xor"), shouldStop: { run.shouldStop })
    let plan = Comparison.Plan(
        repetitions: run.integer("repetitions"), epochs: run.epochs, hiddenCount: run.integer("hidden"))
    let progress = ProgressBar(task.name, total: plan.repetitions * Comparison.folds, terminal: terminal)
    let comparison = try Comparison(
        of: task, plan: plan, seed: run.seed, checkpoint: run.checkpoint("comparison"),
        shouldStop: { run.shouldStop }, afterFold: { progress.advance() })
    progress.finish()
    run.metrics.set("train_seconds", watch.seconds)

    report(separable, to: run, on: terminal)
    report(cycle, to: run, on: terminal)
    report(exclusiveOr, to: run, on: terminal)
    report(comparison, of: task, plan, to: run, on: terminal)
    let network = exclusiveOr.drawn.result
    try network.save(to: run.outputPath("model.safetensors"))
    try network.example(of: TruthTable.xor.data).save(to: run.outputPath("example.safetensors"))
}
