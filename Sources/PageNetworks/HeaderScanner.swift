/// Reads the JSON of a safetensors header, byte by byte.
struct HeaderScanner {
    private let bytes: ArraySlice<UInt8>
    private var place: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        place = bytes.startIndex
    }

    /// The next byte that is no space; nil at the end.
    private mutating func next() -> UInt8? {
        while place < bytes.endIndex, Self.isSpace(bytes[place]) { place += 1 }
        return place < bytes.endIndex ? bytes[place] : nil
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// Whether all has been read.
    mutating func isAtEnd() -> Bool { next() == nil }

    /// Reads a sign if it stands here.
    mutating func takes(_ sign: UInt8) -> Bool {
        guard next() == sign else { return false }
        place += 1
        return true
    }

    /// Reads a sign that must stand here.
    mutating func expect(_ sign: UInt8) throws(PageNetworkError) {
        guard takes(sign) else { throw .malformedFile }
    }

    /// Reads the members of an object, or the elements of an array, up to its closing sign.
    mutating func forEach(
        from opening: UInt8, to closing: UInt8,
        _ read: (inout HeaderScanner) throws(PageNetworkError) -> Void
    ) throws(PageNetworkError) {
        try expect(opening)
        if takes(closing) { return }
        repeat { try read(&self) } while takes(Self.comma)
        try expect(closing)
    }

    /// A text, its escapes resolved. One of a character by its number is not known here: no writer of plans or names of
    /// parameters makes one.
    mutating func text() throws(PageNetworkError) -> [UInt8] {
        try expect(Self.quote)
        var result: [UInt8] = []
        while place < bytes.endIndex {
            var byte = bytes[place]
            place += 1
            if byte == Self.quote { return result }
            if byte == Self.backslash {
                guard place < bytes.endIndex else { break }
                switch bytes[place] {
                case Self.quote, Self.backslash, 0x2F: byte = bytes[place]
                case 0x6E: byte = 0x0A
                case 0x74: byte = 0x09
                default: throw .malformedFile
                }
                place += 1
            }
            result.append(byte)
        }
        throw .malformedFile
    }

    /// A whole number from 0 on, of at most fifteen digits.
    mutating func count() throws(PageNetworkError) -> Int {
        guard let first = next(), Self.digits.contains(first) else { throw .malformedFile }
        var result: Int64 = 0
        while place < bytes.endIndex, Self.digits.contains(bytes[place]) {
            result = result &* 10 &+ Int64(bytes[place] &- 0x30)
            guard result < 1_000_000_000_000_000 else { throw .malformedFile }
            place += 1
        }
        guard let count = Int(exactly: result) else { throw .malformedFile }
        return count
    }

    static let quote: UInt8 = 0x22
    static let comma: UInt8 = 0x2C
    static let colon: UInt8 = 0x3A
    static let brace: (UInt8, UInt8) = (0x7B, 0x7D)
    static let bracket: (UInt8, UInt8) = (0x5B, 0x5D)
    private static let backslash: UInt8 = 0x5C
    private static let digits: ClosedRange<UInt8> = 0x30...0x39
}
