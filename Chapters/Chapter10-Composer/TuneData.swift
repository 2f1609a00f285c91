import ChapterSupport
import Datasets
import Files
import Foundation
import Messages
import Music
import Reporting
import TensorCore

/// The tunes of a run, split by tune, and as events.
struct TuneData {
    let training: [Tune]
    let validation: [Tune]
    let test: [Tune]
    let trainingEvents: [[Int]]
    let validationEvents: [[Int]]
    let testEvents: [[Int]]
    /// What the metrics call the data.
    let name: String
    /// The files that were passed over, and why.
    private(set) var notes: [String] = []
    /// What was cut into pieces, where there were too few tunes to keep some apart.
    private var cutFrom = ""

    /// The MIDI files of `--data`, those in the folders below it too, or generated tunes. What cannot be read or has no notes
    /// is passed over.
    ///
    /// One or two tunes are cut into pieces, so that some can be kept for the test.
    ///
    /// - Throws: `FileError` if there are fewer than three tunes, and these are too short for three pieces.
    init(_ run: ChapterRun) throws {
        if let folder = run.dataFolder {
            let files = try FolderFiles(in: folder, endings: [".mid", ".midi"])
            guard !files.paths.isEmpty || !files.notes.isEmpty else {
                throw FileError.missing(path: "\(folder)/*.mid")
            }
            let (tunes, notes) = try files.contents(first: run.isQuick ? 60 : .max) { path in
                let tune = try Tune(contentsOfMIDI: path)
                guard !tune.notes.isEmpty else {
                    throw FileError.malformed(path: path, reason: noNotes.text)
                }
                return tune
            }
            let found = Words(
                en: tunes.count == 1 ? "1 tune" : "\(tunes.count) tunes", zh: "\(tunes.count) 首曲调")
            // The book learns from one piece.
            let pieces = tunes.count < 3 ? tunes.flatMap { $0.pieces(10) } : tunes
            guard pieces.count >= 3 else {
                let passedOver = notes.first.map { first in
                    Words(
                        en: " (\(notes.count) passed over, first \(first))",
                        zh: "（跳过了 \(notes.count) 个，第一个是 \(first)）")
                }
                let reason = Words(
                    en:
                        "\(found) with notes, too short to be cut into three pieces; at least three are needed",
                    zh: "只有 \(found)有音符，太短，切不成三段；至少需要三首")
                throw FileError.malformed(path: folder, reason: reason.text + (passedOver?.text ?? ""))
            }
            self.init(pieces, name: URL(fileURLWithPath: folder).lastPathComponent)
            self.notes = notes
            if tunes.count < 3 {
                cutFrom =
                    Words(
                        en: "\(found), cut into \(pieces.count) pieces: ",
                        zh: "\(found)，切成 \(pieces.count) 段："
                    ).text
            }
        } else {
            self.init(
                GeneratedTunes.tunes(count: run.isQuick ? 60 : 400, seed: run.seed), name: "generated")
        }
    }

    /// At least three tunes, a tenth of them for validation and a tenth for the test.
    init(_ tunes: [Tune], name: String) {
        self.name = name
        var generator = RandomGenerator(seed: 1)
        let order = generator.permutation(tunes.count).map { tunes[$0] }
        let tenth = max(1, tunes.count / 10)
        test = Array(order[0..<tenth])
        validation = Array(order[tenth..<2 * tenth])
        training = Array(order[(2 * tenth)...])
        (trainingEvents, validationEvents, testEvents) = (
            training.map(BeatEncoding.events), validation.map(BeatEncoding.events),
            test.map(BeatEncoding.events)
        )
    }

    /// The events of training tunes, each transposed into a random key: data augmentation.
    func transposedTrainingEvents(at indices: [Int], using generator: inout RandomGenerator) -> [[Int]] {
        indices.map { index in
            let semitones = generator.integer(below: 12) - 6
            return BeatEncoding.events(of: training[index].transposed(by: semitones))
        }
    }

    /// A description of the data in two lines.
    var introduction: String {
        let events = trainingEvents.reduce(0) { $0 + $1.count }
        let counts = [training.count, events].map { formatNumber(Double($0)) }
        let text = Words(
            en: """
                \(cutFrom)\(counts[0]) training tunes (\(name)), \(validation.count) for validation and \(test.count) for \
                the test;
                \(counts[1]) training events, a vocabulary of \(BeatEncoding.count).
                """,
            zh: """
                \(cutFrom)训练用 \(counts[0]) 首曲调（\(name)），验证 \(validation.count) 首，测试 \(test.count) 首；
                训练事件 \(counts[1]) 个，词表 \(BeatEncoding.count) 个。
                """)
        return text.text + passedOverText(notes)
    }
}

extension Tune {
    /// The tune cut into so many pieces of equal length, a whole number of bars of four quarters each; a note belongs to the piece in
    /// which it starts, and a piece without notes is left out.
    func pieces(_ count: Int) -> [Tune] {
        let bars = max(1, Int((length / Double(4 * count)).rounded(.up)))
        let quarters = Double(4 * bars)
        let byPiece = Dictionary(grouping: notes) { Int($0.start / quarters) }
        return byPiece.keys.sorted().map { number in
            Tune(
                (byPiece[number] ?? []).map { note in
                    var note = note
                    note.start -= Double(number) * quarters
                    return note
                })
        }
    }
}
