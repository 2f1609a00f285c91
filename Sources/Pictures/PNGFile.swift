import Files
import Messages

/// The parsed and checked content of a PNG file, its rows still filtered (PNG specification, sections 5 and 11).
struct PNGFile {
    /// Why a file is no picture.
    struct Failure: Error {
        let reason: String
        init(en: String, zh: String) { reason = Words(en: en, zh: zh).text }
    }

    /// What the samples of a pixel are, as the file numbers it.
    enum ColorType: UInt8 {
        case gray = 0
        case rgb = 2
        case palette = 3
        case grayAndAlpha = 4
        case rgba = 6

        /// How many samples a pixel has.
        var sampleCount: Int {
            switch self {
            case .gray, .palette: 1
            case .grayAndAlpha: 2
            case .rgb: 3
            case .rgba: 4
            }
        }

        /// How many bits a sample may have.
        var depths: [UInt8] {
            switch self {
            case .gray: [1, 2, 4, 8, 16]
            case .palette: [1, 2, 4, 8]
            case .rgb, .grayAndAlpha, .rgba: [8, 16]
            }
        }
    }

    /// No picture has more pixels, since it is held in memory whole.
    static let maximumPixelCount = 1 << 25

    let width: Int
    let height: Int
    let colorType: ColorType

    /// Bits a sample.
    let depth: Int

    /// Whether the rows come in seven rounds that grow finer.
    let isInterlaced: Bool

    /// The colours that samples number, in a file with a palette.
    private(set) var palette: [PixelColor] = []

    /// How opaque each colour of the palette is; the rest are fully. In other files the samples, two bytes each, of the
    /// one colour that is transparent.
    private(set) var transparency: [UInt8] = []

    /// Every row behind the number of its filter, round after round.
    private(set) var rows: [UInt8] = []

    /// Parses a file. Nothing is allocated because of what its header claims.
    init(_ file: [UInt8]) throws(Failure) {
        guard file.starts(with: pngSignature) else { throw Failure(en: "no PNG file", zh: "不是 PNG 文件") }
        var chunks = ChunkReader(file: file, place: pngSignature.count)
        let header = try chunks.next()
        guard header.name != "CgBI" else {
            throw Failure(
                en: "a PNG file as iPhones pack it into programs; export it as an ordinary one",
                zh: "iPhone 程序中打包的 PNG 文件；请另存为普通的 PNG")
        }
        guard header.name == "IHDR", header.content.count == 13 else {
            throw Failure(en: "the PNG file does not begin with its header", zh: "PNG 文件不以头部开始")
        }
        let fields = Array(header.content)
        (width, height) = (bigEndian32(fields[0..<4]), bigEndian32(fields[4..<8]))
        guard width > 0, height > 0, width <= PNGFile.maximumPixelCount / height else {
            throw Failure(
                en: "\(width) × \(height) pixels; from 1 to \(PNGFile.maximumPixelCount) are read",
                zh: "\(width) × \(height) 像素；可读 1 到 \(PNGFile.maximumPixelCount) 个像素")
        }
        guard let colorType = ColorType(rawValue: fields[9]), colorType.depths.contains(fields[8]) else {
            throw Failure(
                en: "the PNG format has no color type \(fields[9]) of \(fields[8]) bits",
                zh: "PNG 格式没有颜色类型 \(fields[9])、\(fields[8]) 位的")
        }
        guard fields[10] == 0, fields[11] == 0, fields[12] <= 1 else {
            throw Failure(
                en: "the PNG file is compressed, filtered or interlaced in an unknown way",
                zh: "PNG 文件的压缩、滤波或隔行方式不认识")
        }
        (self.colorType, depth, isInterlaced) = (colorType, Int(fields[8]), fields[12] == 1)

        var packed: [UInt8] = []
        // A file may lack its end as long as all pixels are there.
        while packed.isEmpty || !chunks.isAtEnd {
            let chunk = try chunks.next()
            if chunk.name == "IEND" { break }
            switch chunk.name {
            case "PLTE":
                let bytes = Array(chunk.content)
                guard bytes.count % 3 == 0, (1...256).contains(bytes.count / 3) else {
                    throw Failure(en: "a palette of \(bytes.count) bytes", zh: "调色板有 \(bytes.count) 字节")
                }
                palette = stride(from: 0, to: bytes.count, by: 3).map {
                    PixelColor(red: bytes[$0], green: bytes[$0 + 1], blue: bytes[$0 + 2])
                }
            case "tRNS": transparency = Array(chunk.content)
            case "IDAT": packed += chunk.content
            default:
                // A small first letter says that the picture can be shown without this part.
                guard chunk.name.first?.isLowercase == true else {
                    throw Failure(
                        en: "the PNG file needs \(chunk.name), which is not known",
                        zh: "PNG 文件需要 \(chunk.name)，这里不认识")
                }
            }
        }
        try unpack(packed)
    }

