import Files
import Foundation
import TensorCore
import TestSupport
import Testing

@testable import Music

@Suite struct MIDITests {
    private func header(_ format: UInt8, tracks: UInt8, _ division: [UInt8] = [0, 96]) -> [UInt8] {
        Array("MThd".utf8) + [0, 0, 0, 6, 0, format, 0, tracks] + division
    }

    private func track(_ content: [UInt8]) -> [UInt8] {
        Array("MTrk".utf8) + [0, 0, 0, UInt8(content.count)] + content
    }

    private let end: [UInt8] = [0, 0xFF, 0x2F, 0]

    @Test func runningStatusHoldsAcrossMetaEventsAndExclusives() throws {
        let content: [UInt8] =
            [0, 0x90, 60, 80, 96, 60, 0, 0, 0xFF, 1, 2, 65, 66, 0, 64, 70, 0, 0xF0, 3, 1, 2, 0xF7, 48, 64, 0]
            + end
        let tune = try Tune(midi: header(0, tracks: 1) + track(content))
        #expect(
            tune.notes == [
                Note(start: 0, duration: 1, pitch: 60, velocity: 80),
                Note(start: 1, duration: 0.5, pitch: 64, velocity: 70),
            ])
    }

    @Test func drumsAreLeftOutAndChannelsArePartsOfTheirOwn() throws {
        // One track, as in format 0: channel 3 plays 60, the drums strike 42, channel 1 plays 40.
        let content: [UInt8] =
            [
                0, 0x92, 60, 80, 0, 0x99, 42, 90, 0, 0x90, 40, 70, 96, 0x82, 60, 0, 0, 0x89, 42, 0, 0, 0x80,
                40, 0,
            ] + end
        let tune = try Tune(midi: header(0, tracks: 1) + track(content))
        #expect(tune.notes.map(\.pitch) == [40, 60] && tune.notes.map(\.part) == [0, 1])
        let onlyDrums = track([0, 0x99, 42, 90, 96, 42, 0] + end)
        #expect(try Tune(midi: header(1, tracks: 2) + onlyDrums + track(content)).notes == tune.notes)
    }

    @Test func aKeyStruckAgainAndAgainBeforeItIsLetGoTakesNoLonger() throws {
        let count = 200_000
        var content: [UInt8] = [0, 0x90, 60, 80]
        for _ in 1..<count { content += [0, 60, 80] }
        for _ in 0..<count { content += [1, 60, 0] }
        content += end
        let length = (0..<4).map { UInt8(truncatingIfNeeded: content.count >> (24 - 8 * $0)) }
        let file = header(0, tracks: 1) + Array("MTrk".utf8) + length + content
        var tune = Tune([])
        let seconds = try processorSeconds { tune = try Tune(midi: file) }
        #expect(tune.notes.count == count)
        #expect(tune.notes.first?.duration == 1.0 / 96 && tune.notes.last?.duration == Double(count) / 96)
        #expect(seconds < 5)
    }

    @Test func temposUnknownChunksAndSeveralTracks() throws {
        let strange = Array("XFIH".utf8) + [0, 0, 0, 2, 9, 9]
        let tempo = track([0, 0xFF, 0x51, 3, 0x0F, 0x42, 0x40, 96, 0xFF, 0x51, 3, 0x07, 0xA1, 0x20] + end)
        let melody = track([0, 0x90, 72, 90, 96, 0x80, 72, 0] + end)
        let bass = track([96, 0xC1, 32, 0, 0x91, 40, 50, 0x81, 0x40, 0x81, 40, 0] + end)
        let tune = try Tune(midi: header(1, tracks: 3) + strange + tempo + melody + bass)
        #expect(tune.tempos == [.init(at: 0, microseconds: 1_000_000), .init(at: 1, microseconds: 500_000)])
        #expect(
            tune.notes.map(\.part) == [0, 1]
                && tune.notes[1]
                    == Note(
                        start: 1, duration: 2, pitch: 40, velocity: 50, part: 1)
        )
        #expect(tune.seconds(at: 0.5) == 0.5 && tune.seconds(at: 3) == 2)
        // Format 2: one after the other.
        let patterns = try Tune(midi: header(2, tracks: 2) + melody + melody)
        #expect(patterns.notes.map(\.start) == [0, 1])
    }

    @Test func framesASecondAndOpenNotes() throws {
        // 25 frames of 40 ticks: 1,000 ticks a second, so that a quarter of half a second has 500.
        let content: [UInt8] = [0, 0x90, 60, 80, 0x83, 0x74, 0x90, 62, 80, 0x83, 0x74] + [0xFF, 0x2F, 0]
        let tune = try Tune(midi: header(0, tracks: 1, [0xE7, 40]) + track(content))
        #expect(tune.notes.map(\.start) == [0, 1] && tune.notes.map(\.duration) == [2, 1])
    }

    @Test func whatIsWrittenIsRead() throws {
        let folder = try TemporaryFolder()
        for (number, tune) in GeneratedTunes.tunes(count: 12, seed: 3).enumerated() {
            let path = folder.file("\(number).mid")
            try tune.writeMIDI(to: path, programs: [73, 0])
            #expect(try Tune(contentsOfMIDI: path) == tune)
        }
        let overlapping = Tune([
            Note(start: 0, duration: 1, pitch: 60), Note(start: 1, duration: 1, pitch: 60),
            Note(start: 300, duration: 0.25, pitch: 61, part: 2),
        ])
        let back = try Tune(midi: overlapping.midi())
        #expect(back.notes.map(\.start) == [0, 1, 300] && back.notes.map(\.part) == [0, 0, 1])
    }

    @Test func everyPrefixAndEveryBrokenHeaderIsRefusedOrRead() throws {
        let file = GeneratedTunes.tunes(count: 1, seed: 4)[0].midi()
        // Behind a whole track the file may end: only the header says that there are more.
        let tracks = file.indices.filter { file[$0...].starts(with: Array("MTrk".utf8)) }
        for length in 0..<file.count {
            let prefix = Array(file.prefix(length))
            if tracks.dropFirst().contains(where: { (0..<8).contains(length - $0) }) {
                #expect((try? Tune(midi: prefix)) != nil, "\(length)")
            } else {
                #expect(throws: MIDIError.self, "\(length)") { try Tune(midi: prefix) }
            }
        }
        for index in 0..<file.count {
            for value: UInt8 in [0, 0x7F, 0xFF, file[index] ^ 0x80] {
                var broken = file
                broken[index] = value
                // Read or refused, never a trap.
                _ = try? Tune(midi: broken)
            }
        }
        for index in 0..<14 {
            var broken = file
            broken[index] = 0xFF
            if !(10...13).contains(index) { #expect(throws: MIDIError.self) { try Tune(midi: broken) } }
        }
        let folder = try TemporaryFolder()
        try folder.write(Data("MThd".utf8), to: "short.mid")
        #expect(
            throws: FileError.malformed(path: folder.file("short.mid"), reason: "the file ends too early")
        ) {
            try Tune(contentsOfMIDI: folder.file("short.mid"))
        }
    }

    @Test func whatOtherProgramsWriteIsRead() throws {
        let whole = track([0, 0x90, 60, 80, 96, 0x80, 60, 0] + end)
        let expected = try Tune(midi: header(0, tracks: 1) + whole)
        #expect(expected.notes.count == 1)
        // The header counts a chunk of the program's own, or a track that was lost.
        let own = Array("XFIH".utf8) + [0, 0, 0, 1, 7]
        #expect(try Tune(midi: header(1, tracks: 2) + whole + own) == expected)
        #expect(try Tune(midi: header(1, tracks: 3) + whole) == expected)
        // A length some bytes too long, where the track has its end; without it the file is cut short.
        var long = whole
        long[7] += 5
        #expect(try Tune(midi: header(0, tracks: 1) + long) == expected)
        var cut = Array(whole.dropLast(4))
        cut[7] = 40
        #expect(throws: MIDIError.self) { try Tune(midi: header(0, tracks: 1) + cut) }
        // A clock and active sensing between messages, running status going on across them.
        let clocked = track([0, 0x90, 60, 80, 0, 0xF8, 96, 60, 0, 0, 0xFE] + end)
        #expect(try Tune(midi: header(0, tracks: 1) + clocked) == expected)
    }

    @Test func lyingLengthsAreTold() {
        func reason(_ bytes: [UInt8]) -> String {
            do {
                _ = try Tune(midi: bytes)
                return ""
            } catch { return error.reason }
        }
        #expect(reason([1, 2, 3]) == "not a MIDI file")
        // A few bytes that say a note of centuries.
        let long = track([0, 0x90, 60, 80, 0xFF, 0xFF, 0xFF, 0x7F, 60, 0] + end)
        #expect(reason(header(0, tracks: 1, [0, 1]) + long).contains("at most 200000 are read"))
        #expect(reason(header(3, tracks: 1)).contains("format 3"))
        #expect(reason(header(0, tracks: 1, [0, 0])).contains("0 ticks"))
        #expect(reason(header(0, tracks: 1)).contains("there is no track"))
        #expect(
            reason(header(0, tracks: 1) + Array("MTrk".utf8) + [0xFF, 0xFF, 0xFF, 0xFF]).contains("are left"))
        #expect(reason(header(0, tracks: 1) + track([0, 60, 80])).contains("data before any message"))
        #expect(reason(header(0, tracks: 1) + track([0, 0x90, 60, 0x90])).contains("middle of a message"))
        #expect(reason(header(0, tracks: 1) + track([0, 0xFF, 1, 100])).contains("are said to follow"))
        #expect(
            reason(header(0, tracks: 1) + track([0xFF, 0xFF, 0xFF, 0xFF])).contains("more than four bytes"))
    }
}

