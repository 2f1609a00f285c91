import Files
import Foundation
import Messages

// The progress of a training, such as its losses so far, as a note of its checkpoint: any `Codable` value.

extension Checkpoint {
    /// Stores a value in the notes. Numbers keep their bits, NaN and infinities too.
    ///
    /// Traps for a value that cannot be encoded, which is a mistake in its type.
    public mutating func setNote(_ name: String, to value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard let data = try? encoder.encode(value) else {
            explainFailure("Checkpoint", "\(type(of: value)) cannot be encoded")
        }
        notes[name] = String(decoding: data, as: UTF8.self)
    }

    /// The value that `setNote` stored; `path` is for messages.
    ///
    /// - Throws: `FileError.malformed` when there is no value of this type.
    public func note<Value: Decodable>(_ name: String, as type: Value.Type, path: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard let text = notes[name] else {
            throw FileError.malformed(
                path: path, reason: Words(en: "it has no note \"\(name)\"", zh: "它没有附注 \"\(name)\"").text)
        }
        do {
            return try decoder.decode(type, from: Data(text.utf8))
        } catch {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "its note \"\(name)\" is not that of this training", zh: "它的附注 \"\(name)\" 不属于这次训练"
                ).text)
        }
    }
}
