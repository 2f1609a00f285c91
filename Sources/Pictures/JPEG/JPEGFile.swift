import Messages

/// A JPEG file read marker by marker, up to the samples of its components (ISO/IEC 10918-1, which is ITU-T T.81).
///
/// Read are baseline, extended sequential and progressive files of 8 bits with Huffman codes. Arithmetic codes, lossless and
/// hierarchical files are refused.
struct JPEGFile {
    /// The picture's samples.
    private(set) var blocks: JPEGBlocks

    /// How Adobe's marker says that the components are colours: 0 as they are, 1 YCbCr, 2 YCCK; `nil` without one.
    private(set) var adobeTransform: UInt8?

    /// Whether the file calls itself JFIF: then three components are YCbCr.
    private(set) var isJFIF = false

    /// How the picture was held, 1 to 8, as Exif says.
    private(set) var orientation = 1

    private let file: [UInt8]
    private var place: Int

    private var quantization = [[Int32]?](repeating: nil, count: 4)
    private var corners = [JPEGHuffmanCode?](repeating: nil, count: 4)
    private var others = [JPEGHuffmanCode?](repeating: nil, count: 4)
    private var restartInterval = 0

    /// Reads a whole file.
    init(_ file: [UInt8]) throws(PictureFailure) {
        guard file.starts(with: jpegSignature) else {
            throw PictureFailure(en: "no JPEG file", zh: "不是 JPEG 文件")
        }
        self.file = file
        place = 2
        // The frame comes behind tables and notes; until then there is a picture of one pixel.
        blocks = JPEGBlocks(
            try JPEGFrame([8, 0, 1, 0, 1, 1, 0, 0x11, 0], isProgressive: false, available: 1))
        var hasFrame = false
        while true {
            let marker = try nextMarker()
            if marker == 0xD9 { break }
            // Markers without content.
            if 0xD0...0xD8 ~= marker || marker == 1 { continue }
            let content = try nextContent()
            switch marker {
            case 0xC0, 0xC1, 0xC2:
                guard !hasFrame else {
                    throw PictureFailure(en: "the JPEG file holds two pictures in one", zh: "JPEG 文件中有两幅图片")
                }
                hasFrame = true
                blocks = JPEGBlocks(
                    try JPEGFrame(content, isProgressive: marker == 0xC2, available: file.count))
            case 0xC4: try readHuffmanCodes(content)
            case 0xC3...0xCF, 0xF7: throw PictureFailure(JPEGFile.refusal(of: marker))
            case 0xDA:
                guard hasFrame else {
                    throw PictureFailure(en: "a scan comes before the header of the picture", zh: "扫描先于图片的头部")
                }
                try readScan(content)
            case 0xDB: try readQuantization(content)
            case 0xDC:
                throw PictureFailure(
                    en: "the JPEG file says its height behind the picture, which is not read",
                    zh: "JPEG 文件在图片之后才给出高度，不支持读取")
            case 0xDD:
                guard content.count == 2 else {
                    throw PictureFailure(
                        en: "a restart interval of \(content.count) bytes", zh: "重启间隔占 \(content.count) 字节")
                }
                restartInterval = Int(content[content.startIndex]) << 8 | Int(content[content.startIndex + 1])
            case 0xDE, 0xDF: throw PictureFailure(en: "hierarchical JPEG is not read", zh: "不支持分层 JPEG")
            case 0xE0: isJFIF = isJFIF || content.starts(with: Array("JFIF\0".utf8))
            case 0xE1: if let found = exifOrientation(content) { orientation = found }
            case 0xEE:
                if content.count >= 12, content.starts(with: Array("Adobe".utf8)) {
                    adobeTransform = content[content.startIndex + 11]
                }
            default: break
            }
            // A sequential picture is whole with its last component; what follows may be missing or another picture.
            if hasFrame, !blocks.frame.isProgressive, blocks.isComplete { break }
        }
        guard hasFrame else { throw PictureFailure(en: "the JPEG file holds no picture", zh: "JPEG 文件中没有图片") }
        guard blocks.isComplete else {
            throw PictureFailure(
                en: "the JPEG file ends before all its components came", zh: "JPEG 文件在所有分量读完之前结束")
        }
        blocks.finish()
    }

