/// Changes bytes in the ways in which files go wrong, or are made to. The same seed gives the same changes.
public struct Mutator {
    private var state: UInt64

    /// Changes that follow from this seed.
    public init(seed: UInt64) { state = seed }

    /// A number in `0..<bound` (SplitMix64).
    public mutating func number(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(max(1, bound)))
    }

    private static let boundaries: [UInt8] = [0, 1, 9, 10, 13, 32, 34, 44, 0x7F, 0x80, 0xFE, 0xFF]
    private static let lengths = [
        0, 1, -1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 1 << 31 - 1, 1 << 31, 1 << 32 - 1, Int.max, Int.min,
    ]
    private static let numbers = [
        "-1", "0", "2147483648", "9223372036854775807", "9223372036854775808", "1e999", "-1e999", "NaN",
        "inf",
        "0.0000001", "00", "1e-999", "+", "",
    ]

    /// One or a few changes of these bytes; `other` is another input, of which pieces are taken.
    public mutating func mutated(_ bytes: [UInt8], with other: [UInt8], longest: Int) -> [UInt8] {
        var result = bytes
        repeat { change(&result, other, longest) } while number(below: 3) == 0
        return Array(result.prefix(longest))
    }

    private mutating func change(_ bytes: inout [UInt8], _ other: [UInt8], _ longest: Int) {
        guard !bytes.isEmpty else {
            bytes = other
            return
        }
        // Most of what a reader has to decide on stands at the start of a long file.
        let place = number(below: number(below: 2) == 0 ? bytes.count : min(bytes.count, 1 << 13))
        switch number(below: 12) {
        case 0: bytes[place] ^= 1 << UInt8(number(below: 8))
        case 1: bytes[place] = Mutator.boundaries[number(below: Mutator.boundaries.count)]
        case 2: bytes.removeLast(bytes.count - place)
        case 3: bytes.insert(UInt8(number(below: 256)), at: place)
        case 4: bytes.insert(contentsOf: chunk(of: bytes), at: place)
        case 5: bytes.removeSubrange(place..<min(bytes.count, place + 1 + number(below: 32)))
        case 6: bytes.insert(contentsOf: chunk(of: other), at: place)
        case 7: bytes = Array(bytes[..<place]) + other.suffix(number(below: other.count + 1))
        case 8, 9: changeLength(&bytes, at: place)
        case 10: changeNumber(&bytes, from: place)
        default:
            // The same few bytes again and again, sometimes to the limit: what is cheap to write and dear to read.
            let piece = chunk(of: bytes)
            let room = number(below: 50) == 0 ? longest : min(longest, bytes.count + 2048)
            let count = max(0, room - bytes.count) / max(1, piece.count)
            bytes.insert(contentsOf: Array(repeatElement(piece, count: count).joined()), at: place)
        }
    }

    private mutating func chunk(of bytes: [UInt8]) -> ArraySlice<UInt8> {
        let start = number(below: bytes.count)
        return bytes[min(start, bytes.count)...].prefix(1 + number(below: 48))
    }

    /// Writes a length of 1, 2, 4 or 8 bytes, in either order: an extreme one, or what is left of the file.
    private mutating func changeLength(_ bytes: inout [UInt8], at place: Int) {
        let width = 1 << number(below: 4)
        guard place + width <= bytes.count else { return }
        let left = bytes.count - place - width
        let known = Mutator.lengths + [left, left - 4, bytes.count, left + 1]
        let value = known[number(below: known.count)]
        let isLittle = number(below: 2) == 0
        for index in 0..<width {
            let shift = 8 * (isLittle ? index : width - 1 - index)
            bytes[place + index] = UInt8(truncatingIfNeeded: value >> shift)
        }
    }

    /// Puts an extreme number where the text has one.
    private mutating func changeNumber(_ bytes: inout [UInt8], from place: Int) {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard let start = bytes[place...].firstIndex(where: digits.contains) else { return }
        let end = bytes[start...].firstIndex { !digits.contains($0) } ?? bytes.count
        bytes.replaceSubrange(start..<end, with: Mutator.numbers[number(below: Mutator.numbers.count)].utf8)
    }
}
