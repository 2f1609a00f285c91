/// GPT-2's alphabet of bytes: each of the 256 bytes is written as one visible character, so that pieces of any bytes can
/// stand in a text file.
///
/// Visible Latin-1 characters are themselves; the 68 others, in their order, are U+0100, U+0101, …: a space is `Ġ`, a line
/// end `Ċ`. Radford and others: "Language models are unsupervised multitask learners" (2019).
enum ByteAlphabet {
    /// The bytes in the order of GPT-2's first 256 ids: the visible ones, then the others.
    static let order: [UInt8] = visible + (0...255).filter { !visible.contains($0) }

    private static let visible: [UInt8] = Array(33...126) + Array(161...172) + Array(174...255)

    /// The character of each byte.
    static let characters: [Unicode.Scalar] = {
        var characters = (0...255).map { Unicode.Scalar(UInt8($0)) }
        for (index, byte) in order.dropFirst(visible.count).enumerated() {
            characters[Int(byte)] = Unicode.Scalar(UInt32(0x100 + index)) ?? " "
        }
        return characters
    }()

    private static let bytes: [Unicode.Scalar: UInt8] = Dictionary(
        uniqueKeysWithValues: characters.enumerated().map { ($1, UInt8($0)) })

    /// Bytes as text.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(characters[Int(byte)]) }
        return String(text)
    }

    /// The bytes of such a text; nil where it has a character that stands for none.
    static func bytes(of text: String) -> [UInt8]? {
        var result: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard let byte = bytes[scalar] else { return nil }
            result.append(byte)
        }
        return result
    }
}
