import Files
import Foundation
import Messages
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
///     let training = run.training("network", title: "network")
///     let history = try train(network, epochs: run.epochs, training)
///     run.metrics.set("train_seconds", history.seconds)
///     run.metrics.set("parameters", network.parameterCount)
///     run.metrics.set("data", "generated")
/// }
/// ```
/// Before the closure is called, the options are checked, the `--data` folder is found (a path, or the name of a
/// published data set, see `dataFolder`), the `--out` folder is made and tested for writing, and language and thread
/// count are set. After it, `report.html` (which ends with all metrics) and `metrics.json` are written, and the path
/// of the report is printed. An error that the closure throws is printed in one line on standard error and gives the
/// exit code, see `ExitCode`; what was in the folder before stays then. While it runs, `report.html` is a page that says how
/// far it is, see `LivePage`.
///
/// The checkpoints of trainings, see `ChapterRun.training`, are in a folder `checkpoints` until the run is complete.
public struct ChapterCommand: Sendable {
    /// The chapter's number in the book.
    public let number: Int

    /// The chapter's title.
    public let title: any Readable

    private let summary: any Readable
    private let ownOptions: [ChapterOption]
    private let commonOptions: [ChapterOption]
    private let takesFiles: Bool
    /// What `Search` may vary; nil where it cannot.
    private let searchSpace: SearchSpace?

    /// A command with the options every chapter has and those of its own.
    ///
    /// Traps if one of its own has the name of another option.
    ///
    /// - Parameters:
    ///   - summary: the chapter in one sentence, for the help page and the report.
    ///   - dataSummary: what `--data` takes, for the help page.
    ///   - takesFiles: whether `--data` may also be a file, see `ChapterRun.dataFile`.
    ///   - defaultEpochs: the passes over the data when `--epochs` is not given.
    ///   - quickEpochs: the same under `--quick`.
    ///   - trial: the training that `Search` repeats, if there is one.
    public init(
        number: Int, title: any Readable, summary: any Readable, dataSummary: any Readable = Self.dataSummary,
        takesFiles: Bool = false, defaultEpochs: Int, quickEpochs: Int, options: [ChapterOption] = [],
        trial: ChapterTrial? = nil
    ) {
        self.number = number
        self.title = title
        self.summary = summary
        self.takesFiles = takesFiles
        ownOptions = options + (trial == nil ? [] : ChapterTrial.options)
        searchSpace = trial?.searchSpace(of: options, chapter: number)
        commonOptions = Self.commonOptions(
            number: number, dataSummary: dataSummary, takesFiles: takesFiles, defaultEpochs: defaultEpochs,
            quickEpochs: quickEpochs)
        let names = (ownOptions + commonOptions).map(\.name) + ["help"]
        guard Set(names).count == names.count else {
            explainFailure("Chapter \(number)", "two options have the same name: \(names.sorted())")
        }
    }

    /// What `--data` takes where the chapter does not say more.
    public static var dataSummary: Words {
        Words(
            en: "folder with real data; without it the chapter generates its own",
            zh: "真实数据所在的文件夹；不给时使用程序生成的数据")
    }

    /// What a command does instead of a run when one of its options is given: it uses what was learned earlier, prints its
    /// answers, and makes no folder, no report and no metrics.
    ///
    /// Ctrl-C ends it at once, and so does a reader of its answers that leaves (`| head`): nothing is lost.
    public struct Answering {
        private let option: String
        private let none: String?
        let answer: Answer

        /// What is done: from the arguments alone, or with the data of a run.
        enum Answer {
            case alone((ParsedArguments, Console) throws -> Void)
            case withData((ChapterRun, Console) throws -> Void)
        }

        /// Answers where the option is given, with another value than `none`.
        public init(
            _ option: String, unless none: String? = nil,
            _ answer: @escaping (ParsedArguments, Console) throws -> Void
        ) {
            (self.option, self.none, self.answer) = (option, none, .alone(answer))
        }

        /// Answers where the option is given, with the data that a run with the same options would have. The run has no output
        /// folder, and its page and metrics are not written.
        public init(_ option: String, withData answer: @escaping (ChapterRun, Console) throws -> Void) {
            (self.option, self.none, self.answer) = (option, nil, .withData(answer))
        }

        func isAsked(by arguments: ParsedArguments) -> Bool {
            arguments.wasGiven(option) && (none == nil || arguments.text(option) != none)
        }
    }

    /// Runs the chapter on the program's own arguments and ends the program with the exit code.
    public func run(answering: Answering..., body: (ChapterRun) throws -> Void) -> Never {
        lineBufferStandardOutput()
        Interruption.listen()
        let code = run(
            arguments: Array(CommandLine.arguments.dropFirst()), console: .standard,
            environment: ProcessInfo.processInfo.environment,
            isInterrupted: { Interruption.isRequested }, answering: answering, body)
        exit(code.rawValue)
    }

