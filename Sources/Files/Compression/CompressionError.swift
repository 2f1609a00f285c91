import Messages

/// Why compressed bytes cannot be unpacked.
public struct CompressionError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, in one line; bytes are counted from 0 at the start of the compressed data.
    public let reason: String

    init(en: String, zh: String) { reason = Words(en: en, zh: zh).text }

    /// The reason.
    public var description: String { reason }

    static var endsTooEarly: CompressionError {
        CompressionError(en: "the compressed data ends too early", zh: "压缩数据过早结束")
    }
}