    /// The next marker; what stands before it is left out.
    private mutating func nextMarker() throws(PictureFailure) -> UInt8 {
        while place + 1 < file.count {
            if file[place] == 0xFF, file[place + 1] != 0, file[place + 1] != 0xFF {
                place += 2
                return file[place - 1]
            }
            place += 1
        }
        throw PictureFailure(en: "the JPEG file ends too early", zh: "JPEG 文件过早结束")
    }

    /// The content of the marker that was read, behind its length.
    private mutating func nextContent() throws(PictureFailure) -> ArraySlice<UInt8> {
        guard place + 2 <= file.count else {
            throw PictureFailure(en: "the JPEG file ends too early", zh: "JPEG 文件过早结束")
        }
        let length = Int(file[place]) << 8 | Int(file[place + 1])
        guard length >= 2, place + length <= file.count else {
            throw PictureFailure(
                length < 2
                    ? Words(
                        en: "the part of the JPEG file at byte \(place) has a length of \(length)",
                        zh: "JPEG 文件字节 \(place) 处的段长度为 \(length)")
                    : Words(en: "the JPEG file ends too early", zh: "JPEG 文件过早结束"))
        }
        defer { place += length }
        return file[place + 2..<place + length]
    }

    private static func refusal(of marker: UInt8) -> Words {
        switch marker {
        case 0xC3, 0xCB: Words(en: "lossless JPEG is not read", zh: "不支持无损 JPEG")
        case 0xC5...0xC7, 0xCD...0xCF: Words(en: "hierarchical JPEG is not read", zh: "不支持分层 JPEG")
        case 0xF7: Words(en: "JPEG-LS is not read", zh: "不支持 JPEG-LS")
        default: Words(en: "JPEG with arithmetic coding is not read", zh: "不支持算术编码的 JPEG")
        }
    }

    /// Tables of steps: precision and number in one byte, then 64 steps of 8 or 16 bits in the file's order.
    private mutating func readQuantization(_ content: ArraySlice<UInt8>) throws(PictureFailure) {
        var rest = content
        while let head = rest.popFirst() {
            let size = head >> 4 == 0 ? 1 : 2
            guard head >> 4 <= 1, head & 15 < 4, rest.count >= 64 * size else {
                throw PictureFailure(en: "a quantisation table is damaged", zh: "量化表损坏")
            }
            let bytes = Array(rest.prefix(64 * size))
            var table = [Int32](repeating: 0, count: 64)
            for (k, place) in JPEG.order.enumerated() {
                table[Int(place)] =
                    size == 1 ? Int32(bytes[k]) : Int32(bytes[2 * k]) << 8 | Int32(bytes[2 * k + 1])
            }
            quantization[Int(head & 15)] = table
            rest = rest.dropFirst(64 * size)
        }
    }

    /// Huffman codes: class and number in one byte, how many codes there are of 1 to 16 bits, and their symbols.
    private mutating func readHuffmanCodes(_ content: ArraySlice<UInt8>) throws(PictureFailure) {
        var rest = content
        while let head = rest.popFirst() {
            let counts = Array(rest.prefix(16))
            let total = counts.reduce(0) { $0 + Int($1) }
            guard head >> 4 <= 1, head & 15 < 4, counts.count == 16, total <= 256, rest.count >= 16 + total
            else { throw PictureFailure(en: "a Huffman code is damaged", zh: "哈夫曼码表损坏") }
            rest = rest.dropFirst(16)
            let code = try JPEGHuffmanCode(counts: counts, symbols: Array(rest.prefix(total)))
            if head >> 4 == 0 { corners[Int(head & 15)] = code } else { others[Int(head & 15)] = code }
            rest = rest.dropFirst(total)
        }
    }

    private mutating func readScan(_ content: ArraySlice<UInt8>) throws(PictureFailure) {
        let scan = try JPEGScan(content, of: blocks.frame, corners: corners, others: others)
        try blocks.begin(scan, quantization: quantization)
        let data = try JPEGEntropyData(file, from: place)
        try blocks.read(scan, data, restartInterval: restartInterval)
        place = data.end
    }
}

/// The two bytes that every JPEG file begins with, and the first of the next marker.
let jpegSignature: [UInt8] = [0xFF, 0xD8, 0xFF]