@Suite struct SoundTests {
    @Test func anAIsAnA() {
        // A second of A: its sine crosses zero upwards 440 times.
        let pure = Timbre(overtones: [1], attack: 0, decay: .infinity, release: 0.01)
        let samples = Tune([Note(start: 0, duration: 2, pitch: 69)]).sound(timbres: [pure])
        let crossings = (1..<22_050).count { samples[$0 - 1] < 0 && samples[$0] >= 0 }
        #expect((438...441).contains(crossings), "\(crossings)")
        #expect(samples.count == Int(1.5 * 22_050))
        #expect(abs(samples.reduce(0) { max($0, $1.magnitude) } - 0.8) < 1e-3)
        #expect(samples.suffix(5000).allSatisfy { $0 == 0 })
    }

    @Test func timbresRiseAndFade() {
        #expect(Timbre.piano.strength(age: 0, held: 1) == 0)
        #expect(Timbre.piano.strength(age: 0.01, held: 1) > Timbre.piano.strength(age: 0.9, held: 1))
        #expect(Timbre.flute.strength(age: 0.9, held: 1) == 1)
        #expect(Timbre.flute.strength(age: 1.2, held: 1) == 0)
    }

    @Test func wavFilesSayWhatTheyHold() {
        let file = wav([0, 1, -1, 2, .nan], rate: 8000)
        #expect(file.count == 44 + 10)
        #expect(String(decoding: file[0..<4] + file[8..<16], as: UTF8.self) == "RIFFWAVEfmt ")
        #expect(Array(file[24..<28]) == [0x40, 0x1F, 0, 0] && Array(file[40..<44]) == [10, 0, 0, 0])
        #expect(Array(file[44...]) == [0, 0, 0xFF, 0x7F, 0x01, 0x80, 0xFF, 0x7F, 0, 0])
    }

    @Test func generatedTunesReturnAndComeHome() {
        for tune in GeneratedTunes.tunes(count: 40, seed: 1) {
            let melody = tune.notes.filter { $0.part == 0 }
            #expect(melody.count > 20 && tune.notes.contains { $0.part == 1 })
            // It ends on the root of the last chord, and the melody never overlaps itself.
            let last = tune.notes.filter { $0.part == 1 }.suffix(3).map(\.pitch)
            #expect((melody[melody.count - 1].pitch - (last.min() ?? 0)) % 12 == 0)
            for (one, next) in zip(melody, melody.dropFirst()) {
                #expect(one.start + one.duration <= next.start + 1e-9)
            }
        }
        let tunes = GeneratedTunes.tunes(count: 5, seed: 1)
        #expect(GeneratedTunes.tunes(count: 5, seed: 1) == tunes && tunes[0] != tunes[1])
        #expect(tunes[0].transposed(by: 3).notes[0].pitch == tunes[0].notes[0].pitch + 3)
        #expect(tunes[0].transposed(by: 100).notes.isEmpty)
    }
}
