import ChapterSupport
import Datasets
import Files
import Foundation
import Music
import Reporting
import TensorCore

/// The tunes of a run, split by tune.
struct TuneData {
    let training: [Tune]
    let validation: [Tune]
    let test: [Tune]
    let name: String

    /// The MIDI files of `--data`, else tunes made by rule.
    ///
    /// - Throws: `FileError` where a file is broken, or there is none.
    init(_ run: ChapterRun) throws {
        let tunes: [Tune]
        if let folder = run.dataFolder {
            name = URL(fileURLWithPath: folder).lastPathComponent
            let files = try TuneData.midiFiles(in: folder)
            tunes = try files.prefix(run.isQuick ? 60 : .max).map { try Tune(contentsOfMIDI: $0) }
                .filter { !$0.notes.isEmpty }
            guard tunes.count >= 3 else {
                throw FileError.malformed(
                    path: folder, reason: "\(tunes.count) tunes with notes; three are needed at least")
            }
        } else {
            name = "generated"
            tunes = GeneratedTunes.tunes(count: run.isQuick ? 60 : 400, seed: run.seed)
        }
        var generator = RandomGenerator(seed: 1)
        let order = generator.permutation(tunes.count).map { tunes[$0] }
        let held = max(1, tunes.count / 10)
        test = Array(order[0..<held])
        validation = Array(order[held..<2 * held])
        training = Array(order[(2 * held)...])
    }

    private static func midiFiles(in folder: String) throws -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw FileError.unreadable(path: folder, reason: "its files cannot be listed")
        }
        let files = names.filter { $0.lowercased().hasSuffix(".mid") || $0.lowercased().hasSuffix(".midi") }
        guard !files.isEmpty else { throw FileError.missing(path: "\(folder)/*.mid") }
        return files.sorted().map { "\(folder)/\($0)" }
    }

    /// What lies before the reader, in two lines.
    var introduction: String {
        let events = training.reduce(0) { $0 + BeatEncoding.events(of: $1).count }
        return """
            \(formatNumber(Double(training.count))) tunes (\(name)) to learn from, \(validation.count) to watch with and \
            \(test.count) to be tested with;
            \(formatNumber(Double(events))) events of \(BeatEncoding.count) kinds.
            """
    }
}
