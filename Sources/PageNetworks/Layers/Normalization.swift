/// Layer normalization of each row: y = w (x − m) / √(v + ε) + b with their mean m and variance v, and ε = 1e-5.
struct LayerNormStep {
    let input: Int
    let weight: Int
    let bias: Int?
    let output: Int
    /// The numbers of a row.
    let count: Int
    let rows: Int

    func run(_ arena: inout [Float]) {
        for row in 0..<rows { run(input &+ row &* count, output &+ row &* count, &arena) }
    }

    private func run(_ input: Int, _ output: Int, _ arena: inout [Float]) {
        var (sum, squares) = (0.0, 0.0)
        for place in 0..<count { sum += Double(arena[input &+ place]) }
        let mean = sum / Double(count)
        for place in 0..<count {
            let difference = Double(arena[input &+ place]) - mean
            squares += difference * difference
        }
        let scale = 1 / (squares / Double(count) + 1e-5).squareRoot()
        for place in 0..<count {
            let normal = Float((Double(arena[input &+ place]) - mean) * scale)
            arena[output &+ place] = normal * arena[weight &+ place] + (bias.map { arena[$0 &+ place] } ?? 0)
        }
    }
}

/// Batch normalization of the planes of pictures, in evaluation: y = w (x − m) / √(v + ε) + b, with the running mean m and
/// variance v of each channel, and ε = 1e-5.
struct BatchNormStep {
    let input: Int
    let weight: Int
    let bias: Int
    let mean: Int
    let variance: Int
    let output: Int
    let channelCount: Int
    /// The numbers of a channel.
    let area: Int

    func run(_ arena: inout [Float]) {
        for channel in 0..<channelCount {
            let deviation = (Double(arena[variance &+ channel]) + 1e-5).squareRoot()
            let scale = Float(Double(arena[weight &+ channel]) / deviation)
            for place in channel &* area..<(channel &+ 1) &* area {
                arena[output &+ place] =
                    (arena[input &+ place] - arena[mean &+ channel]) * scale + arena[bias &+ channel]
            }
        }
    }
}

/// A vector divided by its Euclidean length; zeros stay zeros.
struct UnitStep {
    let input: Int
    let output: Int
    let count: Int

    func run(_ arena: inout [Float]) {
        var squares = 0.0
        for place in 0..<count {
            squares += Double(arena[input &+ place]) * Double(arena[input &+ place])
        }
        let scale = squares > 0 ? 1 / squares.squareRoot() : 0
        for place in 0..<count { arena[output &+ place] = Float(Double(arena[input &+ place]) * scale) }
    }
}
