/// One way to answer.
public struct Solution: LineHomework {
    /// The answers.
    public init() {}

    /// 1.1
    public func heights(slope: Float, intercept: Float, at positions: [Float]) throws -> [Float] {
        positions.map { slope * $0 + intercept }
    }

    /// 1.2
    public func line(x: [Float], y: [Float]) throws -> (slope: Float, intercept: Float) {
        let count = Float(x.count)
        let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
        let above = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
        let slope = above / x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
        return (slope, meanY - slope * meanX)
    }
}
