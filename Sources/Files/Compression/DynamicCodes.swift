/// The two Huffman codes of a block that has its own, and the header that describes them.
struct DynamicCodes {
    let literals: HuffmanCode
    let distances: HuffmanCode

    /// What stands between the block's type and its first symbol, numbers with their count of bits.
    let header: [(value: Int, bitCount: Int)]

    /// How many bits the header has.
    var headerCost: Int { header.reduce(0) { $0 + $1.bitCount } }

    /// The codes for symbols that occur so often.
    init(_ literalCounts: [Int], _ distanceCounts: [Int]) {
        literals = HuffmanCode(counts: literalCounts, limit: HuffmanTable.longestCode)
        // Not every reader takes a code of fewer than two symbols.
        var distanceCounts = distanceCounts
        for symbol in 0..<2 where distanceCounts.count(where: { $0 > 0 }) < 2 {
            distanceCounts[symbol] = max(1, distanceCounts[symbol])
        }
        distances = HuffmanCode(counts: distanceCounts, limit: HuffmanTable.longestCode)

        let literalLengths = literals.lengths.prefix(max(257, DynamicCodes.usedCount(literals.lengths)))
        let distanceLengths = distances.lengths.prefix(max(1, DynamicCodes.usedCount(distances.lengths)))
        let runs = DynamicCodes.runs(of: literalLengths + distanceLengths)
        var counts = [Int](repeating: 0, count: 19)
        for run in runs { counts[run.symbol] += 1 }
        let own = HuffmanCode(counts: counts, limit: 7)
        let ownLengths = DeflateFormat.lengthCodeOrder.map { own.lengths[$0] }
        let ownCount = max(4, DynamicCodes.usedCount(ownLengths))

        header =
            [(literalLengths.count - 257, 5), (distanceLengths.count - 1, 5), (ownCount - 4, 4)]
            + ownLengths.prefix(ownCount).map { (Int($0), 3) }
            + runs.flatMap { run in
                [(Int(own.codes[run.symbol]), Int(own.lengths[run.symbol])), (run.extra, run.extraBits)]
            }
    }

    /// How many lengths are left when zeros at the end are dropped.
    private static func usedCount(_ lengths: [UInt8]) -> Int { (lengths.lastIndex { $0 > 0 } ?? -1) + 1 }

    /// Lengths as symbols: 0 to 15 themselves; 16, the one before again 3 to 6 times; 17 and 18, 3 to 10 and 11 to 138
    /// zeros. The count is in the extra bits.
    private static func runs(
        of lengths: ArraySlice<UInt8>
    ) -> [(symbol: Int, extra: Int, extraBits: Int)] {
        var runs: [(symbol: Int, extra: Int, extraBits: Int)] = []
        var rest = lengths
        while let length = rest.first {
            let count = rest.prefix { $0 == length }.count
            rest = rest.dropFirst(count)
            var left = count
            if length > 0 {
                runs.append((Int(length), 0, 0))
                left -= 1
            }
            while left >= 3 {
                let taken = min(left, length > 0 ? 6 : 138)
                switch (length > 0, taken) {
                case (true, _): runs.append((16, taken - 3, 2))
                case (false, ...10): runs.append((17, taken - 3, 3))
                default: runs.append((18, taken - 11, 7))
                }
                left -= taken
            }
            runs += Array(repeating: (Int(length), 0, 0), count: left)
        }
        return runs
    }
}
