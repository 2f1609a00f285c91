import Messages

/// Unpacks data in the deflate format (RFC 1951), as gzip, zip and PNG hold it.
///
/// - Parameters:
///   - input: bytes that contain the compressed data.
///   - start: where it begins.
///   - limit: the most bytes to give; nothing is allocated on the word of the data, and little more than was unpacked.
/// - Returns: the unpacked bytes, and the offset in `input` after the compressed data.
/// - Throws: where the data is not what the format promises, or would unpack to more than `limit` bytes.
public func inflated(
    _ input: [UInt8], from start: Int = 0, limit: Int
) throws(CompressionError) -> (bytes: [UInt8], end: Int) {
    var inflater = Inflater(input, from: start, limit: limit)
    var isLast = false
    while !isLast {
        isLast = try inflater.takeBits(1) == 1
        switch try inflater.takeBits(2) {
        case 0: try inflater.copyStoredBlock()
        case 1:
            let (literals, distances) = try inflater.fixedCodes()
            try inflater.decodeBlock(literals: literals, distances: distances)
        case 2:
            let (literals, distances) = try inflater.readCodes()
            try inflater.decodeBlock(literals: literals, distances: distances)
        default:
            throw CompressionError(
                en: "block type 3 at byte \(inflater.next) does not exist",
                zh: "第 \(inflater.next) 字节：没有类型 3 的块")
        }
    }
    inflater.returnWholeBytes()
    inflater.output.removeLast(inflater.output.count - inflater.count)
    return (inflater.output, inflater.next)
}

/// What the symbols of literals and lengths stand for.
private let literalMeanings: [HuffmanTable.Entry] =
    (0..<256).map { HuffmanTable.Entry(.symbol, value: $0) } + [HuffmanTable.Entry(.end)]
    + zip(DeflateFormat.lengthBases, DeflateFormat.lengthExtraBits).map {
        HuffmanTable.Entry(.base, value: $0, extraBits: $1)
    } + [HuffmanTable.Entry(.none), HuffmanTable.Entry(.none)]

/// What the symbols of distances stand for.
private let distanceMeanings: [HuffmanTable.Entry] =
    zip(DeflateFormat.distanceBases, DeflateFormat.distanceExtraBits).map {
        HuffmanTable.Entry(.base, value: $0, extraBits: $1)
    } + [HuffmanTable.Entry(.none), HuffmanTable.Entry(.none)]

private func literalTable(_ lengths: [UInt8]) throws(CompressionError) -> HuffmanTable {
    try HuffmanTable(
        lengths: lengths, indexBits: 10, meanings: literalMeanings,
        name: Words(en: "code of literals and lengths", zh: "字面量和长度的码"),
        mayBeShort: true)
}

private func distanceTable(_ lengths: [UInt8]) throws(CompressionError) -> HuffmanTable {
    try HuffmanTable(
        lengths: lengths, indexBits: 8, meanings: distanceMeanings,
        name: Words(en: "code of distances", zh: "距离的码"),
        mayBeShort: true)
}

/// The state between the blocks of a stream.
private struct Inflater {
    let input: [UInt8]

    /// The offset of the first byte that is not yet in `bits`.
    var next: Int

    /// Bits of the stream that were read and not yet used, the first the lowest.
    var bits: UInt64 = 0

    /// How many they are. Below zero when more were used than there are: the stream continues with zeros for as long as
    /// it takes to notice.
    var bitCount = 0

    /// What was unpacked, `count` bytes of it, and room for more.
    var output: [UInt8]
    var count = 0
    let limit: Int

    private var fixed: (literals: HuffmanTable, distances: HuffmanTable)?

    init(_ input: [UInt8], from start: Int, limit: Int) {
        self.input = input
        self.limit = limit
        next = start
        output = []
    }

    /// The number that the next `count` bits are, at most 16 of them.
    mutating func takeBits(_ count: Int) throws(CompressionError) -> Int {
        while bitCount < count {
            guard next < input.count else { throw .endsTooEarly }
            bits |= UInt64(input[next]) << UInt64(bitCount)
            bitCount += 8
            next += 1
        }
        let taken = bits & (1 << UInt64(count) - 1)
        bits >>= UInt64(count)
        bitCount -= count
        return Int(taken)
    }