    /// Runs the chapter on the given arguments and returns the exit code. Tests use it; what `isInterrupted`
    /// returns is the run's `shouldStop`.
    public func run(
        arguments: [String], console: Console, environment: [String: String] = [:],
        isInterrupted: @escaping () -> Bool = { false }, answering: [Answering] = [],
        _ body: (ChapterRun) throws -> Void
    ) -> ExitCode {
        let language = Language(arguments: arguments) ?? Language(environment: environment)
        let all = answering + (searchSpace.map { [ChapterTrial.answering(with: $0)] } ?? [])
        return Language.$current.withValue(language) {
            runInItsLanguage(arguments, console, isInterrupted, all, body)
        }
    }

    private func runInItsLanguage(
        _ arguments: [String], _ console: Console, _ isInterrupted: @escaping () -> Bool,
        _ answering: [Answering], _ body: (ChapterRun) throws -> Void
    ) -> ExitCode {
        if arguments.contains("--help") || arguments.contains("-h") {
            console.output(helpText)
            return .success
        }
        do {
            if !answering.isEmpty {
                let parsed = try ParsedArguments(arguments, options: ownOptions + commonOptions)
                if let first = answering.first(where: { $0.isAsked(by: parsed) }) {
                    try endingAtInterrupt { try answer(first, parsed, console) }
                    return .success
                }
            }
            try execute(arguments, console, isInterrupted, body)
            return .success
        } catch {
            console.error("Chapter\(number): \(oneLine("\(error)"))")
            return ExitCode(error)
        }
    }

    private func answer(_ answering: Answering, _ parsed: ParsedArguments, _ console: Console) throws {
        switch answering.answer {
        case .alone(let answer): try answer(parsed, console)
        case .withData(let answer):
            let (data, file) = try self.data(parsed)
            let nowhere = RunCheckpoints(
                folder: "", options: StoppedRun(chapter: number, parsed), secondsBetween: .infinity,
                isResumed: false, warn: { _ in })
            let run = ChapterRun(
                parsed, dataFolder: data, dataFile: file, outputFolder: "",
                report: Report(title: heading, subtitle: summary), checkpoints: nowhere,
                isInterrupted: { false })
            try Parallel.withThreads(run.threads) { try answer(run, console) }
        }
    }

    /// The folder or the file that `--data` names.
    private func data(_ parsed: ParsedArguments) throws -> (folder: String?, file: String?) {
        let path = parsed.path("data")
        let file = takesFiles ? path.flatMap { isFile($0) ? $0 : nil } : nil
        return (try file == nil ? path.map { try dataFolder($0) } : nil, file)
    }

    /// The page that `--help` prints.
    public var helpText: String {
        HelpPage(
            title: heading, summary: summary,
            usage: Words(en: "swift run Chapter\(number) [options]", zh: "swift run Chapter\(number) [选项]"),
            sections: [
                (Words(en: "Options of this chapter", zh: "本章的选项"), ownOptions),
                (Words(en: "Options of every chapter", zh: "各章共有的选项"), commonOptions + [HelpPage.help]),
            ],
            exitCodes: [.success, .diverged, .usage, .badData, .missingInput, .internalFailure, .unwritable],
            signals: [
                ("130", Words(en: "ended at once by a second Ctrl-C", zh: "第二次 Ctrl-C，立即结束"))
            ]
        ).text
    }

    /// "Chapter 3: Bike sharing".
    private var heading: Words {
        Words(
            en: "Chapter \(number): \(title.text(in: .english))",
            zh: "第 \(number) 章：\(title.text(in: .chinese))")
    }

    private func execute(
        _ arguments: [String], _ console: Console, _ isInterrupted: @escaping () -> Bool,
        _ body: (ChapterRun) throws -> Void
    ) throws {
        let options = ownOptions + commonOptions
        let provenance = Provenance(chapter: number, arguments: arguments)
        var parsed = try ParsedArguments(arguments, options: options)
        let out = parsed.path("out") ?? parsed.text("out")
        let isResumed = parsed.flag("resume")
        if isResumed {
            let folder = "\(out)/\(Self.checkpointFolder)"
            if let stopped = try StoppedRun(in: folder) {
                parsed = try stopped.arguments(
                    resumedBy: parsed, chapter: number, options: options, folder: folder)
            } else {
                console.output(
                    Words(
                        en: "\(out) has no checkpoints of a stopped run; starting from the beginning",
                        zh: "\(out) 中没有被中断的运行的检查点，从头开始"
                    ).text)
            }
        }
        let (data, file) = try self.data(parsed)
        let output = try OutputFolder(
            out,
            files: ["report.html", "metrics.json", "curves.json", "model.safetensors", "example.safetensors"])
        do {
            let lock = try FolderLock(output.path, otherwise: Self.isInUse.text)
            defer { lock.release() }
            let checkpoints = try checkpoints(in: output.path, parsed, console)
            if searchSpace != nil, parsed.flag(ChapterTrial.flag) {
                checkpoints.validationFile = "\(output.path)/\(ChapterTrial.validationFile)"
            }
            if !isResumed, FileManager.default.fileExists(atPath: "\(output.path)/metrics.json") {
                console.output(Self.replaces(output.path).text)
            }
            var report = Report(title: heading, subtitle: summary)
            if parsed.flag("quick") { report.note(Self.isQuick) }
            let livePage = LivePage(
                in: output.path, heading,
                summary: Words(en: summary.text(in: .english), zh: summary.text(in: .chinese)), provenance,
                threads: parsed.integer("threads"))
            checkpoints.livePage = livePage
            let run = ChapterRun(
                parsed, dataFolder: data, dataFile: file, outputFolder: output.path, report: report,
                checkpoints: checkpoints,
                isInterrupted: {
                    livePage.renewIfDue()
                    return isInterrupted()
                })
            if Terminal.standard.isTerminal { console.output(livePage.whereItIs.text) }
            try livePage.follow {
                // What was learned is saved, however the run ends.
                defer { checkpoints.write() }
                try Parallel.withThreads(run.threads) {
                    try detectingAnomalies(if: parsed.flag("anomaly")) { try body(run) }
                }
            } report: {
                try write(run, checkpoints, provenance, console)
            }
            if !run.shouldStop { checkpoints.remove() }
        } catch {
            output.removeIfEmpty()
            throw error
        }
    }

