import ChapterSupport
import Files
import Foundation
import Reporting
import TensorCore

/// The command line of the benchmarks.
let benchmarkCommand = ToolCommand(
    name: "Benchmarks",
    summary: "How long the library takes, case by case, beside what the machine could do.",
    usage: "swift run -c release Benchmarks [options]",
    options: [
        .list("case", placeholder: "NAME", "measure this case; may be given several times (default: all)"),
        .integer(
            "threads", default: min(Parallel.processorCount, 64), range: 1...256,
            "threads to use"),
        .choice(
            "rung", KernelRung.allCases.map(\.rawValue), default: KernelRung.parallel.rawValue,
            "how far up the ladder of kernels matrix products and convolutions go"),
        .number("seconds", default: 1, range: 0...3600, "seconds spent on each case"),
        .flag("json", "print a JSON object a line instead of the table"),
        .text(
            "against", placeholder: "FILE",
            "JSON lines of another program, say PyTorch's: print the ratio of the medians, ours / theirs"),
        .flag("memory", "measure each case in a process of its own, and its peak of resident memory too"),
        .integer(
            "steps", default: 0, range: 0...1_000_000_000,
            "run the cases for exactly so many steps instead, and print the resident memory after 10 %, 50 % and "
                + "100 % of them; 0 for not"),
        .flag("growth", "measure instead how the cost grows with size, batch, length and threads"),
        .text("chart", placeholder: "FILE", "draw the growth into this SVG file"),
        .flag("list", "print the names of the cases and measure nothing"),
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
        throw UsageError("this program was built without the optimizer; its times would mean nothing")
    }
    let rung = KernelRung(rawValue: arguments.text("rung")) ?? .parallel
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
    console.output(
        "\(threads) \(threads == 1 ? "thread" : "threads"): at most "
            + String(
                format: "%.1f GFLOP/s in registers, %.1f GB/s copied", limits.operationsPerSecond * 1e-9,
                limits.bytesPerSecond * 1e-9))
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
        if isFolder(chart) { throw FileError.unwritable(path: chart, reason: "it is a folder") }
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
        throw UsageError("--\(one) and --\(other) do not go together")
    }
    if arguments.wasGiven("chart") && !arguments.flag("growth") {
        throw UsageError("--chart draws what --growth measures; give both")
    }
}

/// The cases of these names, in their own order; all when none is named.
private func chosenCases(_ names: [String]) throws -> [Benchmark] {
    for name in names where !allCases.contains(where: { $0.name == name }) {
        throw UsageError("there is no case '\(name)'; --list names them")
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
