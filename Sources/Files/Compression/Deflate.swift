/// Packs bytes in the deflate format (RFC 1951): repeated strings as matches, blocks of about 16,000 literals and
/// matches, each with Huffman codes of its own where they pay, about as small as zlib's level 6 makes them.
///
/// `inflated` gives the same bytes back.
public func deflated(_ bytes: [UInt8]) -> [UInt8] {
    let tokens = repeatedStrings(in: bytes)
    var writer = BlockWriter()
    writer.output.reserveCapacity(bytes.count / 4 + 64)
    var place = 0
    var start = 0
    repeat {
        let end = min(start + 1 << 14, tokens.count)
        let block = tokens[start..<end]
        let length = block.reduce(0) { $0 + ($1 < 512 ? 1 : Int($1 & 511)) }
        writer.write(block, standingFor: bytes[place..<place + length], isLast: end == tokens.count)
        place += length
        start = end
    } while start < tokens.count
    writer.flush()
    return writer.output
}

/// The symbol of each length from 0 to 258, those below 3 unused.
private let lengthSymbols: [Int] = (0...258).map { length in
    257 + (DeflateFormat.lengthBases.lastIndex { $0 <= max(3, length) } ?? 0)
}

/// The symbol of each distance up to 256, and behind them, of each block of 128 distances.
private let distanceSymbols: [Int] =
    (0..<256).map { distanceSymbol($0 + 1) } + (0..<256).map { distanceSymbol(128 * $0 + 1) }

private func distanceSymbol(_ distance: Int) -> Int {
    DeflateFormat.distanceBases.lastIndex { $0 <= distance } ?? 0
}

/// Writes blocks bit by bit.
private struct BlockWriter {
    var output: [UInt8] = []
    private var bits: UInt64 = 0
    private var bitCount = 0

    /// Writes the lowest `count` bits of a number, at most 32, the lowest first.
    @inline(__always)
    mutating func write(_ value: Int, _ count: Int) {
        bits |= UInt64(value) << UInt64(bitCount)
        bitCount += count
        while bitCount >= 8 {
            output.append(UInt8(truncatingIfNeeded: bits))
            bits >>= 8
            bitCount -= 8
        }
    }

    /// Fills the last byte with zeros.
    mutating func flush() { write(0, (8 - bitCount) & 7) }

    /// Writes a block in the way that takes the fewest bits: stored, with the fixed codes, or with codes of its own.
    mutating func write(_ tokens: ArraySlice<UInt32>, standingFor bytes: ArraySlice<UInt8>, isLast: Bool) {
        let (literalCounts, distanceCounts, extraBits) = count(tokens)
        let own = DynamicCodes(literalCounts, distanceCounts)
        let fixed = (
            literals: HuffmanCode(lengths: DeflateFormat.fixedLiteralLengths),
            distances: HuffmanCode(lengths: DeflateFormat.fixedDistanceLengths)
        )
        func cost(_ literals: HuffmanCode, _ distances: HuffmanCode) -> Int {
            zip(literalCounts, literals.lengths).reduce(0) { $0 + $1.0 * Int($1.1) }
                + zip(distanceCounts, distances.lengths).reduce(0) { $0 + $1.0 * Int($1.1) } + extraBits
        }
        let ownCost = cost(own.literals, own.distances) + own.headerCost
        let fixedCost = cost(fixed.literals, fixed.distances)
        let storedCost = 8 * bytes.count + 40 * (bytes.count / 0xFFFF + 1)
        if storedCost < min(ownCost, fixedCost) {
            writeStored(bytes, isLast: isLast)
        } else if fixedCost <= ownCost {
            write(isLast ? 0b011 : 0b010, 3)
            write(tokens, fixed.literals, fixed.distances)
        } else {
            write(isLast ? 0b101 : 0b100, 3)
            for (value, count) in own.header { write(value, count) }
            write(tokens, own.literals, own.distances)
        }
    }

    /// How often each symbol occurs in a block, its end included, and how many extra bits there are.
    private func count(_ tokens: ArraySlice<UInt32>) -> (literals: [Int], distances: [Int], extraBits: Int) {
        var literals = [Int](repeating: 0, count: 286)
        var distances = [Int](repeating: 0, count: 30)
        var extraBits = 0
        for token in tokens {
            if token < 512 {
                literals[Int(token)] += 1
            } else {
                let (length, distance) = symbols(of: token)
                literals[length] += 1
                distances[distance] += 1
                extraBits +=
                    DeflateFormat.lengthExtraBits[length - 257] + DeflateFormat.distanceExtraBits[distance]
            }
        }
        literals[DeflateFormat.endOfBlock] = 1
        return (literals, distances, extraBits)
    }

    /// The symbols of a match's length and distance.
    @inline(__always)
    private func symbols(of match: UInt32) -> (length: Int, distance: Int) {
        let distance = Int(match >> 9) - 1
        return (
            lengthSymbols[Int(match & 511)], distanceSymbols[distance < 256 ? distance : 256 + distance >> 7]
        )
    }

    private mutating func write(
        _ tokens: ArraySlice<UInt32>, _ literals: HuffmanCode, _ distances: HuffmanCode
    ) {
        for token in tokens {
            if token < 512 {
                write(Int(literals.codes[Int(token)]), Int(literals.lengths[Int(token)]))
                continue
            }
            let (length, distance) = symbols(of: token)
            write(Int(literals.codes[length]), Int(literals.lengths[length]))
            write(
                Int(token & 511) - DeflateFormat.lengthBases[length - 257],
                DeflateFormat.lengthExtraBits[length - 257])
            write(Int(distances.codes[distance]), Int(distances.lengths[distance]))
            write(
                Int(token >> 9) - DeflateFormat.distanceBases[distance],
                DeflateFormat.distanceExtraBits[distance])
        }
        write(Int(literals.codes[DeflateFormat.endOfBlock]), Int(literals.lengths[DeflateFormat.endOfBlock]))
    }

    /// The bytes as they are, in pieces of at most 65,535.
    private mutating func writeStored(_ bytes: ArraySlice<UInt8>, isLast: Bool) {
        var rest = bytes
        repeat {
            let piece = rest.prefix(0xFFFF)
            rest = rest.dropFirst(0xFFFF)
            write(isLast && rest.isEmpty ? 1 : 0, 3)
            flush()
            write(piece.count, 16)
            write(piece.count ^ 0xFFFF, 16)
            output += piece
        } while !rest.isEmpty
    }
}
