import PageNetworks
import Pictures

// What is drawn in a picture, separated from what it is drawn on, whatever the colours of both: dark on light, light on dark,
// on something transparent. What is then done with the ink is in `PageNetworks`, since a page's pad does it too.

extension InkField {
    /// The longer side at which a picture is looked at: enough for a digit, and quick for a photograph.
    private static let longestSide = 256

    /// The least difference between ink and paper, of the largest there could be.
    private static let leastContrast: Float = 0.08

    /// The ink of a picture. The colour of the paper is the median along the edge, and how much the edge differs from it
    /// (the shade of a photograph) counts as paper.
    ///
    /// - Returns: nil where nothing is drawn.
    init?(_ picture: Picture) {
        let longer = max(picture.width, picture.height)
        let small =
            longer <= Self.longestSide
            ? picture
            : picture.resized(
                width: max(1, picture.width * Self.longestSide / longer),
                height: max(1, picture.height * Self.longestSide / longer), filter: .box)
        // White strokes on nothing are seen over black, everything else over white.
        let onWhite = Self.differences(small.rgb(over: .white))
        let onBlack = small.format == .rgba ? Self.differences(small.rgb(over: .black)) : onWhite
        let best = onBlack.full > 2 * onWhite.full ? onBlack : onWhite
        guard best.full >= Self.leastContrast else { return nil }
        let paper = min(best.edge, 0.3 * best.full)
        self.init(
            best.distances.map { min(1, max(0, ($0 - paper) / (best.full - paper))) }, width: small.width,
            height: small.height)
        removeSpecks()
    }

    /// How far each pixel is from the colour of the paper, from 0 to 1; how far ink is, and how far most of the edge.
    private static func differences(_ picture: Picture) -> (distances: [Float], full: Float, edge: Float) {
        let (width, height) = (picture.width, picture.height)
        let rim = max(1, min(width, height) / 32)
        let edge = (0..<width * height).filter { place in
            let (x, y) = (place % width, place / width)
            return x < rim || y < rim || x >= width - rim || y >= height - rim
        }
        let paper = (0..<3).map { channel in
            Float(edge.map { picture.bytes[3 * $0 + channel] }.sorted()[edge.count / 2])
        }
        let distances = (0..<width * height).map { place in
            let sum = (0..<3).reduce(Float(0)) { sum, channel in
                let off = Float(picture.bytes[3 * place + channel]) - paper[channel]
                return sum + off * off
            }
            return (sum / 3).squareRoot() / 255
        }
        let sorted = distances.sorted()
        let ofEdge = edge.map { distances[$0] }.sorted()
        return (
            distances, sorted[sorted.count - 1 - sorted.count / 1000], ofEdge[ofEdge.count * 19 / 20]
        )
    }
}
