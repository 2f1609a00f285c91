import ChapterSupport
import Files
import Foundation
import Music
import NeuralNetworks
import Reporting
import TensorCore

/// Everything a run of the chapter found out.
struct Results {
    let lesson: CellsLesson
    let counting: CountingGame?
    let music: TuneData?
    let composers: Composers?
    let asInBook: LeakingWindows?

    /// The song as sound.
    var sound: [UInt8] { wav(composers.map { $0.song.sound() } ?? []) }

    func countingTable(_ game: CountingGame) -> Table {
        Table(
            headers: ["", "counts to, the middle start", "each start"],
            rows: game.players.map { player in
                [
                    player.kind.title, String(player.longestRight),
                    player.longest.map(String.init).joined(separator: ", "),
                ]
            },
            caption:
                "Learned from 1 to \(CountingGame.taught) zeros, asked about up to \(CountingGame.tested): the longest length "
                + "up to which every symbol was foretold.")
    }

    func composerTable(_ composers: Composers) -> Table {
        func row(_ name: String, _ score: (negativeLogLikelihood: Double, accuracy: Double), _ speed: String)
            -> [String]
        {
            [name, number(score.negativeLogLikelihood), formatPercent(score.accuracy), speed]
        }
        return Table(
            headers: ["", "−ln P an event", "events foretold", "events learned a second"],
            rows: composers.grams.map { row($0.name, $0.score, "") }
                + composers.entries.map {
                    row($0.kind.title, $0.score, formatNumber($0.eventsPerSecond.rounded()))
                },
            caption: "On \(music?.test.count ?? 0) tunes that were never heard.",
            highlightedRow: composers.best.flatMap { best in
                composers.entries.firstIndex { $0.kind == best.kind }
            }.map { $0 + composers.grams.count })
    }

    private func number(_ value: Double) -> String { formatNumber(value, significantDigits: 3) }

    /// Says in the terminal what was found out.
    func print() {
        Swift.print(textHeading("By steps"))
        Swift.print(
            "RNN, LSTM and GRU step by step differ from the layers by "
                + "\(number(Double(lesson.largestDifference))) at most.")
        if let counting { Swift.print(textHeading("Counting") + "\n" + countingTable(counting).text()) }
        if let composers { Swift.print(textHeading("Composing") + "\n" + composerTable(composers).text()) }
        if let asInBook {
            Swift.print(
                "As in the book, windows shuffled: \(formatPercent(asInBook.shuffledAccuracy)) foretold; the end of the piece "
                    + "held back: \(formatPercent(asInBook.honestAccuracy)).")
        }
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", music?.name ?? "generated")
        metrics.set(
            "train_seconds",
            (counting?.seconds ?? 0) + (composers?.entries.reduce(0) { $0 + $1.seconds } ?? 0))
        metrics.set("parameters", composers?.best?.reader.parameterCount.total ?? 0)
        metrics.set("by_steps_difference", Double(lesson.largestDifference))
        for player in counting?.players ?? [] {
            metrics.set("\(player.kind.rawValue)_longest_right", player.longestRight)
            metrics.set("\(player.kind.rawValue)_counting_start_loss", player.startLoss)
            metrics.set("\(player.kind.rawValue)_counting_loss", player.lastLoss)
        }
        if let composers {
            for gram in composers.grams {
                metrics.set("\(gram.name)_nll_per_event", gram.score.negativeLogLikelihood)
                metrics.set("\(gram.name)_accuracy", gram.score.accuracy)
            }
            for entry in composers.entries {
                metrics.set("\(entry.kind.rawValue)_start_loss", entry.startLoss)
                metrics.set("\(entry.kind.rawValue)_test_nll_per_event", entry.score.negativeLogLikelihood)
                metrics.set("\(entry.kind.rawValue)_test_accuracy", entry.score.accuracy)
                metrics.set("\(entry.kind.rawValue)_seconds", entry.seconds)
                metrics.set("\(entry.kind.rawValue)_events_per_second", entry.eventsPerSecond)
            }
            if let best = composers.best {
                metrics.set("test_nll_per_event", best.score.negativeLogLikelihood)
                metrics.set("test_accuracy", best.score.accuracy)
                metrics.set("nll_over_trigram", best.score.negativeLogLikelihood / composers.trigram)
            }
            metrics.set("song_notes", composers.song.notes.count)
        }
        if let asInBook {
            metrics.set("as_in_book_accuracy", asInBook.shuffledAccuracy)
            metrics.set("as_in_book_honest_accuracy", asInBook.honestAccuracy)
        }
    }

    /// Writes the song as MIDI and as sound, and the best network with what it says of the beginnings of test tunes.
    func save(_ run: ChapterRun) throws {
        if let best = composers?.best {
            let lines = music?.test.prefix(4).map { BeatEncoding.events(of: $0) } ?? []
            try save(best.reader, best.kind, lines, epoch: best.losses.count, run)
        } else if let last = counting?.players.last {
            try save(last.reader, last.kind, [CountingGame.sequence(5)], epoch: 0, run)
        }
        guard let composers, !composers.song.notes.isEmpty else { return }
        try composers.song.writeMIDI(to: run.outputPath("song.mid"), programs: [73, 46])
        try writeFileAtomically(Data(sound), to: run.outputPath("song.wav"))
    }

    private func save(
        _ reader: SymbolReader, _ kind: RecurrentKind, _ lines: [[Int]], epoch: Int, _ run: ChapterRun
    ) throws {
        try Checkpoint(
            model: reader, epoch: epoch, notes: ["chapter": "10", "network": kind.rawValue]
        ).save(to: run.outputPath("model.safetensors"))
        guard let (read, next, _) = pieces(of: lines, length: 32).first else { return }
        try ModelExample(
            of: reader, inputs: ["": .integers(read)], targets: .integers(next.reshaped(read.shape)),
            answer: { reader(read).logits }, loss: { eventLoss($0, next) }
        ).save(to: run.outputPath("example.safetensors"))
    }
}
