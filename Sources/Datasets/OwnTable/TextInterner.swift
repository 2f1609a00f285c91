/// Gives each text of a table a number, from 0 in the order of their first occurrence, without copying them: a text is a
/// range among the bytes of the file.
struct TextInterner {
    /// Where a text stands first.
    struct Occurrence {
        // A file has at most 2 GiB.
        private let start: UInt32
        private let end: UInt32
        let isQuoted: Bool

        init(_ range: Range<Int>, isQuoted: Bool) {
            (start, end) = (UInt32(range.lowerBound), UInt32(range.upperBound))
            self.isQuoted = isQuoted
        }

        var range: Range<Int> { Int(start)..<Int(end) }
    }

    /// The first occurrence of each text, by its number.
    private(set) var occurrences: [Occurrence] = []

    /// Open addressing: the number of a text plus one, 0 where free; a power of two of them.
    private var slots = [UInt32](repeating: 0, count: 64)

    /// The number of the text at these bytes.
    mutating func number(of content: Range<Int>, isQuoted: Bool, in bytes: Span<UInt8>) -> Int {
        var slot = hash(of: content, in: bytes) & (slots.count - 1)
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if areEqual(occurrences[number].range, content, in: bytes) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        occurrences.append(Occurrence(content, isQuoted: isQuoted))
        slots[slot] = UInt32(occurrences.count)
        if occurrences.count * 2 > slots.count { grow(bytes) }
        return occurrences.count - 1
    }

    private mutating func grow(_ bytes: Span<UInt8>) {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for (index, occurrence) in occurrences.enumerated() {
            var slot = hash(of: occurrence.range, in: bytes) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(index + 1)
        }
    }
}

/// The hash of a text, eight bytes a step.
private func hash(of range: Range<Int>, in bytes: Span<UInt8>) -> Int {
    var hasher = Hasher()
    var word: UInt64 = 0
    var count = 0
    for index in range {
        word = word << 8 | UInt64(bytes[index])
        count += 1
        if count.isMultiple(of: 8) { hasher.combine(word) }
    }
    hasher.combine(word)
    hasher.combine(count)
    return hasher.finalize()
}

private func areEqual(_ a: Range<Int>, _ b: Range<Int>, in bytes: Span<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    for offset in 0..<a.count where bytes[a.lowerBound + offset] != bytes[b.lowerBound + offset] {
        return false
    }
    return true
}
