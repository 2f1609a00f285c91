import ChapterSupport
import Files
import Foundation
import Messages
import Reporting
import TensorCore

/// The command line of the benchmarks.
let benchmarkCommand = ToolCommand(
    name: "Benchmarks",
    summary: Words(
        en: "How long the library takes, case by case, beside what the machine could do.",
        zh: "逐项测量本库用多少时间，与机器的极限并列。"),
    usage: Words(
        en: "swift run -c release Benchmarks [options]", zh: "swift run -c release Benchmarks [选项]"),
    options: [
        .list(
            "case", placeholder: "NAME",
            Words(
                en: "measure this case; may be given several times (default: all)", zh: "测量这一项；可以给多次（默认：全部）")),
        .integer(
            "threads", default: min(Parallel.defaultThreadCount, 64), range: 1...256,
            Words(en: "threads to use", zh: "使用多少个线程")),
        .choice(
            "rung", KernelRung.allCases.map(\.rawValue), default: KernelRung.highest.rawValue,
            Words(
                en: "how far up the ladder of kernels matrix products and convolutions go",
                zh: "矩阵乘积和卷积用到内核阶梯的哪一级")),
        .number(
            "seconds", default: 1, range: 0...3600,
            Words(en: "seconds spent on each case", zh: "每一项用多少秒")),
        .flag(
            "json",
            Words(en: "print a JSON object a line instead of the table", zh: "每行打印一个 JSON 对象，不打印表格")),
        .text(
            "against", placeholder: "FILE",
            Words(
                en:
                    "JSON lines of another program, say PyTorch's: print the ratio of the medians, ours / theirs",
                zh: "另一个程序（如 PyTorch）的 JSON 行：打印中位数之比，本库 / 对方")),
        .flag(
            "memory",
            Words(
                en: "measure each case in a process of its own, and its peak of resident memory too",
                zh: "每一项在单独的进程中测量，也测常驻内存的峰值")),
        .integer(
            "steps", default: 0, range: 0...1_000_000_000,
            Words(
                en: """
                    run the cases for exactly so many steps instead, and print the resident memory after 10 %, 50 % and 100 % \
                    of them; 0 for not
                    """,
                zh: "改为恰好运行这么多步，并打印 10 %、50 % 和 100 % 之后的常驻内存；0 表示不用")),
        .flag(
            "growth",
            Words(
                en: "measure instead how the cost grows with size, batch, length and threads",
                zh: "改为测量代价怎样随大小、批量、长度和线程数增长")),
        .text(
            "chart", placeholder: "FILE",
            Words(en: "draw the growth into this SVG file", zh: "把增长画进这个 SVG 文件")),
        .flag(
            "list",
            Words(en: "print the names of the cases and measure nothing", zh: "打印各项的名字，不测量")),
    ])

/// Measures what the arguments ask for.
///
/// - Throws: `UsageError` for a case that does not exist, or without the optimizer; `FileError` for the peer's file.
func runBenchmarks(_ arguments: ParsedArguments, _ console: Console) throws {
    let cases = try chosenCases(arguments.list("case"))
    if arguments.flag("list") {
        for benchmark in cases { console.output(benchmark.name) }
        return
    }
    try refuseContradictions(arguments)
    if isUnoptimized {
        throw UsageError(
            en: "this program was built without the optimizer; its times would mean nothing",
            zh: "这个程序编译时没有优化，测得的时间没有意义")
    }
    let rung = KernelRung(rawValue: arguments.text("rung")) ?? .highest
    try KernelRung.with(rung) {
        try Parallel.withThreads(arguments.integer("threads")) {
            if arguments.integer("steps") > 0 {
                runSteps(cases, arguments, console)
            } else if arguments.flag("growth") {
                try measureGrowth(arguments, console)
            } else {
                try measureTimes(cases, arguments, console)
            }
        }
    }
}

