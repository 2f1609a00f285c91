import Music
import Reporting

/// A piano roll: pitch upward, time to the right, six pixels a quarter; each note a line that is darkest where it begins.
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
