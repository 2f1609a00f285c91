/// Gives each text of a table a number, from 0 in the order of their first occurrence, without copying them: a text is its
/// place among the bytes of the file.
struct TextInterner {
    private(set) var places: [(start: UInt32, count: UInt32, isQuoted: Bool)] = []

    /// Open addressing: the number of a text plus one, 0 where free; a power of two of them.
    private var slots = [UInt32](repeating: 0, count: 64)

    /// The number of the text at these bytes.
    mutating func number(
        of content: Range<Int>, isQuoted: Bool, in bytes: UnsafeBufferPointer<UInt8>
    ) -> Int {
        var hasher = Hasher()
        let text = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[content]))
        hasher.combine(bytes: text)
        var slot = hasher.finalize() & (slots.count - 1)
        while slots[slot] != 0 {
            let place = places[Int(slots[slot]) - 1]
            if Int(place.count) == content.count,
                UnsafeRawBufferPointer(
                    UnsafeBufferPointer(rebasing: bytes[Int(place.start)..<Int(place.start + place.count)])
                ).elementsEqual(text)
            {
                return Int(slots[slot]) - 1
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        places.append((UInt32(content.lowerBound), UInt32(content.count), isQuoted))
        slots[slot] = UInt32(places.count)
        if places.count * 2 > slots.count { grow(bytes) }
        return places.count - 1
    }

    private mutating func grow(_ bytes: UnsafeBufferPointer<UInt8>) {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for (index, place) in places.enumerated() {
            var hasher = Hasher()
            let range = Int(place.start)..<Int(place.start + place.count)
            hasher.combine(bytes: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[range])))
            var slot = hasher.finalize() & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(index + 1)
        }
    }
}
