import TensorCore

/// Generated tunes: a melody over chords, in four phrases of which some return, in several keys and metres.
///
/// A phrase is four bars over a progression of chords; its rhythm comes from a few patterns of the metre, its melody walks
/// on the scale and meets a note of the chord on each strong beat. The form is AABA, ABAB or AABB; a phrase returns note
/// for note except its end, which leads to the tonic.
public enum GeneratedTunes {
    /// `count` tunes; each depends only on the seed and its index.
    public static func tunes(count: Int, seed: UInt64) -> [Tune] {
        (0..<count).map { number in
            var generator = RandomGenerator(seed: seed &* 1_000_003 &+ UInt64(number))
            return tune(using: &generator)
        }
    }

    private static let major = [0, 2, 4, 5, 7, 9, 11]
    private static let minor = [0, 2, 3, 5, 7, 8, 10]
    /// The roots of the chords of four bars, as steps of the scale; the last ones lead to the tonic.
    private static let progressions = [
        [0, 3, 4, 0], [0, 5, 3, 4], [0, 4, 5, 4], [0, 3, 0, 4], [0, 0, 3, 4],
    ]
    /// Rhythms of a bar in eighths, for bars of 4, 3 quarters and of six eighths.
    private static let rhythms: [Int: [[Int]]] = [
        8: [
            [2, 2, 2, 2], [3, 1, 2, 2], [1, 1, 2, 2, 2], [2, 1, 1, 2, 2], [4, 2, 2], [1, 1, 1, 1, 2, 2],
        ],
        6: [[2, 2, 2], [4, 2], [3, 1, 2], [2, 1, 1, 2], [2, 2, 1, 1]],
        12: [[2, 1, 2, 1], [3, 3], [1, 1, 1, 2, 1], [2, 1, 3]],
    ]

    private static func tune(using generator: inout RandomGenerator) -> Tune {
        let scale = generator.uniform() < 0.7 ? major : minor
        let tonic = 60 + [0, 2, 5, 7, 9, -3][generator.integer(below: 6)]
        let metre = [8, 6, 12][generator.integer(below: 3)]
        let form = [[0, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 1]][generator.integer(below: 3)]
        let phrases = (0..<2).map { _ in Phrase(metre: metre, using: &generator) }
        let barLength = Double(metre == 12 ? 6 : metre) / 2
        var notes: [Note] = []
        for (index, name) in form.enumerated() {
            let isHome = index == 3 || index == 1
            notes += phrases[name].notes(
                from: Double(4 * index) * barLength, barLength: barLength, endsAtHome: isHome,
                scale: scale, tonic: tonic)
        }
        let pace = [400_000, 500_000, 600_000][generator.integer(below: 3)]
        return Tune(notes, tempos: [TempoChange(at: 0, microseconds: pace)])
    }

    /// Four bars: chords, and a melody as steps of the scale.
    private struct Phrase {
        let chords: [Int]
        /// Of each bar: how long each note is, in eighths, and its step of the scale.
        let bars: [[(length: Int, step: Int)]]

        init(metre: Int, using generator: inout RandomGenerator) {
            let chords = progressions[generator.integer(below: progressions.count)]
            let patterns = rhythms[metre] ?? [[2, 2, 2, 2]]
            let favourites = (0..<2).map { _ in patterns[generator.integer(below: patterns.count)] }
            var step = [0, 2, 4][generator.integer(below: 3)]
            bars = (0..<4).map { bar in
                favourites[generator.integer(below: 2)].enumerated().map { index, length in
                    if index == 0 {
                        // To the nearest note of the chord.
                        let tones = [-7, 0, 7].flatMap { octave in
                            [0, 2, 4].map { chords[bar] + $0 + octave }
                        }
                        step = tones.min { abs($0 - step) < abs($1 - step) } ?? step
                    } else {
                        step += [-1, 1, -1, 1, -2, 2, 0][generator.integer(below: 7)]
                    }
                    step = min(max(step, -3), 9)
                    return (length, step)
                }
            }
            self.chords = chords
        }

        func notes(from start: Double, barLength: Double, endsAtHome: Bool, scale: [Int], tonic: Int)
            -> [Note]
        {
            func pitch(_ step: Int) -> Int {
                let octave = step >= 0 ? step / 7 : (step - 6) / 7
                return tonic + 12 * octave + scale[step - 7 * octave]
            }
            var notes: [Note] = []
            for (bar, melody) in bars.enumerated() {
                let isLast = bar == 3
                let root = isLast && endsAtHome ? 0 : chords[bar]
                let time = start + Double(bar) * barLength
                for tone in [root, root + 2, root + 4] {
                    notes.append(
                        Note(start: time, duration: barLength, pitch: pitch(tone) - 12, velocity: 60, part: 1)
                    )
                }
                var now = time
                for (index, note) in melody.enumerated() {
                    let isEnd = isLast && endsAtHome && index == melody.count - 1
                    let length = isEnd ? time + barLength - now : Double(note.length) / 2
                    notes.append(
                        Note(start: now, duration: length, pitch: pitch(isEnd ? 0 : note.step), velocity: 90))
                    now += Double(note.length) / 2
                }
            }
            return notes
        }
    }
}
