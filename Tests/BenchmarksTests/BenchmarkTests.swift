import ChapterSupport
import Files
import Foundation
import Pictures
import TensorCore
import TestSupport
import Testing

@testable import Benchmarks

@Suite struct BenchmarkTests {
    @Test func theMedianIsTheMiddle() {
        #expect(middle(of: [3, 1, 2]) == 2)
        #expect(middle(of: [4, 1, 3, 2]) == 2.5)
        #expect(middle(of: []).isNaN)
        let measurement = Measurement(name: "x", times: [0.003, 0.001, 0.002])
        #expect(measurement.median == 0.002 && measurement.best == 0.001)
    }

    @Test func theGeometricMeanOfARatioAndItsInverseIsOne() {
        #expect(abs(geometricMean([4, 0.25]) - 1) < 1e-12)
        #expect(abs(geometricMean([2, 8, 4]) - 4) < 1e-12)
        #expect(geometricMean([]).isNaN)
    }

    @Test(arguments: [
        "ch03_bike_step", "ch15_dqn_cartpole_b64_step", "matmul_64", "layernorm_4096x512",
        "jpeg_decode_512", "ch07_fast_256_forward",
    ])
    func aCaseRuns(name: String) throws {
        let benchmark = try #require(allCases.first { $0.name == name })
        let measurement = Measurement(benchmark, seconds: 0)
        #expect(measurement.median >= measurement.best && measurement.best > 0)
    }

    /// The sample is a JPEG file that any program reads: soft hills.
    @Test func theSampleOfAPhotographIsOne() throws {
        var generator = RandomGenerator(seed: 1)
        let folder = try TemporaryFolder()
        let path = try folder.write(Data(sampleJPEG(side: 64, using: &generator)), to: "sample.jpg")
        let picture = try Picture(contentsOf: path)
        #expect(picture.width == 64 && picture.height == 64 && picture.format == .rgb)
        let far = picture.luminance.enumerated().map { index, value -> Float in
            let hills = sin(Float(index / 64) / 11) * cos(Float(index % 64) / 17)
            return (Float(value) - 128 - 60 * hills).magnitude
        }
        #expect(far.reduce(0, +) / Float(far.count) < 10)
    }

    @Test func theLimitsArePositive() {
        let limits = MachineLimits.measure(threads: 1, tries: 1)
        #expect(limits.operationsPerSecond > 1e8 && limits.operationsPerSecond < 1e13)
        #expect(limits.bytesPerSecond > 1e7 && limits.bytesPerSecond < 1e13)
    }

    /// A product of matrices comes near the limit of the arithmetic, and does not pass it: the best of many tries of both.
    @Test func noKernelPassesTheLimit() {
        let matrix = NDArray.ones([384, 384])
        var best = 0.0
        Parallel.withThreads(1) {
            for _ in 0..<60 {
                let watch = Stopwatch()
                _ = matrix.matmul(matrix)
                best = max(best, 2 * pow(384, 3) / watch.seconds)
            }
        }
        let limit = MachineLimits.measure(threads: 1).operationsPerSecond
        #expect(best < 1.3 * limit, "\(best) of \(limit)")
    }
}

@Suite struct BenchmarkCommandTests {
    /// What the command printed, what it complained about, and its exit code.
    private func run(_ arguments: String...) -> (output: [String], errors: [String], code: ExitCode) {
        var (output, errors) = ([String](), [String]())
        let console = Console(output: { output.append($0) }, error: { errors.append($0) })
        let code = benchmarkCommand.run(arguments: arguments, console: console, runBenchmarks)
        return (output, errors, code)
    }

    @Test func theListNamesTheChosenCasesInTheirOrder() {
        #expect(run("--list").output == allCases.map(\.name))
        #expect(run("--list", "--case", "exp_4M", "--case=matmul_64").output == ["matmul_64", "exp_4M"])
    }

