import Foundation

// An array written with the rest of a training's history.

extension NDArray: Codable {
    private enum Key: String, CodingKey { case shape, bytes }

    /// Writes the shape and the elements' bytes, so that the same bits are read again, those of NaN too.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(Array(shape), forKey: .shape)
        try container.encode(littleEndianBytes, forKey: .bytes)
    }

    /// Reads what `encode` wrote.
    ///
    /// - Throws: `DecodingError`, also where the shape does not fit the number of elements.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let extents = try container.decode([Int].self, forKey: .shape)
        let bytes = try container.decode(Data.self, forKey: .bytes)
        var (count, isSound) = (1, extents.count <= 8)
        for extent in extents {
            let (product, isTooLarge) = count.multipliedReportingOverflow(by: extent)
            count = product
            if extent < 0 || isTooLarge { isSound = false }
        }
        guard isSound, bytes.count % 4 == 0, count == bytes.count / 4 else {
            throw DecodingError.dataCorruptedError(
                forKey: .shape, in: container,
                debugDescription: "the shape \(extents) is not that of \(bytes.count) bytes")
        }
        self.init(bytes: bytes, format: .float32, shape: Shape(extents))
    }
}
