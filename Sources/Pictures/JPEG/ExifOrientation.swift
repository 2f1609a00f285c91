/// How the camera was held, 1 to 8, from the content of an APP1 marker; `nil` where it does not say (Exif 2.3, 4.6.4,
/// tag 0x112, in the first directory of a TIFF header).
func exifOrientation(_ content: ArraySlice<UInt8>) -> Int? {
    guard content.starts(with: Array("Exif\0\0".utf8)) else { return nil }
    let tiff = Array(content.dropFirst(6))
    guard tiff.count >= 8 else { return nil }
    let isLittle = tiff[0] == 0x49
    func number(_ place: Int, _ size: Int) -> Int? {
        guard place >= 0, place <= tiff.count - size else { return nil }
        let bytes = tiff[place..<place + size]
        return (isLittle ? Array(bytes.reversed()) : Array(bytes)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard let directory = number(4, 4), let count = number(directory, 2) else { return nil }
    for entry in 0..<count {
        let place = directory + 2 + 12 * entry
        guard let tag = number(place, 2) else { return nil }
        if tag == 0x112, let value = number(place + 8, 2) { return 1...8 ~= value ? value : nil }
    }
    return nil
}

extension Picture {
    /// The picture as it was seen, where a camera held in another way took it (Exif's orientation, 1 to 8): 2 mirrored, 3 on its
    /// head, 4 both, 5 to 8 with rows and columns exchanged.
    ///
    /// Traps where the orientation is none of these.
    func upright(from orientation: Int) -> Picture {
        // Which way the rows and the columns of the file run.
        let isTransposed = orientation >= 5
        let isRightToLeft = [2, 3, 7, 8].contains(orientation)
        let isBottomUp = [3, 4, 6, 7].contains(orientation)
        if orientation == 1 { return self }
        let size = format.rawValue
        let (newWidth, newHeight) = isTransposed ? (height, width) : (width, height)
        var result = [UInt8](repeating: 0, count: bytes.count)
        var target = 0
        for row in 0..<newHeight {
            for column in 0..<newWidth {
                let (across, down) = isTransposed ? (row, column) : (column, row)
                let sourceRow = isBottomUp ? height - 1 - down : down
                let sourceColumn = isRightToLeft ? width - 1 - across : across
                let source = (sourceRow * width + sourceColumn) * size
                for channel in 0..<size { result[target + channel] = bytes[source + channel] }
                target += size
            }
        }
        return Picture(width: newWidth, height: newHeight, format: format, bytes: result)
    }
}
