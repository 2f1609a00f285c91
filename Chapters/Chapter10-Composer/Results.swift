import ChapterSupport
import Files
import Foundation
import Messages
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
            headers: [
                "", Words(en: "counts to (median)", zh: "数到（中位数）"), Words(en: "each seed", zh: "各个种子"),
            ],
            rows: counters.all.map { counter in
                [
                    counter.kind.title, String(counter.medianLongest),
                    counter.longest.map(String.init).joined(separator: ", "),
                ]
            },
            caption: Words(
                en: """
                    Trained on 1 to \(CountingTask.longestTrained) zeros, tested on up to \(CountingTask.longestTested): the \
                    longest length up to which every prediction is correct.
                    """,
                zh: """
                    用 1 到 \(CountingTask.longestTrained) 个零训练，测试到 \(CountingTask.longestTested) 个：\
                    每个预测都正确的最大长度。
                    """))
    }

    func composerTable(_ composers: Composers) -> Table {
        func row(_ name: any Readable, _ score: Score, _ speed: String) -> [String] {
            [
                name.text, number(score.negativeLogLikelihood), number(score.perplexity),
                formatPercent(score.accuracy), speed,
            ]
        }
        return Table(
            headers: [
                "", Words(en: "−ln P per event", zh: "每个事件的 −ln P"), Words(en: "perplexity", zh: "困惑度"),
                Words(en: "accuracy", zh: "准确率"), Words(en: "training events a second", zh: "每秒训练的事件"),
            ],
            rows: composers.nGrams.map { row($0.name, $0.score, "") }
                + composers.networks.map {
                    row($0.kind.title, $0.score, formatNumber($0.history.eventsPerSecond.rounded()))
                },
            caption: Words(
                en: "On the \(music?.test.count ?? 0) test tunes.", zh: "在 \(music?.test.count ?? 0) 首测试曲调上。"),
            highlightedRow: bestRow(
                (composers.nGrams.map(\.score) + composers.networks.map(\.score))
                    .map(\.negativeLogLikelihood), lowest: true))
    }

    private func number(_ value: Double) -> String { formatNumber(value, significantDigits: 3) }

    /// The results in the terminal.
    func print() {
        let difference = number(Double(lesson.largestDifference))
        Swift.print(textHeading(Words(en: "One step by hand", zh: "手写的一步")))
        Swift.print(
            Words(
                en: "One step of RNN, LSTM and GRU by hand differs from the layers by at most \(difference).",
                zh: "手写的 RNN、LSTM 和 GRU 的一步，与库中的层至多相差 \(difference)。"))
        if let counters {
            let heading = textHeading(Words(en: "Counting", zh: "计数"))
            Swift.print(heading + "\n" + countingTable(counters).text())
        }
        if let composers {
            let heading = textHeading(Words(en: "Composing", zh: "作曲"))
            Swift.print(heading + "\n" + composerTable(composers).text())
        }
        if let leakage {
            let shares = [leakage.shuffledAccuracy, leakage.honestAccuracy].map { formatPercent($0) }
            Swift.print(
                Words(
                    en: """
                        As in the book, shuffled windows: accuracy \(shares[0]); the end of the piece as validation data: \
                        \(shares[1]).
                        """,
                    zh: "照书的做法，打乱窗口：准确率 \(shares[0])；用曲子的结尾验证：\(shares[1])。"))
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
            metrics.set("\(nGram.name.en)_nll_per_event", nGram.score.negativeLogLikelihood)
            metrics.set("\(nGram.name.en)_accuracy", nGram.score.accuracy)
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
