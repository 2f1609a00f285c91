/// How far the search for repeated strings goes, as zlib's level 6 does.
private enum Effort {
    /// How many earlier positions are tried.
    static let chain = 128
    /// How many, when the match before is this long already.
    static let (goodLength, goodChain) = (8, 32)
    /// A match this long is taken without trying the next position.
    static let lazyLength = 16
    /// A match this long ends the search.
    static let niceLength = 128
    /// A match of three bytes from further away costs more than three literals.
    static let shortDistance = 4096
}

private let (hashBits, hashMultiplier): (UInt32, UInt32) = (15, 0x9E37_79B1)
private let (shortest, longest, window) = (3, 258, 1 << 15)

/// The bytes as literals and matches with what came before (Lempel and Ziv, 1977): a literal is its byte, and a match
/// is distance · 512 + length, with distances from 1 to 32,768 and lengths from 3 to 258.
///
/// Positions whose next three bytes have the same hash are chained, the latest first, and the chain is searched for the
/// longest match. Before a match is taken, the next position is tried: a longer one there is worth a literal here.
func repeatedStrings(in input: [UInt8]) -> [UInt32] {
    var tokens: [UInt32] = []
    tokens.reserveCapacity(input.count / 4 + 16)
    // The latest position of each hash, and for each position the one before it; negative for none.
    var latest = [Int32](repeating: -1, count: 1 << Int(hashBits))
    var earlier = [Int32](repeating: -1, count: window)

    var place = 0
    // The match found at the previous position, which is not yet decided on; its length is below 3 for a literal.
    var (waiting, waitingLength, waitingDistance) = (false, 0, 0)
    while place < input.count {
        var (length, distance) = (0, 0)
        if place + shortest <= input.count {
            let hash = hash(input, place)
            let candidate = Int(latest[hash])
            if candidate >= 0, waitingLength < Effort.lazyLength {
                (length, distance) = longestMatch(input, place, candidate, earlier, waitingLength)
                if length == shortest, distance > Effort.shortDistance { length = 0 }
            }
            earlier[place & (window - 1)] = latest[hash]
            latest[hash] = Int32(place)
        }
        if waitingLength >= shortest, length <= waitingLength {
            tokens.append(UInt32(waitingDistance) << 9 | UInt32(waitingLength))
            let end = place - 1 + waitingLength
            place += 1
            while place < end {
                if place + shortest <= input.count {
                    let hash = hash(input, place)
                    earlier[place & (window - 1)] = latest[hash]
                    latest[hash] = Int32(place)
                }
                place += 1
            }
            (waiting, waitingLength) = (false, 0)
        } else {
            if waiting { tokens.append(UInt32(input[place - 1])) }
            (waiting, waitingLength, waitingDistance) = (true, length, distance)
            place += 1
        }
    }
    if waiting { tokens.append(UInt32(input[place - 1])) }
    return tokens
}

/// A number of 15 bits from three bytes.
@inline(__always)
private func hash(_ input: [UInt8], _ place: Int) -> Int {
    let bytes = UInt32(input[place]) | UInt32(input[place + 1]) << 8 | UInt32(input[place + 2]) << 16
    return Int((bytes &* hashMultiplier) >> (32 - hashBits))
}

/// The longest match of the bytes from `place` on with those from a position of the chain that begins at `candidate`;
/// length 0 where none is longer than `atLeast` and 2 bytes.
@inline(__always)
private func longestMatch(
    _ input: [UInt8], _ place: Int, _ candidate: Int, _ earlier: [Int32], _ atLeast: Int
) -> (length: Int, distance: Int) {
    let limit = min(longest, input.count - place)
    var (bestLength, bestDistance) = (max(shortest - 1, atLeast), 0)
    guard bestLength < limit else { return (0, 0) }
    var candidate = candidate
    var steps = atLeast >= Effort.goodLength ? Effort.goodChain : Effort.chain
    while candidate >= 0, place - candidate <= window, steps > 0 {
        // The byte that would make this match longer than the best decides most cases.
        if input[candidate + bestLength] == input[place + bestLength], input[candidate] == input[place] {
            var length = 0
            while length < limit, input[candidate + length] == input[place + length] { length += 1 }
            if length > bestLength {
                (bestLength, bestDistance) = (length, place - candidate)
                if length == limit || length >= Effort.niceLength { break }
            }
        }
        let next = Int(earlier[candidate & (window - 1)])
        guard next < candidate else { break }
        candidate = next
        steps -= 1
    }
    return bestDistance == 0 ? (0, 0) : (bestLength, bestDistance)
}
