import Files
import Foundation
import NeuralNetworks
import Reporting
import TensorCore

/// The command line of a chapter: its options, its help, its exit codes, and the frame around its run.
///
/// ```swift
/// let command = ChapterCommand(
///     number: 3, title: "Bike sharing", summary: "How many bikes will be rented in the next hour?",
///     defaultEpochs: 50, quickEpochs: 2,
///     options: [.integer("hidden", default: 10, range: 1...4096, "units of the hidden layer")])
/// command.run { run in
///     let network = Network(hidden: run.integer("hidden"), seed: run.seed)
///     let watch = Stopwatch()
///     train(network, epochs: run.epochs, until: { run.shouldStop })
///     run.metrics.set("train_seconds", watch.seconds)
///     run.metrics.set("parameters", network.parameterCount)
///     run.metrics.set("data", "generated")
/// }
/// ```
/// Before the closure is called, the options are checked, the `--data` folder is known to exist (a path, or the name
/// of a published data set, see `dataFolder`), the `--out`
/// folder is made and known to be writable, and the thread count is set. After it, `report.html` (which ends with
/// all metrics) and `metrics.json` are written and the path of the report is printed. An error that the closure throws is printed
/// in one line on standard error and gives the exit code, see `ExitCode`; nothing is written then.
///
/// Trainings that are kept, see `ChapterRun.checkpoint`, lie in a folder `checkpoints` until the run has come to its end.
public struct ChapterCommand: Sendable {
    /// The chapter's number in the book.
    public let number: Int

    /// The chapter's title.
    public let title: String

    private let summary: String
    private let ownOptions: [ChapterOption]
    private let commonOptions: [ChapterOption]

    /// A command with the options every chapter has and those of its own.
    ///
    /// Traps if one of its own has the name of another option.
    ///
    /// - Parameters:
    ///   - summary: the chapter in one sentence, for the help page and the report.
    ///   - dataSummary: what `--data` takes, for the help page.
    ///   - defaultEpochs: the passes over the data when `--epochs` is not given.
    ///   - quickEpochs: the same under `--quick`.
    public init(
        number: Int, title: String, summary: String,
        dataSummary: String = "folder with real data; without it the chapter makes its own",
        defaultEpochs: Int,
        quickEpochs: Int, options: [ChapterOption] = []
    ) {
        self.number = number
        self.title = title
        self.summary = summary
        ownOptions = options
        let processors = min(max(ProcessInfo.processInfo.activeProcessorCount, 1), 64)
        commonOptions = [
            .text(
                "data", placeholder: "DIR",
                "\(dataSummary); or the name of a data set that Download has fetched"),
            .text(
                "out", placeholder: "DIR", default: "runs/Chapter\(number)", "folder for what the run makes"),
            .integer(
                "epochs", default: defaultEpochs, quick: quickEpochs, range: 1...1_000_000,
                "passes over the training data"),
            .integer(
                "seed", default: 1, range: 0...Int.max, "seed of all randomness; same seed, same numbers"),
            .integer(
                "threads", default: processors, range: 1...256, "threads; the results do not depend on it"),
            .flag("quick", "a few seconds instead of a minute, to see that everything works"),
            .flag("resume", "go on where the last run into --out was stopped, with its options"),
            .number(
                "checkpoint-every", default: 10, range: 0...86_400,
                "seconds between checkpoints for --resume; 0 for one after each epoch"),
            .flag(
                "anomaly", "where a loss is no number any more, find the operation that made it so; slower"),
        ]
        let names = (ownOptions + commonOptions).map(\.name) + ["help"]
        guard Set(names).count == names.count else {
            fatalError("Chapter \(number) has two options of one name: \(names.sorted())")
        }
    }

    /// Runs the chapter on the program's own arguments and ends the program with the exit code.
    public func run(_ body: (ChapterRun) throws -> Void) -> Never {
        lineBufferStandardOutput()
        Interruption.listen()
        let code = run(
            arguments: Array(CommandLine.arguments.dropFirst()), console: .standard,
            isInterrupted: { Interruption.isRequested }, body)
        exit(code.rawValue)
    }

    /// Runs the chapter on the given arguments and returns the exit code. Tests use it; what `isInterrupted`
    /// returns is the run's `shouldStop`.
    public func run(
        arguments: [String], console: Console, isInterrupted: @escaping () -> Bool = { false },
        _ body: (ChapterRun) throws -> Void
    ) -> ExitCode {
        if arguments.contains("--help") || arguments.contains("-h") {
            console.output(helpText)
            return .success
        }
        do {
            try execute(arguments, console, isInterrupted, body)
            return .success
        } catch {
            console.error("Chapter\(number): \(oneLine("\(error)"))")
            return ExitCode(error)
        }
    }