    @Test func aWrongOptionCostsOneLine() {
        let unknown = run("--case", "matmul_65")
        #expect(unknown.errors == ["Benchmarks: there is no case 'matmul_65'; --list names them"])
        #expect(unknown.code == .usage)
        let both = run("--json", "--against", "peer.jsonl")
        #expect(both.errors == ["Benchmarks: --json and --against do not go together"])
        for option in ["--memory", "--seconds=1", "--against=peer.jsonl"] {
            #expect(run("--steps", "10", option).code == .usage)
        }
        #expect(
            run("--steps=10", "--memory").errors == ["Benchmarks: --steps and --memory do not go together"])
        #expect(run("--steps", "-1").code == .usage)
        #expect(run("--threads", "0").code == .usage)
        #expect(run("--case", "matmul_64", "--against", "/nowhere/peer.jsonl").code == .missingInput)
        #expect(run("--help").output.first?.contains("--case NAME") == true)
    }

    @Test func growthAcceptsOnlyWhatItHeeds() {
        for option in ["--memory", "--steps=10", "--case=matmul_64", "--against=peer.jsonl"] {
            let (_, errors, code) = run("--growth", option)
            #expect(code == .usage && errors.count == 1)
        }
        #expect(
            run("--chart", "growth.svg").errors == [
                "Benchmarks: --chart draws what --growth measures; give both"
            ])
        let folder = FileManager.default.temporaryDirectory.path
        let unwritable = run("--growth", "--chart", folder)
        #expect(unwritable.code == .unwritable && unwritable.output.isEmpty && unwritable.errors.count == 1)
        #expect(run("--growth", "--chart", "/dev/null/growth.svg").code == .unwritable)
    }

    @Test func theStepsOfACasePrintItsMemory() {
        let (output, errors, code) = run("--steps", "20", "--json", "--case", "ch02_linear_regression_step")
        #expect(code == .success && errors.isEmpty && output.count == 1)
        #expect(
            output[0].hasPrefix(
                "{\"case\": \"ch02_linear_regression_step\", \"steps\": 20, \"resident_mib\": ["))
    }

    @Test func aJSONLineIsThatOfThePeer() throws {
        let (output, _, code) = run(
            "--json", "--case", "ch02_linear_regression_step", "--seconds", "0", "--threads", "1")
        #expect(code == .success && output.count == 1)
        let record = try JSONDecoder().decode(TimeRecord.self, from: Data(output[0].utf8))
        #expect(record.name == "ch02_linear_regression_step" && record.threads == 1)
        #expect(record.medianMilliseconds >= record.bestMilliseconds)
        let measurement = Measurement(name: "exp_4M", times: [0.002, 0.001, 0.0015])
        #expect(
            TimeRecord(measurement, threads: 2).json
                == "{\"case\": \"exp_4M\", \"median_ms\": 1.5000, \"min_ms\": 1.0000, \"threads\": 2}")
    }
}

@Suite struct ComparisonTests {
    private let path = FileManager.default.temporaryDirectory
        .appendingPathComponent(UUID().uuidString + ".jsonl").path

    private func peer(_ lines: String, threads: Int = 2) throws -> PeerTimes {
        try writeFileAtomically(lines, to: path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try PeerTimes(path: path, threads: threads)
    }

    private func line(_ name: String, _ median: Double, threads: Int = 2) -> String {
        "{\"case\": \"\(name)\", \"median_ms\": \(median), \"min_ms\": 0.1, \"threads\": \(threads)}\n"
    }

    @Test func severalRoundsBecomeTheirMedian() throws {
        let times = try peer(line("a", 3) + "\n" + line("a", 1) + line("b", 7) + line("a", 2))
        #expect(times.medians == ["a": 2, "b": 7])
    }

    @Test func whatIsNoTimeIsToldWithItsLine() throws {
        for bad in ["{}\n", "time\n", line("a", -1)] {
            let error = #expect(throws: FileError.self) { try peer(line("a", 1) + bad) }
            #expect(error?.description.hasPrefix("\(path):2: not a line of the form") == true)
        }
        #expect(throws: UsageError.self) { try peer(line("a", 1, threads: 1)) }
    }

    @Test func theTableEndsWithTheGeometricMean() throws {
        let limits = MachineLimits(operationsPerSecond: 1e11, bytesPerSecond: 1e10)
        var table = ResultTable(limits: limits, peer: try peer(line("product", 1) + line("copy", 4)))
        func benchmark(_ name: String, _ work: Benchmark.Work) -> Benchmark {
            Benchmark(name: name, work: work) { _ in {} }
        }
        table.add(benchmark("product", .operations(1e8)), Measurement(name: "product", times: [0.002]))
        table.add(benchmark("copy", .bytes(2e6)), Measurement(name: "copy", times: [0.002]))
        table.add(benchmark("other", .bytes(2e6)), Measurement(name: "other", times: [0.002]))
        #expect(table.ratios == [2, 0.5])
        #expect(table.text.contains("50.0  GFLOP/s           50%"))
        #expect(table.text.contains("1.0  GB/s"))
        #expect(table.text.hasSuffix("geometric mean of ours / peer over 2 cases: 1.000"))
    }
}
