/// A convolution in two dimensions: y[o, r, c] = b[o] + Σ w[o, i, p, q] · x[i, r · stride + p − padding, c · stride + q − padding],
/// with a stride and a padding along each axis.
struct ConvolutionStep {
    let input: Int
    let weight: Int
    let bias: Int?
    let output: Int
    let inputShape: (channels: Int, height: Int, width: Int)
    let outputShape: (channels: Int, height: Int, width: Int)
    let kernel: (height: Int, width: Int)
    let stride: (rows: Int, columns: Int)
    let padding: (rows: Int, columns: Int)

    /// The columns of the output whose pixel under column `q` of the kernel lies inside the input.
    private func columns(under q: Int) -> Range<Int> {
        let (stride, padding) = (stride.columns, padding.columns)
        let first = max(0, (padding - q + stride - 1) / stride)
        let last = inputShape.width - 1 + padding - q
        return last < 0
            ? 0..<0
            : min(
                first, outputShape.width)..<max(
                    min(first, outputShape.width), min(outputShape.width, last / stride + 1))
    }

    func run(_ arena: inout [Float]) {
        for channel in 0..<outputShape.channels {
            let start = bias.map { arena[$0 &+ channel] } ?? 0
            let plane = output &+ channel &* outputShape.height &* outputShape.width
            for place in plane..<plane &+ outputShape.height &* outputShape.width { arena[place] = start }
            for source in 0..<inputShape.channels {
                for p in 0..<kernel.height {
                    for q in 0..<kernel.width {
                        add(channel, source, p, q, to: plane, &arena)
                    }
                }
            }
        }
    }

    /// Adds what one weight contributes to a plane of the output, row by row.
    private func add(_ channel: Int, _ source: Int, _ p: Int, _ q: Int, to plane: Int, _ arena: inout [Float])
    {
        let weight = arena[
            weight &+ ((channel &* inputShape.channels &+ source) &* kernel.height &+ p) &* kernel.width &+ q]
        let columns = columns(under: q)
        for row in 0..<outputShape.height {
            let line = row &* stride.rows &+ p &- padding.rows
            guard line >= 0, line < inputShape.height else { continue }
            let from =
                input &+ (source &* inputShape.height &+ line) &* inputShape.width &+ q &- padding.columns
            let to = plane &+ row &* outputShape.width
            if stride.columns == 1 {
                // Neighbours in memory: several at once.
                for column in columns { arena[to &+ column] += weight * arena[from &+ column] }
            } else {
                for column in columns {
                    arena[to &+ column] += weight * arena[from &+ column &* stride.columns]
                }
            }
        }
    }
}
