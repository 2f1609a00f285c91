import ChapterSupport
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
            "threads", default: min(max(ProcessInfo.processInfo.activeProcessorCount, 1), 64), range: 1...256,
            "threads to use"),
        .number("seconds", default: 1, range: 0...3600, "seconds spent on each case"),
        .flag("json", "print a JSON object a line instead of the table"),
        .text(
            "against", placeholder: "FILE",
            "JSON lines of another program, say PyTorch's: print the ratio of the medians, ours / theirs"),
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
    if arguments.flag("json") && arguments.wasGiven("against") {
        throw UsageError("--json and --against do not go together")
    }
    if isUnoptimized {
        throw UsageError("this program was built without the optimizer; its times would mean nothing")
    }
    let threads = arguments.integer("threads")
    let seconds = arguments.number("seconds")
    let peer = try arguments.path("against").map { try PeerTimes(path: $0, threads: threads) }
    Parallel.threadCount = threads
    if arguments.flag("json") {
        for benchmark in cases {
            console.output(TimeRecord(Measurement(benchmark, seconds: seconds), threads: threads).json)
        }
        return
    }
    let limits = MachineLimits.measure(threads: threads)
    console.output(
        "\(threads) \(threads == 1 ? "thread" : "threads"): at most "
            + String(
                format: "%.1f GFLOP/s in registers, %.1f GB/s copied", limits.operationsPerSecond * 1e-9,
                limits.bytesPerSecond * 1e-9))
    var table = ResultTable(limits: limits, peer: peer)
    for benchmark in cases { table.add(benchmark, Measurement(benchmark, seconds: seconds)) }
    console.output(table.text)
}

/// The cases of these names, in their own order; all when none is named.
private func chosenCases(_ names: [String]) throws -> [Benchmark] {
    for name in names where !allCases.contains(where: { $0.name == name }) {
        throw UsageError("there is no case '\(name)'; --list names them")
    }
    return names.isEmpty ? allCases : allCases.filter { names.contains($0.name) }
}

/// Whether the compiler left its optimizer out. Only then is the condition of an `assert` evaluated; the
/// configuration's name would not tell, since here the debug configuration is optimized too.
private var isUnoptimized: Bool {
    var evaluated = false
    assert(
        {
            evaluated = true
            return true
        }())
    return evaluated
}