    /// Gives back what was read ahead: whole bytes; the bits left of the last one are dropped.
    mutating func returnWholeBytes() {
        next -= bitCount / 8
        (bits, bitCount) = (0, 0)
    }

    /// A block that is not compressed: its length, the complement of that, and its bytes.
    mutating func copyStoredBlock() throws(CompressionError) {
        returnWholeBytes()
        let place = next
        let (length, complement) = (try takeBits(16), try takeBits(16))
        guard length ^ complement == 0xFFFF else {
            throw CompressionError(
                en: "the length of the stored block at byte \(place) contradicts its complement",
                zh: "第 \(place) 字节：存储块的长度与它的补码矛盾")
        }
        guard input.count - next >= length else { throw .endsTooEarly }
        guard limit - count >= length else { throw tooLong(limit) }
        if output.count < count + length { grow(&output, toHold: count + length, limit) }
        output.replaceSubrange(count..<count + length, with: input[next..<next + length])
        count += length
        next += length
    }

    /// The two codes that every stream may use, made at the first use.
    mutating func fixedCodes() throws(CompressionError) -> (literals: HuffmanTable, distances: HuffmanTable) {
        if let fixed { return fixed }
        let made = (
            try literalTable(DeflateFormat.fixedLiteralLengths),
            try distanceTable(DeflateFormat.fixedDistanceLengths)
        )
        fixed = made
        return made
    }

    /// The two codes of a dynamic block: the lengths of their codes, themselves written in a code, whose own lengths
    /// come first, of three bits each.
    mutating func readCodes() throws(CompressionError) -> (literals: HuffmanTable, distances: HuffmanTable) {
        let literalCount = try takeBits(5) + 257
        let distanceCount = try takeBits(5) + 1
        guard literalCount <= 286, distanceCount <= 30 else {
            throw CompressionError(
                en: "a block has \(literalCount) lengths and \(distanceCount) distances",
                zh: "一个块有 \(literalCount) 个长度和 \(distanceCount) 个距离")
        }
        var ownLengths = [UInt8](repeating: 0, count: DeflateFormat.lengthCodeOrder.count)
        for place in 0..<(try takeBits(4) + 4) {
            ownLengths[DeflateFormat.lengthCodeOrder[place]] = UInt8(try takeBits(3))
        }
        let code = try HuffmanTable(
            lengths: ownLengths, indexBits: 7,
            meanings: (0...18).map { HuffmanTable.Entry(.symbol, value: $0) },
            name: Words(en: "code of code lengths", zh: "码长的码"),
            mayBeShort: false)

        var lengths: [UInt8] = []
        while lengths.count < literalCount + distanceCount {
            let symbol = try takeSymbol(code)
            switch symbol {
            case 16:
                guard let last = lengths.last else {
                    throw CompressionError(
                        en: "a code length is repeated where there is none before it", zh: "要重复一个码长，前面却没有码长")
                }
                lengths += Array(repeating: last, count: try takeBits(2) + 3)
            case 17: lengths += Array(repeating: 0, count: try takeBits(3) + 3)
            case 18: lengths += Array(repeating: 0, count: try takeBits(7) + 11)
            default: lengths.append(UInt8(symbol))
            }
        }
        guard lengths.count == literalCount + distanceCount else {
            throw CompressionError(en: "a block has more code lengths than it says", zh: "一个块的码长比它说的多")
        }
        guard lengths[DeflateFormat.endOfBlock] > 0 else {
            throw CompressionError(en: "a block has no code for its end", zh: "一个块没有表示结束的码")
        }
        return (
            try literalTable(Array(lengths[..<literalCount])),
            try distanceTable(Array(lengths[literalCount...]))
        )
    }

    /// The next symbol of a code of at most 7 bits.
    private mutating func takeSymbol(_ code: HuffmanTable) throws(CompressionError) -> Int {
        while bitCount < 7, next < input.count {
            bits |= UInt64(input[next]) << UInt64(bitCount)
            bitCount += 8
            next += 1
        }
        let entry = code.entries[Int(bits) & (1 << code.indexBits - 1)]
        _ = try takeBits(Int(entry & 15))
        return Int(entry >> 16)
    }