    /// The page that `--help` prints.
    public var helpText: String {
        HelpPage(
            title: "Chapter \(number): \(title)", summary: summary,
            usage: "swift run Chapter\(number) [options]",
            sections: [
                ("Options of this chapter", ownOptions), ("Every chapter", commonOptions + [HelpPage.help]),
            ],
            exitCodes: [
                ("0", "done; after Ctrl-C too, with the report of what was done"),
                ("1", "a training came apart: its loss is no number any more"),
                ("64", "wrong use of the options"), ("65", "a file with broken content"),
                ("66", "a file or folder that is missing or cannot be read"),
                ("70", "a mistake of the program"),
                ("74", "a file or folder that cannot be written"),
                ("130", "ended at once by a second Ctrl-C"),
            ]
        ).text
    }

    private func execute(
        _ arguments: [String], _ console: Console, _ isInterrupted: @escaping () -> Bool,
        _ body: (ChapterRun) throws -> Void
    ) throws {
        let options = ownOptions + commonOptions
        var parsed = try ParsedArguments(arguments, options: options)
        let out = parsed.path("out") ?? parsed.text("out")
        let isResumed = parsed.flag("resume")
        if isResumed {
            let folder = "\(out)/\(Self.checkpointFolder)"
            if let stopped = try StoppedRun(in: folder) {
                parsed = try stopped.arguments(
                    goingOnWith: parsed, chapter: number, options: options, folder: folder)
            } else {
                console.output("\(out) has no checkpoints of a stopped run; this one begins at the beginning")
            }
        }
        let data = try parsed.path("data").map { try dataFolder($0) }
        let output = try OutputFolder(
            out, files: ["report.html", "metrics.json", "model.safetensors", "example.safetensors"])
        do {
            let checkpoints = try checkpoints(in: output.path, parsed, console)
            let report = Report(title: "Chapter \(number): \(title)", subtitle: summary)
            let run = ChapterRun(
                parsed, dataFolder: data, outputFolder: output.path, report: report,
                checkpoints: checkpoints, isInterrupted: isInterrupted)
            do {
                // What is done is kept, however the run ends.
                defer { checkpoints.write() }
                try Parallel.withThreads(run.threads) {
                    try detectingAnomalies(if: parsed.flag("anomaly")) { try body(run) }
                }
            }
            try write(run, checkpoints, console)
            if !run.shouldStop { checkpoints.remove() }
        } catch {
            output.removeIfEmpty()
            throw error
        }
    }

    private static let checkpointFolder = "checkpoints"

    /// The checkpoints of this run. Where it does not go on with those of a stopped run, these are laid aside, for one who
    /// only forgot `--resume`.
    private func checkpoints(in out: String, _ parsed: ParsedArguments, _ console: Console) throws
        -> RunCheckpoints
    {
        let folder = "\(out)/\(Self.checkpointFolder)"
        removePartialFiles(in: folder)
        if !parsed.flag("resume"), isFolder(folder) {
            let aside = "\(folder).before"
            removeIfThere(aside)
            try moveFile(folder, to: aside)
            console.output("the checkpoints of a stopped run now lie in \(aside); --resume goes on with such")
        }
        return RunCheckpoints(
            folder: folder, options: StoppedRun(chapter: number, parsed),
            secondsBetween: parsed.number("checkpoint-every"), isResumed: parsed.flag("resume"),
            warn: { console.error("Chapter\(number): \(oneLine($0))") })
    }

    /// Writes what the run leaves behind; the page ends with all metrics.
    private func write(_ run: ChapterRun, _ checkpoints: RunCheckpoints, _ console: Console) throws {
        let missing = ["data", "parameters", "train_seconds"].filter { run.metrics[$0] == nil }
        guard missing.isEmpty else { throw MissingMetrics(names: missing) }
        run.report.section("The numbers of this run")
        if run.shouldStop {
            let next = checkpoints.hasBegun ? "; --resume goes on from here" : ""
            console.output("interrupted: the report covers what was done\(next)")
            run.report.note("The run was interrupted; this page covers what was done until then.")
        }
        run.report.metrics(run.metrics)
        // The larger file first: where the disk is full, no numbers stay behind without their page.
        try run.report.write(to: run.outputPath("report.html"))
        try run.metrics.write(to: run.outputPath("metrics.json"))
        console.output("report: \(run.outputPath("report.html"))")
    }
}

/// The chapter forgot metrics that every chapter must have.
private struct MissingMetrics: Error, CustomStringConvertible {
    let names: [String]
    var description: String {
        "a mistake of the chapter: it did not set the metrics \(names.joined(separator: ", "))"
    }
}
