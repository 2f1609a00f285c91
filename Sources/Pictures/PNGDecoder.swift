import Files
import Messages

extension Picture {
    /// Reads a PNG file of any kind: grey, RGB or with a palette, opaque or not, 1 to 16 bits, interlaced or not.
    ///
    /// The result has 8 bits a channel: grey where the file is grey, RGBA where pixels may be transparent, else RGB.
    ///
    /// - Throws: `FileError`, also for a picture of more than 33,554,432 pixels.
    public init(contentsOfPNG path: String) throws {
        let file = [UInt8](try readFile(path))
        do {
            self = try Picture(png: file)
        } catch {
            throw FileError.malformed(path: path, reason: error.reason)
        }
    }

    /// The picture that the bytes of a PNG file are.
    init(png file: [UInt8]) throws(PNGFile.Failure) {
        let file = try PNGFile(file)
        let hasAlpha =
            !file.transparency.isEmpty || file.colorType == .grayAndAlpha || file.colorType == .rgba
        let format: Format = hasAlpha ? .rgba : file.colorType == .gray ? .gray : .rgb
        let size = format.rawValue
        var bytes = [UInt8](repeating: 0, count: file.width * file.height * size)
        var rows = file.rows
        var place = 0
        for round in file.rounds {
            let rowLength = file.rowLength(round)
            var above: Int?
            for row in 0..<round.height {
                guard let filter = PNGFilter(rawValue: rows[place]) else {
                    throw PNGFile.Failure(
                        en: "filter \(rows[place]) of row \(row) does not exist",
                        zh: "第 \(row) 行：没有滤波器 \(rows[place])")
                }
                let start = place + 1
                filter.undo(&rows, row: start, above: above, count: rowLength, size: file.filterDistance)
                let target = (round.top + row * round.rowStep) * file.width + round.left
                for column in 0..<round.width {
                    try file.writePixel(
                        column, of: rows, from: start, format,
                        to: &bytes, at: (target + column * round.columnStep) * size)
                }
                (above, place) = (start, start + rowLength)
            }
        }
        self.init(width: file.width, height: file.height, format: format, bytes: bytes)
    }
}

extension PNGFile {
    /// How far apart a filter's neighbours are: the bytes of a pixel, at least 1.
    fileprivate var filterDistance: Int { max(1, colorType.sampleCount * depth / 8) }

    /// One pixel of a row that begins at `start`, in the format of the result.
    fileprivate func writePixel(
        _ column: Int, of rows: [UInt8], from start: Int, _ format: Picture.Format, to bytes: inout [UInt8],
        at place: Int
    ) throws(Failure) {
        let first = column * colorType.sampleCount
        func raw(_ offset: Int) -> Int { sample(first + offset, of: rows, from: start) }
        func scaled(_ offset: Int) -> UInt8 {
            let highest = 1 << depth - 1
            return UInt8((raw(offset) * 255 + highest / 2) / highest)
        }
        var alpha: UInt8 = 255
        switch colorType {
        case .palette:
            let number = raw(0)
            guard number < palette.count else {
                throw Failure(
                    en: "color \(number) of a palette of \(palette.count)",
                    zh: "颜色 \(number)，调色板只有 \(palette.count) 种")
            }
            let color = palette[number]
            (bytes[place], bytes[place + 1], bytes[place + 2]) = (color.red, color.green, color.blue)
            if number < transparency.count { alpha = transparency[number] }
        case .gray, .grayAndAlpha:
            let gray = scaled(0)
            for channel in 0..<min(3, format.rawValue) { bytes[place + channel] = gray }
            if colorType == .grayAndAlpha { alpha = scaled(1) }
            if isTransparent(raw, 1) { alpha = 0 }
        case .rgb, .rgba:
            for channel in 0..<3 { bytes[place + channel] = scaled(channel) }
            if colorType == .rgba { alpha = scaled(3) }
            if isTransparent(raw, 3) { alpha = 0 }
        }
        if format == .rgba { bytes[place + 3] = alpha }
    }

    /// Whether the samples are those of the one colour that is transparent.
    private func isTransparent(_ sample: (Int) -> Int, _ count: Int) -> Bool {
        !transparency.isEmpty
            && (0..<count).allSatisfy {
                sample($0) == Int(transparency[2 * $0]) << 8 | Int(transparency[2 * $0 + 1])
            }
    }

    /// A sample of a row, as the file has it: 0 to 2^depth − 1.
    private func sample(_ index: Int, of rows: [UInt8], from start: Int) -> Int {
        switch depth {
        case 8: return Int(rows[start + index])
        case 16: return Int(rows[start + 2 * index]) << 8 | Int(rows[start + 2 * index + 1])
        default:
            let bit = index * depth
            return Int(rows[start + bit / 8]) >> (8 - depth - bit % 8) & (1 << depth - 1)
        }
    }
}
