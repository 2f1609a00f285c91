/// A GIF file, read as a browser reads it; `nil` where it is not one.
struct DecodedGIF {
    struct Frame: Equatable {
        /// The whole picture after this frame, three bytes a pixel.
        var bytes: [UInt8]
        /// Hundredths of a second.
        var delay: Int
        /// The rectangle that the frame holds.
        var box: [Int]
    }

    let width: Int
    let height: Int
    let colorCount: Int
    private(set) var frames: [Frame] = []
    private(set) var loopCount: Int?

    init?(_ file: [UInt8]) {
        guard file.starts(with: Array("GIF89a".utf8)), file.last == 0x3B, file[10] & 0x80 != 0 else {
            return nil
        }
        func number(_ place: Int) -> Int { Int(file[place]) | Int(file[place + 1]) << 8 }
        (width, height) = (number(6), number(8))
        colorCount = 2 << Int(file[10] & 7)
        var place = 13 + 3 * colorCount
        var shown = [UInt8](repeating: 0, count: 3 * width * height)
        var delay = 0
        while file[place] != 0x3B {
            if file[place] == 0x21 {
                if file[place + 1] == 0xF9 { delay = number(place + 4) }
                if file[place + 1] == 0xFF { loopCount = number(place + 16) }
                place += 2
                while file[place] != 0 { place += Int(file[place]) + 1 }
                place += 1
                continue
            }
            guard file[place] == 0x2C, file[place + 9] == 0 else { return nil }
            let box = [1, 3, 5, 7].map { number(place + $0) }
            let bits = Int(file[place + 10])
            place += 11
            var packed: [UInt8] = []
            while file[place] != 0 {
                packed += file[place + 1...place + Int(file[place])]
                place += Int(file[place]) + 1
            }
            place += 1
            guard let numbers = DecodedGIF.unpacked(packed, bits: bits), numbers.count == box[2] * box[3]
            else {
                return nil
            }
            for (index, number) in numbers.enumerated() {
                let pixel = (box[1] + index / box[2]) * width + box[0] + index % box[2]
                for channel in 0..<3 { shown[3 * pixel + channel] = file[13 + 3 * Int(number) + channel] }
            }
            frames.append(Frame(bytes: shown, delay: delay, box: box))
        }
    }

    /// The numbers behind the codes of Lempel, Ziv and Welch; `nil` where a code is not known or the end is missing.
    static func unpacked(_ packed: [UInt8], bits: Int) -> [UInt8]? {
        let (clear, end) = (1 << bits, 1 << bits + 1)
        let start = (0..<end + 1).map { $0 < clear ? [UInt8($0)] : [] }
        var table = start
        var width = bits + 1
        var (place, result, last): (Int, [UInt8], [UInt8]) = (0, [], [])
        while place + width <= 8 * packed.count {
            let code = (0..<width).reduce(0) {
                $0 | Int(packed[(place + $1) / 8] >> UInt8((place + $1) % 8) & 1) << $1
            }
            place += width
            if code == end { return 8 * packed.count - place < 8 ? result : nil }
            if code == clear {
                (table, width, last) = (start, bits + 1, [])
                continue
            }
            guard code < table.count || code == table.count && !last.isEmpty else { return nil }
            let string = code < table.count ? table[code] : last + [last[0]]
            result += string
            if !last.isEmpty, table.count < 4096 { table.append(last + [string[0]]) }
            if table.count == 1 << width, width < 12 { width += 1 }
            last = string
        }
        return nil
    }
}
