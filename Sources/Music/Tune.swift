/// A note: its start and duration in quarters, its key and its velocity.
public struct Note: Hashable, Sendable {
    /// Quarters from the beginning of the tune.
    public var start: Double
    /// Quarters.
    public var duration: Double
    /// The key, 0 to 127; 60 is the middle C, 69 the A of 440 Hz.
    public var pitch: Int
    /// How hard the key is struck, 1 to 127.
    public var velocity: Int
    /// The part it belongs to: 0 for the melody, 1 for the chords, as far as the file says.
    public var part: Int

    /// These numbers.
    public init(start: Double, duration: Double, pitch: Int, velocity: Int = 80, part: Int = 0) {
        self.start = start
        self.duration = duration
        self.pitch = pitch
        self.velocity = velocity
        self.part = part
    }
}

/// A change of tempo.
public struct TempoChange: Hashable, Sendable {
    /// Quarters from the beginning of the tune.
    public var at: Double
    /// The length of a quarter from here on, in microseconds.
    public var microseconds: Int

    /// These numbers.
    public init(at: Double, microseconds: Int) {
        self.at = at
        self.microseconds = microseconds
    }
}

/// A tune: notes in time.
public struct Tune: Equatable, Sendable {
    /// The notes, sorted by start, part and pitch.
    public var notes: [Note]
    /// The changes of tempo, sorted by time; before the first one a quarter is half a second.
    public var tempos: [TempoChange]

    /// These notes, sorted.
    public init(_ notes: [Note], tempos: [TempoChange] = []) {
        self.notes = notes.sorted {
            ($0.start, $0.part, $0.pitch, $0.duration) < ($1.start, $1.part, $1.pitch, $1.duration)
        }
        self.tempos = tempos.sorted { $0.at < $1.at }
    }

    /// Quarters until the last note has ended.
    public var length: Double { notes.reduce(0) { max($0, $1.start + $1.duration) } }

    /// Seconds from the beginning until a time in quarters.
    public func seconds(at quarters: Double) -> Double {
        var (seconds, last, pace) = (0.0, 0.0, 0.5)
        for tempo in tempos where tempo.at < quarters {
            seconds += (tempo.at - last) * pace
            (last, pace) = (tempo.at, Double(tempo.microseconds) * 1e-6)
        }
        return seconds + (quarters - last) * pace
    }

    /// The same tune this many semitones higher; notes outside MIDI's 128 keys are left out.
    public func transposed(by semitones: Int) -> Tune {
        Tune(
            notes.compactMap { note in
                var moved = note
                moved.pitch += semitones
                return (0...127).contains(moved.pitch) ? moved : nil
            }, tempos: tempos)
    }
}