    /// The symbols of a block up to its end: literals, and matches with what was unpacked before.
    ///
    /// Everything that changes is a variable of this function, which the compiler keeps in registers.
    mutating func decodeBlock(
        literals: HuffmanTable, distances: HuffmanTable
    ) throws(CompressionError) {
        let input = input
        var (next, bits, bitCount, count) = (next, bits, bitCount, count)
        var output: [UInt8] = []
        swap(&output, &self.output)
        let (literalEntries, distanceEntries) = (literals.entries, distances.entries)
        let literalMask = UInt64(1) << UInt64(literals.indexBits) - 1
        let distanceMask = UInt64(1) << UInt64(distances.indexBits) - 1

        while true {
            // A length and its distance take at most 15 + 5 + 15 + 13 = 48 bits.
            while bitCount <= 48, next < input.count {
                bits |= UInt64(input[next]) << UInt64(bitCount)
                bitCount &+= 8
                next &+= 1
            }
            var entry = literalEntries[Int(bits & literalMask)]
            if entry >> 8 & 7 == HuffmanTable.Kind.table.rawValue {
                let second = bits >> UInt64(literals.indexBits) & (1 << UInt64(entry >> 4 & 15) - 1)
                entry = literalEntries[Int(entry >> 16) + Int(second)]
            }
            bits >>= UInt64(entry & 15)
            bitCount &-= Int(entry & 15)
            guard bitCount >= 0 else { throw .endsTooEarly }
            if entry >> 8 & 7 == HuffmanTable.Kind.symbol.rawValue {
                if count == output.count {
                    guard count < limit else { throw tooLong(limit) }
                    grow(&output, toHold: count + 1, limit)
                }
                output[count] = UInt8(truncatingIfNeeded: entry >> 16)
                count &+= 1
                continue
            }
            guard entry >> 8 & 7 == HuffmanTable.Kind.base.rawValue else {
                if entry >> 8 & 7 == HuffmanTable.Kind.end.rawValue { break }
                throw CompressionError(
                    en: "the bits before byte \(next) are no code of a literal or length",
                    zh: "第 \(next) 字节之前的比特不是字面量或长度的码")
            }
            var extra = UInt64(entry >> 4 & 15)
            let length = Int(entry >> 16) &+ Int(bits & (1 << extra - 1))
            bits >>= extra
            bitCount &-= Int(extra)

            entry = distanceEntries[Int(bits & distanceMask)]
            if entry >> 8 & 7 == HuffmanTable.Kind.table.rawValue {
                let second = bits >> UInt64(distances.indexBits) & (1 << UInt64(entry >> 4 & 15) - 1)
                entry = distanceEntries[Int(entry >> 16) + Int(second)]
            }
            bits >>= UInt64(entry & 15)
            guard entry >> 8 & 7 == HuffmanTable.Kind.base.rawValue else {
                throw CompressionError(
                    en: "the bits before byte \(next) are no code of a distance",
                    zh: "第 \(next) 字节之前的比特不是距离的码")
            }
            extra = UInt64(entry >> 4 & 15)
            let distance = Int(entry >> 16) &+ Int(bits & (1 << extra - 1))
            bits >>= extra
            bitCount &-= Int(entry & 15) &+ Int(extra)
            guard bitCount >= 0 else { throw .endsTooEarly }
            guard distance <= count else {
                throw CompressionError(
                    en: "a distance of \(distance) at byte \(count) reaches before the beginning",
                    zh: "第 \(count) 字节：距离 \(distance) 超出了开头")
            }
            if output.count &- count < length {
                guard limit - count >= length else { throw tooLong(limit) }
                grow(&output, toHold: count + length, limit)
            }
            // Byte by byte: a match may overlap what it writes, and so repeat a short pattern.
            for place in count..<count &+ length { output[place] = output[place &- distance] }
            count &+= length
        }
        (self.next, self.bits, self.bitCount, self.count) = (next, bits, bitCount, count)
        swap(&output, &self.output)
    }
}

/// Makes an array at least `count` long, `limit` at most, and twice as long as it was where that is more.
private func grow(_ output: inout [UInt8], toHold count: Int, _ limit: Int) {
    let length = min(limit, max(count, 2 * output.count, 1 << 12))
    output += repeatElement(0, count: length - output.count)
}

private func tooLong(_ limit: Int) -> CompressionError {
    CompressionError(
        en: "unpacks to more than the \(limit) bytes that are allowed", zh: "解压后超过允许的 \(limit) 字节")
}
