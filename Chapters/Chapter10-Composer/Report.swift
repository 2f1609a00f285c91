import Music
import Reporting
import TensorCore

extension Results {
    /// The page of the run, in the order of the chapter.
    func fill(_ report: inout Report) {
        report.paragraph(
            """
            A network with a memory reads a sequence step by step. `Cells.swift` writes one step of RNN, LSTM and GRU out; on \
            random sequences they differ from the layers used for training by \
            \(formatNumber(Double(lesson.largestDifference), significantDigits: 2)) at most.
            """)
        if let counting { fill(counting, &report) }
        if let composers { fill(composers, &report) }
        if let asInBook {
            report.note(
                """
                As in the book: windows of 30 messages of one piece, shuffled before the split, so that each held window \
                shares 29 messages with learned ones: \(formatPercent(asInBook.shuffledAccuracy)) of keys, velocities and \
                times foretold. With the end of the piece held back: \(formatPercent(asInBook.honestAccuracy)).
                """)
        }
    }

    private func fill(_ game: CountingGame, _ report: inout Report) {
        report.section("Counting")
        report.paragraph(
            """
            Some zeros, then as many ones, then the end (10.1). Who is to foretell the end must have counted. The networks \
            learn from up to \(CountingGame.taught) zeros and are asked about up to \(CountingGame.tested).
            """)
        report.table(countingTable(game))
        let lengths = (1...CountingGame.tested).map(Double.init)
        report.chart(
            LineChart(
                title: "Foretold without a mistake", xLabel: "zeros", yLabel: "1 for yes",
                series: game.players.map { player in
                    Series(
                        player.kind.title, x: lengths, y: player.isRight.map { $0 ? 1 : 0 }, style: .points)
                }, yRange: -0.1...1.1))
        guard let gates = game.gates else { return }
        let columns = gates.symbols.map { $0 == CountingGame.end ? "·" : String($0) }
        func map(_ title: String, _ values: [[Double]], _ range: ClosedRange<Double>?) -> HeatMap {
            HeatMap(
                title: title, xLabel: "symbol read", yLabel: "unit", values: values,
                rowLabels: values.indices.map(String.init), columnLabels: columns, range: range)
        }
        report.charts(
            [
                map("The LSTM's cell", gates.cell, nil), map("Forget gate", gates.forgetGate, 0...1),
                map("Input gate", gates.inputGate, 0...1),
            ],
            caption: """
                While it reads \(CountingGame.taught + 2) zeros and as many ones (10.2): units that rise with each zero and \
                fall with each one have learned to count.
                """)
    }

    private func fill(_ composers: Composers, _ report: inout Report) {
        report.section("Composing")
        if let music { report.paragraph(music.introduction) }
        report.table(composerTable(composers))
        report.charts([
            LineChart(
                title: "Training loss", xLabel: "epoch", yLabel: "−ln P an event",
                series: composers.entries.map { entry in
                    Series(
                        entry.kind.title, x: entry.losses.indices.map { Double($0 + 1) }, y: entry.losses,
                        style: .lineAndPoints)
                }),
            LineChart(
                title: "On the validation tunes", xLabel: "epoch", yLabel: "−ln P an event",
                series: composers.entries.map { entry in
                    Series(
                        entry.kind.title, x: entry.validation.indices.map { Double($0 + 1) },
                        y: entry.validation, style: .lineAndPoints)
                }),
        ])
        guard let best = composers.best, !composers.song.notes.isEmpty else { return }
        report.section("A song")
        report.sound(
            wav: sound, description: "the song that the network made up",
            caption: """
                Made up by the \(best.kind.title), event by event: \(composers.song.notes.count) notes. As files: `song.mid` \
                and `song.wav`.
                """)
        report.picture(
            pianoRoll(composers.song), scale: 2, description: "piano roll of the song",
            caption: "Keys from low to high, time from left to right.")
        if let tune = music?.test.first {
            report.picture(
                pianoRoll(tune), scale: 2, description: "piano roll of a tune",
                caption: "Beside it, a tune that people or rules made.")
        }
    }
}

/// Keys from high to low, time from left to right, six pixels a quarter: a dark line for each note, its beginning darker.
func pianoRoll(_ tune: Tune, quarters: Double = 56) -> Picture {
    let pitches = tune.notes.map(\.pitch)
    let (lowest, highest) = ((pitches.min() ?? 60) - 2, (pitches.max() ?? 60) + 2)
    let (width, height) = (max(1, Int(min(quarters, tune.length) * 6)) + 1, 2 * (highest - lowest + 1))
    var ink = [Float](repeating: 0, count: width * height)
    for note in tune.notes {
        let first = Int(note.start * 6)
        if first >= width { continue }
        let last = min(max(first, Int((note.start + note.duration) * 6) - 1), width - 1)
        for x in first...last {
            for y in 0..<2 {
                ink[(2 * (highest - note.pitch) + y) * width + x] =
                    x == first ? 1 : note.part == 0 ? 0.7 : 0.4
            }
        }
    }
    return Picture(ink, width: width, height: height, colors: .ink)
}
