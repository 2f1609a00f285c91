import ChapterSupport
import Files
import Foundation
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// The command line of `Search`.
let searchCommand = ToolCommand(
    name: "Search",
    summary: Words(
        en:
            "Searches the hyperparameters of a chapter instead of guessing them: trial after trial, judged on validation data.",
        zh: "搜索一章的超参数，而不是猜：一次次试验，按验证集上的指标比较。"),
    usage: Words(en: "swift run Search ChapterN [options]", zh: "swift run Search ChapterN [选项]"),
    options: [
        .integer(
            "trials", default: 30, range: 1...10_000,
            Words(en: "how many sets of hyperparameters are tried", zh: "试多少组超参数")),
        .number(
            "minutes", default: 0, range: 0...10_000,
            Words(en: "no trial begins after so many minutes; 0 for no limit", zh: "过了这么多分钟就不再开始新的试验；0 表示不限")),
        .choice(
            "method", Method.allCases.map(\.rawValue), default: Method.parzenHalving.rawValue,
            Words(
                en: """
                    random draws every value by chance; parzen draws them where good trials are likely; halving stops trials that \
                    are worse than others
                    """,
                zh: "random 随机抽取每个值；parzen 在好的试验可能出现的地方抽取；halving 提前停止比别人差的试验")),
        .text(
            "space", placeholder: "FILE",
            Words(
                en:
                    "what may be varied and how far, as ChapterN --search-space prints it; else the chapter's own",
                zh: "可以改变什么、改变多少，格式即 ChapterN --search-space 所打印的；不给时用该章自己的")),
        .integer(
            "seeds", default: 3, range: 0...100,
            Words(
                en: "seeds for the winner and for the chapter's own values at the end",
                zh: "最后用多少个随机种子评估胜者和该章自己的取值")),
        .text(
            "data", placeholder: "PATH",
            Words(en: "the data of the trials, as the chapter takes it", zh: "试验所用的数据，与该章的 --data 相同")),
        .integer(
            "workers", default: max(1, min(Parallel.processorCount, 64)), range: 1...256,
            Words(en: "trials side by side, each on one thread", zh: "同时进行的试验数，每次试验一个线程")),
        .integer(
            "seed", default: 1, range: 0...Int.max,
            Words(en: "random seed of the trials and of what is drawn", zh: "试验和抽取所用的随机种子")),
        .text(
            "out", placeholder: "DIR",
            Words(
                en: "folder for the page, the record and the trials (runs/Search-ChapterN)",
                zh: "存放网页、记录和各次试验的文件夹（runs/Search-ChapterN）")),
        .flag("resume", Words(en: "continue the search in --out that was stopped", zh: "继续 --out 中被中断的搜索")),
    ], takesOperands: true)

/// How hyperparameters are proposed, and whether trials are stopped early.
enum Method: String, CaseIterable {
    case random, parzen
    case halving
    case parzenHalving = "parzen-halving"

    func proposer(seed: UInt64) -> any Proposer {
        switch self {
        case .random, .halving: RandomSearch(seed: seed)
        case .parzen, .parzenHalving: ParzenEstimator(seed: seed)
        }
    }

    var isHalving: Bool { self == .halving || self == .parzenHalving }
}

