import Foundation
import Messages
import TensorCore

/// The measurement of one case in a process of its own: this program started again with hidden arguments.
///
/// The peak of a process never falls, so a case's is that of a process that ran nothing else. It prints the measurement
/// with its peak as JSON on standard output.
enum CaseProcess {
    /// The first of the hidden arguments.
    static let marker = "--measure-in-child"

    /// Starts the child for a case, with the threads of this process, and waits for its measurement.
    ///
    /// - Throws: `CaseProcessError`.
    static func measure(_ benchmark: Benchmark, seconds: Double) throws -> Measurement {
        guard let program = Bundle.main.executablePath else {
            throw CaseProcessError(
                en: "the program does not find itself to measure \(benchmark.name)",
                zh: "程序找不到它自己，无法测量 \(benchmark.name)")
        }
        return try measurement(
            of: benchmark.name, from: program,
            [marker, benchmark.name, "\(seconds)", "\(Parallel.threadCount)"])
    }

    /// What a program prints about a case.
    ///
    /// - Throws: `CaseProcessError`, when it does not start, fails, or prints no measurement.
    static func measurement(of name: String, from program: String, _ arguments: [String]) throws
        -> Measurement
    {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        do {
            try process.run()
        } catch {
            throw CaseProcessError(
                en: "the process for \(name) could not be started: \(error)", zh: "无法启动 \(name) 的进程：\(error)")
        }
        let json = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationReason == .exit else {
            throw CaseProcessError(
                en: "signal \(process.terminationStatus) ended the process of \(name)",
                zh: "信号 \(process.terminationStatus) 终止了 \(name) 的进程")
        }
        guard process.terminationStatus == 0,
            let measurement = try? JSONDecoder().decode(Measurement.self, from: json)
        else {
            let code = process.terminationStatus
            throw CaseProcessError(
                en: "the process of \(name) ended with exit code \(code) and no measurement",
                zh: "\(name) 的进程以退出码 \(code) 结束，没有测量结果")
        }
        return measurement
    }

    /// The child's part: measures the case that the hidden arguments name, prints the result, and ends.
    static func answer(_ arguments: [String]) -> Never {
        guard arguments.count == 4, let benchmark = allCases.first(where: { $0.name == arguments[1] }),
            let seconds = Double(arguments[2]), let threads = Int(arguments[3]), threads > 0
        else { exit(64) }
        var measurement = Parallel.withThreads(threads) { Measurement(benchmark, seconds: seconds) }
        measurement.peakBytes = ResidentMemory.peak
        guard let json = try? JSONEncoder().encode(measurement) else { exit(70) }
        print(String(decoding: json, as: UTF8.self))
        exit(0)
    }
}

/// Why a case could not be measured in a process of its own, in one line.
struct CaseProcessError: Error, CustomStringConvertible {
    let description: String

    init(en: String, zh: String) { description = Words(en: en, zh: zh).text }
}
