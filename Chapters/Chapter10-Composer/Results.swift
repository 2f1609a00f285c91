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
    let counters: Counters?
    let music: TuneData?
    let composers: Composers?
    /// What the best network composed.
    let song: Tune?
    let leakage: DataLeakage?

    /// The song as sound.
    var sound: [UInt8] { wav(song?.sound() ?? []) }

    func countingTable(_ counters: Counters) -> Table {
        Table(
            headers: ["", "counts to (median)", "each seed"],
            rows: counters.all.map { counter in
                [
                    counter.kind.title, String(counter.medianLongest),
                    counter.longest.map(String.init).joined(separator: ", "),
                ]
            },
            caption:
                "Trained on 1 to \(CountingTask.longestTrained) zeros, tested on up to \(CountingTask.longestTested): the "
                + "longest length up to which every prediction is correct.")
    }

    func composerTable(_ composers: Composers) -> Table {
        func row(_ name: String, _ score: Score, _ speed: String) -> [String] {
            [
                name, number(score.negativeLogLikelihood), number(score.perplexity),
                formatPercent(score.accuracy), speed,
            ]
        }
        return Table(
            headers: ["", "−ln P per event", "perplexity", "accuracy", "training events a second"],
            rows: composers.nGrams.map { row($0.name, $0.score, "") }
                + composers.networks.map {
                    row($0.kind.title, $0.score, formatNumber($0.history.eventsPerSecond.rounded()))
                },
            caption: "On the \(music?.test.count ?? 0) test tunes.",
            highlightedRow: bestRow(
                (composers.nGrams.map(\.score) + composers.networks.map(\.score))
                    .map(\.negativeLogLikelihood), lowest: true))
    }

    private func number(_ value: Double) -> String { formatNumber(value, significantDigits: 3) }

    /// The results in the terminal.
    func print() {
        Swift.print(textHeading("One step by hand"))
        Swift.print(
            "One step of RNN, LSTM and GRU by hand differs from the layers by at most "
                + "\(number(Double(lesson.largestDifference))).")
        if let counters { Swift.print(textHeading("Counting") + "\n" + countingTable(counters).text()) }
        if let composers { Swift.print(textHeading("Composing") + "\n" + composerTable(composers).text()) }
        if let leakage {
            Swift.print(
                "As in the book, shuffled windows: accuracy \(formatPercent(leakage.shuffledAccuracy)); the end of the piece "
                    + "as validation data: \(formatPercent(leakage.honestAccuracy)).")
        }
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", music?.name ?? "generated")
        metrics.set(
            "train_seconds",
            (counters?.seconds ?? 0) + (composers?.networks.reduce(0) { $0 + $1.history.seconds } ?? 0))
        metrics.set("parameters", composers?.best?.model.parameterCount.total ?? 0)
        metrics.set("by_steps_difference", Double(lesson.largestDifference))
        for counter in counters?.all ?? [] {
            metrics.set("\(counter.kind.rawValue)_longest_right", counter.medianLongest)
            metrics.set("\(counter.kind.rawValue)_counting_start_loss", counter.history.startLoss)
            metrics.set("\(counter.kind.rawValue)_counting_loss", counter.history.lastLoss)
        }
        if let composers {
            fill(composers, &metrics)
            metrics.set("song_notes", song?.notes.count ?? 0)
        }
        if let leakage {
            metrics.set("as_in_book_accuracy", leakage.shuffledAccuracy)
            metrics.set("as_in_book_honest_accuracy", leakage.honestAccuracy)
        }
    }

    private func fill(_ composers: Composers, _ metrics: inout Metrics) {
        for nGram in composers.nGrams {
            metrics.set("\(nGram.name)_nll_per_event", nGram.score.negativeLogLikelihood)
            metrics.set("\(nGram.name)_accuracy", nGram.score.accuracy)
        }
        for composer in composers.networks {
            let (name, score) = (composer.kind.rawValue, composer.score)
            metrics.set("\(name)_start_loss", composer.history.startLoss)
            metrics.set("\(name)_test_nll_per_event", score.negativeLogLikelihood)
            metrics.set("\(name)_test_accuracy", score.accuracy)
            metrics.set("\(name)_seconds", composer.history.seconds)
            metrics.set("\(name)_events_per_second", composer.history.eventsPerSecond)
        }
        if let best = composers.best {
            metrics.set("test_nll_per_event", best.score.negativeLogLikelihood)
            metrics.set("test_accuracy", best.score.accuracy)
            metrics.set(
                "nll_over_trigram", best.score.negativeLogLikelihood / composers.trigram.negativeLogLikelihood
            )
        }
    }

    /// Writes the song as MIDI and as sound, and the best network with its answers to the beginnings of test tunes.
    func save(_ run: ChapterRun) throws {
        if let best = composers?.best {
            let beginnings = music?.testEvents.prefix(4) ?? []
            try save(best.model, best.kind, Array(beginnings), epoch: best.history.losses.count, run)
        } else if let last = counters?.all.last {
            try save(last.model, last.kind, [CountingTask.sequence(5)], epoch: 0, run)
        }
        guard let song, !song.notes.isEmpty else { return }
        try song.writeMIDI(to: run.outputPath("song.mid"), programs: songPrograms)
        try writeFileAtomically(Data(sound), to: run.outputPath("song.wav"))
    }

    private func save(
        _ model: RecurrentLanguageModel, _ kind: RecurrentKind, _ sequences: [[Int]], epoch: Int,
        _ run: ChapterRun
    ) throws {
        try Checkpoint(
            model: model, epoch: epoch,
            notes: SavedComposer.notes(kind, composes: composers?.best != nil)
        ).save(to: run.outputPath("model.safetensors"))
        guard let batch = SequenceBatch.segments(of: sequences, length: 32).first else { return }
        try ModelExample(
            of: model, inputs: ["": .integers(batch.inputs)],
            targets: .integers(batch.targets.reshaped(batch.inputs.shape)),
            answer: { model(batch.inputs).logits }, loss: { nextSymbolLoss($0, batch) }
        ).save(to: run.outputPath("example.safetensors"))
    }
}