/// The time of each case, and its memory where requested.
private func measureTimes(_ cases: [Benchmark], _ arguments: ParsedArguments, _ console: Console) throws {
    let threads = arguments.integer("threads")
    let seconds = arguments.number("seconds")
    let wantsMemory = arguments.flag("memory")
    let peer = try arguments.path("against").map { try PeerTimes(path: $0, threads: threads) }
    let measure = { (benchmark: Benchmark) in
        wantsMemory
            ? try CaseProcess.measure(benchmark, seconds: seconds) : Measurement(benchmark, seconds: seconds)
    }
    if arguments.flag("json") {
        for benchmark in cases { console.output(TimeRecord(try measure(benchmark), threads: threads).json) }
        return
    }
    let limits = MachineLimits.measure(threads: threads)
    let speeds = [limits.operationsPerSecond, limits.bytesPerSecond].map { String(format: "%.1f", $0 * 1e-9) }
    console.output(
        Words(
            en: """
                \(threads) \(threads == 1 ? "thread" : "threads"): at most \(speeds[0]) GFLOP/s in products, \
                \(speeds[1]) GB/s copied
                """,
            zh: "\(threads) 个线程：矩阵乘积至多 \(speeds[0]) GFLOP/s，复制至多 \(speeds[1]) GB/s"
        ).text)
    var table = ResultTable(limits: limits, peer: peer, showsMemory: wantsMemory)
    for benchmark in cases { table.add(benchmark, try measure(benchmark)) }
    console.output(table.text)
}

/// The memory of each case over its steps.
private func runSteps(_ cases: [Benchmark], _ arguments: ParsedArguments, _ console: Console) {
    let steps = arguments.integer("steps")
    if arguments.flag("json") {
        for benchmark in cases {
            console.output(Endurance(benchmark, steps: steps).json(threads: arguments.integer("threads")))
        }
    } else {
        console.output(Endurance.table(cases.map { Endurance($0, steps: steps) }).text())
    }
}

/// How the cost grows, as a table for each kind of work or as lines of JSON, and as a chart.
private func measureGrowth(_ arguments: ParsedArguments, _ console: Console) throws {
    let chart = arguments.path("chart")
    if let chart {
        if isFolder(chart) {
            throw FileError.unwritable(path: chart, reason: Words(en: "it is a folder", zh: "它是文件夹").text)
        }
        // Better to fail before the measurement than after it.
        try makeFolder(URL(fileURLWithPath: chart).deletingLastPathComponent().path)
    }
    let showsLines = arguments.flag("json")
    var results: [GrowthResult] = []
    for growth in Growth.all(threads: arguments.integer("threads")) {
        let result = GrowthResult(growth, seconds: arguments.number("seconds")) { line in
            if showsLines { console.output(line) }
        }
        if !showsLines { console.output(result.table.text()) }
        results.append(result)
    }
    if let chart { try writeFileAtomically(GrowthResult.chart(results).svg(), to: chart) }
}

/// Options of which each leaves the other without a meaning.
private func refuseContradictions(_ arguments: ParsedArguments) throws {
    let pairs = [
        ("json", "against"), ("steps", "against"), ("steps", "memory"), ("steps", "seconds"),
        ("steps", "growth"), ("growth", "against"), ("growth", "memory"), ("growth", "case"),
        ("rung", "memory"),
        ("rung", "growth"),
    ]
    for (one, other) in pairs where arguments.wasGiven(one) && arguments.wasGiven(other) {
        throw UsageError(
            en: "--\(one) and --\(other) do not go together", zh: "--\(one) 和 --\(other) 不能同用")
    }
    if arguments.wasGiven("chart") && !arguments.flag("growth") {
        throw UsageError(
            en: "--chart draws what --growth measures; give both", zh: "--chart 画的是 --growth 测量的结果；请两个都给")
    }
}

/// The cases of these names, in their own order; all when none is named.
private func chosenCases(_ names: [String]) throws -> [Benchmark] {
    for name in names where !allCases.contains(where: { $0.name == name }) {
        throw UsageError(
            en: "there is no case '\(name)'; --list names them", zh: "没有 '\(name)' 这一项；--list 列出它们")
    }
    return names.isEmpty ? allCases : allCases.filter { names.contains($0.name) }
}

/// Whether the compiler left its optimizer out. Only then is the condition of an `assert` evaluated; the
/// configuration's name does not say, since here the debug configuration is optimized too.
private var isUnoptimized: Bool {
    var evaluated = false
    assert(
        {
            evaluated = true
            return true
        }())
    return evaluated
}
