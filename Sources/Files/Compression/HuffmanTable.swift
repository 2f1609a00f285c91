import Messages

/// A Huffman code as a table to decode by: the next bits of the stream are the index of its entry.
///
/// A stream's first bit is the lowest of an index. Codes of up to `indexBits` bits are found in one step: their entry
/// stands at every index that ends in them. Where longer codes begin, an entry leads to a second table, behind the
/// first, for the bits that follow.
struct HuffmanTable {
    /// What an entry stands for.
    enum Kind: UInt32 {
        /// The value is the symbol itself.
        case symbol
        /// The value is the smallest length or distance of the symbol; as many bits as `extraBits` says are added.
        case base
        /// The end of a block.
        case end
        /// The value is the offset of a second table, indexed by as many bits as `extraBits` says.
        case table
        /// No code begins with these bits.
        case none
    }

    /// One entry in 32 bits: the code's length in the lowest 4, then 4 for the extra bits, 3 for the kind, and the
    /// value from bit 16 on.
    struct Entry: RawRepresentable {
        let rawValue: UInt32

        @inline(__always) init(rawValue: UInt32) { self.rawValue = rawValue }

        init(_ kind: Kind, value: Int = 0, extraBits: Int = 0, codeLength: Int = 0) {
            rawValue =
                UInt32(value) << 16 | kind.rawValue << 8 | UInt32(extraBits) << 4 | UInt32(codeLength)
        }
    }

    /// The longest code that the format knows.
    static let longestCode = 15

    /// The entries' bits.
    let entries: [UInt32]

    /// How many bits index the first table.
    let indexBits: Int

    /// The code in which symbol s has `lengths[s]` bits, 0 where it has none, as RFC 1951 section 3.2.2 numbers it:
    /// shorter codes first, and those of one length in the order of their symbols.
    ///
    /// - Parameters:
    ///   - indexBits: how many bits index the first table, at most.
    ///   - meanings: the entry of each symbol, its code's length not yet in it.
    ///   - name: what errors call the code.
    ///   - mayBeShort: whether a code of no symbol, or of one symbol with one bit, will do.
    /// - Throws: where the lengths promise more codes than there are, or leave some unused.
    init(
        lengths: [UInt8], indexBits: Int, meanings: [Entry], name: Words, mayBeShort: Bool
    ) throws(CompressionError) {
        let longestCode = HuffmanTable.longestCode
        let symbols = lengths.indices.filter { lengths[$0] > 0 }.sorted {
            (lengths[$0], $0) < (lengths[$1], $1)
        }
        // Of 2¹⁵ codes of 15 bits, a shorter one takes those that begin with it.
        let taken = symbols.reduce(0) { $0 + 1 << (longestCode - Int(lengths[$1])) }
        guard taken <= 1 << longestCode else {
            throw CompressionError(en: "the \(name) is over-subscribed", zh: "\(name)过多")
        }
        let isShort = symbols.isEmpty || symbols.count == 1 && lengths[symbols[0]] == 1
        guard taken == 1 << longestCode || mayBeShort && isShort else {
            throw CompressionError(en: "the \(name) is incomplete", zh: "\(name)不完整")
        }

        let longest = symbols.last.map { Int(lengths[$0]) } ?? 1
        let firstBits = min(indexBits, longest)
        let secondBits = longest - firstBits
        let none = Entry(.none).rawValue
        var entries = [UInt32](repeating: none, count: 1 << firstBits)
        var code: UInt16 = 0  // in the upper 15 bits
        for symbol in symbols {
            let length = Int(lengths[symbol])
            let entry = meanings[symbol].rawValue | UInt32(length)
            let bits = Int(code.bitsReversed)  // the code's first bit is now the lowest
            if length <= firstBits {
                for place in stride(from: bits, to: 1 << firstBits, by: 1 << length) {
                    entries[place] = entry
                }
            } else {
                let first = bits & (1 << firstBits - 1)
                if entries[first] == none {
                    entries[first] = Entry(.table, value: entries.count, extraBits: secondBits).rawValue
                    entries += Array(repeating: none, count: 1 << secondBits)
                }
                let second = Int(entries[first] >> 16)
                let step = 1 << (length - firstBits)
                for place in stride(from: bits >> firstBits, to: 1 << secondBits, by: step) {
                    entries[second + place] = entry
                }
            }
            code &+= 1 << (16 - length)
        }
        self.entries = entries
        self.indexBits = firstBits
    }
}

extension UInt16 {
    /// The bits in the other order.
    var bitsReversed: UInt16 {
        var bits = self
        bits = bits >> 1 & 0x5555 | (bits & 0x5555) << 1
        bits = bits >> 2 & 0x3333 | (bits & 0x3333) << 2
        bits = bits >> 4 & 0x0F0F | (bits & 0x0F0F) << 4
        return bits >> 8 | bits << 8
    }
}
