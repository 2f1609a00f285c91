import Music

/// A tune as one sequence of events, timed in beats: a shift of time where time passes, then for each note that begins its
/// key and its duration. A step is a twelfth of a quarter, so that triplets and sixteenths are both exact.
enum BeatEncoding {
    /// The beginning and the end of a tune.
    static let end = 0
    /// Steps of a quarter.
    static let steps = 12
    /// The longest shift of time and the longest note, in steps: four and eight quarters.
    static let longestShift = 48
    static let longestNote = 96
    private static let firstPitch = 1 + longestShift
    private static let firstDuration = firstPitch + 128

    /// How many events there are.
    static let count = firstDuration + longestNote

    /// The kind of an event, for drawing and reading.
    enum Event: Equatable {
        case end
        case shift(Int)
        case pitch(Int)
        case duration(Int)
    }

    /// What a number stands for.
    static func event(_ number: Int) -> Event {
        if number < 1 || number >= count { return .end }
        if number < firstPitch { return .shift(number) }
        if number < firstDuration { return .pitch(number - firstPitch) }
        return .duration(number - firstDuration + 1)
    }

    /// The events of a tune, with its beginning and its end.
    static func events(of tune: Tune) -> [Int] {
        var (events, now) = ([end], 0)
        let notes = tune.notes.map { note in
            (step: Int((note.start * Double(steps)).rounded()), note: note)
        }.sorted { ($0.step, $0.note.pitch) < ($1.step, $1.note.pitch) }
        for (step, note) in notes {
            var wait = step - now
            while wait > 0 {
                let shift = min(wait, longestShift)
                events.append(shift)
                wait -= shift
            }
            now = max(now, step)
            let length = Int((note.duration * Double(steps)).rounded())
            events.append(firstPitch + min(max(note.pitch, 0), 127))
            events.append(firstDuration + min(max(length, 1), longestNote) - 1)
        }
        return events + [end]
    }

    /// The tune that events describe; events out of order are left out.
    static func tune(_ events: some Sequence<Int>) -> Tune {
        var (notes, now) = ([Note](), 0)
        var open: Int?
        for number in events {
            switch event(number) {
            case .end: open = nil
            case .shift(let step):
                now += step
                open = nil
            case .pitch(let pitch): open = pitch
            case .duration(let length):
                guard let pitch = open else { continue }
                notes.append(
                    Note(
                        start: Double(now) / Double(steps), duration: Double(length) / Double(steps),
                        pitch: pitch, velocity: 90))
                open = nil
            }
        }
        return Tune(withParts(notes))
    }

    /// Notes below the melody are the second part: of those that begin together, all but the highest.
    private static func withParts(_ notes: [Note]) -> [Note] {
        var highest: [Double: Int] = [:]
        for note in notes { highest[note.start] = max(highest[note.start] ?? 0, note.pitch) }
        return notes.map { note in
            var note = note
            note.part = note.pitch == highest[note.start] ? 0 : 1
            return note
        }
    }
}

/// The book's messages (section 10.4): the beginning or the end of a note as its key, its velocity (0 at the end) and the
/// class of the time since the previous message.
struct Message: Equatable {
    let pitch: Int
    let velocity: Int
    let time: Int

    /// How many keys, velocities and classes of time there are, and all of them together.
    static let counts = [128, 128, 12]
    static let width = 268

    /// Borders of the classes of time, in quarters.
    private static let borders = [0.01, 0.1, 0.2, 0.3, 0.4, 0.55, 0.8, 1.1, 1.6, 2.2, 3.2]

    /// The messages of a tune in order; of those at one moment, ends come first.
    static func messages(of tune: Tune) -> [Message] {
        var moments: [(time: Double, order: Int, pitch: Int, velocity: Int)] = []
        for note in tune.notes {
            moments.append((note.start, 1, note.pitch, min(max(note.velocity, 1), 127)))
            moments.append((note.start + note.duration, 0, note.pitch, 0))
        }
        moments.sort { ($0.time, $0.order, $0.pitch) < ($1.time, $1.order, $1.pitch) }
        var last = 0.0
        return moments.map { moment in
            defer { last = moment.time }
            let wait = moment.time - last
            return Message(
                pitch: min(max(moment.pitch, 0), 127), velocity: moment.velocity,
                time: borders.count { $0 <= wait })
        }
    }
}
