import Files
import Messages

/// A file in the format IDX that MNIST is published in: bytes in n dimensions.
///
/// Two bytes of zero, one for the kind of number (8: bytes), one for the number of axes; the extents, four bytes each,
/// the highest first; the bytes, the last index running fastest. The first four bytes, read as one number, are 2051 for
/// pictures and 2049 for labels.
struct IDXFile {
    /// The extents, outermost axis first, none of them 0.
    let extents: [Int]

    /// As many bytes as the extents say.
    let bytes: [UInt8]

    /// No file of pictures is unpacked further than this, five times MNIST's.
    private static let maximumByteCount = 1 << 28

    /// Reads a file, gzip or not.
    ///
    /// - Parameters:
    ///   - axes: how many axes it must have: 3 for pictures, 1 for labels.
    ///   - content: what they are, for errors.
    /// - Throws: `FileError`, where it is not what its header says; nothing is allocated on that word.
    init(contentsOf path: String, axes: Int, content: Words) throws {
        let file = try readFile(path, unpackedUpTo: IDXFile.maximumByteCount)
        func malformed(en: String, zh: String) -> FileError {
            .malformed(path: path, reason: Words(en: en, zh: zh).text)
        }
        func number(at place: Int) -> Int { file[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }

        guard file.count >= 4 else {
            throw malformed(en: "\(file.count) bytes are no IDX file", zh: "\(file.count) 字节不是 IDX 文件")
        }
        let expected = 0x800 + axes
        guard number(at: 0) == expected else {
            throw malformed(
                en: "the magic number is \(number(at: 0)), \(expected) is expected for \(content)",
                zh: "开头的标识是 \(number(at: 0))；\(content)应为 \(expected)")
        }
        let start = 4 + 4 * axes
        guard file.count >= start else { throw malformed(en: "the file ends in its header", zh: "文件在头部中间结束") }
        extents = (1...axes).map { number(at: 4 * $0) }
        let shape = extents.map(String.init).joined(separator: " × ")
        guard !extents.contains(0) else {
            throw malformed(
                en: "\(shape) \(content): there must be at least one", zh: "\(shape) 个\(content)：至少要有一个")
        }
        let product = extents.reduce((partialValue: 1, overflow: false)) { product, extent in
            let next = product.partialValue.multipliedReportingOverflow(by: extent)
            return (next.partialValue, product.overflow || next.overflow)
        }
        guard !product.overflow, product.partialValue == file.count - start else {
            throw malformed(
                en: "the header says \(shape) bytes, \(file.count - start) follow",
                zh: "头部说有 \(shape) 字节，而后面有 \(file.count - start) 字节")
        }
        bytes = Array(file[start...])
    }
}