    private mutating func unpack(_ packed: [UInt8]) throws(Failure) {
        if colorType == .palette, palette.isEmpty {
            throw Failure(en: "the PNG file lacks its palette", zh: "PNG 文件缺少调色板")
        }
        let isAsNeeded =
            switch colorType {
            case .palette: transparency.count <= palette.count
            case .gray, .rgb: transparency.isEmpty || transparency.count == 2 * colorType.sampleCount
            case .grayAndAlpha, .rgba: transparency.isEmpty
            }
        guard isAsNeeded else {
            throw Failure(
                en: "\(transparency.count) bytes of transparency do not fit",
                zh: "透明度的 \(transparency.count) 字节不合")
        }
        let expected = rounds.reduce(0) { $0 + $1.height * (1 + rowLength($1)) }
        do {
            rows = try zlibDecompressed(packed, limit: expected)
        } catch {
            throw Failure(en: "the pixels: \(error.reason)", zh: "像素：\(error.reason)")
        }
        guard rows.count == expected else {
            throw Failure(
                en: "the pixels unpack to \(rows.count) bytes, \(expected) are expected",
                zh: "像素解压得到 \(rows.count) 字节，应为 \(expected) 字节")
        }
    }

    /// Pixels that lie evenly spaced in the picture and whose rows follow each other in the file.
    struct Round {
        let left: Int
        let top: Int
        let columnStep: Int
        let rowStep: Int
        let width: Int
        let height: Int
    }

    /// One round of all pixels; where interlaced, those of seven (Adam7) that have any.
    var rounds: [Round] {
        let steps =
            isInterlaced
            ? [
                (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
                (0, 1, 1, 2),
            ] : [(0, 0, 1, 1)]
        return steps.map { left, top, columnStep, rowStep in
            Round(
                left: left, top: top, columnStep: columnStep, rowStep: rowStep,
                width: max(0, width - left + columnStep - 1) / columnStep,
                height: max(0, height - top + rowStep - 1) / rowStep)
        }.filter { $0.width > 0 && $0.height > 0 }
    }

    /// How many bytes a row of a round has, without the number of its filter.
    func rowLength(_ round: Round) -> Int { (round.width * colorType.sampleCount * depth + 7) / 8 }
}

/// Reads the parts of a PNG file: length, name, content, CRC-32. The last is checked in the parts that the pixels need.
private struct ChunkReader {
    let file: [UInt8]
    var place: Int

    var isAtEnd: Bool { place == file.count }

    mutating func next() throws(PNGFile.Failure) -> (name: String, content: ArraySlice<UInt8>) {
        guard file.count - place >= 12 else {
            throw PNGFile.Failure(en: "the PNG file ends too early", zh: "PNG 文件过早结束")
        }
        let length = bigEndian32(file[place..<place + 4])
        guard file.count - place - 12 >= length else {
            throw PNGFile.Failure(en: "the PNG file ends too early", zh: "PNG 文件过早结束")
        }
        let start = place + 8
        let check = file[start + length..<start + length + 4]
        // A large first letter says that no picture can be shown without this part.
        let isNeeded = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(file[place + 4])
        guard !isNeeded || bigEndian32(check) == Int(crc32(file[place + 4..<start + length])) else {
            throw PNGFile.Failure(
                en: "the part of the PNG file at byte \(place) does not have the CRC-32 it says",
                zh: "PNG 文件在第 \(place) 字节的部分，CRC-32 与它所写的不同")
        }
        place = start + length + 4
        return (String(decoding: file[start - 4..<start], as: UTF8.self), file[start..<start + length])
    }
}

private func bigEndian32(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
