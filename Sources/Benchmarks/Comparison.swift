import ChapterSupport
import Files
import Foundation
import Messages

/// One line of a measurement as JSON, ours or the peer's.
struct TimeRecord: Codable, Equatable {
    let name: String
    let medianMilliseconds: Double
    let bestMilliseconds: Double
    let threads: Int
    let peakMebibytes: Double?

    enum CodingKeys: String, CodingKey {
        case name = "case"
        case medianMilliseconds = "median_ms"
        case bestMilliseconds = "min_ms"
        case threads
        case peakMebibytes = "peak_mib"
    }

    /// What was measured with this many threads.
    init(_ measurement: Measurement, threads: Int) {
        name = measurement.name
        medianMilliseconds = measurement.median * 1e3
        bestMilliseconds = measurement.best * 1e3
        self.threads = threads
        peakMebibytes = measurement.peakBytes.map { Double($0) / 1_048_576 }
    }

    /// The record on one line, times in milliseconds with four decimals, the memory in mebibytes where it is known.
    var json: String {
        let times = [medianMilliseconds, bestMilliseconds].map { String(format: "%.4f", $0) }
        return "{\"case\": \"\(name)\", \"median_ms\": \(times[0]), \"min_ms\": \(times[1]), "
            + "\"threads\": \(threads)"
            + (peakMebibytes.map { String(format: ", \"peak_mib\": %.1f}", $0) } ?? "}")
    }
}

/// The peer's times, read from the JSON lines that its program printed.
struct PeerTimes {
    /// The median in milliseconds by case; of a case measured several times, the median of its medians.
    let medians: [String: Double]

    /// Reads a file of JSON lines; empty lines are skipped.
    ///
    /// - Throws: `FileError`, and `UsageError` when the peer used another number of threads.
    init(path: String, threads: Int) throws {
        var times: [String: [Double]] = [:]
        let lines = try readTextFile(path).split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
            guard let record = try? JSONDecoder().decode(TimeRecord.self, from: Data(line.utf8)),
                record.medianMilliseconds > 0, record.medianMilliseconds.isFinite
            else {
                let form = #"{"case": "exp_4M", "median_ms": 1.5, "min_ms": 1.4, "threads": 2}"#
                throw FileError.malformed(
                    path: path, line: index + 1,
                    reason: Words(en: "not a line of the form \(form)", zh: "这一行的形式不是 \(form)").text)
            }
            guard record.threads == threads else {
                let place = "\(path):\(index + 1)"
                throw UsageError(
                    en: "\(place) was measured with \(record.threads) threads, this run has \(threads)",
                    zh: "\(place) 是用 \(record.threads) 个线程测量的，这次运行有 \(threads) 个")
            }
            times[record.name, default: []].append(record.medianMilliseconds)
        }
        medians = times.mapValues(middle)
    }
}

/// The geometric mean, the only mean under which a ratio and its inverse agree; NaN of none.
func geometricMean(_ ratios: [Double]) -> Double {
    guard !ratios.isEmpty else { return .nan }
    return exp(ratios.reduce(0) { $0 + log($1) } / Double(ratios.count))
}
