/// The alphabets of RFC 1951, section 3.2.5: what the symbols of a deflated block stand for.
///
/// A block is literal bytes and matches. A match says how many bytes (3 to 258) to repeat, and from how far back (1 to
/// 32,768). Its length and its distance are written as a symbol, which gives the smallest of a range, and extra bits,
/// which are added to it.
enum DeflateFormat {
    /// The symbol at a block's end; those below are literal bytes, those above are lengths.
    static let endOfBlock = 256

    /// The smallest length of each symbol from 257 on.
    static let lengthBases = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163,
        195, 227,
        258,
    ]

    /// How many bits are added to each of them.
    static let lengthExtraBits = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]

    /// The smallest distance of each symbol.
    static let distanceBases = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073,
        4097,
        6145, 8193, 12289, 16385, 24577,
    ]

    /// How many bits are added to each of them.
    static let distanceExtraBits = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
    ]

    /// The order in which a dynamic block gives the lengths of the code that its other lengths are written in: those
    /// that are often missing last.
    static let lengthCodeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    /// The lengths of the fixed code of literals and lengths, whose last two symbols mean nothing.
    static let fixedLiteralLengths =
        [UInt8](repeating: 8, count: 144) + [UInt8](repeating: 9, count: 112)
        + [UInt8](repeating: 7, count: 24)
        + [UInt8](repeating: 8, count: 8)

    /// The lengths of the fixed code of distances, whose last two symbols mean nothing.
    static let fixedDistanceLengths = [UInt8](repeating: 5, count: 32)
}
