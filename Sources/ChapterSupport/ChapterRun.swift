import Messages
import Reporting

/// One run of a chapter: what the command line asked for, and what the run leaves behind.
public final class ChapterRun {
    /// The folder with real data, known to exist; nil where the chapter makes its own.
    public let dataFolder: String?

    /// The file that `--data` names, in a chapter that takes one; then there is no `dataFolder`.
    public let dataFile: String?

    /// The folder the run writes into, made and known to be writable.
    public let outputFolder: String

    /// The number of epochs, at least 1.
    public let epochs: Int

    /// The seed from which all randomness of the run follows.
    public let seed: UInt64

    /// The number of threads, already set for the whole library. No result depends on it.
    public let threads: Int

    /// Whether the run should take only a few seconds.
    public let isQuick: Bool

    /// The numbers of the run, written as `metrics.json`. `seed`, `epochs`, `threads` and, where there were some, the other
    /// `options` that were given and change results are there already; every chapter sets `data`, `parameters` and `train_seconds`, and `epochs` again where it ended early.
    public var metrics = Metrics()

    /// The page of the run, written as `report.html`.
    public var report: Report

    private let arguments: ParsedArguments
    private let checkpoints: RunCheckpoints
    private let isInterrupted: () -> Bool

    /// The run that the arguments describe, writing into a folder that is there.
    init(
        _ arguments: ParsedArguments, dataFolder: String?, dataFile: String? = nil, outputFolder: String,
        report: Report,
        checkpoints: RunCheckpoints, isInterrupted: @escaping () -> Bool
    ) {
        self.arguments = arguments
        self.checkpoints = checkpoints
        self.isInterrupted = isInterrupted
        self.report = report
        self.dataFolder = dataFolder
        self.dataFile = dataFile
        self.outputFolder = outputFolder
        epochs = arguments.integer("epochs")
        seed = UInt64(arguments.integer("seed"))
        threads = arguments.integer("threads")
        isQuick = arguments.flag("quick")
        metrics.set("seed", arguments.integer("seed"))
        metrics.set("epochs", epochs)
        metrics.set("threads", threads)
        let options = arguments.given(
            without: StoppedRun.notAffectingResults.union(["seed", "epochs", "data"]))
        if !options.isEmpty { metrics.set("options", options.joined(separator: " ")) }
    }

    /// True after Ctrl-C or SIGTERM: a training loop checks it after each batch and ends; the report of what was done is
    /// still written.
    public var shouldStop: Bool { isInterrupted() }

    /// The training of this name. Its checkpoint becomes a file of that name; the same options must give the same
    /// training under it. Traps when two trainings of a run have one name.
    ///
    /// - Parameter title: what the progress bar calls it; without one, nothing is shown.
    public func training(_ name: String, title: (any Readable)? = nil, on terminal: Terminal = .standard)
        -> Training
    {
        Training(
            TrainingStore(name, in: checkpoints), title: title, terminal: terminal,
            isInterrupted: isInterrupted)
    }

    /// The path of a file of this name in the output folder.
    public func outputPath(_ file: String) -> String { "\(outputFolder)/\(file)" }

    /// Whether the option of this name was given on the command line.
    public func wasGiven(_ name: String) -> Bool { arguments.wasGiven(name) }

    /// Whether the flag of this name was given. Traps if the chapter has no such flag.
    public func flag(_ name: String) -> Bool { arguments.flag(name) }

    /// The word chosen. Traps if the chapter has no choice of this name.
    public func choice(_ name: String) -> String { arguments.text(name) }

    /// The text given, else the default, else nil. Traps if the chapter has no text option of this name.
    public func text(_ name: String) -> String? { arguments.optionalText(name) }

    /// The texts given, in their order. Traps if the chapter has no list of this name.
    public func list(_ name: String) -> [String] { arguments.list(name) }

    /// The whole number given or its default. Traps if the chapter has no such option.
    public func integer(_ name: String) -> Int { arguments.integer(name) }

    /// The number given or its default. Traps if the chapter has no such option.
    public func number(_ name: String) -> Double { arguments.number(name) }
}
