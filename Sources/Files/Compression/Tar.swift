import Messages

/// A file in a tar archive: its name, and where in the archive its bytes are.
struct TarEntry {
    let name: String
    let content: Range<Int>
}

/// The files of a tar archive (POSIX.1-1988 and its successors, and GNU's long names). Folders, links and devices are
/// left out.
///
/// - Throws: where a header has not the checksum that it says, or a file ends behind the archive.
func tarEntries(_ archive: [UInt8]) throws(CompressionError) -> [TarEntry] {
    var entries: [TarEntry] = []
    var longName: String?
    var place = 0
    // An archive ends with blocks of zeros; some end without.
    while place + 512 <= archive.count, archive[place..<place + 512].contains(where: { $0 != 0 }) {
        let header = place
        guard isTarHeader(archive, at: header), let size = octal(archive[header + 124..<header + 136]) else {
            throw CompressionError(
                en: "byte \(header) begins no header of a tar archive", zh: "第 \(header) 字节不是 tar 压缩包头部的开头")
        }
        let start = header + 512
        guard size <= archive.count - start else { throw .endsTooEarly }
        let content = start..<start + size
        switch archive[header + 156] {
        case UInt8(ascii: "L"):  // GNU: the content is the name of the next file
            longName = text(archive[content])
        case UInt8(ascii: "x"):  // POSIX.1-2001: the content may have it, as "30 path=…"
            longName = pathOfExtendedHeader(archive[content]) ?? longName
        case UInt8(ascii: "g"):  // for all files: nothing of use
            break
        case UInt8(ascii: "0"), 0:
            let name = text(archive[header..<header + 100])
            let isPOSIX = archive[header + 257..<header + 262].elementsEqual("ustar".utf8)
            let folder = isPOSIX ? text(archive[header + 345..<header + 500]) : ""
            entries.append(
                TarEntry(name: longName ?? (folder.isEmpty ? name : "\(folder)/\(name)"), content: content))
            longName = nil
        default:
            longName = nil
        }
        place = start + (size + 511) / 512 * 512
    }
    return entries
}

/// Whether a block is a header: the sum of its bytes, with blanks for the sum's own, is the one that it says.
func isTarHeader(_ archive: [UInt8], at place: Int = 0) -> Bool {
    guard place + 512 <= archive.count, let check = octal(archive[place + 148..<place + 156]) else {
        return false
    }
    let sum = (0..<512).reduce(0) { $0 + ((148..<156).contains($1) ? 32 : Int(archive[place + $1])) }
    return sum == check
}

/// A number in octal digits, with blanks before them, and a blank or a zero behind them.
private func octal(_ field: ArraySlice<UInt8>) -> Int? {
    let digits = field.drop { $0 == 32 }.prefix { $0 != 32 && $0 != 0 }
    guard !digits.isEmpty, digits.allSatisfy({ (48..<56).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 << 3 | Int($1 - 48) }
}

/// A text up to the first zero.
private func text(_ field: ArraySlice<UInt8>) -> String {
    String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
}

/// The path among lines of the form "length key=value", whose length counts the whole line.
private func pathOfExtendedHeader(_ content: ArraySlice<UInt8>) -> String? {
    for line in content.split(separator: 10) {
        guard let blank = line.firstIndex(of: 32) else { continue }
        let pair = line[(blank + 1)...]
        guard pair.starts(with: Array("path=".utf8)) else { continue }
        return String(decoding: pair.dropFirst(5), as: UTF8.self)
    }
    return nil
}
