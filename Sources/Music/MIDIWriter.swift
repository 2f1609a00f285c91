import Files
import Foundation

extension Tune {
    /// Ticks per quarter in the files it writes.
    private static let ticks = 480.0

    /// The tune as a Standard MIDI File of format 1: a track for the tempo, then one for each part with its General MIDI
    /// program (0 is the piano). Times are rounded to 1/480 of a quarter.
    public func midi(programs: [Int] = []) -> [UInt8] {
        let parts = Set(notes.map(\.part)).sorted()
        var file = Array("MThd".utf8) + Tune.bigEndian(6, 4) + Tune.bigEndian(1, 2)
        file += Tune.bigEndian(parts.count + 1, 2) + Tune.bigEndian(Int(Tune.ticks), 2)
        let changes = tempos.isEmpty ? [TempoChange(at: 0, microseconds: 500_000)] : tempos
        file += Tune.track(
            changes.map { change in
                let microseconds = min(max(1, change.microseconds), 0xFF_FFFF)
                return (Tune.tick(change.at), 0, [0xFF, 0x51, 3] + Tune.bigEndian(microseconds, 3))
            })
        for (number, part) in parts.enumerated() {
            // The tenth channel belongs to the drums.
            let channel = UInt8(number % 15 < 9 ? number % 15 : number % 15 + 1)
            let program = UInt8(clamping: programs.indices.contains(number) ? programs[number] & 0x7F : 0)
            var events: [(tick: Int, order: Int, bytes: [UInt8])] = [(0, 0, [0xC0 | channel, program])]
            for note in notes where note.part == part && (0...127).contains(note.pitch) {
                let start = Tune.tick(note.start)
                let stop = max(start + 1, Tune.tick(note.start + note.duration))
                let (pitch, velocity) = (UInt8(note.pitch), UInt8(min(max(1, note.velocity), 127)))
                // At the same tick notes end before others begin.
                events.append((start, 2, [0x90 | channel, pitch, velocity]))
                events.append((stop, 1, [0x80 | channel, pitch, 64]))
            }
            file += Tune.track(events)
        }
        return file
    }

    /// Writes the tune as a MIDI file.
    ///
    /// - Throws: `FileError.unwritable`.
    public func writeMIDI(to path: String, programs: [Int] = []) throws {
        try writeFileAtomically(Data(midi(programs: programs)), to: path)
    }

    private static func tick(_ quarters: Double) -> Int { Int((max(0, quarters) * ticks).rounded()) }

    /// A track chunk: the events in order, each preceded by the time since the previous one, and the end of the track.
    private static func track(_ events: [(tick: Int, order: Int, bytes: [UInt8])]) -> [UInt8] {
        let ordered = events.enumerated().sorted {
            ($0.element.tick, $0.element.order, $0.offset) < ($1.element.tick, $1.element.order, $1.offset)
        }
        var (content, now) = ([UInt8](), 0)
        for (_, event) in ordered {
            content += variableLength(event.tick - now) + event.bytes
            now = event.tick
        }
        content += [0, 0xFF, 0x2F, 0]
        return Array("MTrk".utf8) + bigEndian(content.count, 4) + content
    }

    private static func variableLength(_ number: Int) -> [UInt8] {
        var bytes = [UInt8(number & 0x7F)]
        var rest = number >> 7
        while rest > 0 {
            bytes.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
            rest >>= 7
        }
        return bytes
    }

    private static func bigEndian(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * (count - 1 - $0))) }
    }
}
