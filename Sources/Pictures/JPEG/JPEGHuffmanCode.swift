/// A Huffman code of a JPEG file as numbers to decode by (T.81, annex C and F.2.2.3).
///
/// `table` holds, one behind the other:
/// - for the next ten bits, the symbol · 256 + the code's length, or 0 where the code is longer;
/// - for the next ten bits, where they hold a code with run and size and the number that follows it, the number · 65536 + the
///   run · 256 + the length of both, or 0;
/// - for each length the code after its last one, in 16 bits;
/// - for each length what is added to a code to give the place of its symbol;
/// - the symbols.
struct JPEGHuffmanCode {
    let table: [Int32]

    /// The largest symbol.
    let largestSymbol: UInt8

    /// The code with `counts[n]` codes of n + 1 bits: shorter ones first, in the order of `symbols`.
    ///
    /// - Throws: where there are more codes of a length than the shorter ones leave.
    init(counts: [UInt8], symbols: [UInt8]) throws(PictureFailure) {
        var table = [Int32](repeating: 0, count: HuffmanBlocks.symbolsStart)
        let quickBits = HuffmanBlocks.quickBits
        var (code, place) = (0, 0)
        for length in 1...16 {
            code <<= 1
            table[HuffmanBlocks.offsetsStart + length] = Int32(place - code)
            for _ in 0..<counts[length - 1] {
                guard code < 1 << length else {
                    throw PictureFailure(
                        en: "a Huffman code has more codes of \(length) bits than there are",
                        zh: "哈夫曼码表中 \(length) 位的码过多")
                }
                if length <= quickBits {
                    let spare = quickBits - length
                    for rest in 0..<1 << spare {
                        let index = code << spare | rest
                        table[index] = Int32(symbols[place]) << 8 | Int32(length)
                        table[HuffmanBlocks.coefficientsStart + index] = JPEGHuffmanCode.coefficient(
                            symbols[place], length, rest: rest, spare: spare)
                    }
                }
                code += 1
                place += 1
            }
            table[HuffmanBlocks.limitsStart + length] = Int32(code << (16 - length))
        }
        self.table = table + symbols.map { Int32($0) }
        largestSymbol = symbols.max() ?? 0
    }

    /// The entry of a code of run and size, and of the number that the first of the `spare` bits behind it are.
    private static func coefficient(_ symbol: UInt8, _ length: Int, rest: Int, spare: Int) -> Int32 {
        let (run, size) = (Int32(symbol >> 4), Int(symbol & 15))
        guard size > 0, size <= spare else { return 0 }
        let bits = rest >> (spare - size)
        let number = bits < 1 << (size - 1) ? bits - 1 << size + 1 : bits
        return Int32(number) << 16 | run << 8 | Int32(length + size)
    }
}
