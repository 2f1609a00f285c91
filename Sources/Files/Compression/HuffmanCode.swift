/// The prefix code that writes symbols of given counts in the fewest bits, none of them in more than `limit`.
struct HuffmanCode {
    /// How many bits each symbol's code has; 0 for a symbol that does not occur.
    let lengths: [UInt8]

    /// Each symbol's code, its first bit the lowest, as a stream is written.
    let codes: [UInt16]

    /// The code for symbols that occur so often. A single one gets a code of one bit.
    ///
    /// Package-merge (Larmore and Hirschberg, 1990): of all ways to pay for n − 1 units with coins, of which each
    /// symbol gives one of 1/2, one of 1/4, … one of 1/2^limit, all of them worth its count to the collector, the
    /// cheapest is taken; a symbol's code has as many bits as coins of its own were taken.
    init(counts: [Int], limit: Int) {
        let symbols = counts.indices.filter { counts[$0] > 0 }.sorted {
            (counts[$0], $0) < (counts[$1], $1)
        }
        var lengths = [UInt8](repeating: 0, count: counts.count)
        if symbols.count == 1 { lengths[symbols[0]] = 1 }
        if symbols.count > 1 {
            let weights = symbols.map { counts[$0] }
            // For each size of coin, from the smallest on: what there is, cheapest first; single coins or pairs of
            // the size below.
            var isSingle: [[Bool]] = []
            var available: [Int] = []
            for _ in 0..<limit {
                let pairs = stride(from: 1, to: available.count, by: 2).map {
                    available[$0 - 1] + available[$0]
                }
                (available, isSingle) = HuffmanCode.merged(weights, pairs, noting: isSingle)
            }
            var taken = 2 * symbols.count - 2
            for size in isSingle.reversed() {
                let singles = size.prefix(taken).count { $0 }
                for symbol in symbols.prefix(singles) { lengths[symbol] += 1 }
                taken = 2 * (taken - singles)
            }
        }
        self.init(lengths: lengths)
    }

    /// The code with these lengths, as RFC 1951 section 3.2.2 numbers it.
    init(lengths: [UInt8]) {
        self.lengths = lengths
        var codes = [UInt16](repeating: 0, count: lengths.count)
        var code: UInt16 = 0
        for length in 1...UInt8(HuffmanTable.longestCode) {
            for symbol in lengths.indices where lengths[symbol] == length {
                codes[symbol] = code.bitsReversed
                code &+= 1 << UInt16(16 - length)
            }
        }
        self.codes = codes
    }

    /// Two ascending lists as one, and, behind what was noted, for each of its items whether it is of the first.
    private static func merged(
        _ singles: [Int], _ pairs: [Int], noting noted: [[Bool]]
    ) -> ([Int], [[Bool]]) {
        var (result, isSingle): ([Int], [Bool]) = ([], [])
        var (single, pair) = (0, 0)
        while single < singles.count || pair < pairs.count {
            let takesSingle =
                pair == pairs.count || single < singles.count && singles[single] <= pairs[pair]
            result.append(takesSingle ? singles[single] : pairs[pair])
            isSingle.append(takesSingle)
            if takesSingle { single += 1 } else { pair += 1 }
        }
        return (result, noted + [isSingle])
    }
}
