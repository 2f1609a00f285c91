import Files
import Messages

extension Tune {
    /// Reads a Standard MIDI File of format 0, 1 or 2.
    ///
    /// Tracks of formats 0 and 1 sound together, those of format 2 one after the other. The parts are the channels of each
    /// track, as far as they have notes, numbered in the order of the tracks. System-exclusive and real-time messages, unknown
    /// chunks and other events are skipped, and running status continues across them; a note-on of velocity 0 ends a note. The
    /// tenth channel, General MIDI's drums, has no pitches and is left out. A note without an end lasts until the end of its
    /// track. With a division in frames (SMPTE) a quarter is half a second.
    ///
    /// The number of tracks in the header does not count, since some programs count other chunks too; and the last chunk may
    /// say that it is longer than the file, as long as its track has an end.
    ///
    /// - Throws: `FileError`, with the offset in bytes, if the file is not a MIDI file, is cut short, or a message is broken.
    public init(contentsOfMIDI path: String) throws {
        let bytes = [UInt8](try readFile(path))
        do {
            self = try Tune(midi: bytes)
        } catch {
            throw FileError.malformed(path: path, reason: error.reason)
        }
    }

    /// Reads the bytes of a Standard MIDI File.
    ///
    /// - Throws: `MIDIError`.
    public init(midi bytes: [UInt8]) throws(MIDIError) {
        var reader = MIDIReader(bytes: bytes)
        self = try reader.tune()
    }
}

/// What is wrong with a MIDI file.
public struct MIDIError: Error, Equatable, Sendable {
    /// In words, with the offset.
    public let reason: String

    init(en: String, zh: String) { reason = Words(en: en, zh: zh).text }
}

private struct MIDIReader {
    /// More than a day at the usual tempo: a few bytes can claim a longer tune.
    static let longestTune = 200_000.0

    /// The channel of the drums, counted from 0: a key of it is an instrument.
    static let drums: UInt8 = 9

