/// What the header of a scan says: which components it brings, in which codes, and which part of their coefficients (T.81,
/// B.2.3).
struct JPEGScan {
    /// A component of the scan: its place in the frame, and its codes.
    struct Component {
        let index: Int
        let corners: JPEGHuffmanCode?
        let others: JPEGHuffmanCode?
    }

    let components: [Component]

    /// Which coefficients it brings, by their places in the file's order.
    let band: ClosedRange<Int>

    /// How many of their lowest bits the scans before have left, 0 where this is the first, and how many this one leaves.
    let high: Int
    let low: Int

    /// Parses the header: the number of components; for each its name and codes; the band; high and low.
    init(
        _ fields: ArraySlice<UInt8>, of frame: JPEGFrame, corners: [JPEGHuffmanCode?],
        others: [JPEGHuffmanCode?]
    ) throws(PictureFailure) {
        let fields = Array(fields)
        guard let count = fields.first.map({ Int($0) }), (1...4).contains(count),
            fields.count == 4 + 2 * count
        else {
            throw PictureFailure(
                en: "the header of a scan has \(fields.count) bytes", zh: "扫描的头部有 \(fields.count) 字节")
        }
        let tail = fields.suffix(3).map { Int($0) }
        let (first, last) = (tail[0], tail[1])
        (high, low) = (tail[2] >> 4, tail[2] & 15)
        let isAllowed =
            frame.isProgressive
            ? first <= last && last < 64 && (first == 0 ? last == 0 : count == 1) && low <= 13
                && (high == 0 || high == low + 1)
            : first == 0 && last == 63 && high == 0 && low == 0
        guard isAllowed else {
            throw PictureFailure(
                en: "a scan of coefficients \(first) to \(last), bits \(high) to \(low), does not exist",
                zh: "不存在系数 \(first) 到 \(last)、位 \(high) 到 \(low) 的扫描")
        }
        band = first...last
        var components: [Component] = []
        for place in stride(from: 1, to: 1 + 2 * count, by: 2) {
            let (name, codes) = (fields[place], fields[place + 1])
            guard let index = frame.components.firstIndex(where: { $0.identifier == name }),
                !components.contains(where: { $0.index == index })
            else {
                throw PictureFailure(
                    en: "a scan of component \(name), which the picture has not", zh: "扫描引用了图片没有的分量 \(name)")
            }
            func code(_ all: [JPEGHuffmanCode?], _ number: UInt8) throws(PictureFailure) -> JPEGHuffmanCode {
                guard number < 4, let code = all[Int(number)] else {
                    throw PictureFailure(
                        en: "a scan uses Huffman code \(number), which was not defined",
                        zh: "扫描使用了未定义的哈夫曼码表 \(number)")
                }
                return code
            }
            let needsCorners = first == 0 && high == 0
            components.append(
                Component(
                    index: index, corners: needsCorners ? try code(corners, codes >> 4) : nil,
                    others: last > 0 ? try code(others, codes & 15) : nil))
            guard components.last?.corners.map({ $0.largestSymbol < 16 }) ?? true else {
                throw PictureFailure(
                    en: "a Huffman code has differences of more than 15 bits", zh: "哈夫曼码表含有超过 15 位的差值")
            }
        }
        self.components = components
    }
}
