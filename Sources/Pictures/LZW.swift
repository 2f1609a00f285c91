/// Packs numbers below 2^`bits` as GIF does (Lempel, Ziv and Welch): strings that came before get codes of their own.
///
/// The first codes are the numbers themselves, one that clears the table, and one for the end; each further code stands
/// for a string that was written, longer by one than a known one. Codes have one bit more than the numbers at first, and
/// another as soon as the table outgrows it, up to 12; then the table is cleared.
///
/// - Parameter bits: 2 to 8.
/// - Returns: the codes, each from its lowest bit on.
func lzwCompressed(_ numbers: [UInt8], bits: Int) -> [UInt8] {
    var writer = CodeWriter()
    let (clear, end) = (1 << bits, 1 << bits + 1)
    // The code of each string: that of all but its last number, and that number, are looked up by hashing.
    let tableSize = 1 << 13
    var keys = [Int32](repeating: -1, count: tableSize)
    var values = [Int32](repeating: 0, count: tableSize)
    var next = end + 1
    var width = bits + 1

    writer.write(clear, width)
    var string = -1
    for number in numbers {
        if string < 0 {
            string = Int(number)
            continue
        }
        let key = Int32(string << 8 | Int(number))
        var place = (string &* 0x9E5 ^ Int(number) &* 0x1F3) & (tableSize - 1)
        while keys[place] >= 0, keys[place] != key { place = (place + 1) & (tableSize - 1) }
        if keys[place] == key {
            string = Int(values[place])
            continue
        }
        writer.write(string, width)
        string = Int(number)
        if next < 1 << 12 {
            (keys[place], values[place]) = (key, Int32(next))
            if next == 1 << width { width += 1 }
            next += 1
        } else {
            writer.write(clear, width)
            for place in keys.indices { keys[place] = -1 }
            (next, width) = (end + 1, bits + 1)
        }
    }
    if string >= 0 { writer.write(string, width) }
    // The reader adds a string for this code too, and may need a wider code for the end.
    if string >= 0, next == 1 << width, width < 12 { width += 1 }
    writer.write(end, width)
    return writer.finished()
}

private struct CodeWriter {
    private var bytes: [UInt8] = []
    private var bits = 0
    private var bitCount = 0

    @inline(__always)
    mutating func write(_ code: Int, _ width: Int) {
        bits |= code << bitCount
        bitCount += width
        while bitCount >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: bits))
            bits >>= 8
            bitCount -= 8
        }
    }

    func finished() -> [UInt8] { bitCount > 0 ? bytes + [UInt8(truncatingIfNeeded: bits)] : bytes }
}