    let bytes: [UInt8]
    private var position = 0
    private var end = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
        end = bytes.count
    }

    mutating func tune() throws(MIDIError) -> Tune {
        guard bytes.starts(with: Array("MThd".utf8)) else {
            throw MIDIError(en: "not a MIDI file", zh: "不是 MIDI 文件")
        }
        position = 4
        let headerLength = try number(4)
        guard headerLength >= 6, headerLength <= bytes.count - position else {
            throw MIDIError(
                en: "the header says that it is \(headerLength) bytes long", zh: "头部说自己有 \(headerLength) 字节")
        }
        let next = position + headerLength
        let (format, _, division) = (try number(2), try number(2), try number(2))
        guard format <= 2 else {
            throw MIDIError(
                en: "format \(format), only 0, 1 and 2 are known", zh: "格式 \(format)；可用的只有 0、1 和 2")
        }
        let ticks = try ticksInAQuarter(division)
        position = next

        var (notes, tempos) = ([Note](), [TempoChange]())
        var (part, found, offset) = (0, 0, 0.0)
        while bytes.count - position >= 8 {
            let name = Array(bytes[position..<position + 4])
            position += 4
            let length = try number(4)
            let (start, left) = (position, bytes.count - position)
            let chunkEnd = start + min(length, left)
            if name == Array("MTrk".utf8) {
                found += 1
                end = chunkEnd
                let track = try readTrack(ticks: ticks, offset: offset)
                guard length <= left || track.hasEnd else {
                    throw MIDIError(
                        en: "byte \(start - 4): a chunk of \(length) bytes, \(left) are left",
                        zh: "第 \(start - 4) 字节：一块有 \(length) 字节，只剩下 \(left) 字节")
                }
                for channel in Set(track.notes.map(\.part)).sorted() {
                    notes += track.notes.filter { $0.part == channel }.map { note in
                        var note = note
                        note.part = part
                        return note
                    }
                    part += 1
                }
                tempos += track.tempos
                if format == 2 { offset += track.length }
            }
            position = chunkEnd
        }
        guard found > 0 else { throw MIDIError(en: "there is no track", zh: "没有音轨") }
        let tune = Tune(notes, tempos: tempos)
        guard tune.length <= MIDIReader.longestTune else {
            throw MIDIError(
                en:
                    "the tune lasts \(Int(tune.length)) quarters, at most \(Int(MIDIReader.longestTune)) are read",
                zh: "曲调长 \(Int(tune.length)) 拍；最多读 \(Int(MIDIReader.longestTune)) 拍")
        }
        return tune
    }

    private func ticksInAQuarter(_ division: Int) throws(MIDIError) -> Double {
        if division & 0x8000 == 0 {
            guard division > 0 else { throw MIDIError(en: "a quarter of 0 ticks", zh: "一拍有 0 个 tick") }
            return Double(division)
        }
        // The upper byte is minus the frames a second, the lower the ticks a frame; a quarter is half a second.
        let (frames, ticks) = (256 - division >> 8, division & 0xFF)
        guard [24, 25, 29, 30].contains(frames), ticks > 0 else {
            throw MIDIError(
                en: "a division of \(frames) frames a second with \(ticks) ticks each",
                zh: "每秒 \(frames) 帧、每帧 \(ticks) 个 tick，无法使用")
        }
        return (frames == 29 ? 30_000 / 1001.0 : Double(frames)) * Double(ticks) / 2
    }

    /// A track; the part of its notes is their channel.
    private mutating func readTrack(ticks: Double, offset: Double) throws(MIDIError) -> (
        notes: [Note], tempos: [TempoChange], length: Double, hasEnd: Bool
    ) {
        var (notes, tempos) = ([Note](), [TempoChange]())
        // By channel and key: the notes that have begun, and how many of them, oldest first, have ended.
        var sounding: [Int: (begun: [(start: Double, velocity: Int)], ended: Int)] = [:]
        var (now, status) = (0, UInt8(0))
        var isOver = false
        func quarters() -> Double { offset + Double(now) / ticks }
        while position < end, !isOver {
            now += try variableLength()
            guard now < 1 << 40 else {
                throw MIDIError(
                    en: "byte \(position): a track of more than 2⁴⁰ ticks",
                    zh: "第 \(position) 字节：音轨超过 2⁴⁰ 个 tick")
            }
            let first = try byte()
            if first == 0xFF {
                let kind = try byte()
                let content = try block()
                if kind == 0x51, content.count == 3 {
                    let microseconds = content.reduce(0) { $0 << 8 | Int(bytes[$1]) }
                    if microseconds > 0 {
                        tempos.append(TempoChange(at: quarters(), microseconds: microseconds))
                    }
                }
                isOver = kind == 0x2F
                continue
            }
            if first == 0xF0 || first == 0xF7 {
                _ = try block()
                continue
            }
            // Clocks, starts and the like of instruments that play together may come between any two messages.
            if first >= 0xF8 { continue }
            guard first < 0xF0 else {
                throw MIDIError(
                    en: "byte \(position - 1): a message 0x\(String(first, radix: 16)) in a file",
                    zh: "第 \(position - 1) 字节：文件中不应有消息 0x\(String(first, radix: 16))")
            }
            // Running status: a data byte where a status is expected repeats the status of the previous message.
            let isRunning = first < 0x80
            if !isRunning { status = first }
            guard status >= 0x80 else {
                throw MIDIError(
                    en: "byte \(position - 1): data before any message", zh: "第 \(position - 1) 字节：还没有消息就有数据")
            }
            let one = isRunning ? first : try dataByte()
            let hasTwo = status & 0xF0 != 0xC0 && status & 0xF0 != 0xD0
            let two = hasTwo ? try dataByte() : 0
            let key = Int(status & 0x0F) << 7 | Int(one)
            let kind = status & 0xF0
            if status & 0x0F == MIDIReader.drums { continue }
            if kind == 0x90, two > 0 {
                sounding[key, default: ([], 0)].begun.append((quarters(), Int(two)))
            } else if kind == 0x80 || kind == 0x90, let (begun, ended) = sounding[key], ended < begun.count {
                sounding[key]?.ended += 1
                let note = begun[ended]
                notes.append(
                    Note(
                        start: note.start, duration: quarters() - note.start, pitch: Int(one),
                        velocity: note.velocity, part: key >> 7))
            }
        }
        for (key, open) in sounding {
            for note in open.begun[open.ended...] {
                notes.append(
                    Note(
                        start: note.start, duration: quarters() - note.start, pitch: key & 0x7F,
                        velocity: note.velocity, part: key >> 7))
            }
        }
        return (notes, tempos, Double(now) / ticks, isOver)
    }

    private mutating func byte() throws(MIDIError) -> UInt8 {
        guard position < end else {
            throw MIDIError(
                en: "byte \(position): the track ends in the middle of an event",
                zh: "第 \(position) 字节：音轨在一个事件中间结束")
        }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func dataByte() throws(MIDIError) -> UInt8 {
        let data = try byte()
        guard data < 0x80 else {
            throw MIDIError(
                en: "byte \(position - 1): a status in the middle of a message",
                zh: "第 \(position - 1) 字节：一条消息中间出现了状态字节")
        }
        return data
    }

    /// A variable-length number: up to four bytes of seven bits, all but the last with their highest bit set.
    private mutating func variableLength() throws(MIDIError) -> Int {
        var number = 0
        for _ in 0..<4 {
            let next = try byte()
            number = number << 7 | Int(next & 0x7F)
            if next < 0x80 { return number }
        }
        throw MIDIError(
            en: "byte \(position - 4): a number of more than four bytes", zh: "第 \(position - 4) 字节：一个数超过四字节")
    }

    /// Skips a length and as many bytes; returns where these are.
    private mutating func block() throws(MIDIError) -> Range<Int> {
        let length = try variableLength()
        guard length <= end - position else {
            throw MIDIError(
                en: "byte \(position): \(length) bytes are said to follow, \(end - position) are left",
                zh: "第 \(position) 字节：应还有 \(length) 字节，只剩下 \(end - position) 字节")
        }
        defer { position += length }
        return position..<position + length
    }

    /// A big-endian number of this many bytes.
    private mutating func number(_ count: Int) throws(MIDIError) -> Int {
        guard bytes.count - position >= count else {
            throw MIDIError(en: "the file ends too early", zh: "文件结束得太早")
        }
        defer { position += count }
        return bytes[position..<position + count].reduce(0) { $0 << 8 | Int($1) }
    }
}