    private static let checkpointFolder = "checkpoints"

    /// What is said before the results of an earlier run are replaced.
    private static func replaces(_ folder: String) -> Words {
        Words(
            en: "\(folder) has the results of an earlier run; this one will replace them (--out keeps both)",
            zh: "\(folder) 中有上次运行的结果，将被本次运行替换（用 --out 可以两者都保留）")
    }

    /// What a quick run says of itself.
    private static let isQuick = Words(
        en:
            "A quick run (--quick): too short to learn. It shows that everything works; its numbers are no results.",
        zh: "这是 --quick 的短运行：时间太短，学不到东西。它只检查一切是否正常，其中的数值不是结果。")

    private static let isInUse = Words(
        en: "another run is writing here; give this one a folder of its own with --out",
        zh: "另一个运行正在写这个文件夹；请用 --out 为本次运行另选一个")

    /// The checkpoints of this run. Those of a stopped run that it does not resume are moved aside, in case `--resume` was
    /// only forgotten.
    private func checkpoints(in out: String, _ parsed: ParsedArguments, _ console: Console) throws
        -> RunCheckpoints
    {
        let folder = "\(out)/\(Self.checkpointFolder)"
        removePartialFiles(in: folder)
        if !parsed.flag("resume"), isFolder(folder) {
            let aside = "\(folder).before"
            removeIfThere(aside)
            try moveFile(folder, to: aside)
            console.output(
                Words(
                    en:
                        "the checkpoints of a stopped run were moved to \(aside); --resume would have continued it",
                    zh: "上次被中断的运行的检查点已移到 \(aside)；加上 --resume 可以接着那次运行"
                ).text)
        }
        return RunCheckpoints(
            folder: folder, options: StoppedRun(chapter: number, parsed),
            secondsBetween: parsed.number("checkpoint-every"), isResumed: parsed.flag("resume"),
            warn: { console.error("Chapter\(number): \(oneLine($0))") })
    }

    /// Writes what the run leaves behind; the page ends with all metrics.
    private func write(
        _ run: ChapterRun, _ checkpoints: RunCheckpoints, _ provenance: Provenance, _ console: Console
    ) throws {
        let missing = ["data", "parameters", "train_seconds"].filter { run.metrics[$0] == nil }
        guard missing.isEmpty else { throw MissingMetrics(names: missing) }
        run.report.section(en: "The numbers of this run", zh: "本次运行的数值")
        if run.shouldStop {
            let resumable = checkpoints.hasBegun
            console.output(
                Words(
                    en: "interrupted: the report covers what was done"
                        + (resumable ? "; --resume continues from here" : ""),
                    zh: "已中断：报告包含到目前为止的结果" + (resumable ? "；用 --resume 可以从这里继续" : "")
                ).text)
            run.report.note(
                en: "The run was interrupted; this page covers what was done until then.",
                zh: "运行被中断；本页只包含中断之前的结果。")
        }
        run.report.metrics(run.metrics)
        run.report.paragraph(provenance.sentence(threads: run.threads))
        run.report.section(en: "What to try next", zh: "接下来可以试试")
        run.report.paragraph(whatNext(hasCurves: checkpoints.curves.json != nil))
        // The larger file first: where the disk is full, no numbers stay behind without their page.
        try run.report.write(to: run.outputPath("report.html"))
        let curves = run.outputPath("curves.json")
        if let json = checkpoints.curves.json {
            try writeFileAtomically(json, to: curves)
        } else {
            removeIfThere(curves)
        }
        try run.metrics.write(to: run.outputPath("metrics.json"))
        if run.isQuick { console.output(Self.isQuick.text) }
        let page = run.outputPath("report.html")
        console.output(Words(en: "report: \(page)", zh: "报告：\(page)").text)
    }
}

/// The chapter forgot metrics that every chapter must have.
private struct MissingMetrics: Error, CustomStringConvertible {
    let names: [String]
    var description: String {
        "a bug in the chapter: it did not set the metrics \(names.joined(separator: ", "))"
    }
}