/// What `Search` does.
///
/// - Throws: `UsageError`, `FileError`.
func search(_ arguments: ParsedArguments, _ console: Console, isInterrupted: @escaping () -> Bool) throws {
    guard arguments.operands.count == 1, let name = arguments.operands.first else {
        throw UsageError(
            en: "one chapter is expected, \(arguments.operands.count) were given: swift run Search Chapter3",
            zh: "需要一章，给了 \(arguments.operands.count) 个：swift run Search Chapter3")
    }
    let program = try ChapterProgram(name, console: console)
    let space = try searchSpace(arguments, of: program)
    let method = Method(rawValue: arguments.text("method")) ?? .parzenHalving
    let seed = UInt64(arguments.integer("seed"))
    let more = try dataOptions(arguments)
    let out = arguments.path("out") ?? "runs/Search-\(name)"
    _ = try makeFolder(out)
    let lock = try FolderLock(
        out, otherwise: Words(en: "another search is writing here", zh: "另一个搜索正在写这个文件夹").text)
    defer { lock.release() }

    var record = SearchRecord(
        chapter: name, method: method.rawValue, space: space, seed: seed, options: more)
    let recordPath = "\(out)/search.json"
    let earlier = try earlierTrials(recordPath, arguments, record, space)
    let search = Search(
        space: space, program: program, folder: out,
        settings: .init(
            trials: arguments.integer("trials"), minutes: arguments.number("minutes"),
            workers: arguments.integer("workers"), seed: seed, proposer: method.proposer(seed: seed),
            halving: method.isHalving ? SuccessiveHalving(epochs: space.epochs) : nil, more: more),
        isInterrupted: isInterrupted)

    let bar = ProgressBar(
        Words(en: "trials", zh: "试验"), total: search.settings.trials,
        done: min(earlier.count, search.settings.trials))
    let trials = try search.run(after: earlier) { trial, trials in
        record.keep(trials, in: space)
        try record.write(to: recordPath)
        bar.advance(message: Findings(chapter: name, space: space, trials: trials).line)
    }
    bar.finish()
    var findings = Findings(chapter: name, space: space, trials: trials)
    let seeds = (0..<UInt64(arguments.integer("seeds"))).map { seed &+ 1 &+ $0 }
    if let winner = findings.winner, !findings.isPreset, !seeds.isEmpty, !isInterrupted() {
        let figures = try search.measure(
            [("own", space.presets), ("winner", winner.values)], seeds: seeds)
        (findings.presets, findings.winners) = (figures[0], figures[1])
    }
    let command = (["swift run Search"] + arguments.shownCommand).joined(separator: " ")
    let page = "\(out)/report.html"
    try findings.report(command: command, isInterrupted: isInterrupted()).write(to: page)
    findings.print(to: console)
    console.output(Words(en: "report: \(page)", zh: "报告：\(page)").text)
}

extension Findings {
    /// The best so far, for the progress bar.
    fileprivate var line: Words {
        guard let winner else { return Words(en: "none complete", zh: "还没有完成的") }
        let figure = formatNumber(space.score(winner))
        return Words(en: "best \(space.figure) \(figure)", zh: "最好的 \(space.figure) \(figure)")
    }
}

/// The space of `--space`, or the chapter's own; its values are tried on the chapter's own command line.
private func searchSpace(_ arguments: ParsedArguments, of program: ChapterProgram) throws -> SearchSpace {
    let own = try program.space()
    guard let path = arguments.path("space") else { return own }
    let space = try SearchSpace(json: readTextFile(path), path: path)
    guard
        (space.figure, space.testFigure, space.isSmallerBetter)
            == (own.figure, own.testFigure, own.isSmallerBetter)
    else {
        throw FileError.malformed(
            path: path,
            reason: Words(
                en: "\(program.name) is judged by \(own.figure) and \(own.testFigure), not by other figures",
                zh: "\(program.name) 按 \(own.figure) 和 \(own.testFigure) 评价，不能换成别的指标"
            ).text)
    }
    for hyperparameter in space.hyperparameters
    where !own.hyperparameters.contains(where: { $0.option == hyperparameter.option }) {
        let known = own.hyperparameters.map(\.option).joined(separator: ", ")
        throw FileError.malformed(
            path: path,
            reason: Words(
                en: "\(program.name) does not vary \"\(excerpt(hyperparameter.option))\"; it varies \(known)",
                zh: "\(program.name) 不改变 \"\(excerpt(hyperparameter.option))\"；它改变的是 \(known)"
            ).text)
    }
    // Both ends and every choice.
    for place in [0, 0.25, 0.5, 0.75, 1.0.nextDown] {
        try program.check(space.hyperparameters.map { $0.value(at: place) }, in: space)
    }
    return space
}

/// `--data`, found: a trial runs elsewhere.
private func dataOptions(_ arguments: ParsedArguments) throws -> [String] {
    guard let data = arguments.path("data") else { return [] }
    return ["--data=\(data)"]
}

/// The trials that `--resume` continues from.
private func earlierTrials(
    _ path: String, _ arguments: ParsedArguments, _ record: SearchRecord, _ space: SearchSpace
) throws -> [Trial] {
    guard let earlier = try SearchRecord(contentsOf: path) else { return [] }
    guard arguments.flag("resume") else {
        throw FileError.unwritable(
            path: path,
            reason: Words(
                en:
                    "a search is there already; --resume continues it, --out gives this one a folder of its own",
                zh: "这里已有一次搜索；--resume 继续它，--out 为本次另选文件夹"
            ).text)
    }
    guard earlier.isOfSameSearch(as: record) else {
        throw UsageError(
            en: "the search in \(path) was started with another chapter, method, space, seed or data",
            zh: "\(path) 中的搜索是用另外的章、方法、空间、种子或数据开始的")
    }
    return try earlier.trials(in: space, path: path)
}
