/// Numbers `[height, width]` with another number of columns and rows, each the mean of those near it weighted by a triangle
/// that is as wide as the picture shrinks: the same as the bilinear filter of `Pictures`, which a page does not have.
func bilinear(
    _ values: [Float], width: Int, height: Int, toWidth: Int, toHeight: Int
) -> [Float] {
    let columns = TriangleWeights(from: width, to: toWidth)
    let rows = TriangleWeights(from: height, to: toHeight)
    var narrow = [Float](repeating: 0, count: height * toWidth)
    for row in 0..<height {
        for column in 0..<toWidth {
            var sum: Float = 0
            for place in columns.range(of: column) {
                sum += values[row * width + columns.source(of: place, column)] * columns.weights[place]
            }
            narrow[row * toWidth + column] = sum
        }
    }
    var result = [Float](repeating: 0, count: toHeight * toWidth)
    for row in 0..<toHeight {
        for place in rows.range(of: row) {
            let from = rows.source(of: place, row) * toWidth
            for column in 0..<toWidth {
                result[row * toWidth + column] += narrow[from + column] * rows.weights[place]
            }
        }
    }
    return result
}

/// Which old places make each new one along an axis, and with what weights.
private struct TriangleWeights {
    /// The weights of all new places, one after the other; each place's sum to 1.
    private(set) var weights: [Float] = []

    /// Of each new place, the first old one, and where its weights begin; behind the last, where they end.
    private var firsts: [Int] = []
    private var starts: [Int] = [0]

    init(from old: Int, to new: Int) {
        let scale = Double(old) / Double(new)
        let stretch = max(1, scale)
        for place in 0..<new {
            let center = (Double(place) + 0.5) * scale
            let first = max(0, Int(center - stretch + 0.5))
            let end = max(first + 1, min(old, Int(center + stretch + 0.5)))
            let own = (first..<end).map {
                max(0, 1 - ((Double($0) - center + 0.5) * (1 / stretch)).magnitude)
            }
            var sum = 0.0
            for weight in own { sum += weight }
            for weight in own { weights.append(Float(sum > 0 ? weight / sum : weight)) }
            firsts.append(first)
            starts.append(weights.count)
        }
    }

    /// Where the weights of a new place are.
    func range(of place: Int) -> Range<Int> { starts[place]..<starts[place + 1] }

    /// The old place that a weight of a new one belongs to.
    func source(of weight: Int, _ place: Int) -> Int { firsts[place] + weight - starts[place] }
}
