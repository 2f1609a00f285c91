import Foundation

/// The sound of a tone: the strength of its overtones, and its envelope.
public struct Timbre: Equatable, Sendable {
    /// The strength of the tone itself and of its overtones, at 2, 3, 4, … times its frequency.
    public let overtones: [Float]
    /// Seconds to full strength.
    public let attack: Float
    /// Seconds in which a held tone fades to 1/e; infinite for one that does not fade.
    public let decay: Float
    /// Seconds in which it fades after the key is released.
    public let release: Float

    /// Struck strings.
    public static let piano = Timbre(
        overtones: [1, 0.5, 0.35, 0.2, 0.12, 0.08, 0.05], attack: 0.004, decay: 0.9, release: 0.12)
    /// Blown: few overtones, and it does not fade.
    public static let flute = Timbre(
        overtones: [1, 0.25, 0.08], attack: 0.05, decay: .infinity, release: 0.08)
    /// Bowed strings.
    public static let strings = Timbre(
        overtones: [1, 0.6, 0.45, 0.33, 0.25, 0.2, 0.15, 0.1], attack: 0.09, decay: .infinity, release: 0.2)
    /// Plucked.
    public static let harp = Timbre(overtones: [1, 0.4, 0.25, 0.1], attack: 0.002, decay: 0.5, release: 0.3)

    /// These numbers.
    public init(overtones: [Float], attack: Float, decay: Float, release: Float) {
        self.overtones = overtones
        self.attack = attack
        self.decay = decay
        self.release = release
    }

    /// The envelope `age` seconds after a tone began whose key is held for `held` seconds.
    func strength(age: Float, held: Float) -> Float {
        func whileHeld(_ age: Float) -> Float {
            let rise = attack > 0 ? min(1, age / attack) : 1
            return rise * (decay.isFinite ? exp(-age / decay) : 1)
        }
        if age < held { return whileHeld(age) }
        return whileHeld(held) * max(0, 1 - (age - held) / release)
    }
}

extension Tune {
    /// The tune as sound: samples from −1 to 1, the loudest at 0.8, and half a second of silence at the end. It is a sum of
    /// sines, so that nothing above half the sample rate occurs.
    ///
    /// - Parameters:
    ///   - timbres: those of the parts; the last one is for all further parts.
    ///   - rate: samples per second.
    ///   - longest: the maximum length in seconds.
    public func sound(
        timbres: [Timbre] = [.flute, .harp], rate: Int = 22_050, longest: Double = 60
    ) -> [Float] {
        let seconds = min(longest, self.seconds(at: length) + 0.5)
        var samples = [Float](repeating: 0, count: max(1, Int(seconds * Double(rate))))
        for note in notes {
            let timbre = timbres.isEmpty ? .piano : timbres[min(max(0, note.part), timbres.count - 1)]
            let (start, stop) = (self.seconds(at: note.start), self.seconds(at: note.start + note.duration))
            if start >= seconds { continue }
            add(
                note, timbre, from: start, held: Float(stop - start), rate: Float(rate), to: &samples)
        }
        let loudest = samples.reduce(0) { max($0, $1.magnitude) }
        return loudest > 0 ? samples.map { $0 * 0.8 / loudest } : samples
    }

    private func add(
        _ note: Note, _ timbre: Timbre, from start: Double, held: Float, rate: Float,
        to samples: inout [Float]
    ) {
        let frequency = 440 * pow(2, Float(note.pitch - 69) / 12)
        let first = Int(start * Double(rate))
        let count = Int(min((held + timbre.release) * rate, Float(samples.count - first)))
        guard count > 0 else { return }
        let loudness = Float(note.velocity) / 127
        let level = (0..<count).map { timbre.strength(age: Float($0) / rate, held: held) * loudness }
        for (number, overtone) in timbre.overtones.enumerated() {
            let pitch = frequency * Float(number + 1)
            if pitch >= rate / 2 { break }
            // A sine by rotating a vector by the same angle for each sample.
            let step = 2 * Float.pi * pitch / rate
            let (cosine, sine) = (cos(step), sin(step))
            var (x, y) = (Float(1), Float(0))
            for index in 0..<count {
                samples[first + index] += overtone * level[index] * y
                (x, y) = (x * cosine - y * sine, x * sine + y * cosine)
            }
        }
    }
}

/// Samples from −1 to 1 as a WAV file: one channel, 16 bits a sample. Louder samples are clipped.
public func wav(_ samples: [Float], rate: Int = 22_050) -> [UInt8] {
    func littleEndian(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    var file = Array("RIFF".utf8) + littleEndian(36 + 2 * samples.count, 4) + Array("WAVEfmt ".utf8)
    file += littleEndian(16, 4) + littleEndian(1, 2) + littleEndian(1, 2) + littleEndian(rate, 4)
    file += littleEndian(2 * rate, 4) + littleEndian(2, 2) + littleEndian(16, 2)
    file += Array("data".utf8) + littleEndian(2 * samples.count, 4)
    file.reserveCapacity(file.count + 2 * samples.count)
    for sample in samples {
        let clean = sample.isFinite ? max(-1, min(1, sample)) : 0
        let number = Int16((clean * 32_767).rounded())
        file.append(UInt8(truncatingIfNeeded: number))
        file.append(UInt8(truncatingIfNeeded: number >> 8))
    }
    return file
}
