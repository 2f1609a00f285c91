/// Tokens that are written out in a text, such as `[MASK]` and `<|im_end|>`, and found before it is cut into pieces.
struct SpecialTokens: Equatable, Sendable {
    /// A part of a text.
    enum Part: Equatable {
        case text(String)
        case special(Int)
    }

    /// The spellings that begin with a byte, the longest first.
    private let spellings: [UInt8: [Spelling]]

    private struct Spelling: Equatable {
        let bytes: [UInt8]
        let id: Int
    }

    /// These spellings with their ids; an empty one is never found.
    init(_ tokens: [(text: String, id: Int)]) {
        var spellings: [UInt8: [Spelling]] = [:]
        for (text, id) in tokens {
            let bytes = Array(text.utf8)
            if let first = bytes.first {
                spellings[first, default: []].append(Spelling(bytes: bytes, id: id))
            }
        }
        self.spellings = spellings.mapValues { $0.sorted { $0.bytes.count > $1.bytes.count } }
    }

    /// The text cut at special tokens: the leftmost, and of several there the longest.
    func parts(of text: String) -> [Part] {
        if spellings.isEmpty { return text.isEmpty ? [] : [.text(text)] }
        let bytes = Array(text.utf8)
        var (parts, start, place) = ([Part](), 0, 0)
        func endText() {
            if start < place { parts.append(.text(String(decoding: bytes[start..<place], as: UTF8.self))) }
        }
        while place < bytes.count {
            if let found = spellings[bytes[place]]?.first(where: { bytes[place...].starts(with: $0.bytes) }) {
                endText()
                parts.append(.special(found.id))
                place += found.bytes.count
                start = place
            } else {
                place += 1
            }
        }
        endText()
        return parts
    }
}
