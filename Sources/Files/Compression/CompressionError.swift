/// Why compressed bytes cannot be unpacked.
public struct CompressionError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, in one line; bytes are counted from 0 at the start of the compressed data.
    public let reason: String

    init(_ reason: String) { self.reason = reason }

    /// The reason.
    public var description: String { reason }

    static let endsTooEarly = CompressionError("the compressed data ends too early")
}
